/* SPDX-License-Identifier: ISC */

/*
 * Fewer rules that admit exactly the same.  What is allowed: the same rule
 * once, neighbouring ports of one peer, two halves of a prefix with the same
 * ports, and a prefix inside another with the same ports.  Rules with
 * different notes stay apart, or the note would say more than was seen.
 * Widening for a quota is not done here.
 */

#ifndef RULES_EXACT_H
#define RULES_EXACT_H

#include "rules/ruleset.h"

/*
 * Merges in place; counters of merged rules are merged.  The set is sorted
 * then, and any order of the same rules gives the same result.
 */
void exact_merge(struct ruleset *set);

/*
 * Makes one rule of those in a merged set that differ in nothing but their
 * note: prefixes that overlap may have merged to the same.  AWS takes one rule
 * of a kind, so it has both notes.
 */
void exact_notes(struct ruleset *set);

#endif
