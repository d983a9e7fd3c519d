/* SPDX-License-Identifier: ISC */

/*
 * One security-group rule: whose, which way, which service, which peer, and
 * the evidence that it stands on.  Knows nothing of files or formats.
 */

#ifndef RULES_RULE_H
#define RULES_RULE_H

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
};

/*
 * How many rules AWS takes for a group, direction and address family unless
 * asked for more ("Amazon VPC quotas").
 */
#define RULE_QUOTA 60

#define RULE_NOTE_MAX 80 /* room for all words of a note */
#define RULE_COUNTERS 13 /* as many as counter_order has */
#define RULE_NOPORT (-1) /* both ports of a protocol that has none */

struct rule {
	struct prefix subject; /* whose rule it is */
	struct prefix peer;    /* source of an ingress, target of an egress */
	int32_t from, to;      /* ports, or RULE_NOPORT twice */
	uint8_t proto;
	uint8_t dir;   /* enum rule_dir */
	uint16_t note; /* enum rule_note */
	/*
	 * How many of the (subject, peer, port) triples that it admits the
	 * evidence is sure to show: what it admits beyond is its price.
	 */
	uint64_t seen;
	uint64_t count[RULE_COUNTERS]; /* by counter_order; NUM_NONE: none */
};

/* "ingress" or "egress". */
const char *rule_dir(const struct rule *r);

/*
 * The words of its note at p (RULE_NOTE_MAX), and returns the end: "" or
 * "contested: 3 of 7 rejected", by the counters as they are now.
 */
char *rule_note(char *p, const struct rule *r);

/*
 * Counters by counter_order, RULE_COUNTERS of them, as rules and groups have:
 * one of them (NUM_NONE: none), and those of `from` added to those of `to`.
 */
uint64_t rule_count(const uint64_t *count, enum field_id id);
void rule_count_add(uint64_t *to, const uint64_t *from);

/*
 * Puts the counters of n things into the columns that the block's schema has.
 * count is the first one's; those of the next lie `stride` bytes behind.
 */
void
rule_count_put(struct block *b, const uint64_t *count, size_t stride, size_t n);

/* A counter of the rule; NUM_NONE where it has none. */
uint64_t rule_counter(const struct rule *r, enum field_id id);

/* Adds the counters of `from` to those of `to`; nothing else changes. */
void rule_merge(struct rule *to, const struct rule *from);

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

/* prefix_cmp and prefix_has, the families apart; IPv4 comes first. */
int rule_prefix_cmp(struct prefix a, struct prefix b);
bool rule_prefix_has(struct prefix a, struct prefix b);

/* Prints a prefix in AWS's way, always with its length (PREFIX_MAX). */
char *rule_cidr(char *p, struct prefix pre);

#endif
