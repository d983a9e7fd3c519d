/* SPDX-License-Identifier: ISC */

/* See transit.h. */

#include <inttypes.h>

#include "base/diag.h"
#include "model/transit.h"

/* Its fields stand side by side in field.def. */
#define FROM FIELD_RESTYPE
#define TO FIELD_LOSTTTL

enum field_id
transit_field(const struct schema *s)
{
	/* What gateway it was says more than what kind of record it is. */
	if (s->at[FIELD_TGW] != SCHEMA_NONE)
		return FIELD_TGW;
	for (enum field_id id = FROM; id <= TO; id++)
		if (s->at[id] != SCHEMA_NONE)
			return id;
	return FIELD_COUNT;
}

void
transit_want(struct want *w)
{
	for (enum field_id id = FROM; id <= TO; id++)
		want_field(w, id);
}

/* Has the row a value there?  What nobody read has one. */
static bool
is_transit(const struct block *b, size_t row, size_t col)
{
	char tmp[CELL_MAX];

	return b->vec[col].born == FORM_UNREAD ||
	    !slice_is(block_cell(b, row, col, tmp), "-");
}

bool
transit_leave(struct block *b, uint64_t *n)
{
	size_t keep = 0;

	if (fl_likely(!b->schema->transit))
		return true;
	size_t col = b->schema->at[transit_field(b->schema)];
	for (size_t i = 0; i < b->nsel; i++)
		if (!is_transit(b, b->sel[i], col))
			b->sel[keep++] = b->sel[i];
	*n += b->nsel - keep;
	b->nsel = keep;
	return keep > 0;
}

void
transit_say(uint64_t n, uint64_t kept)
{
	const char *s = n == 1 ? "" : "s";

	if (n > 0 && kept > 0)
		diag_say("note: %" PRIu64 " row%s of a transit gateway: no "
			 "evidence for rules, left out",
		    n, s);
	else if (n > 0)
		diag_warn(DIAG_LOST,
		    "nothing but %" PRIu64 " row%s of a transit gateway: no "
		    "evidence for rules",
		    n, s);
}
