/* SPDX-License-Identifier: ISC */

/*
 * What a set of rules does to traffic that was seen: groups of connections in,
 * findings out, and how much of it would still work.
 *
 * A group is needed where `needed` says so; without that column, where
 * accepted records outnumber rejected ones.  Every group gets one class.
 */

#ifndef RULES_TRIAL_H
#define RULES_TRIAL_H

#include "base/opt.h"
#include "model/block.h"
#include "rules/rule.h"
#include "rules/verdict.h"

enum trial_class {
	TRIAL_BLOCKED, /* needed, and would not work any more */
	TRIAL_UNSURE,  /* needed; the data does not say if it would work */
	TRIAL_OPENED,  /* was rejected, and would be let through */
	TRIAL_SCANNED, /* scans that are let through */
	TRIAL_DROPPED, /* its answers were: by a network ACL, not a group */
	/* No findings: */
	TRIAL_PASSED,  /* needed, and works */
	TRIAL_OUTSIDE, /* needed; these groups guard neither end */
	TRIAL_REST,    /* not needed, nor let through */
	TRIAL_ODD,     /* an address, a protocol or a port is missing */
	TRIAL_CLASSES,
};
#define TRIAL_FINDINGS TRIAL_PASSED /* how many classes are findings */

/* One word for each. */
extern const char *const trial_word[TRIAL_CLASSES];

/* Who opened a group of connections. */
enum trial_opener {
	TRIAL_SOURCE, /* its source */
	TRIAL_BOTH,   /* each end, or nobody knows: both must be able to */
	TRIAL_EITHER, /* nobody knows, and it is enough that one can */
};

/* Connections that are judged at once. */
struct trial_group {
	struct verdict_conn conn;
	enum trial_opener opener;
	uint64_t sport; /* where it may be the other end */
	bool odd;       /* something is missing */
	bool needed;    /* it must work */
	bool weak;      /* but nothing shows that it did */
	bool dropped;   /* answers were rejected, what they answer was not */
	bool shown;     /* it need not work, but shows that a rule is used */
	uint64_t count[RULE_COUNTERS];
};

struct trial_finding {
	enum trial_class class;
	struct ip src, dst;
	uint64_t sport; /* where it is not known who opened; or NUM_NONE */
	uint16_t dport;
	uint8_t proto;
	bool cut;         /* untracked today: gone at once with its rule */
	const char *side; /* "ingress", "egress", "both" */
	uint32_t near;    /* of the worse end: rule, or VERDICT_NONE */
	uint64_t count[RULE_COUNTERS];
};

struct trial_sum {
	uint64_t groups, conns, flows, bytes;
};

/* What was let through the rules: one rule's evidence. */
struct trial_use {
	uint64_t pairs; /* (subject, peer, port) that were seen */
};

struct trial {
	struct verdict_conf conf;
	const struct match *today; /* the rules of today; NULL */
	struct trial_finding *finding;
	size_t n, room;
	struct trial_sum sum[TRIAL_CLASSES];
	struct trial_use *use;       /* by rule */
	struct verdict_conn last[2]; /* counted last, by enum rule_dir */
	uint32_t *rule;              /* those of an end */
	size_t rule_room;
};

/* conf and today are set. */
void trial_open(struct trial *t);
void trial_free(struct trial *t);

/*
 * Judges groups by src, dst, dport, proto and, where the block has them, dir
 * and vpc, sorted (engine/agg).  With sport in front of dst: nobody knows who
 * opened them, and they work if both ends may open, and are blocked if none
 * may.
 */
void trial_block(struct trial *t, const struct block *b);

/* A row of a block, whose counters are at counts, as a group. */
void trial_get(struct trial_group *g, const struct block *b,
    const struct rule_columns *counts, size_t row);

/* The same connections, opened by the other end. */
struct verdict_conn trial_turn(const struct trial_group *g);

/* Adds what a group comes to. */
void trial_add(struct trial_sum *to, const struct trial_group *g);

/* Judges one group, of whatever origin. */
void trial_judge(struct trial *t, struct trial_group *g);

/* Findings by class, then by what they are about, each once. */
void trial_done(struct trial *t);

/* All groups whose class needs to work. */
struct trial_sum trial_needed(const struct trial *t);

/*
 * Says what the answer lacks.  True: with all of the evidence it may be
 * another one.  alone: nothing is known of interfaces.
 */
bool trial_lacks(const struct trial *t, const struct evidence *ev, bool alone);

#endif
