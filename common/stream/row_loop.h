/* SPDX-License-Identifier: ISC */

/*
 * What row.c shares with row_x86.c: the plan of a row, and the loop that
 * copies rows, which is one for all machines but for its step, 64 bytes.
 */

#ifndef STREAM_ROW_LOOP_H
#define STREAM_ROW_LOOP_H

#include <assert.h>
#include <endian.h>

#include "base/num.h"
#include "stream/row.h"

enum piece_kind {
	PIECE_RUN,
	PIECE_NUM,  /* typed, and printed as a decimal number */
	PIECE_CELL, /* any other that is not text */
};

/* One piece of an output row: cells, and what stands behind them. */
struct piece {
	enum piece_kind kind;
	size_t col;    /* first column of the block */
	size_t n;      /* how many cells */
	size_t behind; /* offset into row.fixed */
	size_t nbehind;
};

struct rows;
struct row;

/* A variant of row_loop. */
typedef size_t
row_fn(struct row *r, const struct block *b, const struct rows *rows, bool raw);

struct row {
	struct out *out;
	struct piece *piece; /* [0] is what stands before all cells */
	size_t npiece;
	size_t *ipcol; /* address columns that are copied as text */
	size_t nipcol;
	size_t room;      /* for how many columns piece and ipcol are */
	struct buf fixed; /* the text between cells, and FIXED_STEP more */
	size_t nrun;      /* pieces that are text */
	bool sliced;      /* some cells may be of any size */
	row_fn *copy;     /* for this machine */
	struct buf line;  /* a row that can't be copied */
};

#define FIXED_STEP 16 /* text between cells is copied in steps of it */

/* Selected rows, and the marks of a block. */
struct rows {
	const uint32_t *row;
	size_t n;
	const uint32_t *first;
	const uint32_t *mark;
	const char *text;
};

/*
 * Copies ROW_STEP bytes; of a raw log the blanks become tabs, and it says
 * whether there is a colon among them, or false where that costs more than to
 * look at the addresses.
 */
#define ROW_STEP 64
#define ROW_FEW 48
#define ROW_OVER (ROW_STEP - 1) /* bytes that are copied too much */
typedef bool row_step(char *to, const char *p, bool raw);

static_assert(ROW_OVER <= BLOCK_PAD, "what is read too much is there");

row_fn row_base;
#if defined(__x86_64__)
row_fn row_avx2;
row_fn row_avx512;
#endif

/* An upper bound of the bytes that rows take, and the last step. */
size_t
row_room(const struct row *r, const struct block *b, const struct rows *rows);

/* Has the row of a log an address in another spelling than ours? */
bool row_respell(const struct row *r, const struct rows *rows, size_t row);

/* Prints a cell that is not text; returns the end. */
char *row_typed(char *p, const struct block *b, size_t row, size_t col);

/* A row must not look like a header: %23 for #.  Returns its new end. */
char *row_hide(char *start, char *end);

/* How the machine copies. */
struct row_how {
	row_step *few;  /* ROW_FEW bytes at least */
	row_step *step; /* ROW_STEP */
	bool sees;      /* they tell of colons */
};

/*
 * Copies a run: the first ROW_FEW bytes hold a few cells, one step more most
 * rows of a log.  How many smaller ones a row takes is what no predictor
 * knows.
 */
FL_INLINE bool
put_run(char *to, const char *p, size_t n, bool raw, struct row_how how)
{
	bool colon = how.few(to, p, raw);

	for (size_t i = ROW_FEW; i < n; i += ROW_STEP)
		colon |= how.step(to + i, p + i, raw);
	return colon;
}

/* What stands behind a piece. */
FL_INLINE char *
put_fixed(char *to, const char *text, size_t n)
{
	for (size_t i = 0; i == 0 || i < n; i += FIXED_STEP)
		memcpy(to + i, text + i, FIXED_STEP);
	return to + n;
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
 * May an address of the row be IPv6?  Its text has a colon among its first
 * five bytes, IPv4 has none; what stands behind a short cell can only bring
 * us to look closer.
 */
FL_INLINE bool
has_colon(const struct row *r, const struct rows *rows, size_t row)
{
	const uint32_t *m = rows->mark + rows->first[row];
	uint64_t any = 0;

	for (size_t i = 0; i < r->nipcol; i++)
		any |= colon5(rows->text + m[r->ipcol[i]] + 1);
	return any != 0;
}

/*
 * Returns the end of the row; NULL: it has to be spelled anew.  colon: is
 * there one in an address, or will step say so?
 */
FL_INLINE char *
put_row(char *p, const struct row *r, const struct block *b,
    const struct rows *rows, size_t row, bool raw, struct row_how how,
    bool colon)
{
	const struct piece *piece = r->piece, *end = piece + r->npiece;
	const char *fixed = r->fixed.p;
	char *start = p;

	if (piece->nbehind > 0)
		p = put_fixed(p, fixed, piece->nbehind);
	while (++piece < end) {
		if (piece->kind == PIECE_RUN) {
			const uint32_t *m = rows->mark + rows->first[row] +
			    piece->col;
			const char *text = rows->text + m[0] + 1;
			size_t n = m[piece->n] - m[0] - 1;
			colon |= put_run(p, text, n, raw, how);
			p += n;
		} else if (piece->kind == PIECE_NUM) {
			p = put_num(p, b->vec[piece->col].num[row]);
		} else {
			p = row_typed(p, b, row, piece->col);
		}
		p = put_fixed(p, fixed + piece->behind, piece->nbehind);
	}
	if (raw && fl_unlikely(colon) && row_respell(r, rows, row))
		return NULL;
	return fl_unlikely(start[0] == '#') ? row_hide(start, p) : p;
}

/*
 * Writes rows that can be copied.  Returns how many: up to one that has to be
 * spelled anew.
 */
FL_INLINE size_t
row_loop(struct row *r, const struct block *b, const struct rows *rows,
    bool raw, struct row_how how)
{
	const char *end;
	char *start = out_room(r->out, row_room(r, b, rows), &end), *p = start;
	const struct rows all = *rows;
	size_t i = 0;

	for (; i < all.n; i++) {
		bool colon = raw && !how.sees && has_colon(r, &all, all.row[i]);
		char *next = put_row(p, r, b, &all, all.row[i], raw, how,
		    colon);
		if (raw && next == NULL)
			break;
		p = next;
	}
	out_took(r->out, (size_t)(p - start));
	return i;
}

#endif
