/* SPDX-License-Identifier: ISC */

/*
 * See pair.h: tuples that do not fit in memory.  All of the tables go to bins,
 * by a hash of the key, whenever memory is full; in the end each bin alone is
 * made a table again and settled, and what comes out is written one behind the
 * other to a file that is then mapped: so the rest of the work sees entries as
 * if they were in memory, and goes over them from the first to the last.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/temp.h"
#include "engine/bins.h"
#include "engine/pair_state.h"

#define BINS 256
#define RANGES_MOST 4096
#define RANGE_SHARE 4 /* a range takes that part of the memory at most */
#define SALT 0x9e3779b97f4a7c15

static size_t
entry_bytes(const struct tab *t)
{
	return t->words * sizeof(*t->entry);
}

/* The memory of the tables, with room for so many entries more. */
static size_t
memory(const struct pair *p, const struct pair *more)
{
	size_t sum = 0;

	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		const struct tab *t = &p->tab[f];
		size_t n = more != NULL ? more->tab[f].n : TAB_BATCH;
		sum += (t->n + n) * entry_bytes(t) + tab_slots(t, n);
	}
	return sum;
}

bool
pair_spilled(const struct pair *p)
{
	return p->bins[PAIR_NARROW] != NULL || p->nmore > 0;
}

bool
pair_fit(const struct pair *p, const struct pair *q)
{
	size_t need = memory(p, q);

	if (p->bound == 0)
		return true;
	if (q == NULL)
		return need <= p->bound;
	return !pair_spilled(p) && !pair_spilled(q) &&
	    need + memory(q, NULL) <= p->bound;
}

void
pair_bound(struct pair *p, size_t bytes)
{
	p->bound = bytes;
}

/* ---- bins ------------------------------------------------------------- */

static size_t
bin_of(enum pair_form form, const uint64_t *entry)
{
	unsigned int words = pair_words(form);
	uint64_t h = entry[words - 1] >> PAIR_LINK_BITS;

	for (unsigned int i = 0; i + 1 < words; i++)
		h = tab_mix(h ^ entry[i], SALT);
	return h % BINS;
}

void
pair_write(struct pair *p)
{
	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		struct tab *t = &p->tab[f];
		if (p->bins[f] == NULL)
			p->bins[f] = bins_new(BINS, t->words);
		for (size_t i = 0; i < t->n; i++)
			bins_put(p->bins[f], bin_of(f, tab_entry(t, i)),
			    tab_entry(t, i));
	}
	pair_start(p);
}

/* Takes a bin of q into the tables of p. */
static void
load_bin(struct pair *p, struct pair *q, size_t bin, uint64_t *room)
{
	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		size_t at = 0, n;
		while ((n = bins_get(q->bins[f], bin, &at, room)) > 0)
			pair_join(p, f, room, n, q->enimap, q->tagmap);
	}
}

/* ---- files of entries ------------------------------------------------- */

struct store {
	int fd;
	off_t end;
	size_t n;
};

static void
put_tab(struct store *s, enum pair_form form, const struct tab *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!pair_live(form, tab_entry(t, i)))
			continue;
		/* Neighbours go in one piece. */
		size_t k = i + 1;
		while (k < t->n && pair_live(form, tab_entry(t, k)))
			k++;
		temp_write(s->fd, tab_entry(t, i), (k - i) * entry_bytes(t),
		    s->end);
		s->end += (off_t)((k - i) * entry_bytes(t));
		s->n += k - i;
		i = k - 1;
	}
}

/* Makes n entries of a file the entries of a table. */
static void
map_tab(struct tab *t, int fd, size_t n)
{
	struct tab mapped = {
	    .n = n,
	    .room = n,
	    .key = t->key,
	    .words = t->words,
	    .zero = t->zero,
	};

	if (n > 0)
		mapped.entry = temp_map(fd, n * entry_bytes(t));
	tab_free(t);
	*t = mapped;
	close(fd);
}

void
pair_drop(struct pair *p, enum pair_form form, size_t upto)
{
	struct tab *t = &p->tab[form];

	if (upto > 0)
		temp_drop(t->entry, upto * entry_bytes(t));
}

void
pair_settle_bins(struct pair *p)
{
	struct store store[PAIR_FORMS] = {{temp_open(), 0, 0},
	    {temp_open(), 0, 0}};
	uint64_t *room = mem_array(NULL, BINS_BLOCK,
	    entry_bytes(&p->tab[PAIR_WIDE]));

	pair_write(p);
	for (size_t bin = 0; bin < BINS; bin++) {
		load_bin(p, p, bin, room);
		for (size_t i = 0; i < p->nmore; i++)
			load_bin(p, p->more[i], bin, room);
		pair_settle_tabs(p);
		for (enum pair_form f = 0; f < PAIR_FORMS; f++)
			put_tab(&store[f], f, &p->tab[f]);
		pair_start(p);
	}
	free(room);
	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		bins_free(p->bins[f]);
		p->bins[f] = NULL;
		map_tab(&p->tab[f], store[f].fd, store[f].n);
	}
	for (size_t i = 0; i < p->nmore; i++)
		pair_free(p->more[i]);
	p->nmore = 0;
	p->mapped = true;
}

/* ---- ranges ----------------------------------------------------------- */

/* So many that one takes its share of memory, if sources are many. */
static size_t
range_count(const struct pair *p)
{
	size_t bytes = 0;

	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		bytes += p->tab[f].n * entry_bytes(&p->tab[f]);
	size_t n = bytes / (p->bound / RANGE_SHARE + 1) + 1;
	return n < RANGES_MOST ? n : RANGES_MOST;
}

static size_t
range_of(const struct pair *p, const struct pair_cursor *c)
{
	struct ip src = c->e.ip[c->t->from];

	return tab_mix(tab_mix(src.hi ^ SALT, src.lo), SALT) % p->nrange;
}

/* Counts the entries of each range, and lays these one behind the other. */
static struct pair_range *
lay_out(struct pair *p, size_t n)
{
	struct pair_range *range = mem_new(n * sizeof(*range));
	struct pair_cursor c = {.pair = p};
	size_t end[PAIR_FORMS] = {0};

	p->nrange = n;
	struct pair_range *all = p->range;
	p->range = mem_new(n * sizeof(*p->range));
	p->range[0] = all[0];
	free(all);
	while (pair_next(&c)) {
		pair_look(&c);
		range[range_of(p, &c)].to[c.form]++;
	}
	for (size_t i = 0; i < n; i++) {
		for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
			range[i].from[f] = end[f];
			end[f] += range[i].to[f];
			range[i].to[f] = range[i].from[f];
		}
	}
	return range;
}

void
pair_part(struct pair *p)
{
	if (!p->mapped)
		return;
	struct pair_range *range = lay_out(p, range_count(p));
	struct pair_cursor c = {.pair = p};
	struct tab to[PAIR_FORMS];
	size_t moved = 0;

	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		to[f] = (struct tab){.words = p->tab[f].words,
		    .key = p->tab[f].key};
		map_tab(&to[f], temp_open(), p->tab[f].n);
	}
	while (pair_next(&c)) {
		pair_look(&c);
		enum pair_form f = c.form;
		struct pair_range *r = &range[range_of(p, &c)];
		memcpy(tab_entry(&to[f], r->to[f]++), c.entry,
		    entry_bytes(&to[f]));
		if (++moved * entry_bytes(&to[f]) < p->bound / RANGE_SHARE)
			continue;
		moved = 0;
		temp_drop(to[f].entry, to[f].n * entry_bytes(&to[f]));
	}
	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		tab_free(&p->tab[f]);
		p->tab[f] = to[f];
	}
	free(p->range);
	p->range = range;
}
