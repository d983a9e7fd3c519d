/* SPDX-License-Identifier: ISC */

/*
 * The narrow waist: up to BLOCK_ROWS rows of one schema and one origin, as
 * every producer hands them on and every consumer takes them.
 *
 * A column is born as what it is, and typed when somebody asks:
 *
 *   born FORM_MARKS    text of a log or stream.  The index of delimiters is
 *                      the table of cells: cell c of row r lies between
 *                      mark[first[r] + c] and mark[first[r] + c + 1].
 *   born FORM_SLICES   one slice a row, into bytes the producer keeps alive
 *   born FORM_CODES    one number a row, into a dictionary of cells (dict.h)
 *   born FORM_NUMS     typed numbers (cell.h); "-" is NUM_NONE
 *   born FORM_IPS      typed addresses with prefix lengths; IP_NONE is "-"
 *   born FORM_UNREAD   nothing: nobody said that he wants it (want.h)
 *
 * block_load makes typed arrays of text for the selected rows.  A filter
 * only shortens sel.  A block is alive until the next call of its producer.
 *
 *   text ->  ....PAD....|10.0.0.1 443 6\n10.0.0.2 80 6\n|odd rows..|..PAD..
 *                      ^mark[0]  ^1  ^2 ^3        ^4 ^5 ^6
 *   first = {0, 3}: row 0 is marks 0..3, row 1 is marks 3..6
 *
 * A row that was not plain (blanks doubled, CRLF) is written again, repaired,
 * behind the text, and marked there; `odd` knows where it came from.
 */

#ifndef MODEL_BLOCK_H
#define MODEL_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/nums.h"
#include "model/cell.h"
#include "model/dict.h"
#include "model/origin.h"
#include "model/schema.h"
#include "value/ip.h"
#include "value/ip4.h"

#define BLOCK_ROWS 4096
#define BLOCK_PAD 64 /* bytes that may be read before and after the text */

enum form {
	FORM_MARKS,
	FORM_SLICES,
	FORM_CODES,
	FORM_NUMS,
	FORM_IPS,
	FORM_UNREAD
};

struct vec { /* one column of a block, indexed by row */
	enum form born;
	bool loaded;         /* the typed arrays hold all selected rows */
	struct slice *slice; /* FORM_SLICES, or loaded from codes */
	uint32_t *code;      /* FORM_CODES: of the row's cell in dict */
	struct dict *dict;
	uint64_t *num; /* FORM_NUMS, or loaded from text */
	struct ip *ip; /* FORM_IPS, or loaded from text */
	uint8_t *len;  /* beside ip: prefix length, 128 for an address */
};

struct oddrow { /* a repaired row: where its line began */
	uint32_t row;
	uint32_t at; /* offset into text */
};

struct block {
	const struct schema *schema;
	struct origin *origin;
	const char *text; /* NULL where no column is FORM_MARKS */
	uint64_t line;    /* number of text[base]'s line, or of the first row */
	uint32_t base;    /* offset of the first whole line */
	uint32_t size;    /* offset behind the last whole line */
	const uint32_t *mark; /* offsets of the delimiters */
	uint32_t *first;      /* per row: the mark before its first cell */
	struct oddrow *odd;   /* ascending rows */
	size_t nodd;
	uint32_t *sel; /* rows still alive, ascending */
	size_t nrow, nsel;
	size_t ntext;    /* how many columns the lines of text have */
	struct vec *vec; /* schema->ncol of them */
	size_t nvec;     /* how many are allocated */
	ip4_fn ip4;      /* for block_load */
	nums_fn nums;
};

/* An empty block with room for rows; block_free frees it and its vectors. */
struct block *block_new(void);
void block_free(struct block *b);

/*
 * For a producer, before it fills the block: no rows, all columns of the
 * schema born FORM_MARKS and not loaded.
 */
void block_start(struct block *b, const struct schema *schema,
    struct origin *origin);

/*
 * For who adds columns to a block that was filled: a schema with the block's
 * columns first.  Those behind, which no line has, must be declared typed.
 */
void block_widen(struct block *b, const struct schema *schema);

/*
 * Declares a column born typed and returns its array (BLOCK_ROWS long).
 * Slices are names, or printed only; cells and codes are text of any kind, for
 * block_load to read, with BLOCK_PAD readable bytes around each cell.
 */
struct slice *block_slices(struct block *b, size_t col);
struct slice *block_cells(struct block *b, size_t col);
uint32_t *block_codes(struct block *b, size_t col, struct dict *dict);
uint64_t *block_nums(struct block *b, size_t col);
struct ip *block_ips(struct block *b, size_t col, uint8_t **len);

/* Declares that nobody may ask for a column. */
void block_unread(struct block *b, size_t col);

/* Selects all nrow rows. */
void block_all(struct block *b);

/*
 * Typed arrays for the selected rows of n columns (a KIND_NAME gets slices).
 * A row with a cell that does not parse leaves sel and is reported through
 * the origin.  Columns loaded before cost nothing.
 */
void block_load(struct block *b, const size_t *col, size_t n);

/*
 * The text of one cell; cells born typed are printed into tmp, so the slice
 * lives as long as both.
 */
struct slice block_cell(const struct block *b, size_t row, size_t col,
    char tmp[static CELL_MAX]);

/* The cell of a FORM_MARKS column. */
static inline struct slice
block_text(const struct block *b, size_t row, size_t col)
{
	const uint32_t *m = b->mark + b->first[row] + col;
	return (struct slice){b->text + m[0] + 1, m[1] - m[0] - 1};
}

/*
 * A row's number or name of a field, its column loaded: none where the header
 * has no such column or the cell is "-", which is NUM_NONE or a NULL slice.
 */
static inline uint64_t
block_num(const struct block *b, enum field_id id, size_t row)
{
	size_t col = b->schema->at[id];

	return col == SCHEMA_NONE ? NUM_NONE : b->vec[col].num[row];
}

static inline struct slice
block_name(const struct block *b, enum field_id id, size_t row)
{
	size_t col = b->schema->at[id];

	if (col == SCHEMA_NONE || slice_is(b->vec[col].slice[row], "-"))
		return (struct slice){NULL, 0};
	return b->vec[col].slice[row];
}

/*
 * The line number of a row, which is that of the record where there are no
 * lines; and the whole line of a FORM_MARKS row as it was read.
 */
uint64_t block_line(const struct block *b, size_t row);
struct slice block_row(const struct block *b, size_t row);

/*
 * The header lacks a column that the user named: origin_fatal, with the
 * nearest that it has.
 */
void block_lacks(const struct block *b, struct slice name);

/*
 * Reports row as malformed (origin_bad); the caller takes it out of sel.  For
 * -x a row that was no line is written as one: the cells that were read.
 */
void block_bad(const struct block *b, size_t row, const char *fmt, ...)
    FL_PRINTF(3, 4);

#endif
