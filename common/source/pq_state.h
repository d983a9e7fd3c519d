/* SPDX-License-Identifier: ISC */

/*
 * What the files of pq share.
 *
 *   file    PAR1 | row group | row group | ... | footer | its size | PAR1
 *   group   one chunk a column, one behind the other
 *   chunk   [page with the dictionary] page page ...
 *   page    head (thrift) | which rows are null | values
 *
 *   pq_meta.c    the footer: schema, and where each group has its chunks
 *   pq_page.c    a chunk to pages, unpacked
 *   pq_unpack.c  the codecs
 *   pq_rle.c     the runs that nulls and codes are written in
 *   pq_col.c     the values of a page to a column of a block
 *   pq_dict.c    its dictionary
 *   pq_cell.c    one value to a cell
 *   pq.c         rows: all columns side by side
 *
 * A function that returns -1 has said why (origin_lost).
 */

#ifndef SOURCE_PQ_STATE_H
#define SOURCE_PQ_STATE_H

#include "base/keep.h"
#include "source/pq.h"
#include "source/pq_rle.h"
#include "source/thrift.h"

/* What is damaged begins with these words. */
#define PQ_DAMAGED "damaged Parquet: "

/* parquet.thrift, Type. */
enum pq_type {
	PQ_BOOLEAN,
	PQ_INT32,
	PQ_INT64,
	PQ_INT96,
	PQ_FLOAT,
	PQ_DOUBLE,
	PQ_BYTES,
	PQ_FIXED,
	PQ_TYPES,
};

/* parquet.thrift, Encoding. */
enum {
	PQ_PLAIN = 0,
	PQ_PLAIN_DICT = 2,
	PQ_RLE = 3,
	PQ_RLE_DICT = 8,
};

/* One file, or one after the other, that a reader reads. */
struct pq_file {
	struct feed *feed; /* has `at` */
	struct origin *origin;
	size_t held; /* bytes that this file needs, see PQ_HELD_MOST */
};

/* ---- pq_meta.c -------------------------------------------------------- */

/* A column, as the schema has it. */
struct pq_leaf {
	struct slice name; /* in the footer */
	enum pq_type type;
	size_t size;     /* bytes of PQ_FIXED */
	bool optional;   /* may be null */
	bool positive;   /* the integers have no sign */
	uint64_t unit;   /* a time: how many a second; else 0 */
	const char *why; /* its values are not read: what they are; NULL */
};

/* Where a row group has a column: all its pages. */
struct pq_chunk {
	uint64_t from, to;
	uint64_t codec; /* see pq_unpack */
};

struct pq_meta {
	struct buf footer;
	size_t held;  /* its bytes */
	uint64_t end; /* offset of the footer */
	struct pq_leaf *leaf;
	size_t nleaf;
	uint64_t rows;
	struct thrift groups; /* the first row group */
	size_t ngroup;
	struct thrift next; /* the next */
	size_t group;       /* its number, from 0 */
	uint64_t top;       /* behind all chunks */
};

/* Reads and checks the footer.  0, or -1.  Free it after both. */
int pq_meta_open(struct pq_meta *m, struct pq_file *f);

/*
 * The next row group: its chunks, nleaf of them, and how many rows it has.
 * 1, 0 after the last, -1.
 */
int pq_meta_group(struct pq_meta *m, const struct pq_file *f,
    struct pq_chunk *chunk, uint64_t *rows);

void pq_meta_free(struct pq_meta *m, struct pq_file *f);

/* ---- pq_page.c -------------------------------------------------------- */

/* Bytes that grow, with BLOCK_PAD before and behind them. */
struct pq_bytes {
	char *p;     /* the first of them; NULL */
	size_t room; /* what files before had is there, too */
	size_t held; /* what this file counts for it */
};

/* The pages of one column. */
struct pq_pages {
	struct pq_file *file;
	const struct pq_leaf *leaf;
	uint64_t codec;
	uint64_t at, to;     /* the next page, and the end of the chunk */
	struct pq_bytes raw; /* as read: nraw bytes from raw_at on */
	uint64_t raw_at;
	size_t nraw;
	struct pq_bytes page; /* unpacked */
};

enum pq_kind { /* parquet.thrift, PageType */
	PQ_DATA,
	PQ_INDEX,
	PQ_DICT,
	PQ_DATA2,
};

struct pq_page {
	enum pq_kind kind; /* PQ_DATA or PQ_DICT */
	uint32_t n;        /* values, null or not; entries */
	int64_t encoding;
	struct slice levels; /* which are not null; p NULL: all */
	struct slice values;
};

/* Room for n bytes (at most PQ_PAGE_MOST) with pads that are set.  0, or -1. */
int pq_room(struct pq_file *f, struct pq_bytes *b, size_t n, size_t keep);

/* The room stays, and no more counts as held; or else it goes. */
void pq_rest(struct pq_file *f, struct pq_bytes *b);
void pq_drop(struct pq_file *f, struct pq_bytes *b);

/* Counts bytes that are held.  0, or -1. */
int pq_hold(struct pq_file *f, size_t n);

/* Begins a chunk. */
void pq_pages_start(struct pq_pages *p, const struct pq_chunk *chunk);

/*
 * 1 and the next page, which lives until the next call; 0 at the end of the
 * chunk; -1.
 */
int pq_pages_next(struct pq_pages *p, struct pq_page *page);
void pq_pages_free(struct pq_pages *p);

/* Says what is wrong with a column; returns -1. */
int
pq_column_lost(const struct pq_pages *p, const char *fmt, ...) FL_PRINTF(2, 3);

/* ---- pq_unpack.c ------------------------------------------------------ */

/* NULL, or why a codec (parquet.thrift, CompressionCodec) is not read. */
const char *pq_unpack_why(uint64_t codec);

/* Is it none? */
bool pq_unpack_none(uint64_t codec);

/* Unpacks to just n bytes.  NULL, or why it can't be. */
const char *pq_unpack(uint64_t codec, struct slice from, char *to, size_t n);

/* ---- pq_cell.c -------------------------------------------------------- */

/* Cells that had to be written. */
struct pq_words {
	struct keep *keep; /* NULL: none so far */
	size_t n;          /* bytes that they take */
};

void pq_words_clear(struct pq_words *w);

/* How values of a column become cells. */
struct pq_form {
	const struct pq_leaf *leaf;
	const struct field *field;
	uint64_t top; /* numbers up to it are typed; 0: none are */
};

/* Bytes of a value that is no PQ_BYTES; of PQ_BOOLEAN 0. */
size_t pq_cell_size(const struct pq_leaf *leaf);

/* Are its values numbers? */
bool pq_cell_number(enum pq_type type);

/* The number of a value.  False: it has none up to form->top. */
bool pq_cell_num(const struct pq_form *form, const char *p, uint64_t *v);

/* The same for n values, all of which have one; false else. */
bool
pq_cell_nums(const struct pq_form *form, const char *p, size_t n, uint64_t *v);

/*
 * A value as the text of a cell, as fl-cat would write it: in place, where it
 * is that already, or in w.  A cell that is too long has p NULL.
 */
struct slice pq_cell_text(const struct pq_form *form, struct slice value,
    struct pq_words *w);

/* The missing cell, with pads. */
struct slice pq_cell_none(void);

/* ---- pq_dict.c -------------------------------------------------------- */

struct pq_dict {
	bool there;       /* the chunk has one */
	bool typed;       /* its entries are num, and else dict.cell */
	size_t n;         /* entries; the "-" behind them is not counted */
	struct dict dict; /* cells */
	uint64_t *num;
	size_t room; /* of both, in entries */
	struct pq_bytes bytes;
	struct pq_words words;
	size_t held; /* what entries and words count for */
};

/* Takes the page of a dictionary.  0, or -1. */
int pq_dict_take(struct pq_dict *d, const struct pq_form *form,
    struct pq_pages *pages, const struct pq_page *page);

/* There is none; the room for one stays. */
void pq_dict_clear(struct pq_dict *d, struct pq_file *f);

/* Bytes of that room. */
size_t pq_dict_room(const struct pq_dict *d);
void pq_dict_free(struct pq_dict *d, struct pq_file *f);

/* ---- pq_col.c --------------------------------------------------------- */

/* One column that is read. */
struct pq_col {
	size_t col; /* of the schema, and of the block */
	struct pq_form form;
	struct pq_pages pages;
	uint32_t left;       /* rows of the page that were not given yet */
	bool nulls;          /* some of them may be null */
	struct pq_rle level; /* 1: it is not */
	bool coded;          /* values are codes of dict */
	struct pq_rle code;  /* those, or booleans */
	struct slice plain;  /* values of other pages */
	struct pq_dict dict;
	struct pq_words words; /* of the block */
	size_t held;           /* what they take */
	uint8_t *there;        /* scratch, BLOCK_ROWS long each */
	uint32_t *few;
};

/* Makes a column of {0}, or of one of the same file that pq_col_rest left. */
void pq_col_init(struct pq_col *c, size_t col, struct pq_file *f,
    const struct pq_leaf *leaf, const struct field *field);

/* Begins a row group. */
void pq_col_start(struct pq_col *c, const struct pq_chunk *chunk);

/* Sees to it that rows are left in the page.  1, 0 if there are none, -1. */
int pq_col_more(struct pq_col *c);

/* Gives the next n rows (at most `left`) to a block.  0, or -1. */
int pq_col_fill(struct pq_col *c, struct block *b, size_t n);

/* After the last row: nothing is held, and pq_col_room bytes are left. */
void pq_col_rest(struct pq_col *c);
size_t pq_col_room(const struct pq_col *c);
void pq_col_free(struct pq_col *c);

#endif
