/* SPDX-License-Identifier: ISC */

/*
 * See pq_state.h: the values of a page to a column of a block.
 *
 * What a column is born as follows from its page: codes of a dictionary as
 * such, or as the numbers behind them; plain numbers as numbers; plain text as
 * slices into the page.  Values of rows that are null are not there: the
 * others are taken to scratch first, and then spread.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "source/pq_state.h"

/* Does a column that had this field have room of the right kind? */
static bool
is_alike(const struct field *a, const struct field *b)
{
	return a != NULL && a->kind == b->kind;
}

void
pq_col_init(struct pq_col *c, size_t col, struct pq_file *f,
    const struct pq_leaf *leaf, const struct field *field)
{
	c->pages.file = f;
	if (!is_alike(c->form.field, field)) {
		pq_col_free(c);
		*c = (struct pq_col){.pages = {.file = f}};
		c->there = mem_array(NULL, BLOCK_ROWS, sizeof(*c->there));
		c->few = mem_array(NULL, BLOCK_ROWS, sizeof(*c->few));
	}
	c->col = col;
	c->form = (struct pq_form){leaf, field, 0};
	c->pages.leaf = leaf;
	if (pq_cell_number(leaf->type))
		c->form.top = cell_top(field->kind);
}

static void
clear_words(struct pq_col *c)
{
	if (c->words.n == 0)
		return;
	pq_words_clear(&c->words);
	c->pages.file->held -= c->held;
	c->held = 0;
}

/* After a block: counts what was written for it.  0, or -1. */
static int
hold_words(struct pq_col *c)
{
	if (pq_hold(c->pages.file, c->words.n) == -1)
		return -1;
	c->held = c->words.n;
	return 0;
}

void
pq_col_rest(struct pq_col *c)
{
	pq_dict_clear(&c->dict, c->pages.file);
	pq_rest(c->pages.file, &c->pages.raw);
	pq_rest(c->pages.file, &c->pages.page);
	clear_words(c);
	c->left = 0;
}

size_t
pq_col_room(const struct pq_col *c)
{
	size_t scratch = c->there == NULL ?
	    0 :
	    BLOCK_ROWS * (sizeof(*c->there) + sizeof(*c->few));

	return scratch + c->pages.raw.room + c->pages.page.room +
	    pq_dict_room(&c->dict);
}

void
pq_col_free(struct pq_col *c)
{
	pq_col_rest(c);
	pq_dict_free(&c->dict, c->pages.file);
	pq_pages_free(&c->pages);
	free(c->there);
	free(c->few);
}

void
pq_col_start(struct pq_col *c, const struct pq_chunk *chunk)
{
	pq_dict_clear(&c->dict, c->pages.file);
	pq_pages_start(&c->pages, chunk);
	c->left = 0;
}

/* ---- pages ------------------------------------------------------------ */

/* Codes of the dictionary, behind a byte with their width.  0, or -1. */
static int
start_codes(struct pq_col *c, struct slice values)
{
	unsigned int width = 0;

	/* A column of nulls may do without: then it is an empty one. */
	if (!c->dict.there &&
	    pq_dict_take(&c->dict, &c->form, &c->pages,
		&(struct pq_page){.kind = PQ_DICT}) == -1)
		return -1;
	if (values.n > 0)
		width = (unsigned char)values.p[0];
	if (width > 32)
		return pq_column_lost(&c->pages, "damaged: codes of %u bits",
		    width);
	values.p += values.n > 0;
	values.n -= values.n > 0;
	c->coded = true;
	pq_rle_start(&c->code, values, width);
	return 0;
}

/* Booleans in runs, behind their length (data pages of both versions). */
static int
start_runs(struct pq_col *c, struct slice values)
{
	uint32_t n;

	if (values.n < sizeof(n))
		return pq_column_lost(&c->pages,
		    "damaged: a page is too short");
	pq_rle_start(&c->code,
	    (struct slice){values.p + sizeof(n), values.n - sizeof(n)}, 1);
	return 0;
}

static const char *
encoding_name(int64_t encoding)
{
	static const char *const name[] = {"PLAIN", "of number 1",
	    "PLAIN_DICTIONARY", "RLE", "BIT_PACKED", "DELTA_BINARY_PACKED",
	    "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "RLE_DICTIONARY",
	    "BYTE_STREAM_SPLIT"};

	return encoding >= 0 && encoding < (int64_t)nitems(name) ?
	    name[encoding] :
	    "we don't know";
}

/* Begins a data page.  0, or -1. */
static int
start_page(struct pq_col *c, const struct pq_page *page)
{
	bool boolean = c->form.leaf->type == PQ_BOOLEAN;

	c->left = page->n;
	c->coded = false;
	c->nulls = page->levels.p != NULL;
	if (c->nulls)
		pq_rle_start(&c->level, page->levels, 1);
	c->plain = page->values;
	if (page->encoding == PQ_PLAIN_DICT || page->encoding == PQ_RLE_DICT)
		return start_codes(c, page->values);
	if (page->encoding == PQ_PLAIN && boolean)
		pq_rle_bits(&c->code, page->values, 1);
	else if (page->encoding == PQ_RLE && boolean)
		return start_runs(c, page->values);
	else if (page->encoding != PQ_PLAIN)
		return pq_column_lost(&c->pages,
		    "the encoding %s, which is not read",
		    encoding_name(page->encoding));
	return 0;
}

int
pq_col_more(struct pq_col *c)
{
	const char *why = pq_unpack_why(c->pages.codec);
	struct pq_page page;

	if (c->left > 0)
		return 1;
	if (c->form.leaf->why != NULL)
		return pq_column_lost(&c->pages, "%s, which are not read",
		    c->form.leaf->why);
	if (why != NULL)
		return pq_column_lost(&c->pages, "%s", why);
	while (c->left == 0) {
		int got = pq_pages_next(&c->pages, &page);
		if (got != 1)
			return got;
		if (page.kind == PQ_DATA) {
			if (start_page(c, &page) == -1)
				return -1;
		} else {
			got = pq_dict_take(&c->dict, &c->form, &c->pages,
			    &page);
			if (got == -1)
				return -1;
		}
	}
	return 1;
}

/* ---- values ----------------------------------------------------------- */

static int
too_few(const struct pq_col *c)
{
	return pq_column_lost(&c->pages,
	    "damaged: a page has fewer values than it says");
}

/*
 * Which of the next n rows are there: all, if *all is set, or there[].  How
 * many; -1.
 */
static ssize_t
take_levels(struct pq_col *c, size_t n, bool *all)
{
	size_t some = 0;

	*all = !c->nulls || pq_rle_ones(&c->level, n);
	if (*all)
		return (ssize_t)n;
	if (!pq_rle_take(&c->level, c->few, n))
		return too_few(c);
	for (size_t i = 0; i < n; i++) {
		c->there[i] = c->few[i] != 0;
		some += c->there[i];
	}
	return (ssize_t)some;
}

/* Codes of m rows, all of them in the dictionary.  0, or -1. */
static int
take_codes(struct pq_col *c, uint32_t *to, size_t m)
{
	if (!pq_rle_take(&c->code, to, m))
		return too_few(c);
	uint32_t top = pq_rle_most(to, m);
	if (m > 0 && top >= c->dict.n)
		return pq_column_lost(&c->pages,
		    "damaged: a code of %u, in a dictionary of %zu", top,
		    c->dict.n);
	return 0;
}

/* From the last on, so that they may be spread in place. */
static void
spread_codes(const struct pq_col *c, uint32_t *v, size_t m, size_t n)
{
	for (size_t i = n; i-- > 0;)
		v[i] = c->there[i] ? v[--m] : (uint32_t)c->dict.n;
}

static void
spread_nums(const struct pq_col *c, uint64_t *v, size_t m, size_t n)
{
	for (size_t i = n; i-- > 0;)
		v[i] = c->there[i] ? v[--m] : NUM_NONE;
}

static void
spread_cells(const struct pq_col *c, struct slice *v, size_t m, size_t n)
{
	for (size_t i = n; i-- > 0;)
		v[i] = c->there[i] ? v[--m] : pq_cell_none();
}

static int
fill_codes(struct pq_col *c, struct block *b, size_t m, size_t n, bool all)
{
	bool typed = c->dict.typed;
	uint32_t *code = c->few;

	if (!typed)
		code = block_codes(b, c->col, &c->dict.dict);
	if (take_codes(c, code, m) == -1)
		return -1;
	if (!all)
		spread_codes(c, code, m, n);
	if (!typed)
		return 0;
	uint64_t *num = block_nums(b, c->col);
	for (size_t i = 0; i < n; i++)
		num[i] = c->dict.num[code[i]];
	return 0;
}

/* Plain values of a fixed size: n of them, or NULL. */
static const char *
take_plain(struct pq_col *c, size_t m)
{
	size_t size = m * pq_cell_size(c->form.leaf);
	const char *p = c->plain.p;

	if (size > c->plain.n)
		return NULL;
	c->plain.p += size;
	c->plain.n -= size;
	return p;
}

/* Values of a fixed size as text. */
static int
fill_fixed(struct pq_col *c, struct block *b, const char *p, size_t m)
{
	size_t size = pq_cell_size(c->form.leaf);
	struct slice *cell = block_cells(b, c->col);

	for (size_t i = 0; i < m; i++)
		cell[i] = pq_cell_text(&c->form,
		    (struct slice){p + size * i, size}, &c->words);
	return 0;
}

static int
fill_booleans(struct pq_col *c, struct block *b, size_t m)
{
	struct slice *cell = block_cells(b, c->col);
	uint32_t v;

	for (size_t i = 0; i < m; i++) {
		if (!pq_rle_take(&c->code, &v, 1))
			return too_few(c);
		char truth = (char)v;
		cell[i] = pq_cell_text(&c->form, (struct slice){&truth, 1},
		    &c->words);
	}
	return 0;
}

/* Text, each behind its length. */
static int
fill_text(struct pq_col *c, struct block *b, size_t m)
{
	struct slice *cell = block_cells(b, c->col), rest = c->plain;
	uint32_t size;

	for (size_t i = 0; i < m; i++) {
		if (rest.n < sizeof(size))
			return too_few(c);
		memcpy(&size, rest.p, sizeof(size));
		size = le32toh(size);
		rest.p += sizeof(size);
		rest.n -= sizeof(size);
		if (size > rest.n)
			return too_few(c);
		cell[i] = pq_cell_text(&c->form, (struct slice){rest.p, size},
		    &c->words);
		if (cell[i].p == NULL)
			return pq_column_lost(&c->pages,
			    "a cell of more than %d bytes", PQ_CELL_MOST);
		rest.p += size;
		rest.n -= size;
	}
	c->plain = rest;
	return 0;
}

/* As numbers, where all of the m are such as the column may hold. */
static int
fill_plain(struct pq_col *c, struct block *b, size_t m, size_t n, bool all)
{
	const char *p = take_plain(c, m);

	if (p == NULL)
		return too_few(c);
	if (c->form.top > 0) {
		uint64_t *num = block_nums(b, c->col);
		if (pq_cell_nums(&c->form, p, m, num)) {
			if (!all)
				spread_nums(c, num, m, n);
			return 0;
		}
	}
	fill_fixed(c, b, p, m);
	if (!all)
		spread_cells(c, b->vec[c->col].slice, m, n);
	return 0;
}

/* m values of n rows.  0, or -1. */
static int
fill(struct pq_col *c, struct block *b, size_t m, size_t n, bool all)
{
	enum pq_type type = c->form.leaf->type;

	if (c->coded)
		return fill_codes(c, b, m, n, all);
	if (type != PQ_BYTES && type != PQ_BOOLEAN)
		return fill_plain(c, b, m, n, all);
	int got = type == PQ_BYTES ? fill_text(c, b, m) :
				     fill_booleans(c, b, m);
	if (got == 0 && !all)
		spread_cells(c, b->vec[c->col].slice, m, n);
	return got;
}

int
pq_col_fill(struct pq_col *c, struct block *b, size_t n)
{
	bool all;

	clear_words(c);
	ssize_t m = take_levels(c, n, &all);
	c->left -= (uint32_t)n;
	if (m == -1 || fill(c, b, (size_t)m, n, all) == -1)
		return -1;
	return hold_words(c);
}
