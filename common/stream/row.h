/* SPDX-License-Identifier: ISC */

/* Rows of a block as lines of a stream: the hot half of wr. */

#ifndef STREAM_ROW_H
#define STREAM_ROW_H

#include "model/block.h"
#include "stream/out.h"

struct row;

/* A writer of rows to out, which is borrowed. */
struct row *row_new(struct out *out);
void row_free(struct row *r);

/* See wr_rows. */
void
row_block(struct row *r, const struct block *b, const size_t *col, size_t n);

/*
 * Adds one row to a buffer, as row_block would write it but for the newline:
 * for whoever hands rows to another program, for rows that can't be copied,
 * and the oracle of those that can.
 */
void row_text(struct buf *to, const struct block *b, size_t row,
    const size_t *col, size_t n);

#endif
