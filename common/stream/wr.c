/* SPDX-License-Identifier: ISC */

/*
 * See wr.h.
 *
 * Cells that lie side by side in the text of a block go out in one copy, a
 * run, in which only the separator changes: most of a log line that fl-cat
 * writes is one run of ten columns.
 */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "stream/wr.h"

/* One piece of an output row. */
enum piece_kind {
	PIECE_RUN,
	PIECE_CELL,
	PIECE_MISSING
};

struct piece {
	enum piece_kind kind;
	size_t col; /* first column of the block */
	size_t n;   /* PIECE_RUN: how many */
};

struct wr {
	struct out *out;
	bool bare;
	const struct schema *last; /* header written last */
	size_t heads;              /* how many were written */
	struct piece *piece;       /* SCHEMA_COLS of them */
	size_t npiece;
	size_t *ipcol; /* address columns that are copied as text */
	size_t nipcol;
};

struct wr *
wr_new(struct out *out, bool bare)
{
	struct wr *w = mem_new(sizeof(*w));

	w->out = out;
	w->bare = bare;
	w->piece = mem_array(NULL, SCHEMA_COLS, sizeof(*w->piece));
	w->ipcol = mem_array(NULL, SCHEMA_COLS, sizeof(*w->ipcol));
	return w;
}

void
wr_free(struct wr *w)
{
	if (w == NULL)
		return;
	free(w->piece);
	free(w->ipcol);
	free(w);
}

void
wr_flush(struct wr *w)
{
	out_flush(w->out);
}

void
wr_header(struct wr *w, const struct schema *schema)
{
	if (schema == w->last)
		return;
	w->last = schema;
	w->heads++;
	if (w->bare)
		return;
	for (size_t i = 0; i < schema->ncol; i++) {
		const char *name = schema->col[i].name;
		out_write(w->out, i == 0 ? "#" : "\t", 1);
		out_write(w->out, name, strlen(name));
	}
	out_write(w->out, "\n", 1);
}

void
wr_encode(struct buf *to, struct slice cell)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < cell.n; i++) {
		unsigned char c = (unsigned char)cell.p[i];
		if (c >= ' ' && c != 0x7f && c != '%' && (c != '#' || i > 0)) {
			buf_char(to, (char)c);
			continue;
		}
		buf_char(to, '%');
		buf_char(to, hex[c >> 4]);
		buf_char(to, hex[c & 15]);
	}
}

/* Are its rows lines of a log, and not of a stream? */
static bool
is_raw(const struct block *b)
{
	return b->origin != NULL && b->origin->raw;
}

/* Joins columns that are neighbours in the text to runs. */
static void
plan(struct wr *w, const struct block *b, const size_t *col, size_t n)
{
	w->npiece = w->nipcol = 0;
	for (size_t i = 0; i < n; i++) {
		struct piece *last = &w->piece[w->npiece];
		if (col[i] == SCHEMA_NONE) {
			*last = (struct piece){PIECE_MISSING, 0, 1};
			w->npiece++;
			continue;
		}
		if (b->vec[col[i]].born != FORM_MARKS) {
			*last = (struct piece){PIECE_CELL, col[i], 1};
			w->npiece++;
			continue;
		}
		if (b->schema->col[col[i]].field->kind == KIND_IP)
			w->ipcol[w->nipcol++] = col[i];
		if (w->npiece > 0 && last[-1].kind == PIECE_RUN &&
		    last[-1].col + last[-1].n == col[i]) {
			last[-1].n++;
			continue;
		}
		*last = (struct piece){PIECE_RUN, col[i], 1};
		w->npiece++;
	}
}

/* The bytes of a run: n cells with their separators between. */
static struct slice
run_text(const struct block *b, size_t row, const struct piece *p)
{
	const uint32_t *m = b->mark + b->first[row] + p->col;
	return (struct slice){b->text + m[0] + 1, m[p->n] - m[0] - 1};
}

/* Copies a run; the blanks of a log become tabs. */
static char *
put_run(char *to, struct slice s, bool raw)
{
	memcpy(to, s.p, s.n);
	if (raw)
		for (size_t i = 0; i < s.n; i++)
			to[i] = to[i] == ' ' ? '\t' : to[i];
	return to + s.n;
}

/* An upper bound of the row's size, newline and all. */
static size_t
row_room(const struct wr *w, const struct block *b, size_t row)
{
	size_t need = 1;

	for (size_t i = 0; i < w->npiece; i++) {
		const struct piece *p = &w->piece[i];
		need += CELL_MAX;
		if (p->kind == PIECE_RUN)
			need += run_text(b, row, p).n;
		else if (p->kind == PIECE_CELL &&
		    b->vec[p->col].born == FORM_SLICES)
			need += b->vec[p->col].slice[row].n;
	}
	return need;
}

static void
put_row(struct wr *w, const struct block *b, size_t row)
{
	char tmp[CELL_MAX], *start, *p;
	bool raw = is_raw(b);

	start = p = out_room(w->out, row_room(w, b, row));
	for (size_t i = 0; i < w->npiece; i++) {
		const struct piece *piece = &w->piece[i];
		if (i > 0)
			*p++ = '\t';
		if (piece->kind == PIECE_RUN) {
			p = put_run(p, run_text(b, row, piece), raw);
		} else if (piece->kind == PIECE_CELL) {
			struct slice s = block_cell(b, row, piece->col, tmp);
			memcpy(p, s.p, s.n);
			p += s.n;
		} else {
			*p++ = '-';
		}
	}
	*p++ = '\n';
	out_took(w->out, (size_t)(p - start));
}

/* Is this plainly a dotted IPv4 address, of which there is one spelling? */
static bool
looks4(struct slice s)
{
	for (size_t i = 0; i < 4 && i < s.n; i++) {
		if (s.p[i] == '.')
			return i > 0;
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return false;
}

/* May a row be copied as it is? */
static bool
plain_row(const struct wr *w, const struct block *b, size_t row)
{
	for (size_t i = 0; is_raw(b) && i < w->nipcol; i++) {
		struct slice s = block_text(b, row, w->ipcol[i]);
		if (!looks4(s) && !slice_is(s, "-"))
			return false;
	}
	return w->piece[0].kind != PIECE_RUN ||
	    run_text(b, row, &w->piece[0]).p[0] != '#';
}

/* A text cell: of raw logs in canonical form; no row may begin with #. */
static void
put_cell(struct buf *to, const struct block *b, size_t row, size_t col,
    bool first)
{
	struct slice s = block_text(b, row, col);
	struct ip ip;
	char tmp[IP_MAX];

	if (is_raw(b) && b->schema->col[col].field->kind == KIND_IP &&
	    ip_parse(s, &ip) == 0)
		buf_add(to, tmp, (size_t)(ip_print(tmp, ip) - tmp));
	else if (first && s.n > 0 && s.p[0] == '#')
		buf_fmt(to, "%%23%.*s", (int)s.n - 1, s.p + 1);
	else
		buf_slice(to, s);
}

void
wr_text(struct buf *to, const struct block *b, size_t row, const size_t *col,
    size_t n)
{
	char tmp[CELL_MAX];

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(to, '\t');
		if (col[i] == SCHEMA_NONE)
			buf_char(to, '-');
		else if (b->vec[col[i]].born == FORM_MARKS)
			put_cell(to, b, row, col[i], i == 0);
		else
			buf_slice(to, block_cell(b, row, col[i], tmp));
	}
}

/* A row cell by cell, for the few that can't be copied. */
static void
put_slow(struct wr *w, const struct block *b, size_t row, const size_t *col,
    size_t n)
{
	struct buf line = {0};

	wr_text(&line, b, row, col, n);
	buf_char(&line, '\n');
	out_write(w->out, line.p, line.n);
	buf_free(&line);
}

void
wr_rows(struct wr *w, const struct block *b, const size_t *col, size_t n)
{
	plan(w, b, col, n);
	for (size_t i = 0; i < b->nsel; i++) {
		if (!plain_row(w, b, b->sel[i]))
			put_slow(w, b, b->sel[i], col, n);
		else
			put_row(w, b, b->sel[i]);
	}
}

static void
put_time(struct buf *line, const char *name, uint64_t t)
{
	if (t == NUM_NONE)
		buf_fmt(line, "\t%s=-", name);
	else
		buf_fmt(line, "\t%s=%ju", name, (uintmax_t)t);
}

static void
put_end(struct buf *line, const struct evidence *ev)
{
	buf_fmt(line, "#!end\trecords=%ju", (uintmax_t)ev->records);
	put_time(line, "from", ev->from);
	put_time(line, "to", ev->to);
	buf_fmt(line, "\tnodata=%ju\tskipdata=%ju\tmalformed=%ju\n",
	    (uintmax_t)ev->nodata, (uintmax_t)ev->skipdata,
	    (uintmax_t)ev->malformed);
}

/*
 * All ends stand behind the last row, also those of earlier headers, which
 * count nothing: whatever is cut off, an end is missing then.
 */
static void
put_ends(struct buf *line, size_t heads, const struct evidence *ev)
{
	const struct evidence none = EVIDENCE_INIT;

	for (size_t i = 1; i < heads; i++)
		put_end(line, &none);
	put_end(line, ev);
}

void
wr_end(struct wr *w, const struct evidence *ev)
{
	struct buf line = {0};

	if (w->bare)
		return;
	if (ev->why[0] != '\0')
		buf_fmt(&line, "#!incomplete\t%s\n", ev->why);
	else if (diag_status() == DIAG_LOST)
		buf_fmt(&line, "#!incomplete\t%s failed\n", diag_name());
	else if (evidence_whole(ev))
		put_ends(&line, w->heads, ev);
	if (line.n > 0)
		out_write(w->out, line.p, line.n);
	buf_free(&line);
}
