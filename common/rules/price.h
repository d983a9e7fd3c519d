/* SPDX-License-Identifier: ISC */

/*
 * What rules admit beyond the evidence, counted in (subject, peer, port)
 * triples.  Exact up to 2^64 - 2; rules that overlap count twice, so the
 * number is an upper bound, and 0 is a proof.
 */

#ifndef RULES_PRICE_H
#define RULES_PRICE_H

#include "rules/ruleset.h"

#define PRICE_MAX 32          /* room, no NUL */
#define PRICE_MORE UINT64_MAX /* that, or more */

/* How many triples a rule admits, and what that is beyond the evidence. */
uint64_t price_admitted(const struct rule *r);
uint64_t price_rule(const struct rule *r);

/* The sum over a set. */
uint64_t price_set(const struct ruleset *set);

/* "at most 254", or "more than 1.8e19"; returns the end. */
char *price_print(char *p, uint64_t price);

#endif
