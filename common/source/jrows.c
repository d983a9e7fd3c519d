/* SPDX-License-Identifier: ISC */

/* See jrows.h. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "source/jrows.h"

/* The values of the row, for -x: what is there of it. */
static void
put_values(const struct jrows *r, struct buf *to)
{
	for (size_t i = 0; i < r->npair && i < SCHEMA_COLS; i++) {
		struct slice s = r->pair[i].value;
		if (i > 0)
			buf_char(to, ' ');
		buf_slice(to, s.n > 0 ? s : slice_str("-"));
	}
	for (size_t i = 0; i < to->n; i++)
		if (to->p[i] == '\n')
			to->p[i] = ' ';
}

/* Counts and says; row goes to -x. */
static void
bad(struct jrows *r, struct slice row, const char *what)
{
	r->docs.origin->rows++;
	origin_bad(r->docs.origin, r->row, row, "%s", what);
}

void
jrows_bad(struct jrows *r, const char *fmt, ...)
{
	struct buf what = {0}, row = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&what, fmt, ap);
	va_end(ap);
	if (r->docs.origin->reject != NULL)
		put_values(r, &row);
	bad(r, (struct slice){buf_cstr(&row), row.n}, buf_cstr(&what));
	buf_free(&what);
	buf_free(&row);
}

static void
begin_row(struct jrows *r)
{
	r->npair = 0;
	r->row++;
	r->begun = true;
}

/* Adds a pair; too many of them are told when they are bound. */
static void
add_pair(struct jrows *r, struct slice name, struct slice value)
{
	if (slice_is(name, "@ptr")) {
		r->records = true;
		return;
	}
	if (r->npair < SCHEMA_COLS) {
		struct jrows_pair *p = &r->pair[r->npair];
		char *to = keep_room(r->keep, name.n + value.n + 1);
		if (name.n > 0)
			memcpy(to, name.p, name.n);
		if (value.n > 0)
			memcpy(to + name.n, value.p, value.n);
		r->bytes += name.n + value.n;
		p->name = (struct slice){to, name.n};
		p->value = (struct slice){to + name.n, value.n};
	}
	r->npair++;
}

/* ---- reading ---------------------------------------------------------- */

enum got {
	GOT_ROW,
	GOT_NONE, /* but something else */
	GOT_END,
	GOT_BAD, /* not JSON, or the feed failed */
};

/* Says what the answer of a query lacks, at its end. */
static void
end_answer(struct jrows *r)
{
	docs_end(&r->docs, false);
	r->where = JROWS_DOCS;
	if (r->records && r->matched > r->answered)
		origin_lost(r->docs.origin,
		    "%ju records matched the query, but %ju are here: its "
		    "limit cut them",
		    (uintmax_t)r->matched, (uintmax_t)r->answered);
}

/* "statistics", which began: how many records there were to answer. */
static bool
read_statistics(struct jrows *r)
{
	enum jstream_token t;
	bool matched;

	for (;;) {
		if (!docs_next(&r->docs, &t))
			return false;
		if (t == JSTREAM_CLOSE)
			return true;
		matched = slice_is(docs_text(&r->docs), "recordsMatched");
		if (!docs_next(&r->docs, &t))
			return false;
		if (matched && t == JSTREAM_NUMBER) {
			double d = strtod(buf_cstr(&r->docs.json.text), NULL);
			r->matched = d > 0 && d < 1e15 ? (uint64_t)d : 0;
		}
		if (!docs_skip(&r->docs, t))
			return false;
	}
}

static void
take_status(struct jrows *r, struct slice s)
{
	if (!slice_is(s, "Complete"))
		origin_lost(r->docs.origin,
		    "the query's status is %.*s: its rows are not all there",
		    s.n < 40 ? (int)s.n : 40, s.p);
}

/* A member beside the results, whose name was read. */
static bool
read_beside(struct jrows *r)
{
	bool status = slice_is(docs_text(&r->docs), "status");
	bool statistics = slice_is(docs_text(&r->docs), "statistics");
	enum jstream_token t;

	if (!docs_next(&r->docs, &t))
		return false;
	if (status && t == JSTREAM_STRING)
		take_status(r, docs_text(&r->docs));
	if (statistics && t == JSTREAM_OBJECT)
		return read_statistics(r);
	return docs_skip(&r->docs, t);
}

/* The results of a query begin; what was read before was no row. */
static void
begin_results(struct jrows *r)
{
	r->where = JROWS_RESULTS;
	r->row--;
	r->answered = r->matched = 0;
	r->records = false;
	for (size_t i = 0; i < r->npair && i < SCHEMA_COLS; i++)
		if (slice_is(r->pair[i].name, "status"))
			take_status(r, r->pair[i].value);
}

/* A member of a row, whose name is in field: its value began with a token. */
static bool
take_member(struct jrows *r, enum jstream_token t)
{
	struct slice name = {r->field.p, r->field.n};
	struct slice value = docs_text(&r->docs);

	if (t == JSTREAM_WORD && slice_is(value, "null"))
		value.n = 0;
	if (t >= JSTREAM_STRING)
		add_pair(r, name, value);
	return docs_skip(&r->docs, t);
}

/* An object that began: a row, or an answer that has results. */
static enum got
read_object(struct jrows *r)
{
	bool top = r->where == JROWS_DOCS;
	struct docs *d = &r->docs;
	enum jstream_token t;

	begin_row(r);
	for (;;) {
		if (!docs_next(d, &t))
			return GOT_BAD;
		if (t == JSTREAM_CLOSE)
			break;
		r->field.n = 0;
		buf_slice(&r->field, docs_text(d));
		if (!docs_next(d, &t))
			return GOT_BAD;
		if (top && t == JSTREAM_LIST &&
		    slice_is((struct slice){r->field.p, r->field.n},
			"results")) {
			begin_results(r);
			return GOT_NONE;
		}
		if (!take_member(r, t))
			return GOT_BAD;
	}
	if (top)
		docs_end(d, true);
	return GOT_ROW;
}

/* A row of results, which began. */
static enum got
read_row(struct jrows *r)
{
	int got;

	begin_row(r);
	r->answered++;
	while ((got = docs_pair(&r->docs, &r->field, &r->value)) == 1)
		add_pair(r, (struct slice){r->field.p, r->field.n},
		    (struct slice){r->value.p, r->value.n});
	return got == 0 ? GOT_ROW : GOT_BAD;
}

/* The end of a list or of an answer. */
static void
leave(struct jrows *r)
{
	if (r->where == JROWS_RESULTS) {
		r->where = JROWS_ANSWER;
	} else if (r->where == JROWS_ANSWER) {
		end_answer(r);
	} else {
		docs_end(&r->docs, false);
		r->where = JROWS_DOCS;
	}
}

/* One token, and what it begins. */
static enum got
read_some(struct jrows *r)
{
	enum jstream_token t;

	if (!docs_next(&r->docs, &t))
		return GOT_BAD;
	if (t == JSTREAM_END)
		return GOT_END;
	if (t == JSTREAM_CLOSE) {
		leave(r);
		return GOT_NONE;
	}
	if (t == JSTREAM_NAME)
		return read_beside(r) ? GOT_NONE : GOT_BAD;
	if (t == JSTREAM_LIST && r->where == JROWS_DOCS) {
		r->where = JROWS_LIST;
		return GOT_NONE;
	}
	if (t == JSTREAM_LIST && r->where == JROWS_RESULTS)
		return read_row(r);
	if (t == JSTREAM_OBJECT && r->where != JROWS_RESULTS)
		return read_object(r);
	if (!docs_skip(&r->docs, t))
		return GOT_BAD;
	begin_row(r);
	jrows_bad(r, "not a row");
	return GOT_NONE;
}

/* What was to be a row is not JSON: -x gets it when it is dropped. */
static void
bad_json(struct jrows *r)
{
	char what[100];

	(void)snprintf(what, sizeof(what), "not JSON: %s", r->docs.json.why);
	bad(r, (struct slice){NULL, 0}, what);
}

int
jrows_next(struct jrows *r)
{
	for (;;) {
		r->begun = false;
		enum got got = read_some(r);
		if (got == GOT_ROW)
			return 1;
		if (got == GOT_END) {
			docs_done(&r->docs);
			return 0;
		}
		if (got == GOT_NONE)
			continue;
		if (r->docs.json.failed) {
			origin_lost(r->docs.origin, "%s", r->docs.json.why);
			return -1;
		}
		bool record = docs_bad(&r->docs, r->where == JROWS_DOCS);
		if (record && !r->begun)
			begin_row(r);
		if (record)
			bad_json(r);
		docs_resync(&r->docs, record);
		r->where = JROWS_DOCS;
	}
}

void
jrows_open(struct jrows *r, struct feed *feed, struct origin *origin)
{
	*r = (struct jrows){.keep = NULL};
	docs_open(&r->docs, feed, origin, JROWS_TEXT + 1);
}

void
jrows_close(struct jrows *r)
{
	docs_close(&r->docs);
	buf_free(&r->field);
	buf_free(&r->value);
}
