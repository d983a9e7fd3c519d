/* SPDX-License-Identifier: ISC */

/*
 * See lines.h.
 *
 * One buffer holds a page: padding, the bytes carried over from the last
 * read (a line that was cut), what was read since, and behind the last
 * newline the start of the next page.  Behind that lies the slack where
 * repaired rows are written.
 *
 *   |PAD| whole lines .......\n| carry ..|      slack       |PAD|
 *       ^base                  ^size     ^have               ^room
 *
 * The carry must survive repairs, so the slack starts behind it.
 */

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stream/lines.h"

/* Room for repaired rows: a page of them and then some. */
#define SLACK (LINES_PAGE + 64 * 1024)

/* Marks of a page full of delimiters, and of repaired rows. */
#define MARKS (LINES_PAGE + SLACK)

static_assert(BLOCK_PAD >= SCAN_PAD, "a scan reads ahead");

struct lines {
	struct feed *feed;
	struct origin *origin;
	char sep;
	unsigned char limit;
	char *text;
	uint32_t have; /* bytes in use from BLOCK_PAD on, end offset */
	uint32_t size; /* end of the page last handed out */
	uint64_t line; /* number of the next line */
	bool eof;
	bool unended; /* a newline was added to the last line */
	bool failed;  /* the feed did; it was said */
	bool skip;    /* inside a line that is too long */
	scan_fn scan_page;
	struct scan scan;
};

struct lines *
lines_new(struct feed *feed, struct origin *origin, char sep,
    unsigned char limit)
{
	struct lines *l = mem_new(sizeof(*l));

	l->feed = feed;
	l->origin = origin;
	l->sep = sep;
	l->limit = limit;
	l->text = mem_array(NULL, BLOCK_PAD + LINES_PAGE + SLACK + BLOCK_PAD,
	    1);
	memset(l->text, 0, BLOCK_PAD);
	l->have = l->size = BLOCK_PAD;
	l->line = 1;
	l->scan_page = scan_choose();
	l->scan.mark = mem_array(NULL, MARKS, sizeof(uint32_t));
	l->scan.eol = mem_array(NULL, LINES_PAGE + SCAN_SPARE,
	    sizeof(uint32_t));
	return l;
}

void
lines_free(struct lines *l)
{
	if (l == NULL)
		return;
	feed_close(l->feed);
	free(l->scan.mark);
	free(l->scan.eol);
	free(l->text);
	free(l);
}

bool
lines_wait(struct lines *l)
{
	return !l->eof && !feed_ready(l->feed);
}

/* The last newline of the bytes in use, or NULL. */
static char *
last_newline(const struct lines *l)
{
	return memrchr(l->text + BLOCK_PAD, '\n', l->have - BLOCK_PAD);
}

/*
 * Reads until the page is full, the feed ends, or it would wait while a
 * whole line is there.  A read error is reported.
 */
static void
fill(struct lines *l)
{
	uint32_t top = BLOCK_PAD + LINES_PAGE;

	while (!l->eof && l->have < top) {
		/* The feed is asked last: that may cost a system call. */
		if (last_newline(l) != NULL && !feed_ready(l->feed))
			break;
		ssize_t n = feed_pull(l->feed, l->text + l->have,
		    top - l->have);
		if (n < 0) {
			l->eof = l->failed = true;
			origin_lost(l->origin, "%s", l->feed->why);
			return;
		}
		l->eof = n == 0;
		l->have += (uint32_t)n;
	}
}

/*
 * A line fills the page: counts it, lets its bytes go to -x, and drops them
 * up to its newline, which later calls may have to look for.
 */
static void
skip_long(struct lines *l)
{
	char *p = l->text + BLOCK_PAD;
	size_t n = l->have - BLOCK_PAD;
	char *nl = memchr(p, '\n', n);
	size_t gone = nl != NULL ? (size_t)(nl - p) + 1 : n;

	if (!l->skip) {
		l->origin->rows++;
		origin_bad(l->origin, l->line, (struct slice){NULL, 0},
		    "longer than %d bytes", LINES_PAGE);
	}
	if (l->origin->reject != NULL)
		fwrite(p, 1, gone, l->origin->reject);
	l->skip = nl == NULL;
	if (nl != NULL)
		l->line++;
	memmove(p, p + gone, n - gone);
	l->have -= (uint32_t)gone;
}

/*
 * The feed failed within a line.  What is there of it may look whole, a
 * number that lost its last digits, so it must not pass for a row.
 */
static void
drop_cut(struct lines *l)
{
	struct slice rest = {l->text + BLOCK_PAD, l->have - BLOCK_PAD};

	l->origin->rows++;
	origin_bad(l->origin, l->line, rest, "cut short");
	l->have = BLOCK_PAD;
}

/* Carries what follows the last page to the front. */
static void
carry(struct lines *l)
{
	size_t rest = l->have - l->size;

	memmove(l->text + BLOCK_PAD, l->text + l->size, rest);
	l->have = BLOCK_PAD + (uint32_t)rest;
	l->size = BLOCK_PAD;
}

/* Describes the whole lines that are there. */
static void
make_page(struct lines *l, struct page *page)
{
	/* What is read behind the text decides nothing, but shall be there. */
	memset(l->text + l->have, 0, BLOCK_PAD);
	l->scan_page(&l->scan, l->text, BLOCK_PAD, l->size, l->sep, l->limit);
	page->text = l->text;
	page->base = BLOCK_PAD;
	page->size = l->size;
	page->slack = l->have;
	page->room = BLOCK_PAD + LINES_PAGE + SLACK;
	page->line = l->line;
	page->unended = l->unended;
	page->scan = l->scan;
	page->mark_room = MARKS;
	l->line += l->scan.neol;
}

int
lines_next(struct lines *l, struct page *page)
{
	carry(l);
	for (;;) {
		fill(l);
		if (l->skip) {
			skip_long(l);
			if (l->have > BLOCK_PAD || !l->eof)
				continue;
		}
		char *nl = last_newline(l);
		if (nl == NULL && l->have == BLOCK_PAD + LINES_PAGE) {
			skip_long(l);
			continue;
		}
		if (nl == NULL && l->have > BLOCK_PAD && l->failed)
			drop_cut(l);
		if (nl == NULL && l->have > BLOCK_PAD) {
			l->text[l->have++] = '\n';
			l->unended = true;
			nl = l->text + l->have - 1;
		}
		if (nl == NULL)
			return l->failed ? -1 : 0;
		l->size = (uint32_t)(nl + 1 - l->text);
		make_page(l, page);
		return 1;
	}
}

void
cursor_start(struct cursor *c)
{
	c->next = 0;
	cursor_again(c);
}

void
cursor_again(struct cursor *c)
{
	c->room = c->page.slack;
	c->spare = c->page.scan.nmark;
}

void
cursor_bind(const struct cursor *c, struct block *b)
{
	b->text = c->page.text;
	b->mark = c->page.scan.mark;
	b->line = c->page.line;
	b->base = c->page.base;
	b->size = c->page.size;
}

void
cursor_plain(const struct cursor *c, struct block *b, size_t i)
{
	b->first[b->nrow++] = cursor_first(c, i);
}

bool
cursor_room(const struct cursor *c, size_t i, size_t ncol)
{
	size_t need = cursor_line(c, i).n + ncol + 2;

	return need <= c->page.room - c->room &&
	    ncol + 1 <= c->page.mark_room - c->spare;
}

void
cursor_repair(struct cursor *c, struct block *b, size_t i,
    const struct slice *cells, size_t ncol, char sep)
{
	char *text = c->page.text;
	uint32_t *mark = c->page.scan.mark;
	struct slice line = cursor_line(c, i);

	b->odd[b->nodd++] = (struct oddrow){(uint32_t)b->nrow,
	    (uint32_t)(line.p - text)};
	b->first[b->nrow++] = (uint32_t)c->spare;
	text[c->room] = sep;
	mark[c->spare++] = c->room++;
	for (size_t k = 0; k < ncol; k++) {
		if (cells[k].n > 0)
			memmove(text + c->room, cells[k].p, cells[k].n);
		c->room += (uint32_t)cells[k].n;
		text[c->room] = k + 1 < ncol ? sep : '\n';
		mark[c->spare++] = c->room++;
	}
	/* Whoever copies the row in large steps reads what is behind it. */
	memset(text + c->room, 0, BLOCK_PAD);
}
