/* SPDX-License-Identifier: ISC */

/*
 * Groups connections (fl-conn) or groups of them by src, dst, dport, proto
 * and, where the rows have them, dir and vpc, so that each is judged once.
 * Those that are needed and of which nobody knows who opened them are grouped
 * apart, by sport too.
 */

#ifndef ENGINE_TUPLES_H
#define ENGINE_TUPLES_H

#include "engine/agg.h"

struct tuples;

/* The schemas of the result come from all. */
struct tuples *tuples_new(struct schemas *all);
void tuples_free(struct tuples *t);

/*
 * Can rows of this header be connections?  -1 after a message (status 2) with
 * what is missing.
 */
int tuples_head(const struct schema *s, const char *name);

/*
 * Adds the selected rows of a block.  Those that do not parse leave sel, and
 * are reported; it is in no order then.
 */
void tuples_block(struct tuples *t, struct block *b);

/*
 * 1 and the next block of groups, as of agg_next: first those whose opener is
 * known, then the others, whose schema has sport.  0 at the end.
 */
int tuples_next(struct tuples *t, struct block *b);

#endif
