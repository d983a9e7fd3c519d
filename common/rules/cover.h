/* SPDX-License-Identifier: ISC */

/*
 * Which security groups a rule goes to, or names, where interfaces have
 * several: as few groups as hold all that need it, and of these the ones with
 * the fewest others.
 *
 * One group after the other is taken: the one that holds most of what is
 * left, then the smallest, then the one with the lowest number.  So where one
 * group holds all, it is one of these, the smallest.
 */

#ifndef RULES_COVER_H
#define RULES_COVER_H

#include <stddef.h>
#include <stdint.h>

struct cover_item {            /* who needs it: interfaces of the same groups */
	const uint32_t *group; /* numbers, at least one */
	size_t ngroup;
	uint64_t n;      /* how many, above 0 */
	uint32_t chosen; /* the group that was taken for them */
};

struct cover; /* what it works with */

/* For groups of these sizes, which are borrowed. */
struct cover *cover_new(const uint64_t *size, size_t n);
void cover_free(struct cover *c);

/* Chooses for each item. */
void cover_choose(struct cover *c, struct cover_item *item, size_t n);

#endif
