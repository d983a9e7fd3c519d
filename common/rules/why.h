/* SPDX-License-Identifier: ISC */

/*
 * Why a rule is there, in words that AWS accepts: descriptions of rules and
 * groups, at most 255 of its legal characters ("Amazon VPC user guide",
 * security group rules; "&" is left out since peers that are groups or
 * prefix lists do not take it).
 */

#ifndef RULES_WHY_H
#define RULES_WHY_H

#include "rules/rule.h"

#define WHY_MAX 255 /* most characters of a description or a name */

/* Is c legal in names and descriptions everywhere? */
bool why_legal(char c);

/*
 * Makes text that came from elsewhere legal in place: other bytes become
 * "_", and what is too long is cut.  Returns the new length.
 */
size_t why_clean(char *p, size_t n);

/* "flows 12, first 2026-03-01, last 2026-03-02, contested: 3 of 7 rejected" */
void why_rule(struct buf *to, const struct rule *r);

/* "fl: rules of 10.0.0.1, traffic of 2026-03-01 to 2026-03-02" */
void why_group(struct buf *to, const struct rule *r, size_t n);

/* The day of a time, "2026-03-01", or "-" for NUM_NONE. */
void why_day(struct buf *to, uint64_t t);

#endif
