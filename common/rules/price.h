/* SPDX-License-Identifier: ISC */

/*
 * What rules admit beyond the evidence, counted in (subject, peer, port)
 * triples.  Exact up to 2^64 - 2.  A protocol without ports has one.
 *
 * A rule of a security group is for each address that its members have, one
 * that names a group admits each address of its members, of the same family;
 * what has a name of its own counts as one subject.
 */

#ifndef RULES_PRICE_H
#define RULES_PRICE_H

#include "rules/ruleset.h"

#define PRICE_MAX 32          /* room, no NUL */
#define PRICE_MORE UINT64_MAX /* that, or more */

/* How many triples a rule admits, and what that is beyond the evidence. */
uint64_t price_admitted(const struct ruleset *set, const struct rule *r);
uint64_t price_rule(const struct ruleset *set, const struct rule *r);

/*
 * The sum over a set.  What overlapping rules admit counts twice, so it is an
 * upper bound, and 0 is a proof.
 */
uint64_t price_set(const struct ruleset *set);

/*
 * The triples that a sorted set admits, each once; members: of groups that
 * its parties are, NULL if there are none.
 */
uint64_t price_union(const struct ruleset *set, const struct members *members);

/* "254", or "more than 1.8e19"; returns the end. */
char *price_print(char *p, uint64_t price);

#endif
