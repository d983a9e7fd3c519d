/* SPDX-License-Identifier: ISC */

/* See label_table in label.h: a table of prefixes, as people keep them. */

#include <stdarg.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf.h"
#include "engine/label.h"

#define MOST ((size_t)1 << 30) /* bytes of a table */
#define SHOWN 80               /* of a bad cell */

struct table {
	const char *name; /* of the file */
	size_t line;
	struct slice head; /* the header without # */
	struct slice *cell;
	size_t ncell;
	size_t ncol; /* with the prefix; 0: no header yet */
};

static int
    FL_PRINTF(2, 3) FL_COLD wrong(const struct table *t, const char *fmt, ...)
{
	struct buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&text, fmt, ap);
	va_end(ap);
	diag_warn(DIAG_LOST, "%s:%zu: %s", t->name, t->line, buf_cstr(&text));
	buf_free(&text);
	return -1;
}

static int
shown(struct slice s)
{
	return (int)(s.n < SHOWN ? s.n : SHOWN);
}

static struct slice
strip(struct slice s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\r')) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

/* A cell as streams have it: no control bytes.  0, or -1 after a message. */
static int
check(const struct table *t, struct slice cell)
{
	for (size_t i = 0; i < cell.n; i++) {
		unsigned char c = (unsigned char)cell.p[i];
		if (c < ' ' || c == 0x7f)
			return wrong(t, "a control byte in \"%.*s\"",
			    shown(cell), cell.p);
	}
	return 0;
}

/* Cuts a line to cells. */
static int
cut(struct table *t, struct slice line)
{
	size_t most = t->ncell;

	for (t->ncell = 0; line.p != NULL; t->ncell++) {
		if (t->ncell >= most || t->cell == NULL) {
			most = 2 * t->ncell + 16;
			t->cell = mem_array(t->cell, most, sizeof(*t->cell));
		}
		t->cell[t->ncell] = strip(slice_cut(&line, '\t'));
		if (check(t, t->cell[t->ncell]) < 0)
			return -1;
	}
	return 0;
}

/* The prefix in the first cell.  0, or -1 after a message. */
static int
read_prefix(const struct table *t, struct prefix *p)
{
	struct slice s = t->cell[0];
	char right[PREFIX_MAX];

	int r = prefix_parse(s, p);
	if (r > 0)
		return wrong(t,
		    "bits set behind the length: \"%.*s\", did you mean %.*s?",
		    shown(s), s.p, (int)(prefix_print(right, *p) - right),
		    right);
	if (r < 0)
		return wrong(t,
		    "not an address or prefix: \"%.*s\", such as 10.0.0.0/8 or "
		    "2001:db8::1",
		    shown(s), s.p);
	return 0;
}

/* The names of the columns.  0, or -1 after a message. */
static int
read_header(struct table *t, struct label *l, struct slice line, size_t *source)
{
	struct prefix p;

	if (cut(t, line) < 0)
		return -1;
	if (prefix_parse(t->cell[0], &p) >= 0)
		return wrong(t,
		    "the first line has to name the columns, as in "
		    "\"prefix\", a tab, \"site\"");
	if (t->ncell < 2)
		return wrong(t,
		    "only one column: the names of others have to follow the "
		    "prefix, with tabs between");
	for (size_t i = 1; i < t->ncell; i++) {
		struct slice s = t->cell[i];
		if (label_may(s))
			continue;
		return wrong(t,
		    "\"%.*s\" can't be a column: src%.*s or dst%.*s would be "
		    "no name, or that of something else",
		    shown(s), s.p, shown(s), s.p, shown(s), s.p);
	}
	t->head = line;
	t->ncol = t->ncell;
	*source = label_source(l, t->name, t->cell + 1, t->ncell - 1);
	return 0;
}

static int
read_row(struct table *t, struct label *l, struct slice line, size_t source)
{
	struct prefix p;

	if (cut(t, line) < 0)
		return -1;
	if (t->ncell != t->ncol)
		return wrong(t, "%zu cell%s, the header names %zu", t->ncell,
		    t->ncell == 1 ? "" : "s", t->ncol);
	if (read_prefix(t, &p) < 0)
		return -1;
	label_add(l, source, p, t->cell + 1, NULL, t->line);
	return 0;
}

/* Is it a comment, a directive, or nothing?  See fl-stream(5). */
static bool
is_passed(struct slice line)
{
	if (strip(line).n == 0)
		return true;
	return line.p[0] == '#' &&
	    (line.n == 1 || line.p[1] == ' ' || line.p[1] == '!');
}

/* One line.  0, or -1 after a message. */
static int
read_line(struct table *t, struct label *l, struct slice line, size_t *source)
{
	bool hash = line.n > 0 && line.p[0] == '#';

	if (is_passed(line))
		return 0;
	if (hash) {
		line.p++;
		line.n--;
	}
	if (t->ncol == 0)
		return read_header(t, l, line, source);
	if (!hash)
		return read_row(t, l, line, *source);
	/* Tables that were joined have theirs again. */
	return slice_eq(line, t->head) ? 0 : wrong(t, "another header");
}

int
label_table(struct label *l, const char *path)
{
	struct table t = {.name = utf_name(path)};
	struct buf text = {0};
	size_t source = 0;

	int r = utf_read(path, MOST, &text);
	struct slice rest = {text.p, text.n};
	while (r == 0 && rest.p != NULL) {
		struct slice line = slice_cut(&rest, '\n');
		t.line++;
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		r = read_line(&t, l, line, &source);
	}
	if (r == 0 && t.ncol == 0)
		r = wrong(&t, "no header: expected the names of the columns");
	free(t.cell);
	buf_free(&text);
	return r;
}
