/* SPDX-License-Identifier: ISC */

/*
 * Merging sorted sources: which of them has the least item.  A tree of losers
 * (Knuth, The Art of Computer Programming 3, 5.4.1): an item costs as many
 * comparisons as the sources have binary digits.
 */

#ifndef BASE_LOSERS_H
#define BASE_LOSERS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Does the item of source a come before that of b?  A source at its end comes
 * after all others.
 */
typedef bool (*losers_fn)(const void *arg, size_t a, size_t b);

struct losers {
	size_t n;      /* sources, numbered from 0 */
	size_t *loser; /* [0]: who won all */
	losers_fn before;
	const void *arg;
};

/* Begins with the first item of each of n >= 1 sources.  arg is borrowed. */
void losers_init(struct losers *t, size_t n, losers_fn before, const void *arg);
void losers_free(struct losers *t);

/* The source of the least item: one at its end only if all are. */
static inline size_t
losers_least(const struct losers *t)
{
	return t->loser[0];
}

/* The source of the least item has another item now, or is at its end. */
void losers_again(struct losers *t);

#endif
