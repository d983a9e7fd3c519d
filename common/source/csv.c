/* SPDX-License-Identifier: ISC */

/*
 * See csv.h: a feed of lines over a feed of separated values, and its way to
 * text.h.
 *
 * As many newlines are made as were read: what text.h says of a line has the
 * number of the line on which its record begins.  Records that can't be cut
 * to their columns are counted and said here.
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "source/csv.h"
#include "source/csv_head.h"
#include "source/peel.h"
#include "source/text.h"
#include "stream/lines.h"

#define RECORD_MOST LINES_PAGE /* bytes of one */
#define PAD 16                 /* that are read behind a cell */
#define OUT_FULL (256 * 1024)  /* lines that are made at a time */
#define HEADLESS_MOST 64       /* cells of a known layout */

static const char mark[] = "\xef\xbb\xbf";

struct csv {
	struct feed feed;
	struct feed *under;
	struct origin *origin;
	char sep;
	char *in; /* RECORD_MOST bytes and some, as they were read */
	size_t from, have;
	bool eof;
	bool failed; /* the feed below did */
	bool skip;   /* within a record that is too long */
	uint64_t line;
	struct csv_plan plan;
	bool plain; /* there is a header, and all its columns are taken */
	struct csv_row row;
	struct buf header; /* the bytes of the first one */
	struct buf out;    /* lines that were made, */
	size_t given;      /* of which so much was pulled */
};

/* ---- reading ---------------------------------------------------------- */

/* More bytes behind those that are there.  False: there are none. */
static bool
read_on(struct csv *c)
{
	if (c->eof)
		return false;
	memmove(c->in, c->in + c->from, c->have - c->from);
	c->have -= c->from;
	c->from = 0;
	if (c->have == RECORD_MOST)
		return false;
	ssize_t got = feed_pull(c->under, c->in + c->have,
	    RECORD_MOST - c->have);
	if (got > 0) {
		c->have += (size_t)got;
		return true;
	}
	c->eof = true;
	c->failed = got == -1;
	if (c->have > 0 && c->in[c->have - 1] != '\n' && !c->failed) {
		c->in[c->have++] = '\n';
		return true;
	}
	return false;
}

static void
put_newlines(struct csv *c, size_t n)
{
	char *p = buf_room(&c->out, n);

	memset(p, '\n', n);
	c->out.n += n;
	c->line += n;
}

/* The next bytes are a record that is malformed, and so many lines. */
static void FL_PRINTF(4, 5)
    bad(struct csv *c, size_t n, size_t lines, const char *fmt, ...)
{
	struct slice raw = {c->in + c->from, n};
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	while (raw.n > 0 && strchr("\r\n", raw.p[raw.n - 1]) != NULL)
		raw.n--;
	c->origin->rows++;
	origin_bad(c->origin, c->line, raw, "%s", what);
	put_newlines(c, lines);
	c->from += n;
}

/* ---- a record --------------------------------------------------------- */

/*
 * Is this how a spreadsheet shows a large number: 1.7284E+12, or with a comma
 * in it?  What it was can't be told.
 */
static bool
is_rounded(struct slice s)
{
	size_t i = 0, digits = 0;

	for (; i < s.n && (s.p[i] | 0x20) != 'e'; i++) {
		bool point = s.p[i] == '.' || s.p[i] == ',';
		if (!point && (s.p[i] < '0' || s.p[i] > '9'))
			return false;
		digits += !point;
	}
	if (digits == 0 || s.n - i < 3 || s.p[i + 1] != '+')
		return false;
	for (i += 2; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* The first cell that is_rounded, of those that are taken; ntake: none. */
static size_t
find_rounded(const struct csv *c)
{
	for (size_t i = 0; i < c->plan.ntake; i++) {
		struct slice s = c->row.cell[c->plan.take[i]].text;
		if (s.n < 4 || !c->plan.number[i])
			continue;
		const char *end = s.p + s.n;
		if (fl_unlikely(end[-3] == '+' || end[-4] == '+') &&
		    is_rounded(s))
			return i;
	}
	return c->plan.ntake;
}

/* A cell with bytes that a line of text can't hold: as streams have them. */
static char *
put_encoded(char *p, const struct csv_cell *cell)
{
	static const char hex[] = "0123456789ABCDEF";
	struct slice s = cell->text;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char b = (unsigned char)s.p[i];
		if (b > ' ') {
			*p++ = (char)b;
			i += b == '"' && cell->quoted;
			continue;
		}
		*p++ = '%';
		*p++ = hex[b >> 4];
		*p++ = hex[b & 15];
	}
	return p;
}

/* The record that a cell holds, on one line. */
static char *
put_message(char *p, const struct csv_cell *cell)
{
	struct slice s = cell->text;

	for (size_t i = 0; i < s.n; i++) {
		*p++ = (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i];
		i += s.p[i] == '"' && cell->quoted;
	}
	return p;
}

static inline char *
put_cell(char *p, const struct csv_cell *cell)
{
	struct slice s = cell->text;

	if (s.n == 0) {
		*p = '-';
		return p + 1;
	}
	if (fl_unlikely(cell->odd))
		return put_encoded(p, cell);
	for (size_t i = 0; i < s.n; i += PAD)
		memcpy(p + i, s.p + i, PAD);
	return p + s.n;
}

/* The record that was cut, of n bytes, as a line. */
static void
put_line(struct csv *c, size_t n)
{
	const struct csv_plan *plan = &c->plan;
	char *start = buf_room(&c->out, 3 * n + 2 * plan->ntake + 2 * PAD);
	char *p = start;

	for (size_t i = 0; i < plan->ntake; i++) {
		const struct csv_cell *cell = &c->row.cell[plan->take[i]];
		p = plan->message ? put_message(p, cell) : put_cell(p, cell);
		*p++ = ' ';
	}
	p[-1] = '\n';
	c->out.n += (size_t)(p - start);
	c->line++;
	put_newlines(c, c->row.lines - 1);
}

/* Has no cell anything?  A spreadsheet's blank line. */
static bool
is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->n && i < row->room; i++)
		if (row->cell[i].text.n > 0)
			return false;
	return row->n <= row->room;
}

/* The header once more, as in files that were put together. */
static bool
is_again(const struct csv *c, size_t n)
{
	const char *p = c->in + c->from;

	return c->header.n > 0 && n == c->header.n &&
	    memcmp(p, c->header.p, n) == 0;
}

/* The record that was cut, of n bytes. */
static void
take_row(struct csv *c, size_t n)
{
	const struct csv_row *row = &c->row;
	const struct csv_plan *plan = &c->plan;
	size_t i;

	if ((row->cell[0].text.n == 0 && is_empty(row)) || is_again(c, n)) {
		put_newlines(c, row->lines);
	} else if (row->n != plan->n) {
		bad(c, n, row->lines, "%zu cell%s, %zu expected", row->n,
		    row->n == 1 ? "" : "s", plan->n);
		return;
	} else if (plan->message && row->cell[plan->take[0]].text.n == 0) {
		bad(c, n, row->lines, "no record in its message");
		return;
	} else if ((i = find_rounded(c)) < plan->ntake) {
		struct slice name = plan->layout->name[i];
		struct slice s = row->cell[plan->take[i]].text;
		bad(c, n, row->lines,
		    "%.*s: rounded by a spreadsheet, export it as text: "
		    "\"%.*s\"",
		    name.n < 60 ? (int)name.n : 60, name.p,
		    s.n < 40 ? (int)s.n : 40, s.p);
		return;
	} else {
		put_line(c, n);
	}
	c->from += n;
}

/*
 * A record whose separators only need to become blanks, in one pass: all of
 * its columns are taken, and it has no quote, blank, control byte, empty cell,
 * or + of a rounded number.  False, and nothing is done: take_row has to look.
 */
static bool
take_plain(struct csv *c)
{
	const char *p = c->in + c->from, *end = c->in + c->have;
	char *start = buf_room(&c->out, (size_t)(end - p) + PAD), *to = start;
	const unsigned char sep = (unsigned char)c->sep;
	size_t cells = 1;
	uint32_t edge = 1; /* the byte before is where a cell ends */
	fl_bytes16 v;

	for (; end - p >= (ptrdiff_t)sizeof(v); p += sizeof(v)) {
		memcpy(&v, p, sizeof(v));
		fl_mask16 is_sep = v == sep;
		fl_mask16 is_odd = (v == '"') | (v == '+') |
		    ((v <= ' ') & (v != '\n') & ~is_sep);
		uint32_t seps = fl_bits16(is_sep), odd = fl_bits16(is_odd);
		uint32_t eol = fl_bits16(v == '\n');
		uint32_t line = (eol - 1) & ~eol; /* all up to it */
		v = (fl_bytes16)((v & (fl_bytes16)~is_sep) |
		    (' ' & (fl_bytes16)is_sep));
		memcpy(to, &v, sizeof(v));
		to += sizeof(v);
		seps &= line;
		uint32_t ends = seps | (eol & -eol);
		if (((ends << 1 | edge) & ends) != 0 || (odd & line) != 0)
			return false;
		cells += (size_t)__builtin_popcount(seps);
		edge = seps >> 15 & 1;
		if (eol == 0)
			continue;
		if (cells != c->plan.n)
			return false;
		size_t n = (size_t)(p - c->in) - c->from +
		    (size_t)__builtin_ctz(eol) + 1;
		c->out.n += n;
		c->from += n;
		c->line++;
		return true;
	}
	return false;
}

/* ---- lines ------------------------------------------------------------ */

/* Drops what is left of a record that is too long, up to its newline. */
static void
skip_long(struct csv *c)
{
	char *p = c->in + c->from;
	char *nl = memchr(p, '\n', c->have - c->from);
	size_t gone = nl != NULL ? (size_t)(nl - p) + 1 : c->have - c->from;

	if (c->origin->reject != NULL)
		fwrite(p, 1, gone, c->origin->reject);
	c->from += gone;
	c->skip = nl == NULL;
	if (nl != NULL)
		put_newlines(c, 1);
}

/* A record has no end that we know of: what of it is given up? */
static void
take_endless(struct csv *c)
{
	char *p = c->in + c->from;
	char *nl = memchr(p, '\n', c->have - c->from);

	if (nl != NULL) {
		bad(c, (size_t)(nl - p) + 1, 1,
		    c->failed ? "cut short" : "a quote that is never closed");
		return;
	}
	c->origin->rows++;
	origin_bad(c->origin, c->line, (struct slice){NULL, 0}, "%s",
	    c->failed ? "cut short" : "longer than 262144 bytes");
	c->skip = true;
}

/* Files that were put together have a byte order mark in their middle. */
static bool
has_mark(const struct csv *c)
{
	return c->have - c->from >= strlen(mark) &&
	    memcmp(c->in + c->from, mark, strlen(mark)) == 0;
}

/* Makes lines of what was read, as far as it goes. */
static void
make_lines(struct csv *c)
{
	while (c->out.n < OUT_FULL && c->from < c->have) {
		const char *p = c->in + c->from;
		if (c->skip) {
			skip_long(c);
			continue;
		}
		if (has_mark(c)) {
			c->from += strlen(mark);
			continue;
		}
		if (c->plain && *p != c->header.p[0] && take_plain(c))
			continue;
		enum csv_cut got = csv_cut(p, c->in + c->have, c->sep, &c->row);
		size_t n = (size_t)(c->row.next - p);
		if (got == CSV_ROW)
			take_row(c, n);
		else if (got == CSV_BAD)
			bad(c, n, c->row.lines, "%s", c->row.why);
		else if (c->eof || c->have - c->from == RECORD_MOST)
			take_endless(c);
		else
			break;
	}
}

static ssize_t
csv_pull(struct feed *f, char *p, size_t n)
{
	struct csv *c = (struct csv *)f;

	while (c->given == c->out.n) {
		c->out.n = c->given = 0;
		make_lines(c);
		if (c->out.n > 0)
			break;
		if (!read_on(c) && c->from == c->have) {
			f->why = c->under->why;
			return c->failed ? -1 : 0;
		}
	}
	return (ssize_t)slice_give((struct slice){c->out.p, c->out.n},
	    &c->given, p, n);
}

static bool
csv_ready(struct feed *f)
{
	struct csv *c = (struct csv *)f;

	return c->given < c->out.n || c->eof || feed_ready(c->under);
}

static void
csv_close(struct feed *f)
{
	struct csv *c = (struct csv *)f;

	feed_close(c->under);
	csv_plan_free(&c->plan);
	free(c->row.cell);
	free(c->in);
	buf_free(&c->header);
	buf_free(&c->out);
	free(c);
}

/* ---- the head --------------------------------------------------------- */

/* Room for as many cells as a plan has, which is not freed here. */
static void
make_room(struct csv_row *row, size_t n)
{
	row->room = n;
	row->cell = mem_array(row->cell, n, sizeof(*row->cell));
}

/*
 * The names of a record whose layout is known; name[] has room for
 * SCHEMA_COLS.  How many; 0: none is.
 */
static size_t
known_names(const struct csv_row *row, struct slice *name)
{
	struct slice cell[HEADLESS_MOST];

	if (row->n > nitems(cell) || row->n > row->room)
		return 0;
	for (size_t i = 0; i < row->n; i++) {
		cell[i] = row->cell[i].text;
		if (cell[i].n == 0)
			cell[i] = slice_str("-");
	}
	return layout_known(cell, row->n, name);
}

/* Is the line a record whose layout is known? */
static bool
is_known(const struct csv_first *f)
{
	struct csv_cell cell[HEADLESS_MOST];
	struct csv_row row = {.cell = cell, .room = nitems(cell)};
	struct buf line = {0};
	bool known = false;

	buf_slice(&line, f->line);
	if (!f->ended)
		buf_char(&line, '\n');
	if (csv_cut(line.p, line.p + line.n, f->sep, &row) == CSV_ROW) {
		struct slice *name = mem_array(NULL, SCHEMA_COLS,
		    sizeof(*name));
		known = known_names(&row, name) > 0;
		free(name);
	}
	buf_free(&line);
	return known;
}

enum claim
csv_claim(struct slice head, bool whole)
{
	struct csv_first f = csv_first(head);

	if (!f.ended && !whole)
		return CLAIM_MORE;
	if (csv_is_header(&f))
		return CLAIM_YES;

	/* Tabs and no header: text reads that too, or says what is missing. */
	if (f.sep == '\t' || f.n < 2 || f.n > HEADLESS_MOST)
		return CLAIM_NO;
	return is_known(&f) ? CLAIM_YES : CLAIM_NO;
}

/* Cuts the next record, with room for all its cells. */
static enum csv_cut
cut_whole(struct csv *c)
{
	const char *p = c->in + c->from, *end = c->in + c->have;

	enum csv_cut got = csv_cut(p, end, c->sep, &c->row);
	if (got == CSV_ROW && c->row.n > c->row.room) {
		make_room(&c->row, c->row.n);
		got = csv_cut(p, end, c->sep, &c->row);
	}
	return got;
}

/* The first record, with all its cells.  0, or -1 after a message. */
static int
read_first(struct csv *c, struct csv_first *f)
{
	enum csv_cut got;

	for (;;) {
		*f = csv_first((struct slice){c->in, c->have});
		c->sep = f->sep;
		c->from = f->skip;
		got = cut_whole(c);
		if (got == CSV_ROW)
			return 0;
		c->from = 0;
		if (got == CSV_BAD || !read_on(c))
			break;
	}
	if (c->failed)
		origin_lost(c->origin, "%s", c->under->why);
	else if (got == CSV_BAD)
		origin_lost(c->origin, "the first line: %s", c->row.why);
	else if (c->eof)
		origin_lost(c->origin,
		    "a quote in the first line that is never closed");
	else
		origin_lost(c->origin,
		    "the first line is longer than %d bytes: that many "
		    "columns are not read",
		    RECORD_MOST);
	return -1;
}

/* What the columns are, where no header says it.  0, or -1. */
static int
plan_headless(struct csv *c, const struct layout *columns)
{
	struct slice *name;

	if (columns != NULL) {
		csv_plan_names(&c->plan, columns->name, columns->n);
		return 0;
	}
	name = mem_array(NULL, SCHEMA_COLS, sizeof(*name));
	size_t n = known_names(&c->row, name);
	if (n > 0)
		csv_plan_names(&c->plan, name, n);
	free(name);
	if (n == 0)
		origin_lost(c->origin,
		    "separated values without a header that names a flow "
		    "log's columns; name them with -F 'srcaddr dstaddr ...'");
	return n > 0 ? 0 : -1;
}

/* Finds what the columns are.  0, or -1 after a message. */
static int
begin(struct csv *c, const struct format_env *env)
{
	struct csv_first f;

	if (read_first(c, &f) == -1)
		return -1;
	put_newlines(c, f.lines);
	if (!csv_is_header(&f) && (f.known == 0 || f.known < f.n)) {
		if (plan_headless(c, env->columns) == -1)
			return -1;
	} else {
		size_t n = (size_t)(c->row.next - (c->in + c->from));
		csv_plan_header(&c->plan, &c->row, c->origin);
		buf_add(&c->header, c->in + c->from, n);
		c->plain = c->plan.ntake == c->plan.n && !c->plan.message;
		put_newlines(c, c->row.lines);
		c->from += n;
	}
	make_room(&c->row, c->plan.n + 1);
	return 0;
}

/* What text.h needs to know to read records out of a column. */
static struct source *
open_messages(struct csv *c, const struct format_env *env)
{
	struct format_env in = *env;
	struct peel p;

	peel_open(&p, &c->feed);
	while (text_claim((struct slice){p.head, p.n}, p.whole) == CLAIM_MORE)
		if (!peel_more(&p))
			p.whole = true;
	in.head = (struct slice){mem_strn(p.head, p.n), p.n};
	in.why = p.why;
	struct source *s = text_open(peel_take(&p), &in);
	free(unconst(in.head.p));
	return s;
}

static struct source *
open_columns(struct csv *c, const struct format_env *env)
{
	struct format_env in = *env;

	in.columns = c->plan.layout;
	in.head = (struct slice){"", 0};
	return text_open(&c->feed, &in);
}

struct source *
csv_open(struct feed *feed, const struct format_env *env)
{
	struct csv *c = mem_new(sizeof(*c));

	c->feed.pull = csv_pull;
	c->feed.ready = csv_ready;
	c->feed.close = csv_close;
	c->under = feed;
	c->origin = env->origin;
	c->line = 1;
	c->in = mem_array(NULL, RECORD_MOST + 1 + PAD, 1);
	env->origin->raw = true;
	if (begin(c, env) == -1) {
		csv_close(&c->feed);
		return NULL;
	}
	return c->plan.message ? open_messages(c, env) : open_columns(c, env);
}
