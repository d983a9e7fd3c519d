/* SPDX-License-Identifier: ISC */

/*
 * The nearest word of a list, for "did you mean".  Words are offered one by
 * one; a word is near if the edit distance (insert, delete, replace, swap of
 * neighbours; case ignored) is at most a third of the longer word, and at
 * least 1 is always allowed for words of two letters and more.  A word above
 * NEAR_MAX bytes is near to nothing.
 */

#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/buf.h"

#define NEAR_MAX 64

struct near {
	struct slice word; /* what the user typed; borrowed */
	const char *best;  /* nearest so far; borrowed, NULL if none */
	size_t cost;       /* its distance */
};

void near_init(struct near *n, struct slice word);

/* Offers one candidate; of equal ones the first offered stays. */
void near_try(struct near *n, const char *candidate);

/* The nearest candidate, or NULL where none is near enough. */
const char *near_best(const struct near *n);

#endif
