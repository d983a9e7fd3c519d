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

/* The wide form of the key that comes next. */
static void
head(struct agg *a, enum key_form form)
{
	struct sorted *r = &a->run[form];

	if (r->next == a->tab[form].n)
		return;
	const uint64_t *key = tab_entry(&a->tab[form], r->row[r->next]);
	if (form == KEY_NARROW)
		key_widen(a->keys, key, r->head);
	else
		memcpy(r->head, key, a->keys->words[form] * sizeof(*key));
}

void
agg_rank(struct agg *a)
{
	uint32_t n = intern_count(a->names);
	uint32_t *rank = mem_array(NULL, n, sizeof(*rank));

	free(a->sorted);
	a->sorted = intern_sorted(a->names);
	for (uint32_t i = 0; i < n; i++)
		rank[a->sorted[i]] = i;
	for (int f = 0; f < KEY_FORMS; f++) {
		struct tab *t = &a->tab[f];
		tab_seal(t);
		key_map(a->keys, f, t->entry, t->n, t->words, rank);
	}
	free(rank);
}

uint32_t *
agg_order(struct agg *a, enum key_form form)
{
	const struct tab *t = &a->tab[form];

	return order_sort(t->entry, t->n, t->words, t->key);
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
	agg_rank(a);
	for (int f = 0; f < KEY_FORMS; f++) {
		a->run[f].row = agg_order(a, f);
		a->run[f].head = mem_array(NULL, a->keys->words[KEY_WIDE],
		    sizeof(uint64_t));
		head(a, f);
	}
}

/* The form that the next group comes from; there is one. */
static enum key_form
least(const struct agg *a)
{
	const struct sorted *r = a->run;

	if (r[KEY_NARROW].next == a->tab[KEY_NARROW].n)
		return KEY_WIDE;
	if (r[KEY_WIDE].next == a->tab[KEY_WIDE].n)
		return KEY_NARROW;
	return order_cmp(r[KEY_NARROW].head, r[KEY_WIDE].head,
		   a->keys->words[KEY_WIDE]) < 0 ?
	    KEY_NARROW :
	    KEY_WIDE;
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
		g->entry = (const uint64_t *)(a->rows.p + g->at);
		g->text = (const char *)(g->entry + a->keys->words[g->form] +
		    a->pay);
	}
	return n;
}

/* The next groups of the tables in order; how many. */
static size_t
collect(struct agg *a)
{
	size_t left = agg_count(a) - a->run[0].next - a->run[1].next;
	size_t n = left < BLOCK_ROWS ? left : BLOCK_ROWS;
	bool both = a->tab[KEY_NARROW].n > 0 && a->tab[KEY_WIDE].n > 0;

	for (size_t i = 0; i < n; i++) {
		enum key_form form = least(a);
		struct sorted *r = &a->run[form];
		a->group[i].entry = tab_entry(&a->tab[form], r->row[r->next++]);
		a->group[i].form = form;
		if (both)
			head(a, form);
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
	size_t n = a->merging ? collect_runs(a) : collect(a);
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
