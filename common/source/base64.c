/* SPDX-License-Identifier: ISC */

/* See base64.h. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "source/base64.h"
#include "source/gz.h"

#define INPUT (64 * 1024)
#define LOOKED 64 /* bytes that decide */
#define LEAST 16  /* what is shorter is no log */

enum { /* beside the values 0..63 */
	BLANK = 64,
	PAD,
	STRANGE
};

static inline unsigned int
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned int)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned int)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0') + 52;
	switch (c) {
	case '+':
		return 62;
	case '/':
		return 63;
	case '=':
		return PAD;
	case ' ':
	case '\t':
	case '\n':
	case '\r':
		return BLANK;
	default:
		return STRANGE;
	}
}

/* Four digits, of which some may have come; whole ones become bytes. */
struct quad {
	uint32_t bits;
	unsigned int n; /* digits */
	unsigned int pads;
};

/*
 * Takes a byte in and puts up to three out.  How many, or -1 where it can't
 * stand here.
 */
static int
take(struct quad *q, char c, char *out)
{
	unsigned int v = value_of(c);

	if (v == BLANK)
		return 0;
	if (v == STRANGE || (v == PAD && q->n < 2) || (v < 64 && q->pads > 0))
		return -1;
	q->bits = q->bits << 6 | (v == PAD ? 0 : v);
	q->pads += v == PAD;
	if (++q->n < 4)
		return 0;
	int n = 3 - (int)q->pads;
	for (int i = 0; i < n; i++)
		out[i] = (char)(q->bits >> (16 - 8 * i));
	*q = (struct quad){0};
	return n;
}

/* The end: what digits without their padding hold; -1: one is too few. */
static int
finish(struct quad *q, char *out)
{
	int n = q->n > q->pads ? (int)(q->n - q->pads) - 1 : 0;

	if (q->n == 1)
		return -1;
	q->bits <<= 6 * (4 - q->n);
	for (int i = 0; i < n; i++)
		out[i] = (char)(q->bits >> (16 - 8 * i));
	*q = (struct quad){0};
	return n;
}

/* ---- telling ---------------------------------------------------------- */

/* Decoded bytes that may begin a log. */
static bool
is_log(const char *p, size_t n)
{
	bool blank = false;

	if (gz_claim(p, n))
		return true;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		if (c >= 0x7f || (c < ' ' && (c < '\t' || c > '\r')))
			return false;
		blank |= c == ' ' || c == '"';
	}
	return blank;
}

enum claim
base64_claim(struct slice head, bool whole)
{
	char out[LOOKED];
	struct quad q = {0};
	size_t n = 0;

	for (size_t i = 0; i < head.n && i < LOOKED; i++) {
		int got = take(&q, head.p[i], out + n);
		/* The blank of a record is not between digits of base64. */
		if (got == -1 || head.p[i] == ' ' || head.p[i] == '\t')
			return CLAIM_NO;
		n += (size_t)got;
	}
	if (head.n < LOOKED && !whole)
		return CLAIM_MORE;
	return head.n >= LEAST && is_log(out, n) ? CLAIM_YES : CLAIM_NO;
}

/* ---- the feed --------------------------------------------------------- */

struct base64 {
	struct feed feed;
	struct feed *under;
	struct quad quad;
	const char *next, *end; /* of in[] */
	uint64_t used;          /* bytes of under that were taken from it */
	bool eof, failed;
	char held[3]; /* for pulls of fewer */
	size_t nheld, given;
	char why[80];
	char in[INPUT];
};

static ssize_t
fail(struct base64 *b, const char *why)
{
	b->failed = true;
	b->feed.why = why;
	return -1;
}

/* Decodes what is there to p, which has room for n >= 3 bytes. */
static ssize_t
decode(struct base64 *b, char *p, size_t n)
{
	size_t out = 0;

	while (b->next < b->end && n - out >= 3) {
		int got = take(&b->quad, *b->next, p + out);
		if (got == -1 && out > 0)
			break;
		if (got == -1) {
			snprintf(b->why, sizeof(b->why),
			    "damaged base64: byte 0x%02x after %llu bytes",
			    (unsigned int)(unsigned char)*b->next,
			    (unsigned long long)b->used);
			return fail(b, b->why);
		}
		out += (size_t)got;
		b->next++;
		b->used++;
	}
	return (ssize_t)out;
}

/* The last bytes, or 0. */
static ssize_t
decode_end(struct base64 *b, char *p)
{
	int got = finish(&b->quad, p);

	if (got != -1)
		return got;
	snprintf(b->why, sizeof(b->why),
	    "damaged base64: truncated after %llu bytes",
	    (unsigned long long)b->used);
	return fail(b, b->why);
}

/* As pull, with room for three bytes. */
static ssize_t
pull_some(struct base64 *b, char *p, size_t n)
{
	for (;;) {
		if (b->failed)
			return -1;
		if (b->next < b->end) {
			ssize_t got = decode(b, p, n);
			if (got != 0)
				return got;
			continue;
		}
		if (b->eof)
			return decode_end(b, p);
		ssize_t got = feed_pull(b->under, b->in, sizeof(b->in));
		b->feed.taken = b->under->taken;
		b->feed.size = b->under->size;
		if (got == -1)
			return fail(b, b->under->why);
		b->eof = got == 0;
		b->next = b->in;
		b->end = b->in + got;
	}
}

static ssize_t
pull(struct feed *f, char *p, size_t n)
{
	struct base64 *b = (struct base64 *)f;

	if (b->given == b->nheld) {
		if (n >= sizeof(b->held))
			return pull_some(b, p, n);
		ssize_t got = pull_some(b, b->held, sizeof(b->held));
		if (got <= 0)
			return got;
		b->nheld = (size_t)got;
		b->given = 0;
	}
	return (ssize_t)slice_give((struct slice){b->held, b->nheld}, &b->given,
	    p, n);
}

static bool
ready(struct feed *f)
{
	struct base64 *b = (struct base64 *)f;

	/* A newline that is there is no data, and would be waited behind. */
	while (b->next < b->end && value_of(*b->next) == BLANK) {
		b->next++;
		b->used++;
	}
	return b->given < b->nheld || b->next < b->end || b->eof || b->failed ||
	    feed_ready(b->under);
}

static void
done(struct feed *f)
{
	feed_close(((struct base64 *)f)->under);
	free(f);
}

struct feed *
base64_open(struct feed *under)
{
	struct base64 *b = mem_array(NULL, 1, sizeof(*b));

	memset(b, 0, offsetof(struct base64, in));
	b->feed.pull = pull;
	b->feed.ready = ready;
	b->feed.close = done;
	b->feed.taken = under->taken;
	b->feed.size = under->size;
	b->under = under;
	b->next = b->end = b->in;
	return &b->feed;
}
