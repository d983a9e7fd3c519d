/* SPDX-License-Identifier: ISC */

/* See block.h.  Typed arrays are made in load.c. */

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/near.h"
#include "model/block.h"

struct block *
block_new(void)
{
	struct block *b = mem_new(sizeof(*b));

	b->first = mem_array(NULL, BLOCK_ROWS, sizeof(*b->first));
	b->sel = mem_array(NULL, BLOCK_ROWS, sizeof(*b->sel));
	b->odd = mem_array(NULL, BLOCK_ROWS, sizeof(*b->odd));
	b->ip4 = ip4_choose();
	b->nums = nums_choose();
	return b;
}

void
block_free(struct block *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < b->nvec; i++) {
		free(b->vec[i].slice);
		free(b->vec[i].code);
		free(b->vec[i].num);
		free(b->vec[i].ip);
		free(b->vec[i].len);
	}
	free(b->vec);
	free(b->first);
	free(b->sel);
	free(b->odd);
	free(b);
}

static void
make_room(struct block *b, size_t ncol)
{
	if (b->nvec >= ncol)
		return;
	b->vec = mem_array(b->vec, ncol, sizeof(*b->vec));
	memset(b->vec + b->nvec, 0, (ncol - b->nvec) * sizeof(*b->vec));
	b->nvec = ncol;
}

void
block_widen(struct block *b, const struct schema *schema)
{
	assert(schema->ncol >= b->schema->ncol);
	make_room(b, schema->ncol);
	b->schema = schema;
}

void
block_start(struct block *b, const struct schema *schema, struct origin *origin)
{
	make_room(b, schema->ncol);
	for (size_t i = 0; i < schema->ncol; i++) {
		b->vec[i].born = FORM_MARKS;
		b->vec[i].loaded = false;
	}
	b->schema = schema;
	b->ntext = schema->ncol;
	b->origin = origin;
	b->text = NULL;
	b->line = 1;
	b->nrow = b->nsel = b->nodd = 0;
}

struct slice *
block_slices(struct block *b, size_t col)
{
	struct vec *v = &b->vec[col];

	if (v->slice == NULL)
		v->slice = mem_array(NULL, BLOCK_ROWS, sizeof(*v->slice));
	v->born = FORM_SLICES;
	v->loaded = true;
	return v->slice;
}

struct slice *
block_cells(struct block *b, size_t col)
{
	struct slice *cell = block_slices(b, col);

	b->vec[col].loaded = false;
	return cell;
}

uint32_t *
block_codes(struct block *b, size_t col, struct dict *dict)
{
	struct vec *v = &b->vec[col];

	if (v->code == NULL)
		v->code = mem_array(NULL, BLOCK_ROWS, sizeof(*v->code));
	v->born = FORM_CODES;
	v->loaded = false;
	v->dict = dict;
	return v->code;
}

void
block_unread(struct block *b, size_t col)
{
	b->vec[col].born = FORM_UNREAD;
}

uint64_t *
block_nums(struct block *b, size_t col)
{
	struct vec *v = &b->vec[col];

	if (v->num == NULL)
		v->num = mem_array(NULL, BLOCK_ROWS, sizeof(*v->num));
	v->born = FORM_NUMS;
	v->loaded = true;
	return v->num;
}

struct ip *
block_ips(struct block *b, size_t col, uint8_t **len)
{
	struct vec *v = &b->vec[col];

	if (v->ip == NULL) {
		v->ip = mem_array(NULL, BLOCK_ROWS, sizeof(*v->ip));
		v->len = mem_array(NULL, BLOCK_ROWS, sizeof(*v->len));
	}
	v->born = FORM_IPS;
	v->loaded = true;
	*len = v->len;
	return v->ip;
}

void
block_all(struct block *b)
{
	for (size_t i = 0; i < b->nrow; i++)
		b->sel[i] = (uint32_t)i;
	b->nsel = b->nrow;
}

static struct slice
print_ip(const struct vec *v, size_t row, char tmp[static CELL_MAX])
{
	if (ip_none(v->ip[row]))
		return (struct slice){"-", 1};
	struct prefix p = {v->ip[row], v->len[row]};
	return (struct slice){tmp, (size_t)(prefix_print(tmp, p) - tmp)};
}

struct slice
block_cell(const struct block *b, size_t row, size_t col,
    char tmp[static CELL_MAX])
{
	const struct vec *v = &b->vec[col];
	enum kind kind = b->schema->col[col].field->kind;

	switch (v->born) {
	case FORM_MARKS:
		return block_text(b, row, col);
	case FORM_SLICES:
		return v->slice[row];
	case FORM_CODES:
		return v->dict->cell[v->code[row]];
	case FORM_NUMS:
		return (struct slice){tmp,
		    (size_t)(cell_print(kind, tmp, v->num[row]) - tmp)};
	case FORM_IPS:
		return print_ip(v, row, tmp);
	case FORM_UNREAD:
		break;
	}
	assert(!"a column that nobody wanted");
	return (struct slice){"-", 1};
}

/* Where the line of a row began in the text as it was read. */
static uint32_t
origin_of(const struct block *b, size_t row)
{
	for (size_t i = 0; i < b->nodd; i++)
		if (b->odd[i].row == row)
			return b->odd[i].at;
	return b->mark[b->first[row]] + 1;
}

uint64_t
block_line(const struct block *b, size_t row)
{
	uint64_t line = b->line;

	if (b->text == NULL)
		return line + row;
	const char *p = b->text + b->base;
	const char *end = b->text + origin_of(b, row);

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		line++;
	}
	return line;
}

struct slice
block_row(const struct block *b, size_t row)
{
	const char *p = b->text + origin_of(b, row);
	const char *end = b->text + b->size;
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return (struct slice){p, (size_t)((nl != NULL ? nl : end) - p)};
}

/* The cells of a row that was no line, blanks between. */
static void
put_cells(const struct block *b, size_t row, struct buf *to)
{
	char tmp[CELL_MAX];

	for (size_t i = 0; i < b->schema->ncol; i++) {
		if (b->vec[i].born == FORM_UNREAD)
			continue;
		if (to->n > 0)
			buf_char(to, ' ');
		buf_slice(to, block_cell(b, row, i, tmp));
	}
}

void
block_bad(const struct block *b, size_t row, const char *fmt, ...)
{
	struct buf cells = {0};
	struct slice line = {NULL, 0};
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (b->text != NULL) {
		line = block_row(b, row);
	} else if (b->origin->reject != NULL) {
		put_cells(b, row, &cells);
		line = (struct slice){cells.p, cells.n};
	}
	origin_bad(b->origin, block_line(b, row), line, "%s", what);
	buf_free(&cells);
}

void
block_lacks(const struct block *b, struct slice name)
{
	const struct schema *s = b->schema;
	struct near near;
	int n = (int)name.n;

	near_init(&near, name);
	for (size_t i = 0; i < s->ncol; i++)
		near_try(&near, s->col[i].name);
	const char *best = near_best(&near);
	if (best != NULL)
		origin_fatal(b->origin, "no column %.*s; did you mean %s?", n,
		    name.p, best);
	else
		origin_fatal(b->origin, "no column %.*s", n, name.p);
}
