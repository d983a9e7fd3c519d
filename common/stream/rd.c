/* SPDX-License-Identifier: ISC */

/* See rd.h and fl-stream(5). */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "stream/lines.h"
#include "stream/rd.h"

#define SEP '\t'
#define LIMIT 0x1f /* names may hold blanks */

struct rd {
	struct lines *lines;
	struct origin *origin;
	struct schemas *all;
	const struct schema *schema; /* NULL before the first header */
	struct cursor at;
	bool fresh; /* a header was read and no block has told of it */
	struct slice cell[SCHEMA_COLS];
};

/* What became of one line. */
enum took {
	TOOK,   /* it is done with */
	BEFORE, /* the block must be handed on before it */
	FATAL,  /* it was reported; nothing more can be read */
};

struct rd *
rd_new(struct feed *feed, struct origin *origin, struct schemas *all)
{
	struct rd *r = mem_new(sizeof(*r));

	r->lines = lines_new(feed, origin, SEP, LIMIT);
	r->origin = origin;
	r->all = all;
	return r;
}

void
rd_free(struct rd *r)
{
	if (r == NULL)
		return;
	lines_free(r->lines);
	free(r);
}

bool
rd_wait(struct rd *r)
{
	return r->at.next >= r->at.page.scan.neol && lines_wait(r->lines);
}

/* Cuts a line into cells.  How many, or 0 where there are too many. */
static size_t
split(struct rd *r, struct slice line)
{
	size_t n = 0;

	while (line.p != NULL) {
		if (n == SCHEMA_COLS)
			return 0;
		r->cell[n++] = slice_cut(&line, SEP);
	}
	return n;
}

/* Streams that were on Windows end their lines with CR LF. */
static struct slice
chomp(struct slice line)
{
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* The numbers behind #!end; what is not known there stays what it is. */
static void
read_end(struct rd *r, struct slice rest)
{
	struct evidence e = EVIDENCE_INIT;
	const struct {
		const char *name;
		uint64_t *to;
	} known[] = {
	    {"records", &e.records},
	    {"from", &e.from},
	    {"to", &e.to},
	    {"nodata", &e.nodata},
	    {"skipdata", &e.skipdata},
	    {"malformed", &e.malformed},
	};

	while (rest.p != NULL) {
		struct slice value = slice_cut(&rest, SEP);
		struct slice name = slice_cut(&value, '=');
		for (size_t i = 0; i < nitems(known); i++) {
			if (!slice_is(name, known[i].name) ||
			    slice_is(value, "-"))
				continue;
			if (num_parse(value, NUM_NONE - 1, known[i].to) < 0)
				origin_lost(r->origin, "bad #!end");
		}
	}
	e.ends = 1;
	evidence_merge(&r->origin->ev, &e);
}

static void
read_directive(struct rd *r, struct slice line)
{
	struct slice rest = line;
	struct slice word = slice_cut(&rest, SEP);

	if (slice_is(word, "#!end"))
		read_end(r, rest);
	else if (slice_is(word, "#!incomplete"))
		origin_incomplete(r->origin, rest);
}

/* A header binds the columns anew. */
static enum took
read_header(struct rd *r, struct slice line)
{
	line.p++;
	line.n--;
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		if ((c <= LIMIT && c != SEP) || c == 0x7f) {
			origin_lost(r->origin, "a control byte in the header");
			return FATAL;
		}
	}
	size_t n = split(r, line);
	if (n == 0) {
		origin_lost(r->origin, "a header of more than %d columns",
		    SCHEMA_COLS);
		return FATAL;
	}
	for (size_t i = 0; i < n; i++) {
		if (r->cell[i].n == 0) {
			origin_lost(r->origin,
			    "an empty column name in the header");
			return FATAL;
		}
	}
	const struct schema *s = schemas_names(r->all, r->cell, n);
	if (schema_known(s) == 0) {
		if (n == 1)
			return TOOK; /* a comment without its blank */
		origin_lost(r->origin, "a header without a known column");
		return FATAL;
	}
	r->origin->ev.heads++;
	r->schema = s;
	r->fresh = true;
	return TOOK;
}

/* A line that begins with #.  Only a header has to wait for the block. */
static enum took
read_hash(struct rd *r, const struct block *b, size_t i)
{
	struct slice line = chomp(cursor_line(&r->at, i));

	if (line.n > 1 && line.p[1] == '!') {
		/* Cut within a number it would look whole. */
		if (r->at.page.unended && i + 1 == r->at.page.scan.neol)
			origin_lost(r->origin, "cut within its last line");
		else
			read_directive(r, line);
		return TOOK;
	}
	if (line.n == 1 || line.p[1] == ' ')
		return TOOK;
	if (b->nrow > 0 || r->fresh)
		return BEFORE;
	return read_header(r, line);
}

static void
bad_row(struct rd *r, size_t i, struct slice line, const char *what)
{
	r->origin->rows++;
	origin_bad(r->origin, r->at.page.line + i, line, "%s", what);
}

/* Why a line of the right shape is still no row; NULL if it is one. */
static const char *
cells_wrong(const struct rd *r, struct slice line, size_t n)
{
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] <= LIMIT && line.p[i] != SEP)
			return "a control byte in the row";
	for (size_t i = 0; i < n; i++)
		if (r->cell[i].n == 0)
			return "an empty cell (a missing value is -)";
	return NULL;
}

/* A row that is not plain: repaired, or malformed. */
static enum took
odd_row(struct rd *r, struct block *b, size_t i)
{
	struct slice whole = cursor_line(&r->at, i);
	struct slice line = chomp(whole);
	char what[64];

	if (line.n == 0)
		return TOOK;
	size_t n = split(r, line);
	const char *wrong = cells_wrong(r, line, n);
	if (wrong != NULL) {
		bad_row(r, i, whole, wrong);
		return TOOK;
	}
	if (n != r->schema->ncol) {
		snprintf(what, sizeof(what), "%zu cell%s, %zu expected", n,
		    n == 1 ? "" : "s", r->schema->ncol);
		bad_row(r, i, whole, what);
		return TOOK;
	}
	if (!cursor_room(&r->at, i, n))
		return BEFORE;
	r->origin->rows++;
	cursor_repair(&r->at, b, i, r->cell, n, SEP);
	return TOOK;
}

static enum took
no_header(struct rd *r, size_t i)
{
	struct slice line = chomp(cursor_line(&r->at, i));

	if (line.n == 0)
		return TOOK;
	origin_lost(r->origin,
	    "line %ju: a row before any header; keep the lines that begin "
	    "with #: grep -e '^#' -e ..., awk '/^#/ || ...'",
	    (uintmax_t)(r->at.page.line + i));
	return FATAL;
}

/* One line into the block. */
static enum took
take(struct rd *r, struct block *b, size_t i)
{
	const struct scan *s = &r->at.page.scan;
	uint32_t first = cursor_first(&r->at, i);

	if (r->at.page.text[s->mark[first] + 1] == '#')
		return read_hash(r, b, i);
	if (r->schema == NULL)
		return no_header(r, i);
	if (s->odd || s->eol[i] - first != r->schema->ncol)
		return odd_row(r, b, i);
	r->origin->rows++;
	cursor_plain(&r->at, b, i);
	return TOOK;
}

/*
 * Takes plain rows as long as there are any: no odd delimiter in the page, the
 * right count of cells, no # in front.
 */
static void
take_plain(struct rd *r, struct block *b)
{
	const struct scan *s = &r->at.page.scan;
	const char *text = r->at.page.text;
	size_t i = r->at.next, n = s->neol;
	uint32_t first = cursor_first(&r->at, i);

	if (s->odd || r->schema == NULL)
		return;
	if (n - i > BLOCK_ROWS - b->nrow)
		n = i + BLOCK_ROWS - b->nrow;
	for (; i < n; i++) {
		if (s->eol[i] - first != r->schema->ncol ||
		    text[s->mark[first] + 1] == '#')
			break;
		b->first[b->nrow++] = first;
		first = s->eol[i];
	}
	r->origin->rows += i - r->at.next;
	r->at.next = i;
}

/* Fills a block from the page.  TOOK: the page is used up. */
static enum took
fill(struct rd *r, struct block *b)
{
	size_t n = r->at.page.scan.neol;

	for (;;) {
		take_plain(r, b);
		if (r->at.next >= n)
			return TOOK;
		if (b->nrow == BLOCK_ROWS)
			return BEFORE;
		const struct schema *was = r->schema;
		enum took t = take(r, b, r->at.next);
		if (t != TOOK)
			return t;
		r->at.next++;
		if (r->schema != was || (r->fresh && b->schema == NULL)) {
			block_start(b, r->schema, r->origin);
			cursor_bind(&r->at, b);
		}
	}
}

/* ---- streams that were cut and joined ----------------------------------- */

/*
 * Are these the names of a header?  One known name is not enough, since a name
 * cell may hold "a#src", unless as many stand there as columns.
 */
static bool
are_names(const struct rd *r, struct slice names)
{
	size_t n = 0, known = 0;

	for (; names.p != NULL; n++)
		known += field_find(slice_cut(&names, SEP)) != NULL;
	return known > 1 ||
	    (known == 1 && r->schema != NULL && n == r->schema->ncol);
}

/*
 * A stream that ended within a line, and had another joined to it: that line
 * holds the header of the second, and the end of the second would pass for
 * that of the first.
 */
static void
look_for_joint(struct rd *r)
{
	const struct page *page = &r->at.page;
	const char *p = page->text + page->base, *end = page->text + page->size;

	while (p < end && (p = memchr(p, '#', (size_t)(end - p))) != NULL) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct slice names = {p + 1, (size_t)(nl - p) - 1};
		bool first = p == page->text + page->base || p[-1] == '\n';
		if (first && names.n > 0 && names.p[0] == ' ')
			p = nl; /* a comment may say what it likes */
		else if (!first && are_names(r, chomp(names)))
			origin_lost(r->origin,
			    "a line that was cut, with the header of another "
			    "stream behind it");
		p++;
	}
}

struct rd *
rd_text(struct slice text, struct origin *origin, struct schemas *all)
{
	const char *why;

	struct feed *nothing = feed_open("/dev/null", &why);
	if (nothing == NULL) {
		origin_lost(origin, "/dev/null: %s", why);
		return NULL;
	}
	return rd_new(feed_head(text.p, text.n, nothing), origin, all);
}

int
rd_next(struct rd *r, struct block *b)
{
	b->schema = NULL;
	b->nrow = b->nsel = 0;
	for (;;) {
		if (r->at.next >= r->at.page.scan.neol) {
			int got = lines_next(r->lines, &r->at.page);
			if (got <= 0)
				return got;
			cursor_start(&r->at);
			look_for_joint(r);
		} else {
			cursor_again(&r->at);
		}
		if (r->schema != NULL) {
			block_start(b, r->schema, r->origin);
			cursor_bind(&r->at, b);
		}
		enum took t = fill(r, b);
		if (t == FATAL)
			return -1;
		if (b->nrow > 0 || r->fresh) {
			r->fresh = false;
			block_all(b);
			return 1;
		}
	}
}

/* ---- for who does not know them ----------------------------------------- */

static void *
open_rows(struct slice text, struct origin *origin, struct schemas *all)
{
	return rd_text(text, origin, all);
}

static int
next_rows(void *rd, struct block *b)
{
	return rd_next(rd, b);
}

static void
close_rows(void *rd)
{
	rd_free(rd);
}

const struct rows rd_rows = {open_rows, next_rows, close_rows};
