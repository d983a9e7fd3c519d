/* SPDX-License-Identifier: ISC */

/*
 * Reads one stream (fl-stream(5)): headers, comments, directives, rows.
 * Never learns where its bytes come from, nor of gzip.
 */

#ifndef STREAM_RD_H
#define STREAM_RD_H

#include "base/feed.h"
#include "model/block.h"
#include "model/rows.h"
#include "model/schema.h"

struct rd;

/* feed is owned, origin and all are borrowed. */
struct rd *
rd_new(struct feed *feed, struct origin *origin, struct schemas *all);

/* The same of a text, which is copied.  NULL after a message. */
struct rd *
rd_text(struct slice text, struct origin *origin, struct schemas *all);

/*
 * 1 and a block with at least one selected row, or 0 at the end, or -1 after
 * an error that was reported (a read error; rows before any header).  A
 * header alone, with no row behind it, yields a block with no rows, so that
 * a consumer learns of it.  Numbers of #!end lines, and what #!incomplete
 * says, go to origin->ev.
 */
int rd_next(struct rd *r, struct block *b);

bool rd_wait(struct rd *r);
void rd_free(struct rd *r);

/* rd_text, rd_next and rd_free, for who does not know them. */
extern const struct rows rd_rows;

#endif
