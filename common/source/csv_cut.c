/* SPDX-License-Identifier: ISC */

/* See csv_cut.h.  Sixteen bytes at a time: most cells are shorter. */

#include "source/csv_cut.h"

/* A reader of one record. */
struct reader {
	const char *p, *end;
	char sep;
	size_t lines;    /* newlines so far */
	const char *why; /* what is wrong */
};

enum got {
	GOT_CELL,
	GOT_LAST, /* the last of its record */
	GOT_MORE,
	GOT_BAD
};

/* The next separator, quote, blank or control byte; or the end. */
static inline const char *
find_special(const char *p, const char *end, char sep)
{
	fl_bytes16 v;

	for (; end - p >= (ptrdiff_t)sizeof(v); p += sizeof(v)) {
		memcpy(&v, p, sizeof(v));
		fl_mask16 m = (v == (unsigned char)sep) | (v == '"') |
		    (v <= ' ');
		uint32_t bits = fl_bits16(m);
		if (bits != 0)
			return p + __builtin_ctz(bits);
	}
	while (p < end && *p != sep && *p != '"' && (unsigned char)*p > ' ')
		p++;
	return p;
}

/* Is c white space that does not count around a cell? */
static inline bool
is_blank(const struct reader *r, char c)
{
	return c == ' ' || (c == '\t' && r->sep != '\t');
}

/*
 * Behind a cell: is the record at its end, and where?  *p is a separator or
 * the end of a line for GOT_CELL and GOT_LAST; GOT_BAD: it is neither.
 */
static inline enum got
look_end(const struct reader *r, const char **p)
{
	const char *q = *p;

	if (*q == r->sep)
		return GOT_CELL;
	if (*q == '\r' && ++q == r->end)
		return GOT_MORE;
	if (*q != '\n')
		return GOT_BAD;
	*p = q;
	return GOT_LAST;
}

/* A cell that begins at r->p and has no quotes around it. */
static inline enum got
read_bare(struct reader *r, struct csv_cell *cell)
{
	const char *from = r->p, *p = from;
	enum got got;

	for (;; p++) {
		p = find_special(p, r->end, r->sep);
		if (p == r->end)
			return GOT_MORE;
		const char *behind = p;
		got = look_end(r, &p);
		if (fl_likely(got == GOT_CELL || got == GOT_LAST)) {
			cell->text = (struct slice){from,
			    (size_t)(behind - from)};
			break;
		}
		if (got == GOT_MORE)
			return got;
		cell->odd = true;
	}
	r->p = p + 1;
	r->lines += got == GOT_LAST;
	struct slice *s = &cell->text;
	while (fl_unlikely(cell->odd) && s->n > 0 &&
	    (is_blank(r, s->p[s->n - 1]) || s->p[s->n - 1] == '\r'))
		s->n--;
	return got;
}

/* Behind the quote that ends a cell. */
static enum got
end_quoted(struct reader *r, const char *p)
{
	while (p < r->end && is_blank(r, *p))
		p++;
	if (p == r->end)
		return GOT_MORE;
	enum got got = look_end(r, &p);
	if (got == GOT_BAD)
		r->why = "text behind a closing quote";
	r->p = p + 1;
	r->lines += got == GOT_LAST;
	return got;
}

/* A cell whose first quote is at r->p. */
static inline enum got
read_quoted(struct reader *r, struct csv_cell *cell)
{
	const char *from = r->p + 1, *p = from;

	cell->quoted = true;
	for (;; p++) {
		p = find_special(p, r->end, r->sep);
		if (p == r->end)
			return GOT_MORE;
		if (*p == '"') {
			if (p + 1 == r->end)
				return GOT_MORE;
			if (p[1] != '"')
				break;
			p++;
		}
		cell->odd |= *p == '"' || (unsigned char)*p <= ' ';
		r->lines += *p == '\n';
	}
	cell->text = (struct slice){from, (size_t)(p - from)};
	return end_quoted(r, p + 1);
}

static inline enum got
read_cell(struct reader *r, struct csv_cell *cell)
{
	*cell = (struct csv_cell){0};
	while (r->p < r->end && is_blank(r, *r->p))
		r->p++;
	if (r->p == r->end)
		return GOT_MORE;
	return *r->p == '"' ? read_quoted(r, cell) : read_bare(r, cell);
}

/* A record that can't be cut is only its first line. */
static enum csv_cut
give_up(struct csv_row *row, const char *from, const struct reader *r)
{
	const char *nl = memchr(from, '\n', (size_t)(r->end - from));

	if (nl == NULL)
		return CSV_MORE;
	row->next = nl + 1;
	row->lines = 1;
	row->why = r->why;
	return CSV_BAD;
}

enum csv_cut
csv_cut(const char *p, const char *end, char sep, struct csv_row *row)
{
	struct reader r = {.p = p, .end = end, .sep = sep};
	struct csv_cell spare;
	enum got got;

	row->n = 0;
	do {
		bool there = row->n < row->room;
		got = read_cell(&r, there ? &row->cell[row->n] : &spare);
		row->n++;
	} while (got == GOT_CELL);
	row->next = r.p;
	row->lines = r.lines;
	if (got == GOT_BAD)
		return give_up(row, p, &r);
	return got == GOT_LAST ? CSV_ROW : CSV_MORE;
}

enum csv_cut
csv_cut_cell(const char *p, const char *end, char sep, struct csv_cell *cell,
    const char **next, bool *last)
{
	struct reader r = {.p = p, .end = end, .sep = sep};

	enum got got = read_cell(&r, cell);
	*next = r.p;
	*last = got == GOT_LAST;
	if (got == GOT_BAD)
		return CSV_BAD;
	return got == GOT_MORE ? CSV_MORE : CSV_ROW;
}
