/* SPDX-License-Identifier: ISC */

/*
 * See gz.h.  A member is read by a small machine: head, body, tail, and what
 * is between members.  A pull gives what can be had without waiting for more
 * input than it needs, so that a pipe that trickles stays live.
 */

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/compat.h"
#include "base/diag.h"
#include "base/mem.h"
#include "source/gz.h"

#define GZ_INPUT (64 * 1024)
#define TAIL_SIZE 8 /* CRC and length */

enum { /* RFC 1952, 2.3.1: FLG */
	FLAG_HCRC = 2,
	FLAG_EXTRA = 4,
	FLAG_NAME = 8,
	FLAG_COMMENT = 16,
	FLAG_RESERVED = 0xe0,
};

enum state {
	BETWEEN,
	BODY,
	TAIL,
	ENDED,
	FAILED
};

struct gz {
	struct feed feed;
	struct feed *under;
	const struct gz_lib *lib;
	void *lib_state;
	enum state state;
	bool full;       /* the last pull had no room for all there was */
	bool eof;        /* under has ended */
	uint64_t used;   /* bytes of under that were taken from in[] */
	uint64_t member; /* its number, from 1 */
	uint32_t sum;    /* CRC of the member so far */
	uint32_t len;    /* its length modulo 2^32 */
	uint32_t head;   /* CRC of its header so far */
	const unsigned char *next;
	size_t left; /* bytes at next */
	char why[128];
	unsigned char in[GZ_INPUT];
};

const struct gz_lib *const gz_libs[] = {
#ifdef FL_ISAL
    &gz_isal,
#endif
    &gz_zlib,
    NULL,
};

bool
gz_claim(const char *head, size_t n)
{
	return n >= 2 && head[0] == '\x1f' && head[1] == '\x8b';
}

/* ---- bytes ------------------------------------------------------------ */

/* Sets the verdict and returns -1; the first one stays. */
static int FL_PRINTF(2, 3) fail(struct gz *g, const char *fmt, ...)
{
	va_list ap;

	if (g->state == FAILED)
		return -1;
	int n = snprintf(g->why, sizeof(g->why), "damaged gzip: ");
	va_start(ap, fmt);
	vsnprintf(g->why + n, sizeof(g->why) - (size_t)n, fmt, ap);
	va_end(ap);
	g->feed.why = g->why;
	g->state = FAILED;
	return -1;
}

/* Makes left > 0.  1, 0 at the end of under, -1 after its error. */
static int
fill(struct gz *g)
{
	if (g->left > 0)
		return 1;
	if (g->eof)
		return 0;
	ssize_t got = feed_pull(g->under, (char *)g->in, sizeof(g->in));
	g->feed.taken = g->under->taken;
	g->feed.size = g->under->size;
	if (got == -1) {
		g->feed.why = g->under->why;
		g->state = FAILED;
		return -1;
	}
	g->eof = got == 0;
	g->next = g->in;
	g->left = (size_t)got;
	return got > 0;
}

static int
truncated(struct gz *g)
{
	return fail(g, "truncated after %llu bytes",
	    (unsigned long long)g->used);
}

static int
garbage(struct gz *g, uint64_t at)
{
	return fail(g, "garbage after %llu bytes, behind the data",
	    (unsigned long long)at);
}

/* The next byte of a head or tail, or -1: the verdict is set. */
static int
byte(struct gz *g)
{
	int r = fill(g);

	if (r == -1)
		return -1;
	if (r == 0)
		return truncated(g);
	unsigned char c = *g->next++;
	g->left--;
	g->used++;
	g->head = g->lib->crc(g->head, &c, 1);
	return c;
}

/* n bytes as a little-endian number, or -1. */
static int64_t
number(struct gz *g, int n)
{
	uint64_t v = 0;

	for (int i = 0; i < n; i++) {
		int c = byte(g);
		if (c == -1)
			return -1;
		v |= (uint64_t)c << (8 * i);
	}
	return (int64_t)v;
}

/* ---- members ---------------------------------------------------------- */

/* Passes over n bytes, or with n = -1 up to and with a NUL.  0 or -1. */
static int
skip(struct gz *g, int64_t n)
{
	for (int c = 1; n == -1 ? c != 0 : n > 0; n -= n > 0) {
		c = byte(g);
		if (c == -1)
			return -1;
	}
	return 0;
}

/* The optional parts of a head, in RFC 1952's order.  0 or -1. */
static int
read_extras(struct gz *g, int flags)
{
	if (flags & FLAG_EXTRA) {
		int64_t n = number(g, 2);
		if (n == -1 || skip(g, n) == -1)
			return -1;
	}
	if ((flags & FLAG_NAME) && skip(g, -1) == -1)
		return -1;
	if ((flags & FLAG_COMMENT) && skip(g, -1) == -1)
		return -1;
	if (flags & FLAG_HCRC) {
		uint32_t want = g->head & 0xffff;
		int64_t n = number(g, 2);
		if (n == -1)
			return -1;
		if ((uint32_t)n != want)
			return fail(g, "bad header checksum in member %llu",
			    (unsigned long long)g->member);
	}
	return 0;
}

/* Reads the head of a member, whose first byte is there. */
static void
begin(struct gz *g)
{
	uint64_t at = g->used;

	g->head = 0;
	if (*g->next != 0x1f) {
		garbage(g, at);
		return;
	}
	g->member++;
	int64_t magic = number(g, 2);
	if (magic == -1)
		return;
	if (magic != 0x8b1f) {
		garbage(g, at);
		return;
	}
	int method = byte(g);
	int flags = byte(g);
	if (method == -1 || flags == -1)
		return;
	if (method != 8 || (flags & FLAG_RESERVED)) {
		fail(g, "unknown method or flags in member %llu",
		    (unsigned long long)g->member);
		return;
	}
	if (skip(g, 6) == -1 || read_extras(g, flags) == -1)
		return;
	if (g->member > 1)
		g->lib->again(g->lib_state);
	g->sum = 0;
	g->len = 0;
	g->state = BODY;
}

/* Compares the tail of a member with what came out of it. */
static void
finish(struct gz *g)
{
	int64_t sum = number(g, 4);
	int64_t len = number(g, 4);

	if (sum == -1 || len == -1)
		return;
	if ((uint32_t)sum != g->sum)
		fail(g, "bad checksum in member %llu",
		    (unsigned long long)g->member);
	else if ((uint32_t)len != g->len)
		fail(g, "bad length in member %llu",
		    (unsigned long long)g->member);
	else
		g->state = BETWEEN;
}

/*
 * Behind a member: the next one, the end, or zeros up to the end.
 */
static void
between(struct gz *g)
{
	bool padded = false;

	for (;;) {
		int r = fill(g);
		if (r == -1)
			return;
		if (r == 0 && g->member == 0) {
			truncated(g);
			return;
		}
		if (r == 0) {
			g->state = ENDED;
			return;
		}
		if (*g->next != 0 || g->member == 0)
			break;
		padded = true;
		g->next++;
		g->left--;
		g->used++;
	}
	if (padded)
		garbage(g, g->used);
	else
		begin(g);
}

/* Inflates into p.  How many bytes came out (maybe none yet), or -1. */
static ssize_t
body(struct gz *g, char *p, size_t n)
{
	int r = g->full ? 1 : fill(g);

	if (r == -1)
		return -1;
	if (r == 0)
		return truncated(g);
	struct gz_span span = {
	    .in = g->next,
	    .nin = g->left,
	    .out = (unsigned char *)p,
	    .nout = n,
	};

	enum gz_step step = g->lib->inflate(g->lib_state, &span);
	size_t out = n - span.nout;
	g->used += g->left - span.nin;
	g->next = span.in;
	g->left = span.nin;
	g->full = span.nout == 0;
	g->sum = g->lib->crc(g->sum, p, out);
	g->len += (uint32_t)out;
	if (step == GZ_BAD) {
		fail(g, "bad data after %llu bytes",
		    (unsigned long long)g->used);
	} else if (step == GZ_DONE) {
		g->full = false;
		g->state = TAIL;
	}
	/* What came out is given first; the next pull says what is wrong. */
	return out > 0 || g->state != FAILED ? (ssize_t)out : -1;
}

/* ---- the feed --------------------------------------------------------- */

static ssize_t
gz_pull(struct feed *f, char *p, size_t n)
{
	struct gz *g = (struct gz *)f;

	for (;;) {
		if (g->state == FAILED)
			return -1;
		if (g->state == ENDED)
			return 0;
		if (g->state == BODY) {
			ssize_t got = body(g, p, n);
			if (got != 0)
				return got;
		} else if (g->state == TAIL) {
			finish(g);
		} else {
			between(g);
		}
	}
}

static bool
gz_ready(struct feed *f)
{
	struct gz *g = (struct gz *)f;

	/* A tail that is there is no data, and would be followed by waiting. */
	size_t idle = g->state == TAIL ? TAIL_SIZE : 0;
	return g->full || g->left > idle || g->eof || g->state >= ENDED ||
	    feed_ready(g->under);
}

static void
gz_close(struct feed *f)
{
	struct gz *g = (struct gz *)f;

	g->lib->end(g->lib_state);
	feed_close(g->under);
	free(g);
}

/* The library to use; leaves with a message where FL_GZ names none. */
static const struct gz_lib *
choose(void)
{
	const char *want = getenv("FL_GZ");

	if (want == NULL || *want == '\0')
		return gz_libs[0];
	for (size_t i = 0; gz_libs[i] != NULL; i++) {
		if (strcmp(gz_libs[i]->name, want) == 0)
			return gz_libs[i];
	}
	diag_die("FL_GZ: no such gzip library here: \"%s\"", want);
}

struct feed *
gz_open(struct feed *under, const struct gz_lib *lib)
{
	struct gz *g = mem_array(NULL, 1, sizeof(*g));

	memset(g, 0, offsetof(struct gz, in)); /* many files are small */
	g->feed.pull = gz_pull;
	g->feed.ready = gz_ready;
	g->feed.close = gz_close;
	g->feed.taken = under->taken;
	g->feed.size = under->size;
	g->under = under;
	g->lib = lib != NULL ? lib : choose();
	g->lib_state = g->lib->start();
	return &g->feed;
}
