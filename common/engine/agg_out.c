/* SPDX-License-Identifier: ISC */

/* See agg.h: the groups on their way out, sorted. */

#include <stdlib.h>

#include "base/mem.h"
#include "base/order.h"
#include "engine/agg_state.h"

#define ROWS_BYTES ((size_t)1 << 20) /* of a block, where names are long */
#define TILE 16                      /* groups */

/* Is the i-th counter a column of the result? */
static bool
shown(const struct agg *a, size_t i)
{
	return !a->key[counter_order[i]] && (i < COUNTER_ALWAYS || a->had[i]);
}

const struct schema *
agg_schema(struct agg *a)
{
	struct slice name[KEY_PARTS + COUNTERS];
	size_t n = 0;

	for (size_t i = 0; i < a->keys->n; i++)
		name[n++] = slice_str(a->keys->part[i].name);
	for (size_t i = 0; i < COUNTERS; i++) {
		if (shown(a, i))
			name[n++] = slice_str(field_at(counter_order[i])->name);
	}
	return schemas_names(a->all, name, n);
}

/* Ends the adding. */
static void
finish(struct agg *a)
{
	a->done = true;
	a->group = mem_array(NULL, BLOCK_ROWS, sizeof(*a->group));
	if (a->spill != NULL && spill_runs(a->spill) > 0) {
		a->merging = true;
		agg_open(a);
		return;
	}
	agg_sort(a);
}

/*
 * The next groups of the runs; how many.  The rows may move while they are
 * added, so what was said to lie in them is looked up at the end.
 */
static size_t
collect_runs(struct agg *a)
{
	struct record r;
	size_t n = 0;

	a->rows.n = 0;
	while (n < BLOCK_ROWS && a->rows.n < ROWS_BYTES) {
		size_t at = a->rows.n;
		if (!agg_merged(a, &a->rows, &r))
			break;
		a->group[n].form = r.form;
		a->group[n++].at = at;
	}
	for (size_t i = 0; i < n; i++) {
		struct group *g = &a->group[i];
		g->entry = (uint64_t *)(void *)(a->rows.p + g->at);
		g->text = (const char *)(g->entry + a->keys->words[g->form] +
		    a->pay);
	}
	return n;
}

/* The name of a group in a part; parts are filled in their order. */
static struct slice
name_of(const struct agg *a, const struct keypart *p, struct group *g)
{
	uint64_t v = key_num(p, g->form, g->entry);

	if (v == INTERN_NONE)
		return (struct slice){"-", 1};
	if (!a->merging)
		return intern_name(a->names, a->sorted[v]);
	struct slice name = {g->text, v};
	g->text += v;
	return name;
}

/* Fills in rows from up to to of a column. */
static void
fill_part(const struct agg *a, struct block *b, size_t col, size_t from,
    size_t to)
{
	const struct keypart *p = &a->keys->part[col];
	const struct vec *v = &b->vec[col];

	for (size_t i = from; i < to; i++) {
		struct group *g = &a->group[i];
		if (p->field->kind == KIND_NAME)
			v->slice[i] = name_of(a, p, g);
		else if (p->field->kind == KIND_IP)
			v->ip[i] = key_ip(p, g->form, g->entry, &v->len[i]);
		else
			v->num[i] = key_num(p, g->form, g->entry);
	}
}

static void
fill_counter(const struct agg *a, size_t counter, uint64_t *num, size_t from,
    size_t to)
{
	struct place at = agg_places[counter];

	for (size_t i = from; i < to; i++) {
		const struct group *g = &a->group[i];
		num[i] = unpack(at, g->entry + a->keys->words[g->form]);
	}
}

/* Declares the columns of the result, all born typed. */
static void
declare(const struct agg *a, struct block *b)
{
	uint8_t *len;

	for (size_t i = 0; i < b->schema->ncol; i++) {
		enum kind kind = i < a->keys->n ? a->keys->part[i].field->kind :
						  KIND_NUM;
		if (kind == KIND_NAME)
			block_slices(b, i);
		else if (kind == KIND_IP)
			block_ips(b, i, &len);
		else
			block_nums(b, i);
	}
}

/* Asks for a tile of groups: they lie anywhere in memory. */
static void
prefetch(const struct agg *a, size_t at, size_t n)
{
	for (size_t i = at; i < n && i < at + TILE; i++) {
		const struct group *g = &a->group[i];
		__builtin_prefetch(g->entry);
		__builtin_prefetch(g->entry + a->keys->words[g->form] + a->pay -
		    1);
	}
}

int
agg_next(struct agg *a, struct block *b)
{
	if (!a->done)
		finish(a);
	size_t n = a->merging ? collect_runs(a) : agg_collect(a, BLOCK_ROWS);
	if (n == 0)
		return 0;
	block_start(b, agg_schema(a), &a->origin);
	b->nrow = n;
	declare(a, b);

	/* So few groups at a time that they stay in the nearest cache. */
	prefetch(a, 0, n);
	for (size_t at = 0; at < n; at += TILE) {
		prefetch(a, at + TILE, n);
		size_t end = at + TILE < n ? at + TILE : n;
		for (size_t i = 0; i < a->keys->n; i++)
			fill_part(a, b, i, at, end);
		size_t col = a->keys->n;
		for (size_t i = 0; i < COUNTERS; i++) {
			if (shown(a, i))
				fill_counter(a, i, b->vec[col++].num, at, end);
		}
	}
	block_all(b);
	return 1;
}
