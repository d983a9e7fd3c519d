/* SPDX-License-Identifier: ISC */

/*
 * See text.h.
 *
 * Nearly every line is plain: the right count of marks, one blank between
 * cells.  Such a row costs three cells: status, start and end.  Everything
 * else (headers, tabs, CRLF, doubled blanks, malformed lines) is looked at
 * word by word, in odd_line.
 */

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "source/recode.h"
#include "source/status.h"
#include "source/text.h"
#include "stream/lines.h"

#define SEP ' '
#define LIMIT 0x20

/* How many lines of a head are tried against the known layouts. */
#define TRIED_MOST 100

static const char bom[] = "\xef\xbb\xbf";
static const char nbsp[] = "\xc2\xa0";

struct text {
	struct source source;
	struct lines *lines;
	struct origin *origin;
	struct schemas *all;
	const struct schema *schema;
	struct status status;
	struct cursor at;
	bool named; /* no block has told of the schema yet */
	bool known; /* no header and no -F: the schema is a known layout's */
	struct slice cell[SCHEMA_COLS];
};

enum took {
	TOOK,   /* the line is done with */
	BEFORE, /* the block must be handed on before it */
};

/* ---- a line ----------------------------------------------------------- */

/* A line without the byte order mark and CR of other systems. */
static struct slice
strip(struct slice line)
{
	size_t n = sizeof(bom) - 1;

	if (line.n >= n && memcmp(line.p, bom, n) == 0) {
		line.p += n;
		line.n -= n;
	}
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool
is_gap(char c)
{
	return c == ' ' || c == '\t';
}

/* How many bytes at p stand between cells: a blank, U+00A0 (recode.h). */
static size_t
gap_size(const char *p, const char *end)
{
	if (is_gap(*p))
		return 1;
	return end - p >= 2 && memcmp(p, nbsp, 2) == 0 ? 2 : 0;
}

/*
 * Cuts a stripped line at its gaps into cell[room].  How many cells there are,
 * which may be more than that.
 */
static size_t
split(struct slice line, struct slice *cell, size_t room)
{
	const char *p = line.p, *end = line.p + line.n;
	size_t n = 0, gap;

	for (;;) {
		while (p < end && (gap = gap_size(p, end)) > 0)
			p += gap;
		if (p == end)
			return n;
		const char *from = p;
		while (p < end && gap_size(p, end) == 0)
			p++;
		if (n < room)
			cell[n] = (struct slice){from, (size_t)(p - from)};
		n++;
	}
}

/* The first byte that no record holds, or -1. */
static int
control_byte(struct slice line)
{
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		if (c < ' ' && c != '\t')
			return c;
	}
	return -1;
}

/* ---- the head --------------------------------------------------------- */

enum guess {
	GUESS_NONE,
	GUESS_FOUND,
	GUESS_MORE
};

/*
 * The columns by a header or a known layout (*known) among the first lines of
 * a head; name[] has room for SCHEMA_COLS.
 */
static enum guess
guess(struct slice head, bool whole, struct slice *name, size_t *n, bool *known)
{
	struct slice *cell = mem_array(NULL, SCHEMA_COLS, sizeof(*cell));
	enum guess found = GUESS_NONE;

	for (size_t line = 0; line < TRIED_MOST && found == GUESS_NONE;) {
		struct slice s = slice_cut(&head, '\n');
		if (head.p == NULL && !whole) {
			found = GUESS_MORE;
			break;
		}
		s = strip(s);
		size_t ncell = split(s, cell, SCHEMA_COLS);
		line += ncell > 0;
		if (ncell > 0 && ncell <= SCHEMA_COLS && control_byte(s) < 0) {
			*n = layout_known(cell, ncell, name);
			*known = *n > 0;
			if (*n == 0 && layout_header(cell, ncell, NULL)) {
				memcpy(name, cell, ncell * sizeof(*name));
				*n = ncell;
			}
			found = *n > 0 ? GUESS_FOUND : GUESS_NONE;
		}
		if (head.p == NULL)
			break;
	}
	free(cell);
	return found;
}

enum claim
text_claim(struct slice head, bool whole)
{
	struct slice *name = mem_array(NULL, SCHEMA_COLS, sizeof(*name));
	bool known;
	size_t n;

	enum guess g = guess(head, whole, name, &n, &known);
	free(name);
	return g == GUESS_MORE ? CLAIM_MORE : CLAIM_YES;
}

/* A byte that no log holds. */
static inline bool
is_odd(unsigned char c)
{
	return c >= 0x7f || (c < ' ' && (c < '\t' || c > '\r'));
}

/*
 * Are more than an eighth of the bytes such that no log holds?
 * Sixteen at a time, for that is done for each of many small files.
 */
static bool
is_binary(struct slice head)
{
	size_t odd = 0, i = 0;
	fl_bytes16 v;

	for (; i + sizeof(v) <= head.n; i += sizeof(v)) {
		memcpy(&v, head.p + i, sizeof(v));
		fl_bytes16 c = v - '\t'; /* 0..4: the blanks below ' ' */
		fl_mask16 m = (v >= 0x7f) | ((v < ' ') & (c > '\r' - '\t'));
		uint32_t bits = fl_bits16(m);
		if (fl_unlikely(bits != 0))
			odd += (size_t)__builtin_popcount(bits);
	}
	for (; i < head.n; i++)
		odd += is_odd((unsigned char)head.p[i]);
	if (fl_likely(odd <= head.n / 8))
		return false;
	for (i = 0; i + 1 < head.n; i++)
		if (memcmp(head.p + i, nbsp, 2) == 0)
			odd -= 2;
	return odd > head.n / 8;
}

/* The first line that is not blank, without what stands before it. */
static struct slice
first_line(struct slice head)
{
	struct slice line = {head.p, 0};

	while (line.n == 0 && head.p != NULL) {
		line = strip(slice_cut(&head, '\n'));
		while (line.n > 0 && is_gap(line.p[0])) {
			line.p++;
			line.n--;
		}
	}
	return line;
}

/* Says what is wrong with a head that has no layout. */
static void
refuse(struct origin *o, struct slice head)
{
	struct slice line = first_line(head), cell[1];
	bool blanks = memchr(line.p, ' ', line.n) != NULL;
	bool values = !blanks && memchr(line.p, ',', line.n) != NULL;

	int shown = line.n < 60 ? (int)line.n : 60;
	if (line.n == 0)
		origin_lost(o, "nothing but blank lines");
	else if (split(line, cell, 1) > SCHEMA_COLS)
		origin_lost(o,
		    "more than %d words in the first line: that many columns "
		    "are not read",
		    SCHEMA_COLS);
	else if (memchr(line.p, '\t', line.n) != NULL)
		origin_lost(o,
		    "rows with tabs and no header; keep the lines that begin "
		    "with #: grep -e '^#' -e ..., awk '/^#/ || ...'");
	else
		origin_lost(o,
		    "no header and no known layout; name the columns with "
		    "%s-F 'srcaddr dstaddr ...': \"%.*s%s\"",
		    values ? "-T csv " : "", shown, line.p,
		    (size_t)shown < line.n ? "..." : "");
}

/* The schema to begin with, or NULL after a message. */
static const struct schema *
begin(const struct format_env *env, bool *known)
{
	const struct layout *f = env->columns;
	const struct schema *s = NULL;
	struct slice *name;
	size_t n;

	*known = false;
	if (is_binary(env->head)) {
		origin_lost(env->origin, "not a flow log: binary data");
		return NULL;
	}
	if (f != NULL)
		return schemas_names(env->all, f->name, f->n);
	name = mem_array(NULL, SCHEMA_COLS, sizeof(*name));
	if (guess(env->head, true, name, &n, known) == GUESS_FOUND)
		s = schemas_names(env->all, name, n);
	else if (env->why != NULL)
		origin_lost(env->origin, "%s", env->why);
	else
		refuse(env->origin, env->head);
	free(name);
	return s;
}

/* ---- lines to rows ---------------------------------------------------- */

static void FL_PRINTF(3, 4) bad(struct text *t, size_t i, const char *fmt, ...)
{
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	origin_bad(t->origin, t->at.page.line + i, cursor_line(&t->at, i), "%s",
	    what);
}

/*
 * Adds line i as the row that stands in cell[], its times mended first, so
 * that a line is repaired only once: there is room for that in every empty
 * block.
 */
static enum took
repair(struct text *t, struct block *b, size_t i)
{
	const size_t col[] = {t->status.start, t->status.end};
	size_t ncol = t->schema->ncol;
	char tmp[nitems(col)][CELL_MAX];

	if (!cursor_room(&t->at, i, ncol))
		return BEFORE;
	for (size_t k = 0; k < nitems(col); k++)
		if (col[k] != SCHEMA_NONE)
			t->cell[col[k]] = status_mend(t->cell[col[k]], tmp[k]);
	cursor_repair(&t->at, b, i, t->cell, ncol, SEP);
	return TOOK;
}

/* Takes back line i, a plain row with times in milliseconds, and repairs. */
static enum took
mend(struct text *t, struct block *b, size_t i)
{
	size_t row = --b->nrow;

	for (size_t c = 0; c < t->schema->ncol; c++)
		t->cell[c] = block_text(b, row, c);
	return repair(t, b, i);
}

/* Line i was added as the last row of the block: what is it worth? */
static enum took
judge(struct text *t, struct block *b, size_t i)
{
	struct origin *o = t->origin;
	uint32_t row = (uint32_t)b->nrow - 1;

	enum status_says says = status_look(&t->status, b, row, &o->ev);
	if (fl_unlikely(says == STATUS_OLD)) {
		if (mend(t, b, i) == BEFORE)
			return BEFORE;
		says = status_look(&t->status, b, row, &o->ev);
	}
	o->rows++;
	if (fl_likely(says == STATUS_OK)) {
		b->sel[b->nsel++] = row;
	} else if (says == STATUS_NODATA) {
		o->nodata++;
	} else if (says == STATUS_SKIPDATA) {
		o->skipdata++;
	} else {
		struct slice s = block_text(b, row, t->status.status);
		bad(t, i, "log-status: not OK, NODATA or SKIPDATA: \"%.*s\"",
		    s.n < 40 ? (int)s.n : 40, s.p);
	}
	return TOOK;
}

/* Binds the columns to a schema, before any row of it. */
static void
bind(struct text *t, const struct schema *schema)
{
	t->schema = schema;
	status_bind(&t->status, schema);
}

/* Other columns from here on. */
static enum took
rebind(struct text *t, struct block *b, const struct slice *name, size_t n)
{
	if (b->nrow > 0)
		return BEFORE;
	bind(t, schemas_names(t->all, name, n));
	t->named = true;
	block_start(b, t->schema, t->origin);
	cursor_bind(&t->at, b);
	return TOOK;
}

/*
 * Without a header logs of several known layouts may stand in one file: binds
 * to that of the record in cell[], if it has one.
 */
static enum took
rebind_known(struct text *t, struct block *b, size_t n)
{
	enum took took = TOOK;

	if (!t->known || n > SCHEMA_COLS)
		return took;
	struct slice *name = mem_array(NULL, SCHEMA_COLS, sizeof(*name));
	if (layout_known(t->cell, n, name) == n)
		took = rebind(t, b, name, n);
	free(name);
	return took;
}

/* The header that stands in cell[]. */
static enum took
rebind_header(struct text *t, struct block *b, size_t n)
{
	enum took took = rebind(t, b, t->cell, n);

	t->known &= took == BEFORE;
	return took;
}

/* A line that is not plain, or may be a header. */
static enum took
odd_line(struct text *t, struct block *b, size_t i)
{
	const struct scan *scan = &t->at.page.scan;
	struct slice whole = cursor_line(&t->at, i);
	struct slice line = strip(whole);

	size_t n = split(line, t->cell, SCHEMA_COLS);
	int c = control_byte(line);
	if (n == 0 && c < 0)
		return TOOK;
	if (c < 0 && n <= SCHEMA_COLS &&
	    layout_header(t->cell, n, t->origin->rows > 0 ? t->schema : NULL))
		return rebind_header(t, b, n);
	if (c < 0 && n != t->schema->ncol && rebind_known(t, b, n) == BEFORE)
		return BEFORE;
	size_t ncol = t->schema->ncol;
	if (c >= 0 || n != ncol) {
		t->origin->rows++;
		if (c >= 0)
			bad(t, i, "a control byte: 0x%02x", (unsigned)c);
		else
			bad(t, i, "%zu field%s, %zu expected", n,
			    n == 1 ? "" : "s", ncol);
		return TOOK;
	}

	/* With as many marks as cells nothing is doubled or in the way. */
	size_t nmark = scan->eol[i] - cursor_first(&t->at, i);
	if (nmark == n && line.n == whole.n)
		cursor_plain(&t->at, b, i);
	else if (repair(t, b, i) == BEFORE)
		return BEFORE;
	return judge(t, b, i);
}

static inline enum took
take(struct text *t, struct block *b, size_t i)
{
	const struct scan *scan = &t->at.page.scan;
	uint32_t first = cursor_first(&t->at, i);
	char c = t->at.page.text[scan->mark[first] + 1];

	/* A header begins with a letter, or with the mark of a BOM. */
	if (scan->odd || scan->eol[i] - first != t->schema->ncol ||
	    (unsigned char)c >= 'A')
		return odd_line(t, b, i);
	cursor_plain(&t->at, b, i);
	return judge(t, b, i);
}

/*
 * Takes plain rows as long as there are any: no odd delimiter in the page, the
 * right count of cells, no letter in front, and an ordinary status.
 */
static void
take_plain(struct text *t, struct block *b)
{
	const struct scan *scan = &t->at.page.scan;
	const char *text = t->at.page.text;
	size_t i = t->at.next, n = scan->neol, ncol = t->schema->ncol;
	uint32_t first = cursor_first(&t->at, i);

	if (scan->odd || !t->status.plain)
		return;
	if (n - i > BLOCK_ROWS - b->nrow)
		n = i + BLOCK_ROWS - b->nrow;
	for (; i < n; i++) {
		const uint32_t *m = scan->mark + first;
		if (scan->eol[i] - first != ncol ||
		    (unsigned char)text[m[0] + 1] >= 'A' ||
		    !status_plain(&t->status, text, m))
			break;
		b->sel[b->nsel++] = (uint32_t)b->nrow;
		b->first[b->nrow++] = first;
		first = scan->eol[i];
	}
	t->origin->rows += i - t->at.next;
	t->at.next = i;
}

/* Fills a block from the page. */
static void
fill(struct text *t, struct block *b)
{
	size_t n = t->at.page.scan.neol;

	for (;;) {
		take_plain(t, b);
		if (t->at.next >= n || b->nrow == BLOCK_ROWS)
			break;
		if (take(t, b, t->at.next) == BEFORE) {
			/* An empty block has room for any line. */
			assert(b->nrow > 0);
			break;
		}
		t->at.next++;
	}
	if (!status_flush(&t->status, &t->origin->ev))
		for (size_t i = 0; i < b->nsel; i++)
			status_times(&t->status, b, b->sel[i], &t->origin->ev);
}

/* ---- the source ------------------------------------------------------- */

static int
text_next(struct source *s, struct block *b)
{
	struct text *t = (struct text *)s;

	for (;;) {
		if (t->at.next < t->at.page.scan.neol) {
			cursor_again(&t->at);
		} else {
			int r = lines_next(t->lines, &t->at.page);
			if (r <= 0 && t->named) {
				t->named = false;
				block_start(b, t->schema, t->origin);
				return 1;
			}
			if (r <= 0)
				return r;
			cursor_start(&t->at);
		}
		block_start(b, t->schema, t->origin);
		cursor_bind(&t->at, b);
		fill(t, b);
		if (b->nsel > 0) {
			t->named = false;
			return 1;
		}
	}
}

static bool
text_wait(struct source *s)
{
	struct text *t = (struct text *)s;

	return t->at.next >= t->at.page.scan.neol && lines_wait(t->lines);
}

static void
text_close(struct source *s)
{
	struct text *t = (struct text *)s;

	lines_free(t->lines);
	free(t);
}

struct source *
text_open(struct feed *feed, const struct format_env *env)
{
	bool known;
	const struct schema *schema = begin(env, &known);

	env->origin->raw = true;
	if (schema == NULL) {
		feed_close(feed);
		return NULL;
	}
	if (recode_has_nbsp(env->head))
		feed = recode_open(feed, RECODE_NBSP);
	struct text *t = mem_new(sizeof(*t));
	t->source.next = text_next;
	t->source.wait = text_wait;
	t->source.close = text_close;
	t->origin = env->origin;
	t->all = env->all;
	t->lines = lines_new(feed, env->origin, SEP, LIMIT);
	t->named = true;
	t->known = known;
	bind(t, schema);
	return &t->source;
}
