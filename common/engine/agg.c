/* SPDX-License-Identifier: ISC */

/* See agg.h and agg_state.h: binding to headers, and adding. */

#include <assert.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/agg_state.h"

#define TIME_TOP (UINT32_MAX - 1)

const struct place agg_places[COUNTERS] = {
    {0, 0, 64},  /* flows */
    {1, 0, 64},  /* rejects */
    {2, 0, 64},  /* packets */
    {3, 0, 64},  /* bytes */
    {4, 0, 32},  /* first */
    {4, 32, 32}, /* last */
    {5, 0, 64},  /* conns */
    {6, 0, 64},  /* answered */
    {7, 0, 64},  /* scans */
    {8, 0, 64},  /* needed */
    {9, 0, 64},  /* rpackets */
    {10, 0, 64}, /* rbytes */
    {11, 0, 64}, /* how */
};

/* ---- counters in words ------------------------------------------------ */

/*
 * Sums without a branch on what is missing, as every new group has all
 * missing.  False where one of them overflows.
 */
FL_INLINE bool
join_sum(bool strict, uint64_t *const *pay, unsigned int word,
    const uint64_t *v, size_t n)
{
	bool over = false;

	for (size_t i = 0; i < n; i++) {
		uint64_t a = pay[i][word], b = v[i];
		uint64_t x = a == NUM_NONE ? 0 : a;
		uint64_t sum = x + (b == NUM_NONE ? 0 : b);
		bool none = strict ? (a == NUM_NONE) | (b == NUM_NONE) :
				     (a & b) == NUM_NONE;
		over |= (sum < x) | (sum == NUM_NONE);
		pay[i][word] = none ? NUM_NONE : sum;
	}
	return !over;
}

/* Times of 32 bits; missing is all ones in both widths. */
FL_INLINE void
join_time(bool least, uint64_t *const *pay, struct place at, const uint64_t *v,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t *word = &pay[i][at.word];
		uint32_t a = (uint32_t)(*word >> at.shift), b = (uint32_t)v[i];
		bool take = least ? b < a : b + 1 > a + 1;
		*word ^= (uint64_t)(take ? a ^ b : 0) << at.shift;
	}
}

void
agg_join(size_t counter, uint64_t *const *pay, const uint64_t *v, size_t n)
{
	enum field_id id = counter_order[counter];
	struct place at = agg_places[counter];
	bool fits = true;

	switch (field_at(id)->merge) {
	case MERGE_MIN:
		join_time(true, pay, at, v, n);
		break;
	case MERGE_MAX:
		join_time(false, pay, at, v, n);
		break;
	case MERGE_BEST:
		for (size_t i = 0; i < n; i++)
			pay[i][at.word] = counter_join(id, pay[i][at.word],
			    v[i]);
		break;
	default:
		fits = counter_strict(id) ? join_sum(true, pay, at.word, v, n) :
					    join_sum(false, pay, at.word, v, n);
		break;
	}
	if (fl_unlikely(!fits))
		counter_overflow(id);
}

void
agg_widen(struct agg *a)
{
	if (a->pay < WORDS_ALL) {
		a->pay = WORDS_ALL;
		for (int f = 0; f < KEY_FORMS; f++)
			tab_widen(&a->tab[f], WORDS_ALL, a->zero);
	}
	for (size_t i = 0; i < a->nparts; i++)
		agg_widen(a->part[i]);
}

/* ---- binding ---------------------------------------------------------- */

static void
bind_part(struct agg *a, const struct block *b, size_t i)
{
	const struct keypart *p = &a->keys->part[i];

	a->col[i] = key_column(b, p->field, p->name);
	if (a->col[i] == SCHEMA_NONE)
		return;
	a->load[a->nload++] = a->col[i];
	if (p->field->kind == KIND_TIME)
		a->limit[a->nlimit++] = (struct limit){a->col[i], TIME_TOP,
		    "after the year 2106"};
}

static void
bind_counter(struct agg *a, size_t i)
{
	size_t col = a->plan.col[counter_order[i]];

	if (col == SCHEMA_NONE)
		return;
	a->load[a->nload++] = col;
	a->had[i] = true;
	if (i >= COUNTER_ALWAYS && a->pay == WORDS_FEW)
		agg_widen(a);
	if (agg_places[i].bits == 32)
		a->limit[a->nlimit++] = (struct limit){col, TIME_TOP,
		    "after the year 2106"};
}

/* One record with more than that is no record. */
static void
limit_record(struct agg *a, enum field_id id)
{
	size_t col = a->in->at[id];

	for (size_t i = 0; i < a->nload; i++) {
		if (a->load[i] != col)
			continue;
		a->limit[a->nlimit++] = (struct limit){col, CELL_NUM_TOP,
		    "above 2^48"};
		return;
	}
}

static void
bind(struct agg *a, const struct block *b)
{
	a->in = b->schema;
	a->nload = a->nlimit = 0;
	for (size_t i = 0; i < a->keys->n; i++)
		bind_part(a, b, i);
	counter_bind(&a->plan, b->schema, a->key);
	for (size_t i = 0; i < COUNTERS; i++)
		bind_counter(a, i);
	if (a->plan.needed != SCHEMA_NONE)
		a->load[a->nload++] = a->plan.needed;
	if (b->schema->raw) {
		limit_record(a, FIELD_PACKETS);
		limit_record(a, FIELD_BYTES);
	}
}

void
agg_want(const struct keys *keys, struct want *w)
{
	for (size_t i = 0; i < keys->n; i++) {
		const struct keypart *p = &keys->part[i];
		want_column(w, p->field, slice_str(p->name));
	}
	counter_want(w);
}

/* ---- adding ----------------------------------------------------------- */

/* Takes rows with a cell above a limit out of sel. */
static void
drop(struct block *b, const struct limit *limit)
{
	const struct column *c = &b->schema->col[limit->col];
	const uint64_t *num = b->vec[limit->col].num;
	char tmp[CELL_MAX];
	size_t keep = 0;

	for (size_t i = 0; i < b->nsel; i++) {
		uint32_t row = b->sel[i];
		if (num[row] <= limit->top || num[row] == NUM_NONE) {
			b->sel[keep++] = row;
			continue;
		}
		struct slice s = block_cell(b, row, limit->col, tmp);
		block_bad(b, row, "%s: %s: \"%.*s\"", c->name, limit->wrong,
		    (int)s.n, s.p);
	}
	b->nsel = keep;
}

/* Adds n <= TAB_BATCH rows whose keys have one form. */
static void
add(struct agg *a, enum key_form form, const struct block *b,
    const uint32_t *row, size_t n)
{
	uint64_t *pay[TAB_BATCH], v[TAB_BATCH];

	key_pack(a->keys, form, b, a->col, a->names, row, n, a->scratch);
	tab_find(&a->tab[form], a->scratch, n, pay);
	for (size_t i = 0, all = agg_counters(a->pay); i < all; i++) {
		if (counter_values(&a->plan, b, counter_order[i], row, n, v))
			agg_join(i, pay, v, n);
	}
}

void
agg_block(struct agg *a, struct block *b)
{
	uint32_t row[TAB_BATCH];

	assert(!a->done);
	if (b->schema != a->in)
		bind(a, b);
	block_load(b, a->load, a->nload);
	for (size_t i = 0; i < a->nlimit; i++)
		drop(b, &a->limit[i]);
	for (size_t at = 0; at < b->nsel; at += TAB_BATCH) {
		size_t n = b->nsel - at < TAB_BATCH ? b->nsel - at : TAB_BATCH;
		memcpy(row, b->sel + at, n * sizeof(*row));
		if (agg_full(a))
			agg_write(a);
		size_t narrow = key_split(a->keys, b, a->col, row, n);
		if (narrow > 0)
			add(a, KEY_NARROW, b, row, narrow);
		if (narrow < n)
			add(a, KEY_WIDE, b, row + narrow, n - narrow);
	}
}

/* What the groups of a and of its parts take while they are sorted. */
static size_t
bytes_all(const struct agg *a)
{
	static const size_t none[KEY_FORMS];
	size_t sum = agg_bytes(a, none);

	for (size_t i = 0; i < a->nparts; i++)
		sum += bytes_all(a->part[i]);
	return sum;
}

/* Do the groups of both fit in memory together? */
static bool
fit(const struct agg *a, const struct agg *b)
{
	if (a->spill == NULL)
		return true;
	return spill_runs(b->spill) == 0 &&
	    bytes_all(a) + bytes_all(b) <= a->bound;
}

/* Makes b one of the parts of a, and its parts too. */
static void
take(struct agg *a, struct agg *b)
{
	size_t n = a->nparts + 1 + b->nparts;

	a->part = mem_array(a->part, n, sizeof(struct agg *));
	a->part[a->nparts++] = b;
	for (size_t i = 0; i < b->nparts; i++)
		a->part[a->nparts++] = b->part[i];
	b->nparts = 0;
}

void
agg_merge(struct agg *a, struct agg *b)
{
	assert(!a->done && !b->done && a->keys == b->keys);
	assert((a->spill == NULL) == (b->spill == NULL));
	for (size_t i = 0; i < COUNTERS; i++)
		a->had[i] |= b->had[i];
	if (a->pay != b->pay) {
		agg_widen(a);
		agg_widen(b);
	}
	if (fit(a, b)) {
		take(a, b);
		return;
	}
	agg_write(b);
	spill_take(a->spill, b->spill);
	agg_free(b);
}

size_t
agg_count(const struct agg *a)
{
	return a->tab[KEY_NARROW].n + a->tab[KEY_WIDE].n;
}

/* ---- birth and death -------------------------------------------------- */

void
agg_start(struct agg *a, enum key_form form)
{
	uint64_t seed;

	arc4random_buf(&seed, sizeof(seed));
	tab_init(&a->tab[form], a->keys->words[form], a->pay, a->zero, seed);
}

struct agg *
agg_new(const struct keys *keys, struct schemas *all)
{
	struct agg *a = mem_new(sizeof(*a));
	uint64_t seed;

	assert(counter_count == COUNTERS);
	a->keys = keys;
	a->all = all;
	a->origin.name = "groups";
	a->origin.ev = EVIDENCE_INIT;
	for (size_t i = 0; i < keys->n; i++) {
		if (keys->part[i].field != &field_other)
			a->key[field_id(keys->part[i].field)] = true;
	}
	for (size_t i = 0; i < COUNTERS; i++)
		pack(agg_places[i], a->zero, counter_zero(counter_order[i]));
	arc4random_buf(&seed, sizeof(seed));
	a->names = intern_new(seed);
	a->pay = WORDS_FEW;
	for (int f = 0; f < KEY_FORMS; f++)
		agg_start(a, f);
	a->scratch = mem_array(NULL, (size_t)TAB_BATCH * keys->words[KEY_WIDE],
	    sizeof(*a->scratch));
	return a;
}

void
agg_free(struct agg *a)
{
	if (a == NULL)
		return;
	agg_unsort(a);
	for (size_t i = 0; i < a->nparts; i++)
		agg_free(a->part[i]);
	free(a->part);
	for (int f = 0; f < KEY_FORMS; f++)
		tab_free(&a->tab[f]);
	intern_free(a->names);
	spill_free(a->spill);
	buf_free(&a->rows);
	free(a->sorted);
	free(a->group);
	free(a->scratch);
	free(a);
}
