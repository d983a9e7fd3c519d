/* SPDX-License-Identifier: ISC */

/*
 * See row.h.
 *
 * Cells that lie side by side in the text of a block go out in one copy, a
 * run, in which only the separator changes: most of a log line that fl-cat
 * writes is one run of ten columns.  What stands between runs is the same in
 * each row, tabs and the "-" of columns that are missing, and is made once:
 *
 *   a log's       2 1234 eni-1 10.0.0.1 10.0.0.2 443 ... ACCEPT OK
 *   is written as              10.0.0.1 10.0.0.2 443 ... ACCEPT \t-\n
 *                              |---------- run ---------------|behind
 */

#include <stdlib.h>

#include "base/cpu.h"
#include "base/mem.h"
#include "stream/row_loop.h"
#include "stream/spell.h"

static row_fn *const variants[CPU_LEVELS] = {
    [CPU_PLAIN] = row_base,
#if defined(__x86_64__)
    [CPU_SSE2] = row_base,
    [CPU_AVX2] = row_avx2,
    [CPU_AVX512] = row_avx512,
#endif
};

struct row *
row_new(struct out *out)
{
	struct row *r = mem_new(sizeof(*r));

	r->out = out;
	r->copy = variants[cpu_level()];
	return r;
}

void
row_free(struct row *r)
{
	if (r == NULL)
		return;
	free(r->piece);
	free(r->ipcol);
	buf_free(&r->fixed);
	buf_free(&r->line);
	free(r);
}

/* Are its rows lines of a log, and not of a stream? */
static bool
is_raw(const struct block *b)
{
	return b->origin != NULL && b->origin->raw;
}

/* ---- the plan ---------------------------------------------------------- */

/* Room for n columns. */
static void
make_room(struct row *r, size_t n)
{
	if (n <= r->room)
		return;
	r->room = n;
	r->piece = mem_array(r->piece, n + 1, sizeof(*r->piece));
	r->ipcol = mem_array(r->ipcol, n, sizeof(*r->ipcol));
}

/* Adds to what stands behind the last piece. */
static void
add_fixed(struct row *r, const char *text)
{
	buf_str(&r->fixed, text);
	r->piece[r->npiece - 1].nbehind += strlen(text);
}

/* Adds a piece of one cell. */
static void
add_piece(struct row *r, enum piece_kind kind, size_t col)
{
	r->piece[r->npiece++] = (struct piece){
	    .kind = kind,
	    .col = col,
	    .n = 1,
	    .behind = r->fixed.n,
	};
}

/* Adds a column that is text: to the run before it, or a new one. */
static void
add_text(struct row *r, const struct block *b, size_t col, bool first)
{
	struct piece *last = &r->piece[r->npiece - 1];

	if (b->schema->col[col].field->kind == KIND_IP)
		r->ipcol[r->nipcol++] = col;
	if (last->kind == PIECE_RUN && last->nbehind == 0 &&
	    last->col + last->n == col) {
		last->n++;
		return;
	}
	if (!first)
		add_fixed(r, "\t");
	add_piece(r, PIECE_RUN, col);
	r->nrun++;
}

/* Adds a column that is typed, or in slices. */
static void
add_typed(struct row *r, const struct block *b, size_t col, bool first)
{
	enum kind kind = b->schema->col[col].field->kind;
	enum form born = b->vec[col].born;
	bool num = born == FORM_NUMS && cell_decimal(kind);

	if (!first)
		add_fixed(r, "\t");
	add_piece(r, num ? PIECE_NUM : PIECE_CELL, col);
	r->sliced |= born == FORM_SLICES || born == FORM_CODES;
}

/* Cuts a row to pieces. */
static void
plan(struct row *r, const struct block *b, const size_t *col, size_t n)
{
	make_room(r, n);
	r->npiece = r->nipcol = r->nrun = r->fixed.n = 0;
	r->sliced = false;
	add_piece(r, PIECE_CELL, SCHEMA_NONE);
	for (size_t i = 0; i < n; i++) {
		if (col[i] == SCHEMA_NONE)
			add_fixed(r, i > 0 ? "\t-" : "-");
		else if (b->vec[col[i]].born == FORM_MARKS)
			add_text(r, b, col[i], i == 0);
		else
			add_typed(r, b, col[i], i == 0);
	}
	add_fixed(r, "\n");
	buf_room(&r->fixed, FIXED_STEP);
}

/* ---- rows -------------------------------------------------------------- */

char *
row_typed(char *p, const struct block *b, size_t row, size_t col)
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

#define MANY 64 /* rows that are written at a time */

/*
 * A run is no longer than the row it comes from, and rows that were not
 * repaired follow each other in the text.
 */
size_t
row_room(const struct row *r, const struct block *b, const struct rows *rows)
{
	size_t need = r->npiece * CELL_MAX + r->fixed.n + CELL_MAX;
	char tmp[CELL_MAX];

	need = need * rows->n + ROW_OVER;
	if (r->nrun > 0) {
		uint32_t from = rows->first[rows->row[0]];
		uint32_t to = rows->first[rows->row[rows->n - 1]];
		need += r->nrun *
		    (rows->mark[to + b->ntext] - rows->mark[from]);
	}
	for (size_t i = 1; r->sliced && i < r->npiece; i++) {
		const struct piece *p = &r->piece[i];
		enum form born = b->vec[p->col].born;
		if (born != FORM_SLICES && born != FORM_CODES)
			continue;
		for (size_t k = 0; k < rows->n; k++)
			need += block_cell(b, rows->row[k], p->col, tmp).n;
	}
	return need;
}

/* The next rows from i on: one where the text does not bound many. */
static struct rows
next_rows(const struct block *b, size_t i)
{
	size_t n = b->nodd > 0 ? 1 : b->nsel - i;

	return (struct rows){
	    .row = b->sel + i,
	    .n = n < MANY ? n : MANY,
	    .first = b->first,
	    .mark = b->mark,
	    .text = b->text,
	};
}

char *
row_hide(char *start, char *end)
{
	memmove(start + 3, start + 1, (size_t)(end - start) - 1);
	memcpy(start, "%23", 3);
	return end + 2;
}

bool
row_respell(const struct row *r, const struct rows *rows, size_t row)
{
	const uint32_t *m = rows->mark + rows->first[row];

	for (size_t i = 0; i < r->nipcol; i++) {
		const uint32_t *cell = m + r->ipcol[i];
		struct slice s = {rows->text + cell[0] + 1,
		    cell[1] - cell[0] - 1};
		if (colon5(s.p) != 0 && !spell_canonical(s))
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
row_text(struct buf *to, const struct block *b, size_t row, const size_t *col,
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
put_slow(struct row *r, const struct block *b, size_t row, const size_t *col,
    size_t n)
{
	r->line.n = 0;
	row_text(&r->line, b, row, col, n);
	buf_char(&r->line, '\n');
	out_write(r->out, r->line.p, r->line.n);
}

/* Sixteen bytes at a time: for every machine that has vectors of them. */
FL_INLINE void
copy16(char *to, const char *p, size_t n, bool raw)
{
	const unsigned char flip = ' ' ^ '\t';

#pragma GCC unroll 4
	for (size_t i = 0; i < n; i += sizeof(fl_bytes16)) {
		fl_bytes16 v;
		memcpy(&v, p + i, sizeof(v));
		if (raw)
			v ^= (fl_bytes16)(v == ' ') & flip;
		memcpy(to + i, &v, sizeof(v));
	}
}

FL_INLINE bool
few_base(char *to, const char *p, bool raw)
{
	copy16(to, p, ROW_FEW, raw);
	return false;
}

FL_INLINE bool
step_base(char *to, const char *p, bool raw)
{
	copy16(to, p, ROW_STEP, raw);
	return false;
}

static const struct row_how base = {few_base, step_base, false};

size_t
row_base(struct row *r, const struct block *b, const struct rows *rows,
    bool raw)
{
	return raw ? row_loop(r, b, rows, true, base) :
		     row_loop(r, b, rows, false, base);
}

/* Are lines of a stream written as they are? */
static bool
is_whole(const struct row *r, const struct block *b)
{
	return r->npiece == 2 && r->nrun == 1 && r->fixed.n == 1 &&
	    r->piece[1].col == 0 && r->piece[1].n == b->ntext;
}

#define LINES_MANY 4096 /* bytes that out may not have to copy */

/*
 * Lines as they are, with their newlines: those that follow each other go out
 * together.
 */
static void
put_lines(struct row *r, const struct block *b)
{
	size_t ncol = b->ntext;

	for (size_t i = 0; i < b->nsel;) {
		uint32_t from = b->first[b->sel[i]], to = from;
		do {
			to += (uint32_t)ncol;
			i++;
		} while (i < b->nsel && b->first[b->sel[i]] == to);
		const char *p = b->text + b->mark[from] + 1, *end;
		size_t size = b->mark[to] - b->mark[from];
		if (size >= LINES_MANY) {
			out_write(r->out, p, size);
			continue;
		}
		char *at = out_room(r->out, size + ROW_OVER, &end);
		put_run(at, p, size, false, base);
		out_took(r->out, size);
	}
}

void
row_block(struct row *r, const struct block *b, const size_t *col, size_t n)
{
	plan(r, b, col, n);

	/* Without text there is nothing of a log's spelling. */
	bool raw = is_raw(b) && r->nrun > 0;
	if (!raw && is_whole(r, b)) {
		put_lines(r, b);
		return;
	}
	for (size_t i = 0; i < b->nsel;) {
		struct rows rows = next_rows(b, i);
		size_t done = r->copy(r, b, &rows, raw);
		i += done;
		if (done < rows.n)
			put_slow(r, b, b->sel[i++], col, n);
	}
}
