/* SPDX-License-Identifier: ISC */

/*
 * See pq_state.h: the dictionary of a column.  Behind its cells stands one
 * more, "-", for rows that are null.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "source/pq_state.h"

/*
 * What an entry takes, apart from its bytes: a cell, a number, and its value
 * loaded.
 */
#define ENTRY_COST \
	(sizeof(struct slice) + sizeof(uint64_t) + sizeof(struct ip) + 2)

void
pq_dict_clear(struct pq_dict *d, struct pq_file *f)
{
	pq_words_clear(&d->words);
	pq_rest(f, &d->bytes);
	f->held -= d->held;
	d->held = 0;
	d->there = d->typed = false;
	d->dict.loaded = false;
	d->n = d->dict.n = 0;
}

void
pq_dict_free(struct pq_dict *d, struct pq_file *f)
{
	pq_dict_clear(d, f);
	pq_drop(f, &d->bytes);
	free(d->dict.cell);
	free(d->num);
	dict_free(&d->dict);
	*d = (struct pq_dict){0};
}

size_t
pq_dict_room(const struct pq_dict *d)
{
	return d->bytes.room + d->room * ENTRY_COST;
}

/* Counts what entries and words take now.  0, or -1. */
static int
hold(struct pq_dict *d, struct pq_file *f)
{
	size_t all = (d->n + 1) * ENTRY_COST + d->words.n;

	if (pq_hold(f, all - d->held) == -1)
		return -1;
	d->held = all;
	return 0;
}

/* Room for all entries, and the one behind them. */
static void
make_room(struct pq_dict *d)
{
	size_t n = d->n + 1;

	if (n <= d->room)
		return;
	free(d->dict.cell);
	free(d->num);
	d->dict.cell = mem_array(NULL, n, sizeof(*d->dict.cell));
	d->num = mem_array(NULL, n, sizeof(*d->num));
	d->room = n;
}

/* Cuts the next value off; false: there is none. */
static bool
next_value(const struct pq_leaf *leaf, struct slice *rest, struct slice *value)
{
	size_t n = pq_cell_size(leaf);
	uint32_t size;

	if (leaf->type == PQ_BYTES) {
		if (rest->n < sizeof(size))
			return false;
		memcpy(&size, rest->p, sizeof(size));
		n = le32toh(size);
		rest->p += sizeof(size);
		rest->n -= sizeof(size);
	}
	if (n > rest->n)
		return false;
	*value = (struct slice){rest->p, n};
	rest->p += n;
	rest->n -= n;
	return true;
}

/* All entries as cells of text.  0, or -1. */
static int
take_cells(struct pq_dict *d, const struct pq_form *form,
    struct pq_pages *pages, struct slice rest)
{
	struct slice *cell = d->dict.cell, value;

	for (size_t i = 0; i < d->n; i++) {
		if (!next_value(form->leaf, &rest, &value))
			return pq_column_lost(pages,
			    "damaged: a dictionary of %zu entries has %zu",
			    d->n, i);
		cell[i] = pq_cell_text(form, value, &d->words);
		if (cell[i].p == NULL)
			return pq_column_lost(pages,
			    "a cell of more than %d bytes", PQ_CELL_MOST);
		if (hold(d, pages->file) == -1)
			return -1;
	}
	cell[d->n] = pq_cell_none();
	d->dict.n = d->n + 1;
	return 0;
}

/* All entries as numbers, if they are.  False: as text, then. */
static bool
take_nums(struct pq_dict *d, const struct pq_form *form, struct slice bytes)
{
	if (form->top == 0 || bytes.n / pq_cell_size(form->leaf) < d->n)
		return false;
	d->num[d->n] = NUM_NONE;
	return pq_cell_nums(form, bytes.p, d->n, d->num);
}

int
pq_dict_take(struct pq_dict *d, const struct pq_form *form,
    struct pq_pages *pages, const struct pq_page *page)
{
	struct pq_file *f = pages->file;
	size_t n = page->values.n;

	if (page->encoding != PQ_PLAIN && page->encoding != PQ_PLAIN_DICT)
		return pq_column_lost(pages,
		    "a dictionary in the encoding %d, which is not read",
		    (int)page->encoding);
	/* Each entry has bytes, so there can't be more than of those. */
	if (page->n > n || form->leaf->type == PQ_BOOLEAN)
		return pq_column_lost(pages,
		    "damaged: a dictionary of %u entries in %zu bytes", page->n,
		    n);
	pq_dict_clear(d, f);
	d->n = page->n;
	if (hold(d, f) == -1 || pq_room(f, &d->bytes, n, 0) == -1)
		return -1;
	make_room(d);
	d->there = true;
	struct slice bytes = {d->bytes.p, n};
	if (n > 0)
		memcpy(d->bytes.p, page->values.p, n);
	d->typed = take_nums(d, form, bytes);
	return d->typed ? 0 : take_cells(d, form, pages, bytes);
}
