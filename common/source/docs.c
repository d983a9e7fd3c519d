/* SPDX-License-Identifier: ISC */

/* See docs.h. */

#include "source/docs.h"

void
docs_open(struct docs *d, struct feed *feed, struct origin *origin, size_t most)
{
	*d = (struct docs){.origin = origin};
	jstream_open(&d->json, feed, most);
}

void
docs_close(struct docs *d)
{
	jstream_close(&d->json);
}

void
docs_end(struct docs *d, bool record)
{
	d->single = record && d->json.doc_line > d->last_line;
	d->last_line = d->json.line;
}

bool
docs_bad(struct docs *d, bool alone)
{
	if (alone && d->single && d->json.doc_line > d->last_line)
		return true;
	if (d->lost++ == 0)
		origin_lost(d->origin, "line %ju: not JSON: %s",
		    (uintmax_t)d->json.line, d->json.why);
	return false;
}

void
docs_resync(struct docs *d, bool record)
{
	jstream_resync(&d->json, record ? d->origin->reject : NULL);
	d->last_line = d->json.line - 1;
}

void
docs_done(struct docs *d)
{
	if (d->lost > 1)
		origin_lost(d->origin, "%ju more place%s not JSON",
		    (uintmax_t)d->lost - 1,
		    d->lost == 2 ? " that is" : "s that are");
	d->lost = 0;
}

bool
docs_next(struct docs *d, enum jstream_token *t)
{
	*t = jstream_next(&d->json);
	return *t != JSTREAM_BAD && *t != JSTREAM_FAILED;
}

bool
docs_skip(struct docs *d, enum jstream_token t)
{
	t = jstream_skip(&d->json, t);
	return t != JSTREAM_BAD && t != JSTREAM_FAILED;
}

/* The members of one object that began.  0, or -1. */
static int
read_pair(struct docs *d, struct buf *field, struct buf *value)
{
	enum jstream_token t;

	field->n = value->n = 0;
	for (;;) {
		struct buf *to = NULL;
		if (!docs_next(d, &t))
			return -1;
		if (t == JSTREAM_CLOSE)
			return 0;
		if (slice_is(docs_text(d), "field"))
			to = field;
		else if (slice_is(docs_text(d), "value"))
			to = value;
		if (!docs_next(d, &t))
			return -1;
		if (to != NULL)
			to->n = 0;
		if (to != NULL && (t == JSTREAM_STRING || t == JSTREAM_NUMBER))
			buf_slice(to, docs_text(d));
		if (!docs_skip(d, t))
			return -1;
	}
}

int
docs_pair(struct docs *d, struct buf *field, struct buf *value)
{
	enum jstream_token t;

	for (;;) {
		if (!docs_next(d, &t))
			return -1;
		if (t == JSTREAM_CLOSE)
			return 0;
		if (t == JSTREAM_OBJECT)
			return read_pair(d, field, value) == 0 ? 1 : -1;
		if (!docs_skip(d, t))
			return -1;
	}
}
