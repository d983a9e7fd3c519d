/* SPDX-License-Identifier: ISC */

/*
 * The security groups that an output has to make: one for each subject of a
 * sorted set, and one for each group that a rule refers to.
 */

#ifndef RULES_GROUPS_H
#define RULES_GROUPS_H

#include "rules/names.h"
#include "rules/quota.h"
#include "rules/ruleset.h"

#define GROUPS_NONE SIZE_MAX

struct group {
	struct prefix who;
	struct slice text; /* what it is made for: an address, a name */
	const char *vpc;   /* "" where that is not known */
	size_t first, n;   /* its rules in the set; n 0: others name it */
	size_t way[2];     /* how many of them, by enum rule_dir */
	struct quota quota[2];
};

struct groups {
	struct group *group; /* in the order of the set */
	size_t n;
	struct buf text;
};

/* Free with groups_free. */
struct groups *groups_new(const struct ruleset *set);
void groups_free(struct groups *g);

/* Is there one of which nobody says the VPC? */
bool groups_lack_vpc(const struct groups *g);

/* The group that is made for a subject or peer, or GROUPS_NONE. */
size_t groups_find(const struct groups *g, struct prefix who);

/*
 * What a group is made for, in AWS's legal characters and (why.h) no longer
 * than a description: "fl-sgrules: what 10.0.0.9 needs".  It is the same in
 * every run, since AWS can't change it.
 */
void groups_purpose(const struct group *g, struct buf *to);

/*
 * "10.0.0.9: 3 ingress rules, 75 egress rules (AWS's default quota is 60)", in
 * legal characters.
 */
void groups_heading(const struct group *g, struct buf *to);

/* A name of a style for each; free with names_free. */
char **groups_names(const struct groups *g, const struct names_style *style);

#endif
