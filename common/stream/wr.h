/* SPDX-License-Identifier: ISC */

/* Writes a stream: header, rows, and the end that says it is whole. */

#ifndef STREAM_WR_H
#define STREAM_WR_H

#include "model/block.h"
#include "stream/out.h"

struct wr;

/* out is borrowed; bare leaves header and end off. */
struct wr *wr_new(struct out *out, bool bare);

/*
 * A writer that holds its rows in memory, with the headers they need, until
 * wr_join writes them to another: so files that are read at a time come out
 * in their order.  A lane is as good as new then, but keeps its memory.
 * wr_held is how many bytes it holds.
 */
struct wr *wr_lane(void);
size_t wr_held(const struct wr *lane);
void wr_join(struct wr *to, struct wr *lane);

/*
 * Writes the header of a schema unless it was the last one written.  Does
 * not flush: wr_flush does, so that the next stage can fail early.
 */
void wr_header(struct wr *w, const struct schema *schema);

/*
 * Writes the selected rows of a block: n cells a row, col[i] being the
 * block's column, SCHEMA_NONE "-".  Raw addresses that are not canonical are
 * made so; cells of raw logs are otherwise copied.
 */
void wr_rows(struct wr *w, const struct block *b, const size_t *col, size_t n);

/* Writes the selected rows of a block with all of its columns, as they are. */
void wr_block(struct wr *w, const struct block *b);

/*
 * Writes the rows of all blocks that a source gives, whose header is written:
 * 1 and the next, 0 at the end.  Threads call next one after the other, and
 * print what they got at a time; so what a block holds must outlive the next
 * call.
 */
typedef int wr_next(void *from, struct block *b);
void wr_all(struct wr *w, wr_next *next, void *from, size_t threads);

void wr_flush(struct wr *w);

/*
 * Writes the last line: #!end where the evidence is whole, #!incomplete and
 * the reason where this tool or one before it failed, nothing where an end
 * was missing (somebody before this tool knows why).  Where headers were
 * written before the last, each gets an #!end that counts nothing.
 */
void wr_end(struct wr *w, const struct evidence *ev);

void wr_free(struct wr *w);

#endif
