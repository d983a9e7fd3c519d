/* SPDX-License-Identifier: ISC */

/*
 * sniff and peel: what an input is, told by no more of its bytes than it
 * takes.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "source/sniff.h"

#define CUT "2 1 eni-1 10.0.0.1 10.0.0.2 1 |2 6 1 40 1 2 ACCEPT OK\n|"
#define V2 "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 100 160 ACCEPT OK\n"

/* A feed over pieces, one a pull, that fails behind the last if told so. */
struct pieces {
	struct feed feed;
	struct slice piece[8];
	size_t n, pulled;
	bool fails;
};

static ssize_t
pull(struct feed *f, char *p, size_t n)
{
	struct pieces *s = (struct pieces *)f;

	if (s->pulled == s->n) {
		f->why = "it broke";
		return s->fails ? -1 : 0;
	}
	struct slice piece = s->piece[s->pulled++];
	assert_true(piece.n <= n);
	memcpy(p, piece.p, piece.n);
	return (ssize_t)piece.n;
}

static bool
ready(struct feed *f)
{
	(void)f;
	return true;
}

static void
done(struct feed *f)
{
	free(f);
}

static struct pieces *
pieces(const char *text)
{
	struct pieces *s = mem_new(sizeof(*s));
	struct slice rest = slice_str(text);

	s->feed = (struct feed){.pull = pull, .ready = ready, .close = done};
	while (rest.n > 0)
		s->piece[s->n++] = slice_cut(&rest, '|');
	return s;
}

/* The format of a text, whose pieces end with |, and how many were pulled. */
static const char *
format(const char *text, bool columns, size_t *pulled)
{
	struct pieces *s = pieces(text);
	struct peel p;

	peel_open(&p, &s->feed);
	assert_int_equal(peel_unwrap(&p), 0);
	const char *name = sniff_format(&p, columns)->name;
	*pulled = s->pulled;
	peel_close(&p);
	return name;
}

static void
test_format(void **state)
{
	static const struct {
		const char *text;
		bool columns;
		const char *name;
		size_t pulled;
	} t[] = {
	    {"#src\tdst\n|more", false, "stream", 1},
	    {"#!end\n|more", false, "stream", 1},
	    {"#src\tdst|\n", false, "stream", 1},
	    {V2 "|" V2, false, "text", 1},
	    {CUT V2, false, "text", 2},
	    {"what is this\n|" V2 "|" V2, false, "text", 2},
	    {"what is this\n|what is this\n|", false, "text", 2},
	    {"what is this\n|" V2, true, "text", 1},
	    {"\xef\xbb\xbf#src\n|more", false, "stream", 1},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		size_t pulled;
		assert_string_equal(format(t[i].text, t[i].columns, &pulled),
		    t[i].name);
		assert_int_equal(pulled, t[i].pulled);
	}
}

/* Never more than PEEL_HEAD bytes. */
static void
test_bounded(void **state)
{
	struct buf b = {0};
	struct peel p;

	(void)state;
	while (b.n < 2 * PEEL_HEAD)
		buf_str(&b, "xxxxxxxxxxxxxxx ");
	struct feed *none = &pieces("")->feed;
	peel_open(&p, feed_head(b.p, b.n, none));
	assert_int_equal(peel_unwrap(&p), 0);
	assert_string_equal(sniff_format(&p, false)->name, "text");
	assert_int_equal(p.n, PEEL_HEAD);

	/* And nothing is lost of them. */
	struct feed *f = peel_take(&p);
	struct buf got = {0};
	ssize_t n;
	while ((n = feed_pull(f, buf_room(&got, 999), 999)) > 0)
		got.n += (size_t)n;
	assert_true(slice_eq((struct slice){got.p, got.n},
	    (struct slice){b.p, b.n}));
	feed_close(f);
	buf_free(&got);
	buf_free(&b);
}

/* Wraps the bytes once more. */
static void
gzip(struct buf *b)
{
	struct buf out = {0};
	z_stream z = {0};

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8,
			     Z_DEFAULT_STRATEGY),
	    Z_OK);
	size_t room = deflateBound(&z, b->n) + 64;
	z.next_in = (Bytef *)b->p;
	z.avail_in = (uInt)b->n;
	z.next_out = (Bytef *)buf_room(&out, room);
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out.n = room - z.avail_out;
	deflateEnd(&z);
	buf_free(b);
	*b = out;
}

static void
test_unwrap(void **state)
{
	struct buf b = {0};
	struct peel p;

	(void)state;
	buf_str(&b, "\xef\xbb\xbf" V2);
	for (int deep = 0; deep <= PEEL_DEEP + 1; deep++) {
		peel_open(&p, feed_head(b.p, b.n, &pieces("")->feed));
		int r = peel_unwrap(&p);
		if (deep <= PEEL_DEEP) {
			assert_int_equal(r, 0);
			while (peel_more(&p))
				continue;
			assert_true(slice_is((struct slice){p.head, p.n}, V2));
		} else {
			assert_int_equal(r, -1);
			assert_string_equal(p.why,
			    "gzip and base64 in each other, more than 4 "
			    "times");
		}
		peel_close(&p);
		gzip(&b);
	}
	buf_free(&b);
}

static void
test_foreign(void **state)
{
	static const char *const t[][2] = {
	    {"\x28\xb5\x2f\xfd....", "zstd: unpack it first, with zstd -dc"},
	    {"BZh91AY", "bzip2: unpack it first, with bzip2 -dc"},
	    {"\xfd"
	     "7zX|Z",
		NULL},
	    {"PK\x03\x04....", "zip: unpack it first, with unzip -p"},
	    {"BZ", NULL},
	};
	struct peel p;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		peel_open(&p, &pieces(t[i][0])->feed);
		assert_int_equal(peel_unwrap(&p), t[i][1] == NULL ? 0 : -1);
		if (t[i][1] != NULL)
			assert_string_equal(p.why, t[i][1]);
		peel_close(&p);
	}
}

/* A feed that fails is told of, but what came before it is kept. */
static void
test_failing(void **state)
{
	struct pieces *s = pieces("");
	struct peel p;

	(void)state;
	s->fails = true;
	peel_open(&p, &s->feed);
	assert_int_equal(peel_unwrap(&p), -1);
	assert_string_equal(p.why, "it broke");
	peel_close(&p);

	s = pieces("2 1|");
	s->fails = true;
	peel_open(&p, &s->feed);
	assert_int_equal(peel_unwrap(&p), 0);
	assert_string_equal(sniff_format(&p, false)->name, "text");
	assert_string_equal(p.why, "it broke");
	assert_true(slice_is((struct slice){p.head, p.n}, "2 1"));
	peel_close(&p);

	peel_open(&p, &pieces("")->feed);
	assert_int_equal(peel_unwrap(&p), 0);
	assert_int_equal(p.n, 0);
	peel_close(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_format),
	    cmocka_unit_test(test_bounded),
	    cmocka_unit_test(test_unwrap),
	    cmocka_unit_test(test_foreign),
	    cmocka_unit_test(test_failing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
