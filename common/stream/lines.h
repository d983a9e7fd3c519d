/* SPDX-License-Identifier: ISC */

/*
 * Bytes to pages of whole lines with their delimiters marked.  Knows nothing
 * of what the lines mean.
 */

#ifndef STREAM_LINES_H
#define STREAM_LINES_H

#include "base/feed.h"
#include "model/block.h"
#include "stream/scan.h"

#define LINES_PAGE (256 * 1024) /* most bytes of a page, and of a line */

struct page {
	char *text;     /* BLOCK_PAD writable bytes before and behind */
	uint32_t base;  /* where the first line starts (BLOCK_PAD) */
	uint32_t size;  /* behind the last line's newline */
	uint32_t slack; /* from here on text may be written: repaired rows, */
	uint32_t room;  /* up to here */
	uint64_t line;  /* number of the first line, from 1 */
	bool unended;   /* the last line had no newline */
	struct scan scan;
	size_t mark_room; /* entries of scan.mark that may be written */
};

struct lines;

/*
 * Reads feed (owned) for origin (borrowed).  sep and limit as in scan_page.
 */
struct lines *lines_new(struct feed *feed, struct origin *origin, char sep,
    unsigned char limit);

/*
 * 1 and the next page (alive until the next call); 0 at the end; -1 after a
 * read error, which was reported with origin_lost.  A last line without a
 * newline gets one, but what a read error cut short is malformed.  A line
 * that does not fit a page is counted as a row, reported as malformed, copied
 * to -x piece by piece, and skipped.  Returns early with what is there when
 * the feed would wait.
 */
int lines_next(struct lines *l, struct page *page);

/* Would the next call wait for somebody to write? */
bool lines_wait(struct lines *l);

void lines_free(struct lines *l);

/*
 * Takes rows from pages to blocks; remembers how far a page is used, so that
 * a block can end early (a new header, BLOCK_ROWS rows).
 */
struct cursor {
	struct page page;
	size_t next;   /* next line of the page: index into scan.eol */
	uint32_t room; /* where the next repaired row is written */
	size_t spare;  /* next free entry behind scan.mark */
};

/* The marks of line i: from the one before it to its newline. */
static inline uint32_t
cursor_first(const struct cursor *c, size_t i)
{
	return i == 0 ? 0 : c->page.scan.eol[i - 1];
}

/* Line i without its newline. */
static inline struct slice
cursor_line(const struct cursor *c, size_t i)
{
	const uint32_t *mark = c->page.scan.mark;
	uint32_t from = mark[cursor_first(c, i)] + 1;
	return (struct slice){c->page.text + from,
	    mark[c->page.scan.eol[i]] - from};
}

/* Begins to use a page. */
void cursor_start(struct cursor *c);

/* Frees the room of repaired rows: the block that held them is used up. */
void cursor_again(struct cursor *c);

/* Points a block that was started at the page. */
void cursor_bind(const struct cursor *c, struct block *b);

/*
 * Adds line i to the block as a row of exactly ncol cells, or repairs it:
 * cells[] are joined by sep behind the text and marked there.
 */
void cursor_plain(const struct cursor *c, struct block *b, size_t i);
void cursor_repair(struct cursor *c, struct block *b, size_t i,
    const struct slice *cells, size_t ncol, char sep);

/*
 * Is there room behind the page to repair line i, with cells no longer than
 * it has?  If not the block must be handed on first, and the next one start
 * with cursor_again.
 */
bool cursor_room(const struct cursor *c, size_t i, size_t ncol);

#endif
