/* SPDX-License-Identifier: ISC */

/*
 * Would a connection be let through?  Judged as AWS does it: where its opener
 * leaves (egress rules of the source's groups) and where it arrives (ingress
 * rules of the target's), each where the groups are known.  Groups are
 * stateful, so answers are not judged.
 */

#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "rules/need.h"
#include "rules/recall.h"
#include "value/ipset.h"

#define VERDICT_NONE UINT32_MAX /* no rule */

/* In the order of how bad they are: a connection is as its worse end. */
enum verdict {
	VERDICT_OUTSIDE, /* no end is guarded by groups of the set */
	VERDICT_PASS,
	VERDICT_UNSURE, /* it depends on what is not known */
	VERDICT_BLOCKED,
};

struct verdict_conf {
	const struct match *match;
	const struct ipset *local; /* ours, even if in no group; may be NULL */
	struct recall *recall; /* of match, for many questions; may be NULL */
};

struct verdict_conn {
	struct ip src, dst; /* the source opens */
	uint16_t dport;
	uint8_t proto;
	bool echo;         /* ICMP that was answered: of all types, an echo */
	enum need_log log; /* whose record it is: only that end is judged */
	struct slice vpc;  /* of the interface that logged it, or empty */
};

/* The ends, by the direction of the rules that are theirs. */
struct verdict_end {
	enum verdict verdict;
	struct match_who who;    /* who it is */
	struct recall_answer by; /* what its groups said, if it has any */
};

struct verdict_of {
	enum verdict verdict;
	struct match_what what;
	struct verdict_end end[2]; /* enum rule_dir: target, source */
};

void verdict_judge(const struct verdict_conf *conf,
    const struct verdict_conn *c, struct verdict_of *to);

/* The first half of it: what is sent, and who the ends are. */
void verdict_who(const struct verdict_conf *conf, const struct verdict_conn *c,
    struct verdict_of *to);

/*
 * The rule of an end that comes nearest to admitting a connection that it
 * does not admit, by number: one for the peer with other ports, the nearest;
 * else for the service from other addresses, those with most bits alike; else
 * for the peer with another protocol.  VERDICT_NONE: there is none like it.
 */
uint32_t
verdict_near(const struct verdict_conf *conf, const struct verdict_conn *c,
    const struct verdict_of *v, enum rule_dir dir);

/* "ingress", "egress", "both": the ends of a verdict; "-". */
const char *verdict_side(const struct verdict_of *v, enum verdict verdict);

/* "pass", "unsure" ... */
extern const char *const verdict_word[];

#endif
