/* SPDX-License-Identifier: ISC */

/* See just.h. */

#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/keep.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/words.h"
#include "rules/just.h"

#define KEYS 6  /* columns that say which rule */
#define MOST 64 /* columns */

/* Those of a new table, in order; the first KEYS must be in any. */
static const char *const columns[] = {
    "direction",
    "subject",
    "proto",
    "fromport",
    "toport",
    "peer",
    "state",
    "justification",
    "approver",
    "reviewed",
};

struct just_row {
	const char *key;          /* its KEYS cells, tabs between */
	const struct slice *cell; /* one a column of the user */
	size_t line;
	bool used; /* some rule has it */
};

struct just {
	struct keep *keep;
	struct slice column[MOST]; /* the user's, in order */
	size_t ncol;
	struct just_row *row; /* by key */
	size_t n, cap;
	struct buf key;
};

/* ---- reading ----------------------------------------------------------- */

/* Where a file has what: by column, which of ours it is. */
struct layout {
	size_t n;
	size_t key[MOST];  /* of columns; KEYS: none of these */
	size_t user[MOST]; /* of just.column; SIZE_MAX: none */
};

static struct slice
keep_slice(struct keep *k, struct slice s)
{
	char *p = keep_room(k, s.n);

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return (struct slice){p, s.n};
}

static size_t
column_of(struct slice name)
{
	for (size_t i = 0; i < nitems(columns); i++)
		if (slice_is(name, columns[i]))
			return i;
	return nitems(columns);
}

/*
 * A row that begins with an empty cell or with "#" would not be read as it is
 * (words.h), so it has to begin with a word that is neither.
 */
static int
check_first(struct slice line, const struct words *w)
{
	struct slice name = slice_cut(&line, '\t');

	if (slice_is(name, columns[0]))
		return 0;
	diag_warn(DIAG_LOST, "%s:%zu: the first column is %.*s, and not %s",
	    words_path(w), words_line(w), (int)name.n, name.p, columns[0]);
	return -1;
}

static int
read_head(struct just *j, struct layout *at, struct slice line,
    const struct words *w)
{
	bool has[KEYS] = {false};

	j->ncol = 0;
	if (check_first(line, w) < 0)
		return -1;
	while (line.p != NULL) {
		struct slice name = slice_cut(&line, '\t');
		size_t c = column_of(name);

		if (at->n == MOST || (c < KEYS && has[c])) {
			diag_warn(DIAG_LOST, "%s:%zu: column %.*s: %s",
			    words_path(w), words_line(w), (int)name.n, name.p,
			    at->n == MOST ? "too many" : "twice");
			return -1;
		}
		at->key[at->n] = c < KEYS ? c : KEYS;
		at->user[at->n] = c <= KEYS ? SIZE_MAX : j->ncol;
		at->n++;
		if (c < KEYS)
			has[c] = true;
		if (c > KEYS)
			j->column[j->ncol++] = keep_slice(j->keep, name);
	}
	for (size_t i = 0; i < KEYS; i++) {
		if (has[i])
			continue;
		diag_warn(DIAG_LOST,
		    "%s:%zu: no column %s: a table of justifications begins "
		    "with the names of its columns, tabs between: direction "
		    "subject proto fromport toport peer state justification",
		    words_path(w), words_line(w), columns[i]);
		return -1;
	}
	return 0;
}

static int
read_row(struct just *j, const struct layout *at, struct slice line,
    const struct words *w)
{
	struct slice key[KEYS] = {{NULL, 0}};
	struct slice *cell = keep_room(j->keep, j->ncol * sizeof(*cell));
	struct buf *b = &j->key;

	for (size_t i = 0; i < j->ncol; i++)
		cell[i] = (struct slice){"-", 1};
	for (size_t i = 0; i < at->n && line.p != NULL; i++) {
		struct slice s = slice_cut(&line, '\t');

		if (at->key[i] < KEYS)
			key[at->key[i]] = s;
		else if (at->user[i] != SIZE_MAX && s.n > 0)
			cell[at->user[i]] = keep_slice(j->keep, s);
	}
	if (line.p != NULL) {
		diag_warn(DIAG_LOST, "%s:%zu: more cells than columns",
		    words_path(w), words_line(w));
		return -1;
	}
	b->n = 0;
	for (size_t i = 0; i < KEYS; i++) {
		buf_slice(b, key[i]);
		buf_char(b, '\t');
	}
	if (j->n == j->cap) {
		j->cap = j->cap > 0 ? 2 * j->cap : 64;
		j->row = mem_array(j->row, j->cap, sizeof(*j->row));
	}
	j->row[j->n++] = (struct just_row){
	    .key = keep_str(j->keep, buf_cstr(b)),
	    .cell = cell,
	    .line = words_line(w),
	};
	return 0;
}

static int
by_key(const void *a, const void *b)
{
	const struct just_row *x = a, *y = b;

	return strcmp(x->key, y->key);
}

/* No rule twice: which row would count? */
static int
check_rows(struct just *j, const char *path)
{
	if (j->n > 0)
		qsort(j->row, j->n, sizeof(*j->row), by_key);
	for (size_t i = 1; i < j->n; i++) {
		const struct just_row *a = &j->row[i - 1], *b = &j->row[i];

		if (by_key(a, b) != 0)
			continue;
		diag_warn(DIAG_LOST, "%s:%zu: the rule of line %zu again", path,
		    a->line > b->line ? a->line : b->line,
		    a->line > b->line ? b->line : a->line);
		return -1;
	}
	return 0;
}

static int
read_all(struct just *j, const char *path)
{
	struct words *w = words_open(path);
	struct layout at = {.n = 0};
	struct slice line;
	int ret;

	if (w == NULL)
		return -1;
	while ((ret = words_next(w, &line)) == 1) {
		ret = at.n == 0 ? read_head(j, &at, line, w) :
				  read_row(j, &at, line, w);
		if (ret < 0)
			break;
	}
	words_close(w);
	return ret < 0 ? -1 : check_rows(j, path);
}

struct just *
just_read(const char *path, bool must)
{
	struct just *j = mem_new(sizeof(*j));

	j->keep = keep_new();
	for (size_t i = KEYS + 1; i < nitems(columns); i++)
		j->column[j->ncol++] = slice_str(columns[i]);
	if (!must && access(path, F_OK) < 0)
		return j;
	if (read_all(j, path) == 0)
		return j;
	just_free(j);
	return NULL;
}

void
just_free(struct just *j)
{
	if (j == NULL)
		return;
	keep_free(j->keep);
	free(j->row);
	buf_free(&j->key);
	free(j);
}

/* ---- asking ------------------------------------------------------------ */

static void
put_port(struct buf *to, int32_t port)
{
	char *p;

	if (port < 0) {
		buf_str(to, "-1\t");
		return;
	}
	p = buf_room(to, NUM_MAX);
	to->n += (size_t)(num_print(p, (uint64_t)port) - p);
	buf_char(to, '\t');
}

/* The cells that say which rule, as -f tsv has them, a tab behind each. */
static const char *
key_of(struct buf *to, const struct ruleset *set, const struct rule *r)
{
	to->n = 0;
	buf_str(to, rule_dir(r));
	buf_char(to, '\t');
	party_put(to, set->parties, r->subject);
	buf_char(to, '\t');
	put_port(to, r->proto);
	put_port(to, r->from);
	put_port(to, r->to);
	party_put(to, set->parties, r->peer);
	buf_char(to, '\t');
	return buf_cstr(to);
}

const struct just_row *
just_key(struct just *j, const char *key, bool mark)
{
	struct just_row like = {.key = key}, *row = NULL;

	if (j->n > 0)
		row = bsearch(&like, j->row, j->n, sizeof(like), by_key);
	if (row != NULL)
		row->used |= mark;
	return row;
}

const struct just_row *
just_find(struct just *j, const struct ruleset *set, const struct rule *r)
{
	return just_key(j, key_of(&j->key, set, r), true);
}

struct slice
just_cell(const struct just *j, const struct just_row *row, const char *column)
{
	for (size_t i = 0; row != NULL && i < j->ncol; i++)
		if (slice_is(j->column[i], column) &&
		    !slice_is(row->cell[i], "-"))
			return row->cell[i];
	return (struct slice){"", 0};
}

/* ---- writing ----------------------------------------------------------- */

void
just_put_row(const struct just *j, const char *key, const char *state,
    const struct just_row *row, struct buf *to)
{
	buf_str(to, key); /* with a tab behind it */
	buf_str(to, state);
	for (size_t i = 0; i < j->ncol; i++) {
		buf_char(to, '\t');
		buf_slice(to, row != NULL ? row->cell[i] : slice_str("-"));
	}
	buf_char(to, '\n');
}

void
just_put_head(const struct just *j, struct buf *to)
{
	for (size_t i = 0; i < KEYS; i++) {
		buf_str(to, columns[i]);
		buf_char(to, '\t');
	}
	buf_str(to, columns[KEYS]);
	for (size_t i = 0; i < j->ncol; i++) {
		buf_char(to, '\t');
		buf_slice(to, j->column[i]);
	}
	buf_char(to, '\n');
}

void
just_put_gone(const struct just *j, struct buf *to)
{
	for (size_t i = 0; i < j->n; i++)
		if (!j->row[i].used)
			just_put_row(j, j->row[i].key, "gone", &j->row[i], to);
}

void
just_write(struct just *j, const struct ruleset *set, struct buf *to)
{
	just_put_head(j, to);
	for (size_t i = 0; i < set->n; i++) {
		const struct rule *r = ruleset_at(set, i);
		const struct just_row *row = just_find(j, set, r);

		just_put_row(j, j->key.p, "current", row, to);
	}
	just_put_gone(j, to);
}
