/* SPDX-License-Identifier: ISC */

/*
 * Counters: what one row counts, and how two become one.  Merging is
 * associative and commutative, so partial results of any split give the same
 * answer to the byte.
 *
 *   flows, rejects   sum; a missing value makes the sum missing, for then
 *                    nobody knows
 *   other sums       a missing value adds nothing; all missing is missing
 *   first, last      least, greatest; missing gives way
 *   how              strongest of the rows whose needed is above 0: a scan may
 *                    be clearer than what the group is kept for
 */

#ifndef MODEL_COUNTER_H
#define MODEL_COUNTER_H

#include "model/block.h"
#include "model/want.h"

/* The counters of grouped rows in the order they are written. */
extern const enum field_id counter_order[];
extern const size_t counter_count;

/* How many of them (a leading part of counter_order) are always written. */
#define COUNTER_ALWAYS 6

/*
 * Two values of one counter as one.  A sum that reaches NUM_NONE is an
 * overflow: diag_die.
 */
uint64_t counter_merge(enum field_id id, uint64_t a, uint64_t b);

/* Says which sum is too large and exits 2. */
void counter_overflow(enum field_id id) FL_NORETURN FL_COLD;

/* Does a missing value make the sum missing? */
static inline bool
counter_strict(enum field_id id)
{
	return id == FIELD_FLOWS || id == FIELD_REJECTS;
}

/* counter_merge for hot loops.  NUM_NONE is above all, so it loses a min. */
static inline uint64_t
counter_join(enum field_id id, uint64_t a, uint64_t b)
{
	switch (field_at(id)->merge) {
	case MERGE_MIN:
	case MERGE_BEST:
		return a < b ? a : b;
	case MERGE_MAX:
		return a + 1 > b + 1 ? a : b;
	default:
		break;
	}
	if (a == NUM_NONE || b == NUM_NONE)
		return counter_strict(id) ? NUM_NONE : a < b ? a : b;
	if (fl_unlikely(a >= NUM_NONE - b))
		counter_overflow(id);
	return a + b;
}

/* What to start from: merging v into it gives v. */
uint64_t counter_zero(enum field_id id);

/*
 * Where a row of a schema has each counter.  Raw records: flows is 1,
 * rejects comes from action, first and last from start and end.  A schema
 * that is neither grouped nor raw has flows missing.
 */
struct counterplan {
	size_t col[FIELD_COUNT]; /* column to read, or SCHEMA_NONE */
	size_t needed;           /* what says if how counts, key or not */
	bool raw;                /* the rows are records */
};

/* Binds to a schema.  key[] (by field id) are fields used as keys. */
void counter_bind(struct counterplan *plan, const struct schema *schema,
    const bool *key);

/* Names all columns that counters are made of, of whatever rows. */
void counter_want(struct want *w);

/*
 * The values of a counter in n rows, whose columns must be loaded.  For
 * REJECTS of raw rows this is the action column; HOW needs `needed` too.
 * False: all are missing, and merging them would change nothing.
 */
bool counter_values(const struct counterplan *plan, const struct block *b,
    enum field_id id, const uint32_t *row, size_t n, uint64_t *v);

#endif
