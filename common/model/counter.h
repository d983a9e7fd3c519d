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
 *   how              strongest; missing gives way
 */

#ifndef MODEL_COUNTER_H
#define MODEL_COUNTER_H

#include "model/block.h"

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

/* What to start from: merging v into it gives v. */
uint64_t counter_zero(enum field_id id);

/*
 * Where a row of a schema has each counter.  Raw records: flows is 1,
 * rejects comes from action, first and last from start and end.  A schema
 * that is neither grouped nor raw has flows missing.
 */
struct counterplan {
	size_t col[FIELD_COUNT];  /* column to read, or SCHEMA_NONE */
	bool raw;		  /* the rows are records */
};

/* Binds to a schema.  key[] (by field id) are fields used as keys. */
void counter_bind(struct counterplan *plan, const struct schema *schema,
    const bool *key);

/*
 * The value of a counter in a row; its column must be loaded.  For REJECTS
 * of raw rows this is the loaded action column.
 */
uint64_t counter_value(const struct counterplan *plan, const struct block *b,
    enum field_id id, size_t row);

#endif
