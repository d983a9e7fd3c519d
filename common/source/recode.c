/* SPDX-License-Identifier: ISC */

/* See recode.h. */

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf.h"
#include "source/recode.h"

#define BITE 65536 /* bytes taken at a time */

static const char nbsp[] = "\xc2\xa0";

const char *const recode_name[RECODE_COUNT] = {
    [RECODE_UTF16LE] = "UTF-16",
    [RECODE_UTF16BE] = "UTF-16",
    [RECODE_CR] = "lines that end in CR",
    [RECODE_NBSP] = "U+00A0 for blanks",
};

struct coder {
	struct feed feed;
	struct feed *under;
	enum recode how;
	char in[BITE];
	size_t n; /* bytes there, what the last bite left over first */
	bool eof;
	struct buf out;
	size_t given; /* of out */
};

/* ---- each takes what it can of in[] and returns how much ---------------- */

static size_t
take_utf16(struct coder *c)
{
	bool big = c->how == RECODE_UTF16BE;
	size_t done = 0, at;

	for (;;) {
		struct slice rest = {c->in + done, c->n - done};
		if (utf_from16(&c->out, rest, big, &at) == 0)
			return c->n;
		done += at;
		/* A character that is cut, or half of one. */
		if (c->n - done < 4 && (!c->eof || c->n - done < 2))
			return done;
		buf_str(&c->out, "\xef\xbf\xbd");
		done += 2;
	}
}

static size_t
take_cr(struct coder *c)
{
	char *p = buf_room(&c->out, c->n);

	for (size_t i = 0; i < c->n; i++)
		p[i] = c->in[i] == '\r' ? '\n' : c->in[i];
	c->out.n += c->n;
	return c->n;
}

static size_t
take_nbsp(struct coder *c)
{
	char *p = buf_room(&c->out, c->n), *start = p;
	size_t i = 0;

	for (; i < c->n; i++) {
		if (c->in[i] != nbsp[0]) {
			*p++ = c->in[i];
			continue;
		}
		if (i + 1 == c->n && !c->eof)
			break;
		bool hit = i + 1 < c->n && c->in[i + 1] == nbsp[1];
		*p++ = hit ? ' ' : c->in[i];
		i += hit;
	}
	c->out.n += (size_t)(p - start);
	return i;
}

static size_t (*const takers[RECODE_COUNT])(struct coder *) = {
    [RECODE_UTF16LE] = take_utf16,
    [RECODE_UTF16BE] = take_utf16,
    [RECODE_CR] = take_cr,
    [RECODE_NBSP] = take_nbsp,
};

/* ---- the feed --------------------------------------------------------- */

/* The next bite.  1, 0 at the end, -1. */
static int
bite(struct coder *c)
{
	c->out.n = c->given = 0;
	if (!c->eof) {
		ssize_t got = feed_pull(c->under, c->in + c->n, BITE - c->n);
		if (got == -1) {
			c->feed.why = c->under->why;
			return -1;
		}
		c->eof = got == 0;
		c->n += (size_t)got;
	}
	if (c->n == 0)
		return 0;
	size_t done = takers[c->how](c);
	c->n -= done;
	memmove(c->in, c->in + done, c->n);
	if (c->eof && done == 0) {
		c->feed.why = "UTF-16 that ends within a character";
		return -1;
	}
	return 1;
}

static ssize_t
coder_pull(struct feed *f, char *p, size_t n)
{
	struct coder *c = (struct coder *)f;

	while (c->given == c->out.n) {
		int got = bite(c);
		if (got < 1)
			return got;
	}
	return (ssize_t)slice_give((struct slice){c->out.p, c->out.n},
	    &c->given, p, n);
}

static bool
coder_ready(struct feed *f)
{
	struct coder *c = (struct coder *)f;

	return c->given < c->out.n || c->eof || feed_ready(c->under);
}

static void
coder_close(struct feed *f)
{
	struct coder *c = (struct coder *)f;

	feed_close(c->under);
	buf_free(&c->out);
	free(c);
}

struct feed *
recode_open(struct feed *under, enum recode how)
{
	struct coder *c = mem_new(sizeof(*c));

	c->feed.pull = coder_pull;
	c->feed.ready = coder_ready;
	c->feed.close = coder_close;
	c->under = under;
	c->how = how;
	return &c->feed;
}

/* ---- telling ---------------------------------------------------------- */

/* How a first line of text ends; one with other control bytes is none. */
static enum recode
tell_line(struct slice head, bool whole, bool *more)
{
	const char *p = head.p, *end = p + head.n;

	/* A stream, and JSON, which takes any white space. */
	if (strchr("#{[", *p) != NULL)
		return RECODE_NONE;
	while (p < end && ((unsigned char)*p >= ' ' || *p == '\t'))
		p++;
	*more = !whole && end - p < 2 && (p == end || *p == '\r');
	if (*more || p == end || *p != '\r')
		return RECODE_NONE;
	return p + 1 < end && p[1] == '\n' ? RECODE_NONE : RECODE_CR;
}

enum recode
recode_tell(struct slice head, bool whole, bool *more)
{
	size_t mark;

	*more = false;
	if (head.n == 0)
		return RECODE_NONE;
	enum utf utf = utf_tell(head, &mark);
	if (utf == UTF_8)
		return tell_line(head, whole, more);
	if (mark == 0) {
		/* The NUL of the second character. */
		size_t at = utf == UTF_16LE ? 3 : 2;
		*more = !whole && head.n < 4;
		if (head.n < 4 || head.p[at] != '\0' || head.p[5 - at] == '\0')
			return RECODE_NONE;
	}
	return utf == UTF_16LE ? RECODE_UTF16LE : RECODE_UTF16BE;
}

bool
recode_has_nbsp(struct slice s)
{
	const char *p = s.p, *end = p + s.n;

	while (p < end && (p = memchr(p, nbsp[0], (size_t)(end - p))) != NULL) {
		p++;
		if (p < end && *p == nbsp[1])
			return true;
	}
	return false;
}
