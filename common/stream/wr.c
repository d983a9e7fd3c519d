/* SPDX-License-Identifier: ISC */

/*
 * See wr.h.
 *
 * Cells that lie side by side in the text of a block go out in one copy, a
 * run, in which only the separator changes: most of a log line that fl-cat
 * writes is one run of ten columns.
 */

#include <assert.h>
#include <endian.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/num.h"
#include "stream/wr.h"

/* One piece of an output row. */
enum piece_kind {
	PIECE_RUN,
	PIECE_NUM,  /* typed, and printed as a decimal number */
	PIECE_CELL, /* any other that is not text */
	PIECE_MISSING
};

struct piece {
	enum piece_kind kind;
	size_t col; /* first column of the block */
	size_t n;   /* PIECE_RUN: how many */
};

/* A lane's rows from an offset on belong to a schema. */
struct part {
	const struct schema *schema;
	size_t at;
};

/* The room that rows are written to, of which out hears at the end. */
struct pen {
	char *from; /* where it began */
	char *at;   /* where the next row goes */
	const char *end;
};

struct wr {
	struct out *out;
	bool lane; /* out is in memory, and ours */
	struct part *part;
	size_t nparts;
	bool bare;
	const struct schema *last; /* header written last */
	size_t heads;              /* how many were written */
	struct piece *piece;       /* SCHEMA_COLS of them */
	size_t npiece;
	size_t nrun;   /* of them runs */
	bool sliced;   /* some may be of any size */
	size_t *ipcol; /* address columns that are copied as text */
	size_t nipcol;
	struct pen pen;
	struct buf line; /* a row that can't be copied */
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

struct wr *
wr_lane(void)
{
	struct wr *w = wr_new(out_memory(), false);

	w->lane = true;
	return w;
}

size_t
wr_held(const struct wr *lane)
{
	return out_bytes(lane->out).n;
}

static void
add_part(struct wr *w, const struct schema *schema)
{
	w->part = mem_array(w->part, w->nparts + 1, sizeof(*w->part));
	w->part[w->nparts++] = (struct part){schema, wr_held(w)};
}

void
wr_join(struct wr *to, struct wr *lane)
{
	struct slice all = out_bytes(lane->out);

	for (size_t i = 0; i < lane->nparts; i++) {
		const struct part *p = &lane->part[i];
		size_t end = i + 1 < lane->nparts ? p[1].at : all.n;
		wr_header(to, p->schema);
		if (end > p->at)
			out_write(to->out, all.p + p->at, end - p->at);
	}
	out_clear(lane->out);
	lane->nparts = 0;
	if (lane->last != NULL)
		add_part(lane, lane->last);
}

void
wr_free(struct wr *w)
{
	if (w == NULL)
		return;
	if (w->lane)
		out_close(w->out);
	free(w->part);
	free(w->piece);
	free(w->ipcol);
	buf_free(&w->line);
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
	if (w->lane) {
		add_part(w, schema);
		return;
	}
	w->heads++;
	if (w->bare)
		return;
	if (schema_known(schema) == 0)
		diag_die("none of the columns to write is known, so the "
			 "header would be none; -H leaves it off");
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
	w->npiece = w->nipcol = w->nrun = 0;
	w->sliced = false;
	for (size_t i = 0; i < n; i++) {
		struct piece *last = &w->piece[w->npiece];
		if (col[i] == SCHEMA_NONE) {
			*last = (struct piece){PIECE_MISSING, 0, 1};
			w->npiece++;
			continue;
		}
		enum kind kind = b->schema->col[col[i]].field->kind;
		enum form born = b->vec[col[i]].born;
		if (born != FORM_MARKS) {
			bool num = born == FORM_NUMS && cell_decimal(kind);
			*last = (struct piece){num ? PIECE_NUM : PIECE_CELL,
			    col[i], 1};
			w->sliced |= born == FORM_SLICES;
			w->npiece++;
			continue;
		}
		if (kind == KIND_IP)
			w->ipcol[w->nipcol++] = col[i];
		if (w->npiece > 0 && last[-1].kind == PIECE_RUN &&
		    last[-1].col + last[-1].n == col[i]) {
			last[-1].n++;
			continue;
		}
		*last = (struct piece){PIECE_RUN, col[i], 1};
		w->nrun++;
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

/* Sixteen bytes at a time, for every machine that has vectors of them. */
typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* Copies n bytes, a multiple of 16; the blanks of a log become tabs. */
FL_INLINE void
put_bytes(char *to, const char *p, size_t n, bool raw)
{
	const unsigned char flip = ' ' ^ '\t';
	bytes16 v;

	for (size_t i = 0; i < n; i += sizeof(v)) {
		memcpy(&v, p + i, sizeof(v));
		if (raw)
			v ^= (bytes16)(v == ' ') & flip;
		memcpy(to + i, &v, sizeof(v));
	}
}

/*
 * Copies a run in steps of a fixed size, for how many of a smaller one it
 * takes is what no predictor knows: a few cells fit the first, most rows the
 * second.  Reads and writes up to RUN_OVER bytes too much, which the text's
 * padding and row_room allow.
 */
#define RUN_FEW 48
#define RUN_STEP 64
#define RUN_OVER (RUN_STEP - 1)

#define LINES_MANY 4096 /* bytes that are not copied here */

static_assert(RUN_OVER <= BLOCK_PAD && RUN_OVER < CELL_MAX, "there is room");

FL_INLINE char *
put_run(char *to, struct slice s, bool raw)
{
	put_bytes(to, s.p, RUN_FEW, raw);
	for (size_t i = RUN_FEW; i < s.n; i += RUN_STEP)
		put_bytes(to + i, s.p + i, RUN_STEP, raw);
	return to + s.n;
}

/* Tells out what was written; the room is gone. */
static void
pen_down(struct wr *w)
{
	out_took(w->out, (size_t)(w->pen.at - w->pen.from));
	w->pen = (struct pen){NULL, NULL, NULL};
}

static FL_NOINLINE void
pen_more(struct wr *w, size_t n)
{
	pen_down(w);
	w->pen.at = w->pen.from = out_room(w->out, n, &w->pen.end);
}

/* Sees that there is room for n more bytes. */
FL_INLINE void
pen_room(struct wr *w, size_t n)
{
	if (fl_unlikely((size_t)(w->pen.end - w->pen.at) < n))
		pen_more(w, n);
}

/*
 * An upper bound of the row's size, newline and all.  A run is no longer than
 * the row it comes from.
 */
FL_INLINE size_t
row_room(const struct wr *w, const struct block *b, size_t row)
{
	size_t need = w->npiece * CELL_MAX + CELL_MAX;

	if (w->nrun > 0) {
		const uint32_t *m = b->mark + b->first[row];
		need += w->nrun * (m[b->schema->ncol] - m[0]);
	}
	for (size_t i = 0; w->sliced && i < w->npiece; i++) {
		const struct piece *p = &w->piece[i];
		if (p->kind == PIECE_CELL && b->vec[p->col].born == FORM_SLICES)
			need += b->vec[p->col].slice[row].n;
	}
	return need;
}

/* Most are counts of one digit. */
FL_INLINE char *
put_num(char *p, uint64_t v)
{
	if (v >= 10 && v != NUM_NONE)
		return num_print(p, v);
	*p = v == NUM_NONE ? '-' : (char)('0' + v);
	return p + 1;
}

/* A cell that is not text. */
static char *
put_typed(char *p, const struct block *b, size_t row, size_t col)
{
	const struct vec *v = &b->vec[col];
	char tmp[CELL_MAX];

	if (v->born == FORM_NUMS)
		return cell_print(b->schema->col[col].field->kind, p,
		    v->num[row]);
	if (v->born == FORM_IPS && v->len[row] == 128 && !ip_none(v->ip[row]))
		return ip_print(p, v->ip[row]);
	struct slice s = block_cell(b, row, col, tmp);
	memcpy(p, s.p, s.n);
	return p + s.n;
}

FL_INLINE char *
put_piece(char *p, const struct piece *piece, const struct block *b, size_t row,
    bool raw)
{
	if (piece->kind == PIECE_RUN)
		return put_run(p, run_text(b, row, piece), raw);
	if (piece->kind == PIECE_NUM)
		return put_num(p, b->vec[piece->col].num[row]);
	if (piece->kind == PIECE_CELL)
		return put_typed(p, b, row, piece->col);
	*p = '-';
	return p + 1;
}

FL_INLINE void
put_row(struct wr *w, const struct block *b, size_t row, bool raw)
{
	pen_room(w, row_room(w, b, row));
	char *start = w->pen.at;
	char *p = put_piece(start, &w->piece[0], b, row, raw);

	for (size_t i = 1; i < w->npiece; i++) {
		*p++ = '\t';
		p = put_piece(p, &w->piece[i], b, row, raw);
	}
	if (fl_unlikely(start[0] == '#')) {
		/* A row must not look like a header. */
		memmove(start + 3, start + 1, (size_t)(p - start) - 1);
		memcpy(start, "%23", 3);
		p += 2;
	}
	*p++ = '\n';
	w->pen.at = p;
}

/* Is one of the first five bytes at p a colon?  Reads eight. */
static inline uint64_t
colon5(const char *p)
{
	const uint64_t ones = 0x0101010101, high = ones << 7;
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	v = le64toh(v) ^ ones * ':';
	return (v - ones) & ~v & high;
}

/*
 * Has the row of a log an address in another spelling than ours?  IPv6 text
 * has a colon among its first five bytes, IPv4 has none; what stands behind a
 * short cell can only bring us to look closer.
 */
FL_INLINE bool
may_respell(const struct wr *w, const struct block *b, size_t row)
{
	const uint32_t *m = b->mark + b->first[row];
	uint64_t any = 0;

	for (size_t i = 0; i < w->nipcol; i++)
		any |= colon5(b->text + m[w->ipcol[i]] + 1);
	if (fl_likely(any == 0))
		return false;
	for (size_t i = 0; i < w->nipcol; i++) {
		struct slice s = block_text(b, row, w->ipcol[i]);
		if (colon5(s.p) != 0 && !ip_canonical(s))
			return true;
	}
	return false;
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
	w->line.n = 0;
	wr_text(&w->line, b, row, col, n);
	buf_char(&w->line, '\n');
	pen_room(w, w->line.n);
	memcpy(w->pen.at, w->line.p, w->line.n);
	w->pen.at += w->line.n;
}

/* Rows of a log. */
static void
put_raw(struct wr *w, const struct block *b, const size_t *col, size_t n)
{
	for (size_t i = 0; i < b->nsel; i++) {
		if (fl_unlikely(may_respell(w, b, b->sel[i])))
			put_slow(w, b, b->sel[i], col, n);
		else
			put_row(w, b, b->sel[i], true);
	}
}

/* Are lines of a stream written as they are? */
static bool
is_whole(const struct wr *w, const struct block *b)
{
	return w->npiece == 1 && w->nrun == 1 && w->piece[0].col == 0 &&
	    w->piece[0].n == b->schema->ncol;
}

/*
 * Lines as they are, with their newlines: those that follow each other go out
 * together.
 */
static void
put_lines(struct wr *w, const struct block *b)
{
	size_t ncol = b->schema->ncol;

	for (size_t i = 0; i < b->nsel;) {
		uint32_t from = b->first[b->sel[i]], to = from;
		do {
			to += (uint32_t)ncol;
			i++;
		} while (i < b->nsel && b->first[b->sel[i]] == to);
		struct slice s = {b->text + b->mark[from] + 1,
		    b->mark[to] - b->mark[from]};
		if (s.n >= LINES_MANY) {
			pen_down(w);
			out_write(w->out, s.p, s.n);
			continue;
		}
		pen_room(w, s.n + RUN_OVER);
		w->pen.at = put_run(w->pen.at, s, false);
	}
}

void
wr_rows(struct wr *w, const struct block *b, const size_t *col, size_t n)
{
	plan(w, b, col, n);
	if (is_raw(b))
		put_raw(w, b, col, n);
	else if (is_whole(w, b))
		put_lines(w, b);
	else
		for (size_t i = 0; i < b->nsel; i++)
			put_row(w, b, b->sel[i], false);
	pen_down(w);
}

void
wr_block(struct wr *w, const struct block *b)
{
	size_t col[SCHEMA_COLS];

	for (size_t i = 0; i < b->schema->ncol; i++)
		col[i] = i;
	wr_rows(w, b, col, b->schema->ncol);
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
