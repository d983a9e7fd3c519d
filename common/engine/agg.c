/* SPDX-License-Identifier: ISC */

/*
 * See agg.h.  Two tables, one a form of key (key.h); behind each key lie its
 * counters:
 *
 *   word  0      1        2        3      4 (two halves)  5 .. 11
 *         flows  rejects  packets  bytes  first, last     conns .. how
 *
 * Words 5 and on are there once a header had one of these counters.  A time
 * of 32 bits lasts until 2106; later ones are malformed.  So a group of five
 * IPv4 columns takes 16 + 40 bytes, and its slots.
 */

#include <assert.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/agg.h"
#include "engine/key.h"
#include "engine/order.h"
#include "engine/tab.h"
#include "model/counter.h"

#define COUNTERS 13
#define WORDS_FEW 5
#define WORDS_ALL 12
#define TIME_TOP (UINT32_MAX - 1)
#define LIMITS (KEY_PARTS + 4)

/* Where a counter lies; by the order of counter_order. */
struct place {
	uint8_t word, shift, bits;
};

static const struct place places[COUNTERS] = {
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

/* Cells of a column above top are malformed. */
struct limit {
	size_t col;
	uint64_t top;
	const char *wrong;
};

/* Groups on their way out: the entries of each form, sorted. */
struct run {
	uint32_t *row;
	size_t next;
	uint64_t *head; /* the next key in the wide form, for merging */
};

/* A group of the block that is being filled. */
struct group {
	const uint64_t *entry;
	enum key_form form;
};

struct agg {
	const struct keys *keys;
	struct schemas *all;
	bool key[FIELD_COUNT]; /* fields that are keys */
	bool had[COUNTERS];    /* an input had it, and it is no key */
	struct intern *names;
	struct tab tab[KEY_FORMS];
	uint64_t zero[WORDS_ALL];
	uint64_t *scratch; /* a batch of keys, or one */

	/* What is bound to the header read last. */
	const struct schema *in;
	size_t col[KEY_PARTS];
	struct counterplan plan;
	size_t load[KEY_PARTS + COUNTERS + 1];
	size_t nload;
	struct limit limit[LIMITS];
	size_t nlimit;

	/* The way out. */
	bool done;
	uint32_t *sorted; /* names by rank */
	struct run run[KEY_FORMS];
	struct group *group;
	struct origin origin;
};

/* ---- counters in words ------------------------------------------------ */

FL_INLINE uint64_t
unpack(struct place at, const uint64_t *pay)
{
	uint64_t v = pay[at.word];

	if (at.bits == 64)
		return v;
	v = v >> at.shift & UINT32_MAX;
	return v == UINT32_MAX ? NUM_NONE : v;
}

FL_INLINE void
pack(struct place at, uint64_t *pay, uint64_t v)
{
	if (at.bits == 64) {
		pay[at.word] = v;
		return;
	}
	pay[at.word] &= ~((uint64_t)UINT32_MAX << at.shift);
	pay[at.word] |= (v & UINT32_MAX) << at.shift;
}

/* Merges v[i] into the i-th payload. */
static void
merge(size_t counter, uint64_t *const *pay, const uint64_t *v, size_t n)
{
	enum field_id id = counter_order[counter];
	struct place at = places[counter];

	if (at.bits == 64) {
		for (size_t i = 0; i < n; i++) {
			uint64_t *word = &pay[i][at.word];
			*word = counter_join(id, *word, v[i]);
		}
		return;
	}
	for (size_t i = 0; i < n; i++)
		pack(at, pay[i], counter_join(id, unpack(at, pay[i]), v[i]));
}

/* How many counters the payloads have room for. */
static size_t
counters(const struct agg *a)
{
	unsigned int pay = a->tab[KEY_NARROW].words - a->tab[KEY_NARROW].key;

	return pay == WORDS_FEW ? COUNTER_ALWAYS : COUNTERS;
}

static void
widen(struct agg *a)
{
	for (int f = 0; f < KEY_FORMS; f++)
		tab_widen(&a->tab[f], WORDS_ALL, a->zero);
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
	if (i >= COUNTER_ALWAYS && counters(a) == COUNTER_ALWAYS)
		widen(a);
	if (places[i].bits == 32)
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
	for (size_t i = 0, all = counters(a); i < all; i++) {
		for (size_t r = 0; r < n; r++)
			v[r] = counter_value(&a->plan, b, counter_order[i],
			    row[r]);
		merge(i, pay, v, n);
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
		size_t narrow = key_split(a->keys, b, a->col, row, n);
		if (narrow > 0)
			add(a, KEY_NARROW, b, row, narrow);
		if (narrow < n)
			add(a, KEY_WIDE, b, row + narrow, n - narrow);
	}
}

/* Adds the entries of one table of b, whose names map gives ours for. */
static void
merge_tab(struct agg *a, const struct agg *b, enum key_form form,
    const uint32_t *map)
{
	const struct tab *from = &b->tab[form];
	size_t words = a->keys->words[form];
	uint64_t *pay[TAB_BATCH], v[TAB_BATCH];

	for (size_t at = 0; at < from->n; at += TAB_BATCH) {
		size_t n = from->n - at < TAB_BATCH ? from->n - at : TAB_BATCH;
		for (size_t i = 0; i < n; i++)
			memcpy(a->scratch + i * words, tab_entry(from, at + i),
			    words * sizeof(*a->scratch));
		key_map(a->keys, form, a->scratch, n, words, map);
		tab_find(&a->tab[form], a->scratch, n, pay);
		for (size_t c = 0; c < counters(b); c++) {
			for (size_t i = 0; i < n; i++)
				v[i] = unpack(places[c],
				    tab_entry(from, at + i) + words);
			merge(c, pay, v, n);
		}
	}
}

void
agg_merge(struct agg *a, struct agg *b)
{
	uint32_t n = intern_count(b->names);
	uint32_t *map = mem_array(NULL, n, sizeof(*map));

	assert(!a->done && !b->done && a->keys == b->keys);
	if (counters(a) < counters(b))
		widen(a);
	for (size_t i = 0; i < COUNTERS; i++)
		a->had[i] |= b->had[i];
	for (uint32_t id = 0; id < n; id++)
		map[id] = intern_id(a->names, intern_name(b->names, id));
	for (int f = 0; f < KEY_FORMS; f++) {
		merge_tab(a, b, f, map);
		tab_clear(&b->tab[f]);
	}
	free(map);
}

size_t
agg_count(const struct agg *a)
{
	return a->tab[KEY_NARROW].n + a->tab[KEY_WIDE].n;
}

/* ---- the way out ------------------------------------------------------ */

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
	struct run *r = &a->run[form];

	if (r->next == a->tab[form].n)
		return;
	const uint64_t *key = tab_entry(&a->tab[form], r->row[r->next]);
	if (form == KEY_NARROW)
		key_widen(a->keys, key, r->head);
	else
		memcpy(r->head, key, a->keys->words[form] * sizeof(*key));
}

/* Ends the adding: ids of names become ranks, both tables are sorted. */
static void
finish(struct agg *a)
{
	uint32_t n = intern_count(a->names);
	uint32_t *rank = mem_array(NULL, n, sizeof(*rank));

	a->done = true;
	a->sorted = intern_sorted(a->names);
	for (uint32_t i = 0; i < n; i++)
		rank[a->sorted[i]] = i;
	for (int f = 0; f < KEY_FORMS; f++) {
		struct tab *t = &a->tab[f];
		tab_seal(t);
		key_map(a->keys, f, t->entry, t->n, t->words, rank);
		a->run[f].row = order_sort(t->entry, t->n, t->words, t->key);
		a->run[f].head = mem_array(NULL, a->keys->words[KEY_WIDE],
		    sizeof(uint64_t));
		head(a, f);
	}
	free(rank);
	a->group = mem_array(NULL, BLOCK_ROWS, sizeof(*a->group));
}

/* The form that the next group comes from; there is one. */
static enum key_form
least(const struct agg *a)
{
	const struct run *r = a->run;

	if (r[KEY_NARROW].next == a->tab[KEY_NARROW].n)
		return KEY_WIDE;
	if (r[KEY_WIDE].next == a->tab[KEY_WIDE].n)
		return KEY_NARROW;
	return order_cmp(r[KEY_NARROW].head, r[KEY_WIDE].head,
		   a->keys->words[KEY_WIDE]) < 0 ?
	    KEY_NARROW :
	    KEY_WIDE;
}

/* The next groups in order; how many. */
static size_t
collect(struct agg *a)
{
	size_t left = agg_count(a) - a->run[0].next - a->run[1].next;
	size_t n = left < BLOCK_ROWS ? left : BLOCK_ROWS;
	bool both = a->tab[KEY_NARROW].n > 0 && a->tab[KEY_WIDE].n > 0;

	for (size_t i = 0; i < n; i++) {
		enum key_form form = least(a);
		struct run *r = &a->run[form];
		a->group[i].entry = tab_entry(&a->tab[form], r->row[r->next++]);
		a->group[i].form = form;
		/* They lie anywhere, and are read column by column. */
		__builtin_prefetch(a->group[i].entry);
		__builtin_prefetch(a->group[i].entry + a->tab[form].words - 1);
		if (both)
			head(a, form);
	}
	return n;
}

static void
fill_name(const struct agg *a, const struct keypart *p, struct slice *to,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct group *g = &a->group[i];
		uint64_t rank = key_num(p, g->form, g->entry);
		to[i] = rank == INTERN_NONE ?
		    (struct slice){"-", 1} :
		    intern_name(a->names, a->sorted[rank]);
	}
}

static void
fill_part(const struct agg *a, struct block *b, size_t col, size_t n)
{
	const struct keypart *p = &a->keys->part[col];

	if (p->field->kind == KIND_NAME) {
		fill_name(a, p, block_slices(b, col), n);
	} else if (p->field->kind == KIND_IP) {
		uint8_t *len;
		struct ip *ip = block_ips(b, col, &len);
		for (size_t i = 0; i < n; i++)
			ip[i] = key_ip(p, a->group[i].form, a->group[i].entry,
			    &len[i]);
	} else {
		uint64_t *num = block_nums(b, col);
		for (size_t i = 0; i < n; i++)
			num[i] = key_num(p, a->group[i].form,
			    a->group[i].entry);
	}
}

static void
fill_counter(const struct agg *a, size_t counter, uint64_t *num, size_t n)
{
	struct place at = places[counter];

	for (size_t i = 0; i < n; i++) {
		const struct group *g = &a->group[i];
		num[i] = unpack(at, g->entry + a->keys->words[g->form]);
	}
}

int
agg_next(struct agg *a, struct block *b)
{
	if (!a->done)
		finish(a);
	size_t n = collect(a);
	if (n == 0)
		return 0;
	block_start(b, agg_schema(a), &a->origin);
	b->nrow = n;
	for (size_t i = 0; i < a->keys->n; i++)
		fill_part(a, b, i, n);
	size_t col = a->keys->n;
	for (size_t i = 0; i < COUNTERS; i++) {
		if (shown(a, i))
			fill_counter(a, i, block_nums(b, col++), n);
	}
	block_all(b);
	return 1;
}

/* ---- birth and death -------------------------------------------------- */

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
		pack(places[i], a->zero, counter_zero(counter_order[i]));
	arc4random_buf(&seed, sizeof(seed));
	a->names = intern_new(seed);
	for (int f = 0; f < KEY_FORMS; f++)
		tab_init(&a->tab[f], keys->words[f], WORDS_FEW, a->zero, seed);
	a->scratch = mem_array(NULL, (size_t)TAB_BATCH * keys->words[KEY_WIDE],
	    sizeof(*a->scratch));
	return a;
}

void
agg_free(struct agg *a)
{
	if (a == NULL)
		return;
	for (int f = 0; f < KEY_FORMS; f++) {
		tab_free(&a->tab[f]);
		free(a->run[f].row);
		free(a->run[f].head);
	}
	intern_free(a->names);
	free(a->sorted);
	free(a->group);
	free(a->scratch);
	free(a);
}
