/* SPDX-License-Identifier: ISC */

/*
 * Text cells to typed arrays: the second hottest code after the scan.
 *
 * Only the selected rows are looked at, in tiles small enough that their text
 * and marks stay in the nearest cache while one column after the other is
 * read.  A row whose cell does not parse leaves the tile, and is reported,
 * before the next column: so it is reported once.
 */

#include <assert.h>

#include "base/num.h"
#include "model/block.h"

#define TILE IP4_MOST /* rows */
#define COLUMNS 64    /* that are loaded together */

/* The longest part of a bad cell that a message shows. */
#define CELL_SHOWN 80

/* Says what is wrong with a cell, with the name the header gave it. */
static void
complain(const struct block *b, size_t row, size_t col)
{
	const struct column *c = &b->schema->col[col];
	char tmp[CELL_MAX];
	struct slice cell = block_cell(b, row, col, tmp);
	int n = (int)(cell.n < CELL_SHOWN ? cell.n : CELL_SHOWN);

	block_bad(b, row, "%s: %s: \"%.*s\"", c->name,
	    cell_wrong(c->field->kind), n, cell.p);
}

/* The cells of a column in n rows. */
FL_INLINE void
gather(const struct block *b, size_t col, const uint32_t *row, size_t n,
    struct slice *cell)
{
	const struct slice *slice = b->vec[col].slice;

	if (fl_unlikely(b->vec[col].born == FORM_SLICES)) {
		for (size_t i = 0; i < n; i++)
			cell[i] = slice[row[i]];
		return;
	}
	for (size_t i = 0; i < n; i++)
		cell[i] = block_text(b, row[i], col);
}

/* Each loads a column of n rows, and returns how many of them are left. */

static size_t
load_num(const struct block *b, size_t col, uint32_t *row, size_t n)
{
	enum kind kind = b->schema->col[col].field->kind;
	uint64_t top = cell_top(kind);
	uint64_t *num = b->vec[col].num;
	struct slice cell[TILE];
	uint64_t v[TILE];
	size_t keep = 0;

	if (n == 0)
		return 0;
	gather(b, col, row, n, cell);
	uint64_t plain = b->nums(cell, n, v);
	for (size_t i = 0; i < n; i++) {
		uint32_t r = row[i];
		row[keep++] = r;
		num[r] = v[i];
		if (fl_likely((plain >> i & 1) != 0 && v[i] <= top))
			continue;
		if (cell_parse(kind, cell[i], &num[r]) == 0)
			continue;
		complain(b, r, col);
		keep--;
	}
	return keep;
}

/* ACCEPT and REJECT as the first six bytes of a word. */
static size_t
load_action(const struct block *b, size_t col, uint32_t *row, size_t n)
{
	const uint64_t six = htole64(UINT64_MAX >> 16);
	uint64_t *num = b->vec[col].num, accept = 0, reject = 0, x;
	struct slice all[TILE];
	size_t keep = 0;

	memcpy(&accept, "ACCEPT", 6);
	memcpy(&reject, "REJECT", 6);
	gather(b, col, row, n, all);
	for (size_t i = 0; i < n; i++) {
		uint32_t r = row[i];
		struct slice cell = all[i];
		memcpy(&x, cell.p, sizeof(x));
		x &= six;
		row[keep++] = r;
		num[r] = x == accept ? ACTION_ACCEPT : ACTION_REJECT;
		if (fl_likely(cell.n == 6 && (x == accept || x == reject)))
			continue;
		if (cell_parse(KIND_ACTION, cell, &num[r]) == 0)
			continue;
		complain(b, r, col);
		keep--;
	}
	return keep;
}

static size_t
load_ip(const struct block *b, size_t col, uint32_t *row, size_t n)
{
	struct vec *v = &b->vec[col];
	struct slice cell[TILE];
	uint32_t v4[TILE];
	size_t keep = 0;

	if (n == 0)
		return 0;
	gather(b, col, row, n, cell);
	uint64_t is4 = b->ip4(cell, n, v4);
	for (size_t i = 0; i < n; i++) {
		uint32_t r = row[i];
		row[keep++] = r;
		v->ip[r] = ip_from4(v4[i]);
		v->len[r] = 128;
		if (fl_likely(is4 >> i & 1) ||
		    dict_ip(cell[i], &v->ip[r], &v->len[r]) == 0)
			continue;
		complain(b, r, col);
		keep--;
	}
	return keep;
}

static size_t
load_name(const struct block *b, size_t col, uint32_t *row, size_t n)
{
	for (size_t i = 0; i < n && b->vec[col].born == FORM_MARKS; i++)
		b->vec[col].slice[row[i]] = block_text(b, row[i], col);
	return n;
}

/* Takes the values of a dictionary, each read once, to the rows. */
static size_t
load_codes(const struct block *b, size_t col, uint32_t *row, size_t n)
{
	const struct vec *v = &b->vec[col];
	const struct dict *d = v->dict;
	enum kind kind = b->schema->col[col].field->kind;
	size_t keep = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t r = row[i];
		row[keep] = r;
		if (fl_likely(!d->bad[v->code[r]]))
			keep++;
		else
			complain(b, r, col);
	}
	for (size_t i = 0; i < keep && kind == KIND_IP; i++) {
		v->ip[row[i]] = d->ip[v->code[row[i]]];
		v->len[row[i]] = d->len[v->code[row[i]]];
	}
	for (size_t i = 0; i < keep && kind == KIND_NAME; i++)
		v->slice[row[i]] = d->cell[v->code[row[i]]];
	if (kind == KIND_IP || kind == KIND_NAME)
		return keep;
	for (size_t i = 0; i < keep; i++)
		v->num[row[i]] = d->num[v->code[row[i]]];
	return keep;
}

/* A column that is to be loaded, and how. */
struct todo {
	size_t col;
	size_t (*load)(const struct block *, size_t, uint32_t *, size_t);
};

/* Makes room for a column's values.  What is text stays text for printing. */
static struct todo
prepare(struct block *b, size_t col)
{
	struct todo t = {.col = col};
	struct vec *v = &b->vec[col];
	enum form born = v->born;
	uint8_t *len;

	assert(born != FORM_UNREAD);
	switch (b->schema->col[col].field->kind) {
	case KIND_NAME:
		block_slices(b, col);
		t.load = load_name;
		break;
	case KIND_IP:
		block_ips(b, col, &len);
		t.load = load_ip;
		break;
	case KIND_ACTION:
		block_nums(b, col);
		t.load = load_action;
		break;
	default:
		block_nums(b, col);
		t.load = load_num;
		break;
	}
	v->born = born;
	if (born == FORM_CODES) {
		dict_load(v->dict, b->schema->col[col].field->kind);
		t.load = load_codes;
	}
	return t;
}

static void
load_tiles(struct block *b, const struct todo *todo, size_t ntodo)
{
	uint32_t row[TILE];
	size_t keep = 0;

	for (size_t at = 0; at < b->nsel; at += TILE) {
		size_t n = b->nsel - at < TILE ? b->nsel - at : TILE;
		memcpy(row, b->sel + at, n * sizeof(*row));
		for (size_t k = 0; k < ntodo; k++)
			n = todo[k].load(b, todo[k].col, row, n);
		memcpy(b->sel + keep, row, n * sizeof(*row));
		keep += n;
	}
	b->nsel = keep;
}

void
block_load(struct block *b, const size_t *col, size_t n)
{
	struct todo todo[COLUMNS];
	size_t ntodo = 0;

	for (size_t i = 0; i < n; i++) {
		if (b->vec[col[i]].loaded)
			continue;
		todo[ntodo++] = prepare(b, col[i]);
		if (ntodo == COLUMNS) {
			load_tiles(b, todo, ntodo);
			ntodo = 0;
		}
	}
	if (ntodo > 0)
		load_tiles(b, todo, ntodo);
}
