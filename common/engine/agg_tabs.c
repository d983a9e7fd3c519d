/* SPDX-License-Identifier: ISC */

/*
 * See agg_state.h: the tables of a grouping and of its parts, brought into one
 * order.  Each is sorted by itself, all at a time; then they are merged, and
 * the counters of a key that several have are joined.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "base/order.h"
#include "base/pool.h"
#include "engine/agg_state.h"

#define AHEAD 12 /* entries that are on their way from memory */

/* ---- names ------------------------------------------------------------ */

/* Ends looking things up: the ids of names become what `rank` has for them. */
static void
seal(struct agg *a, const uint32_t *rank)
{
	for (int f = 0; f < KEY_FORMS; f++) {
		struct tab *t = &a->tab[f];
		tab_seal(t);
		key_map(a->keys, f, t->entry, t->n, t->words, rank);
	}
}

/* Sorts the names into a->sorted.  Returns the rank of each id. */
static uint32_t *
rank_names(struct agg *a)
{
	uint32_t n = intern_count(a->names);
	uint32_t *rank = mem_array(NULL, n, sizeof(*rank));

	free(a->sorted);
	a->sorted = intern_sorted(a->names);
	for (uint32_t i = 0; i < n; i++)
		rank[a->sorted[i]] = i;
	return rank;
}

void
agg_rank(struct agg *a)
{
	uint32_t *rank = rank_names(a);

	seal(a, rank);
	free(rank);
}

/* The ids that the names of a part have among those of a. */
static uint32_t *
map_names(struct agg *a, const struct agg *part)
{
	uint32_t n = intern_count(part->names);
	uint32_t *map = mem_array(NULL, n, sizeof(*map));

	for (uint32_t id = 0; id < n; id++)
		map[id] = intern_id(a->names, intern_name(part->names, id));
	return map;
}

/* ---- sorting ---------------------------------------------------------- */

uint32_t *
agg_order(struct agg *a, enum key_form form)
{
	const struct tab *t = &a->tab[form];

	return order_sort(t->entry, t->n, t->words, t->key);
}

/* What a thread sorts: the tables of one agg. */
struct job {
	struct agg *agg;
	uint32_t *rank; /* of the names, by id */
	uint32_t *row[KEY_FORMS];
};

static void
sort_tables(void *arg, size_t i)
{
	struct job *j = &((struct job *)arg)[i];

	seal(j->agg, j->rank);
	free(j->rank);
	for (enum key_form f = 0; f < KEY_FORMS; f++)
		j->row[f] = agg_order(j->agg, f);
}

/* One job for a and each of its parts, with all names in one order. */
static struct job *
make_jobs(struct agg *a, size_t n)
{
	struct job *job = mem_new(n * sizeof(*job));

	for (size_t i = 1; i < n; i++) {
		job[i].agg = a->part[i - 1];
		job[i].rank = map_names(a, job[i].agg);
	}
	job[0].agg = a;
	job[0].rank = rank_names(a);
	for (size_t i = 1; i < n; i++) {
		uint32_t names = intern_count(job[i].agg->names);
		for (uint32_t id = 0; id < names; id++)
			job[i].rank[id] = job[0].rank[job[i].rank[id]];
	}
	return job;
}

/* ---- merging ---------------------------------------------------------- */

static bool
before(const void *arg, size_t a, size_t b)
{
	const struct sorted_all *all = arg;
	const uint64_t *x = all->list[a].head, *y = all->list[b].head;

	if (x == NULL || y == NULL)
		return y == NULL;
	return order_cmp(x, y, all->words) < 0;
}

/* Goes to the next entry; others come in from memory meanwhile. */
static void
advance(const struct keys *keys, struct sorted *s)
{
	const struct tab *t = s->tab;

	if (s->next == t->n) {
		s->head = NULL;
		return;
	}
	if (s->next + AHEAD < t->n)
		__builtin_prefetch(tab_entry(t, s->row[s->next + AHEAD]));
	s->head = tab_entry(t, s->row[s->next]);
	if (s->wide != NULL) {
		key_widen(keys, s->head, s->wide);
		s->head = s->wide;
	}
}

/* Adds the table of one form; frees its rows if there are none. */
static void
add_list(struct agg *a, const struct tab *t, enum key_form form, uint32_t *row)
{
	struct sorted_all *all = &a->out;

	if (t->n == 0) {
		free(row);
		return;
	}
	all->list[all->n++] = (struct sorted){
	    .tab = t,
	    .form = form,
	    .row = row,
	};
	all->words = a->keys->words[form]; /* wide ones come last */
}

void
agg_sort(struct agg *a)
{
	size_t n = a->nparts + 1;
	struct job *job = make_jobs(a, n);
	struct sorted_all *all = &a->out;

	pool_run(n, sort_tables, job);
	all->list = mem_new(n * KEY_FORMS * sizeof(*all->list));
	for (enum key_form f = 0; f < KEY_FORMS; f++) {
		for (size_t i = 0; i < n; i++)
			add_list(a, &job[i].agg->tab[f], f, job[i].row[f]);
	}
	free(job);
	bool wide = all->n > 0 && all->list[all->n - 1].form == KEY_WIDE;
	for (size_t i = 0; i < all->n; i++) {
		struct sorted *s = &all->list[i];
		if (wide && s->form == KEY_NARROW)
			s->wide = mem_array(NULL, all->words, sizeof(uint64_t));
		advance(a->keys, s);
	}
	if (all->n > 0)
		losers_init(&all->tree, all->n, before, all);
}

void
agg_unsort(struct agg *a)
{
	struct sorted_all *all = &a->out;

	for (size_t i = 0; i < all->n; i++) {
		free(all->list[i].row);
		free(all->list[i].wide);
	}
	free(all->list);
	losers_free(&all->tree);
}

/* Takes the least entry of all; NULL: there is none. */
static uint64_t *
take(struct agg *a, enum key_form *form)
{
	struct sorted_all *all = &a->out;

	if (all->n == 0)
		return NULL;
	struct sorted *s = &all->list[losers_least(&all->tree)];
	if (s->head == NULL)
		return NULL;
	uint64_t *entry = tab_entry(s->tab, s->row[s->next++]);
	*form = s->form;
	advance(a->keys, s);
	if (all->n > 1)
		losers_again(&all->tree);
	return entry;
}

/* Has the next entry of all the key of this one? */
static bool
again(const struct agg *a, const uint64_t *entry, enum key_form form)
{
	const struct sorted_all *all = &a->out;

	if (all->n < 2)
		return false;
	const struct sorted *s = &all->list[losers_least(&all->tree)];
	return s->head != NULL && s->form == form &&
	    order_cmp(tab_entry(s->tab, s->row[s->next]), entry,
		a->keys->words[form]) == 0;
}

/* Counters that are to be joined, a batch at a time. */
struct pairs {
	uint64_t *to[TAB_BATCH];
	const uint64_t *from[TAB_BATCH];
	size_t n;
};

static void
join(const struct agg *a, struct pairs *p)
{
	uint64_t v[TAB_BATCH];

	for (size_t c = 0; c < agg_counters(a->pay); c++) {
		for (size_t i = 0; i < p->n; i++)
			v[i] = unpack(agg_places[c], p->from[i]);
		agg_join(c, p->to, v, p->n);
	}
	p->n = 0;
}

size_t
agg_collect(struct agg *a, size_t n)
{
	struct pairs pairs = {.n = 0};
	enum key_form form;
	size_t i = 0;

	while (i < n) {
		uint64_t *entry = take(a, &form);
		if (entry == NULL)
			break;
		size_t nkey = a->keys->words[form];
		a->group[i++] = (struct group){.entry = entry, .form = form};
		while (again(a, entry, form)) {
			if (pairs.n == TAB_BATCH)
				join(a, &pairs);
			pairs.to[pairs.n] = entry + nkey;
			pairs.from[pairs.n++] = take(a, &form) + nkey;
		}
	}
	join(a, &pairs);
	return i;
}
