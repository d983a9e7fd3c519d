/* SPDX-License-Identifier: ISC */

/*
 * Grouping: rows to one row a key, counters merged.  Grouping groups is the
 * same merge, so partial results of any split give the same bytes.
 */

#ifndef ENGINE_AGG_H
#define ENGINE_AGG_H

#include "model/block.h"
#include "model/schema.h"
#include "model/want.h"

struct keys; /* what a KEYS argument says */

/*
 * Parses "dst,src/24:64,dport,start/1h,foo".  NULL after a message that
 * points at the word (status 2).
 */
struct keys *keys_parse(const char *list);
void keys_free(struct keys *k);

/* Names the columns that grouping by these keys needs. */
void agg_want(const struct keys *keys, struct want *w);

struct agg;

/* keys are borrowed; the schemas of the result come from all. */
struct agg *agg_new(const struct keys *keys, struct schemas *all);

/*
 * Adds the selected rows of a block.  Rows whose key or counter cells do not
 * parse leave sel and are reported.  Binds at each new schema: a known field
 * that the header lacks is missing in every row, said once; an unknown name
 * that it lacks is fatal.
 */
void agg_block(struct agg *a, struct block *b);

/*
 * Bounds the memory that the groups of a take, to about so many bytes; what
 * is more goes to a file in $TMPDIR (spill.h), and comes back in order.  May
 * be called again until the adding ends, to set another bound.
 */
void agg_bound(struct agg *a, size_t bytes);

/*
 * Adds all of b to a, which takes b: it is not to be used or freed any
 * more.  Same keys; both are bounded or
 * none, and that of a holds for both together.
 */
void agg_merge(struct agg *a, struct agg *b);

/*
 * The schema of the result: the keys in their order, then the counters:
 * flows rejects packets bytes first last always, the others where an input
 * had them.  Known after the last agg_block.
 */
const struct schema *agg_schema(struct agg *a);

/*
 * 1 and the next block of groups, sorted by key, typed (missing last); 0 at
 * the end.  The first call ends the adding.  Without a bound a block holds
 * until its own next call: another may be filled while it is read.
 */
int agg_next(struct agg *a, struct block *b);

void agg_free(struct agg *a);

#endif
