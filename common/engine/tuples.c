/* SPDX-License-Identifier: ISC */

/* See tuples.h. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/tuples.h"
#include "model/counter.h"

struct tuples {
	struct schemas *all;
	struct keys *keys[2]; /* by: nobody knows who opened; NULL: no such */
	struct agg *agg[2];
	size_t next;               /* of agg: tuples_next goes on here */
	uint32_t rest[BLOCK_ROWS]; /* rows for the second */
};

struct tuples *
tuples_new(struct schemas *all)
{
	struct tuples *t = mem_new(sizeof(*t));

	t->all = all;
	return t;
}

void
tuples_free(struct tuples *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < nitems(t->agg); i++) {
		agg_free(t->agg[i]);
		keys_free(t->keys[i]);
	}
	free(t);
}

int
tuples_head(const struct schema *s, const char *name)
{
	static const enum field_id must[] = {
	    FIELD_SRC,
	    FIELD_DST,
	    FIELD_DPORT,
	    FIELD_PROTO,
	};

	for (size_t i = 0; i < nitems(must); i++)
		if (s->at[must[i]] == SCHEMA_NONE) {
			diag_warn(DIAG_LOST, "%s: no column %s", name,
			    field_at(must[i])->name);
			return -1;
		}
	if (s->raw) {
		diag_warn(DIAG_LOST,
		    "%s: flow-log records do not say who opened; expected "
		    "connections, as fl-conn writes them, or --raw",
		    name);
		return -1;
	}
	return 0;
}

/* What tells groups apart, in rows of a header. */
static const char *
key_words(const struct schema *s, bool undecided)
{
	static const char *const words[2][2][2] = {
	    {{"src,dst,dport,proto", "src,dst,dport,proto,vpc"},
		{"src,dst,dport,proto,dir", "src,dst,dport,proto,dir,vpc"}},
	    {{"src,sport,dst,dport,proto", "src,sport,dst,dport,proto,vpc"},
		{"src,sport,dst,dport,proto,dir",
		    "src,sport,dst,dport,proto,dir,vpc"}},
	};

	return words[undecided][s->at[FIELD_DIR] != SCHEMA_NONE]
		    [s->at[FIELD_VPC] != SCHEMA_NONE];
}

static void
group(struct tuples *t, struct block *b, bool undecided)
{
	if (t->agg[undecided] == NULL) {
		t->keys[undecided] = keys_parse(key_words(b->schema,
		    undecided));
		t->agg[undecided] = agg_new(t->keys[undecided], t->all);
	}
	agg_block(t->agg[undecided], b);
}

/*
 * Loads all that grouping looks at, for all rows: of a block that was split,
 * either half must be.
 */
static void
load(struct block *b)
{
	static const enum field_id keys[] = {
	    FIELD_SRC,
	    FIELD_SPORT,
	    FIELD_DST,
	    FIELD_DPORT,
	    FIELD_PROTO,
	    FIELD_DIR,
	    FIELD_VPC,
	};
	size_t col[FIELD_COUNT], n = 0;

	for (size_t i = 0; i < nitems(keys); i++)
		col[n++] = b->schema->at[keys[i]];
	for (size_t i = 0; i < counter_count; i++)
		col[n++] = b->schema->at[counter_order[i]];
	size_t have = 0;
	for (size_t i = 0; i < n; i++)
		if (col[i] != SCHEMA_NONE)
			col[have++] = col[i];
	block_load(b, col, have);
}

/* Is it needed, and nobody knows who opened it? */
static bool
is_undecided(const struct block *b, uint32_t row)
{
	uint64_t needed = b->vec[b->schema->at[FIELD_NEEDED]].num[row];

	return b->vec[b->schema->at[FIELD_HOW]].num[row] == HOW_NONE &&
	    needed > 0 && needed != NUM_NONE;
}

void
tuples_block(struct tuples *t, struct block *b)
{
	const size_t *at = b->schema->at;
	uint32_t *rest = t->rest;
	size_t n = 0, nrest = 0;

	if (at[FIELD_HOW] != SCHEMA_NONE && at[FIELD_NEEDED] != SCHEMA_NONE &&
	    at[FIELD_SPORT] != SCHEMA_NONE) {
		load(b);
		for (size_t i = 0; i < b->nsel; i++)
			if (is_undecided(b, b->sel[i]))
				rest[nrest++] = b->sel[i];
			else
				b->sel[n++] = b->sel[i];
		b->nsel = n;
	}
	group(t, b, false);
	if (nrest == 0)
		return;
	n = b->nsel;
	for (size_t i = 0; i < nrest; i++)
		b->sel[i] = rest[i];
	b->nsel = nrest;
	group(t, b, true);
	b->nsel += n; /* how many are good: nobody looks at which */
}

int
tuples_next(struct tuples *t, struct block *b)
{
	for (; t->next < nitems(t->agg); t->next++)
		if (t->agg[t->next] != NULL &&
		    agg_next(t->agg[t->next], b) == 1)
			return 1;
	return 0;
}
