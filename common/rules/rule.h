/* SPDX-License-Identifier: ISC */

/*
 * One security-group rule: whose, which way, which service, which peer, and
 * the evidence that it stands on.  Knows nothing of files or formats.
 */

#ifndef RULES_RULE_H
#define RULES_RULE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "model/counter.h"
#include "value/ip.h"

enum rule_dir {
	RULE_INGRESS,
	RULE_EGRESS
};

/* What a reviewer should know: bits, that rule_note puts in words. */
enum rule_note {
	RULE_CONTESTED = 1, /* some of its records were rejected */
	RULE_ONEWAY = 2,    /* nothing ever came back, nor was it to */
	RULE_UNDECIDED = 4, /* who opened it is not known: written both ways */
	RULE_THIN = 8,      /* one visit from outside, and nothing else */
	RULE_WIDE = 16,     /* all addresses, in place of many: wide.h */
};

#define RULE_NOTE_MAX 128 /* room for all words of a note */
#define RULE_NOPORT (-1)  /* both ports of a protocol that has none */

/*
 * Where counters lie: the order is counter_order's (tests compare).  The
 * first few are always there, the others only after fl-conn.
 */
enum rule_counter {
	RULE_FLOWS,
	RULE_REJECTS,
	RULE_PACKETS,
	RULE_BYTES,
	RULE_FIRST,
	RULE_LAST,
	RULE_FEW,
	RULE_CONNS = RULE_FEW,
	RULE_ANSWERED,
	RULE_SCANS,
	RULE_NEEDED,
	RULE_RPACKETS,
	RULE_RBYTES,
	RULE_HOW,
	RULE_COUNTERS,
	RULE_MORE = RULE_COUNTERS - RULE_FEW
};

/* Two lines of a cache: there are millions, and all passes wait for them. */
struct rule {
	struct prefix subject; /* whose rule it is */
	struct prefix peer;    /* source of an ingress, target of an egress */
	int32_t from, to;      /* ports, or RULE_NOPORT twice */
	uint8_t proto;
	uint8_t dir;  /* enum rule_dir */
	uint8_t note; /* enum rule_note */
	/*
	 * How many of the (subject, peer, port) triples that it admits the
	 * evidence is sure to show: what it admits beyond is its price.
	 */
	uint64_t seen;
	uint64_t count[RULE_FEW]; /* NUM_NONE: none */
	uint64_t *more;           /* RULE_MORE others; NULL: none of them */
};

static_assert(sizeof(struct rule) == 128, "a rule is two lines");

/* "ingress" or "egress". */
const char *rule_dir(const struct rule *r);

/*
 * The words of its note at p (RULE_NOTE_MAX), and returns the end: "", "thin",
 * "contested: 3 of 7 rejected", by the counters as they are now.
 */
char *rule_note(char *p, const struct rule *r);

/*
 * Adds to counters those of another: n of them, the first of which is `first`.
 */
void rule_count_add(uint64_t *to, const uint64_t *from, enum rule_counter first,
    size_t n);

/* Adds the counters of a rule that is gone then: `to` may take its `more`. */
void rule_merge(struct rule *to, struct rule *from);

/* Where a block has the counters of its rows; NULL where it has none. */
struct rule_columns {
	uint64_t *num[RULE_COUNTERS];
};

/* Those of a block that is read, and of one that is written. */
void rule_columns_in(struct rule_columns *c, const struct block *b);
void rule_columns_out(struct rule_columns *c, struct block *b);

/* Reads all counters of a row. */
static inline void
rule_count_get(uint64_t *count, const struct rule_columns *c, size_t row)
{
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		count[i] = c->num[i] != NULL ? c->num[i][row] : NUM_NONE;
}

/* Writes those that there are columns for; more: NULL, as a rule's. */
static inline void
rule_count_put(const struct rule_columns *c, size_t row, const uint64_t *count,
    const uint64_t *more)
{
	for (size_t i = 0; i < RULE_FEW; i++)
		if (c->num[i] != NULL)
			c->num[i][row] = count[i];
	for (size_t i = 0; i < RULE_MORE; i++)
		if (c->num[RULE_FEW + i] != NULL)
			c->num[RULE_FEW + i][row] = more != NULL ? more[i] :
								   NUM_NONE;
}

/*
 * The order in which rules are shown: subject, ingress first, protocol,
 * ports, peer, note.  0 only if all of these are equal.
 */
int rule_cmp(const struct rule *a, const struct rule *b);

/*
 * AWS keeps two families apart: ::/0 is every IPv6 address and no IPv4 one,
 * though the one 128-bit type would have it otherwise.
 */
static inline bool
rule_is4(struct prefix p)
{
	return p.len >= IP_V4_BASE && ip_is4(p.ip);
}

/* What never mixes, in order, in 3 bits: IPv4, IPv6, each kind of parties. */
static inline unsigned int
rule_family(struct prefix p)
{
	return p.len > 128 ? p.len - 127U : !rule_is4(p);
}

static inline bool
rule_prefix_eq(struct prefix a, struct prefix b)
{
	return a.len == b.len && ip_eq(a.ip, b.ip);
}

/* Are two rules of one subject; of one subject and direction? */
static inline bool
rule_same_subject(const struct rule *a, const struct rule *b)
{
	return rule_prefix_eq(a->subject, b->subject);
}

static inline bool
rule_same_table(const struct rule *a, const struct rule *b)
{
	return a->dir == b->dir && rule_same_subject(a, b);
}

/* All addresses of the family that a prefix is of. */
static inline struct prefix
rule_world(struct prefix p)
{
	return rule_is4(p) ? (struct prefix){ip_from4(0), IP_V4_BASE} :
			     (struct prefix){{0, 0}, 0};
}

/* Do two rules admit the same protocol and ports? */
static inline bool
rule_same_service(const struct rule *a, const struct rule *b)
{
	return a->proto == b->proto && a->from == b->from && a->to == b->to;
}

/*
 * prefix_cmp and prefix_has, the families apart: IPv4 comes first, parties
 * (party.h) last, by kind.
 */
int rule_prefix_cmp(struct prefix a, struct prefix b);
bool rule_prefix_has(struct prefix a, struct prefix b);

/* Prints a prefix in AWS's way, always with its length (PREFIX_MAX). */
char *rule_cidr(char *p, struct prefix pre);

#endif
