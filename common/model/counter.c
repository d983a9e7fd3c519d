/* SPDX-License-Identifier: ISC */

/* See counter.h. */

#include "model/counter.h"
#include "base/diag.h"

const enum field_id counter_order[] = {
    FIELD_FLOWS,
    FIELD_REJECTS,
    FIELD_PACKETS,
    FIELD_BYTES,
    FIELD_FIRST,
    FIELD_LAST,
    FIELD_CONNS,
    FIELD_ANSWERED,
    FIELD_SCANS,
    FIELD_NEEDED,
    FIELD_RPACKETS,
    FIELD_RBYTES,
    FIELD_HOW,
};
const size_t counter_count = nitems(counter_order);

/* Where a record has what a counter is made of. */
static enum field_id
of_record(enum field_id id)
{
	switch (id) {
	case FIELD_REJECTS:
		return FIELD_ACTION; /* enum action counts as it should */
	case FIELD_FIRST:
		return FIELD_START;
	case FIELD_LAST:
		return FIELD_END;
	default:
		return id;
	}
}

void
counter_overflow(enum field_id id)
{
	diag_die("%s: sum is above 2^64 - 2", field_at(id)->name);
}

uint64_t
counter_merge(enum field_id id, uint64_t a, uint64_t b)
{
	return counter_join(id, a, b);
}

uint64_t
counter_zero(enum field_id id)
{
	return counter_strict(id) ? 0 : NUM_NONE;
}

void
counter_bind(struct counterplan *plan, const struct schema *schema,
    const bool *key)
{
	plan->raw = schema->raw;
	plan->needed = schema->at[FIELD_NEEDED];
	for (size_t i = 0; i < FIELD_COUNT; i++)
		plan->col[i] = SCHEMA_NONE;
	for (size_t i = 0; i < counter_count; i++) {
		enum field_id id = counter_order[i];
		if (!key[id])
			plan->col[id] =
			    schema->at[schema->raw ? of_record(id) : id];
	}
}

void
counter_want(struct want *w)
{
	for (size_t i = 0; i < counter_count; i++) {
		want_field(w, counter_order[i]);
		want_field(w, of_record(counter_order[i]));
	}
}

/* Not where nobody says so: what is known of a group stays, once merged. */
static bool
is_needed(const struct counterplan *plan, const struct block *b, size_t row)
{
	if (plan->needed == SCHEMA_NONE)
		return false;
	uint64_t n = b->vec[plan->needed].num[row];
	return n > 0 && n != NUM_NONE;
}

/* HOW says nothing of a row that is not needed. */
static void
only_needed(const struct counterplan *plan, const struct block *b,
    const uint32_t *row, size_t n, uint64_t *v)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_needed(plan, b, row[i]))
			v[i] = NUM_NONE;
	}
}

bool
counter_values(const struct counterplan *plan, const struct block *b,
    enum field_id id, const uint32_t *row, size_t n, uint64_t *v)
{
	size_t col = plan->col[id];

	if (col == SCHEMA_NONE || (plan->raw && id == FIELD_FLOWS)) {
		uint64_t all = plan->raw && id == FIELD_FLOWS ? 1 : NUM_NONE;
		for (size_t i = 0; i < n; i++)
			v[i] = all;
		return all != NUM_NONE || counter_strict(id);
	}
	const uint64_t *num = b->vec[col].num;
	for (size_t i = 0; i < n; i++)
		v[i] = num[row[i]];
	if (id == FIELD_HOW)
		only_needed(plan, b, row, n, v);
	return true;
}
