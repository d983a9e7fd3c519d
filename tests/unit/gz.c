/* SPDX-License-Identifier: ISC */

/*
 * gz: whatever the library, the members and the pieces in which bytes come,
 * the data comes out, and damage is told after all that stood before it.
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
#include "source/gz.h"

#define SEED 20261124

/* A feed over bytes, in pieces of random size up to most. */
struct pieces {
	struct feed feed;
	const char *p;
	size_t n, most;
};

static ssize_t
pull(struct feed *f, char *p, size_t n)
{
	struct pieces *s = (struct pieces *)f;
	size_t k = 1 + (size_t)random() % s->most;

	k = k < n ? k : n;
	k = k < s->n ? k : s->n;
	if (k > 0)
		memcpy(p, s->p, k);
	s->p += k;
	s->n -= k;
	f->taken += k;
	return (ssize_t)k;
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

static struct feed *
pieces(struct slice s, size_t most)
{
	struct pieces *f = mem_new(sizeof(*f));

	f->feed = (struct feed){.pull = pull, .ready = ready, .close = done};
	f->p = s.p;
	f->n = s.n;
	f->most = most;
	return &f->feed;
}

static struct slice
view(const struct buf *b)
{
	return (struct slice){b->p, b->n};
}

static void
put_number(struct buf *b, uint32_t v, int n)
{
	for (int i = 0; i < n; i++)
		buf_char(b, (char)(v >> (8 * i)));
}

/* RFC 1952, 2.3: the head of a member with the parts that flags say. */
static void
put_head(struct buf *b, int flags)
{
	size_t from = b->n;

	buf_add(b, "\x1f\x8b\x08", 3);
	buf_char(b, (char)flags);
	buf_add(b, "\1\2\3\4\0\3", 6);
	if (flags & 4)
		buf_add(b, "\5\0extra", 7);
	if (flags & 8)
		buf_add(b, "name", 5);
	if (flags & 16)
		buf_add(b, "a comment", 10);
	if (flags & 2)
		put_number(b,
		    (uint32_t)crc32(0, (const Bytef *)b->p + from,
			(uInt)(b->n - from)),
		    2);
}

static void
put_deflated(struct buf *b, struct slice s, int level)
{
	z_stream z = {0};

	assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, -15, 8,
			     Z_DEFAULT_STRATEGY),
	    Z_OK);
	size_t room = deflateBound(&z, s.n) + 16;
	z.next_in = unconst(s.p);
	z.avail_in = (uInt)s.n;
	z.next_out = (Bytef *)buf_room(b, room);
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	b->n += room - z.avail_out;
	deflateEnd(&z);
}

static void
put_member(struct buf *b, struct slice s, int flags, int level)
{
	put_head(b, flags);
	put_deflated(b, s, level);
	put_number(b, (uint32_t)crc32(0, (const Bytef *)s.p, (uInt)s.n), 4);
	put_number(b, (uint32_t)s.n, 4);
}

/* Lines with some sense to compress, or none. */
static void
put_data(struct buf *b, size_t n)
{
	bool noise = random() % 4 == 0;

	while (b->n < n)
		if (noise)
			buf_char(b, (char)random());
		else
			buf_fmt(b, "2 1 eni-%ld 10.0.%ld.1 OK\n", random() % 9,
			    random() % 256);
	b->n = n;
}

/* Reads all; returns the last answer of pull, and *why. */
static ssize_t
decode(const struct gz_lib *lib, struct slice in, size_t most, size_t room,
    struct buf *out, char why[static 128])
{
	struct feed *f = gz_open(pieces(in, most), lib);
	char *p = mem_array(NULL, room, 1);
	ssize_t got;

	out->n = 0;
	while ((got = feed_pull(f, p, room)) > 0)
		buf_add(out, p, (size_t)got);
	assert_int_equal(feed_pull(f, p, room), got); /* it stays so */
	why[0] = '\0';
	if (got < 0)
		snprintf(why, 128, "%s", f->why);
	else
		assert_int_equal(f->taken, in.n);
	free(p);
	feed_close(f);
	return got;
}

static const struct gz_lib *
each(size_t *i)
{
	const struct gz_lib *lib = gz_libs[*i];

	if (lib != NULL)
		print_message("%s\n", lib->name);
	++*i;
	return lib;
}

static void
test_random(void **state)
{
	struct buf data = {0}, in = {0}, out = {0};
	char why[128];
	const struct gz_lib *lib;

	(void)state;
	for (size_t i = 0; (lib = each(&i)) != NULL;) {
		srandom(SEED);
		print_message("seed %d\n", SEED);
		for (int round = 0; round < 300; round++) {
			size_t from = data.n = in.n = 0;
			for (long m = 1 + random() % 4; m > 0; m--) {
				put_data(&data, from + (size_t)random() % 9999);
				put_member(&in,
				    (struct slice){data.p + from,
					data.n - from},
				    (int)(random() % 32 & ~1L),
				    (int)(random() % 10));
				from = data.n;
			}
			size_t most = random() % 2 ? 70000 : 1 + random() % 99;
			size_t room = random() % 2 ? 70000 : 1 + random() % 99;
			assert_int_equal(decode(lib, view(&in), most, room,
					     &out, why),
			    0);
			assert_true(slice_eq(view(&out), view(&data)));
		}
	}
	buf_free(&data);
	buf_free(&in);
	buf_free(&out);
}

/* Two members with every part of a head; ends[] is where they end. */
static void
two_members(struct buf *in, struct buf *data, size_t ends[2])
{
	srandom(SEED);
	buf_str(data, "one line\nanother line\nanother line\n");
	put_member(in, view(data), 2 | 4 | 8 | 16, 9);
	ends[0] = in->n;
	put_member(in, slice_str("third\n"), 0, 9);
	buf_str(data, "third\n");
	ends[1] = in->n;
}

/* Is got a beginning of want? */
static bool
begins(const struct buf *want, const struct buf *got)
{
	return got->n <= want->n &&
	    slice_eq((struct slice){want->p, got->n}, view(got));
}

/* Cut anywhere: whole members are whole, all else says where it was cut. */
static void
test_truncated(void **state)
{
	struct buf data = {0}, in = {0}, out = {0};
	const struct gz_lib *lib;
	char why[128], want[128];
	size_t ends[2];

	(void)state;
	two_members(&in, &data, ends);
	for (size_t i = 0; (lib = each(&i)) != NULL;) {
		for (size_t n = 0; n <= in.n; n++) {
			ssize_t got = decode(lib, (struct slice){in.p, n}, 5, 7,
			    &out, why);
			assert_true(begins(&data, &out));
			if (n == ends[0] || n == ends[1]) {
				assert_int_equal(got, 0);
				continue;
			}
			assert_int_equal(got, -1);
			snprintf(want, sizeof(want),
			    "damaged gzip: truncated after %zu bytes", n);
			assert_string_equal(why, want);
			/* What was decoded before the cut was given. */
			if (n > ends[0])
				assert_true(out.n >= data.n - 6);
		}
	}
	buf_free(&data);
	buf_free(&in);
	buf_free(&out);
}

/*
 * Any bit of the second member flipped: told, or of no consequence.  In the
 * head that is the time, the system and the text flag; a deflate stream has
 * bits of padding; in the tail every bit counts.
 */
static void
test_flipped(void **state)
{
	struct buf data = {0}, in = {0}, out = {0};
	const struct gz_lib *lib;
	char why[128];
	size_t ends[2];

	(void)state;
	two_members(&in, &data, ends);
	for (size_t i = 0; (lib = each(&i)) != NULL;) {
		for (size_t bit = ends[0] * 8; bit < ends[1] * 8; bit++) {
			size_t at = bit / 8 - ends[0];
			bool head = at < 10, tail = bit / 8 >= ends[1] - 8;
			bool idle = (at >= 4 && at < 10) ||
			    (at == 3 && bit % 8 == 0);
			in.p[bit / 8] ^= (char)(1 << bit % 8);
			ssize_t got = decode(lib, view(&in), 9999, 9999, &out,
			    why);
			in.p[bit / 8] ^= (char)(1 << bit % 8);
			if (head || tail)
				assert_int_equal(got, idle ? 0 : -1);
			if (got == 0)
				assert_true(slice_eq(view(&out), view(&data)));
			else
				assert_memory_equal(why, "damaged gzip: ", 14);
			/* The first member was whole. */
			assert_true(out.n >= data.n - 6);
			assert_memory_equal(out.p, data.p, data.n - 6);
		}
	}
	buf_free(&data);
	buf_free(&in);
	buf_free(&out);
}

static void
test_verdicts(void **state)
{
	static const struct {
		size_t back; /* which byte from the end is wrong; 0: none */
		const char *behind;
		size_t n;
		const char *why; /* behind "damaged gzip: " */
	} t[] = {
	    {0, "", 0, NULL},
	    {0, "\0", 1, NULL},
	    {0, "\0\0\0", 3, NULL},
	    {8, "", 0, "bad checksum in member 1"},
	    {5, "", 0, "bad checksum in member 1"},
	    {4, "", 0, "bad length in member 1"},
	    {1, "", 0, "bad length in member 1"},
	    {0, "x", 1, "garbage after 36 bytes, behind the data"},
	    {0, "\0\0x", 3, "garbage after 38 bytes, behind the data"},
	    {0, "\x1fx", 2, "garbage after 36 bytes, behind the data"},
	    {0, "\x1f", 1, "truncated after 37 bytes"},
	    {0, "\x1f\x8b\x07\0", 4, "unknown method or flags in member 2"},
	    {0, "\x1f\x8b\x08\x20", 4, "unknown method or flags in member 2"},
	};
	const struct gz_lib *lib;
	char why[128];

	(void)state;
	for (size_t i = 0; (lib = each(&i)) != NULL;) {
		for (size_t k = 0; k < nitems(t); k++) {
			struct buf in = {0}, out = {0};
			put_member(&in, slice_str("hello, hello\n"), 0, 0);
			/* 10 head, 5 stored block head, 13 data, 8 tail. */
			assert_int_equal(in.n, 36);
			if (t[k].back > 0)
				in.p[in.n - t[k].back] ^= 0x10;
			buf_add(&in, t[k].behind, t[k].n);
			ssize_t got = decode(lib, view(&in), 3, 100, &out, why);
			assert_true(slice_is(view(&out), "hello, hello\n"));
			assert_int_equal(got, t[k].why == NULL ? 0 : -1);
			if (t[k].why != NULL)
				assert_string_equal(why + 14, t[k].why);
			buf_free(&in);
			buf_free(&out);
		}
	}
}

/* Members without data are data too: none. */
static void
test_empty(void **state)
{
	struct buf in = {0}, out = {0};
	const struct gz_lib *lib;
	char why[128];

	(void)state;
	put_member(&in, slice_str(""), 0, 6);
	put_member(&in, slice_str(""), 8, 0);
	put_member(&in, slice_str("x"), 0, 6);
	put_member(&in, slice_str(""), 0, 6);
	for (size_t i = 0; (lib = each(&i)) != NULL;) {
		assert_int_equal(decode(lib, view(&in), 1, 1, &out, why), 0);
		assert_true(slice_is(view(&out), "x"));
	}
	buf_free(&in);
	buf_free(&out);
}

/* Noise behind a good head ends, with a verdict and without a crash. */
static void
test_noise(void **state)
{
	const struct gz_lib *lib;
	char why[128];

	(void)state;
	for (size_t i = 0; (lib = each(&i)) != NULL;) {
		srandom(SEED);
		for (int round = 0; round < 2000; round++) {
			struct buf in = {0}, out = {0};
			put_head(&in, 0);
			for (long n = random() % 400; n > 0; n--)
				buf_char(&in, (char)random());
			assert_int_equal(decode(lib, view(&in), 50, 1000, &out,
					     why),
			    -1);
			buf_free(&in);
			buf_free(&out);
		}
	}
}

static bool
never(struct feed *f)
{
	(void)f;
	return false;
}

/*
 * A pipe that gave a member and now waits: what is there of the next one is
 * worth a pull, the tail of the last is not.
 */
static void
test_ready(void **state)
{
	const struct gz_lib *lib;
	struct buf in = {0};
	char p[100];

	(void)state;
	put_member(&in, slice_str("data"), 0, 6);
	size_t n = in.n;
	put_member(&in, slice_str("more"), 0, 6);
	for (size_t i = 0; (lib = each(&i)) != NULL;) {
		struct feed *under = feed_head(in.p, n, pieces(view(&in), 1));
		under->ready = never;
		struct feed *f = gz_open(under, lib);
		assert_false(feed_ready(f));
		assert_int_equal(feed_pull(f, p, sizeof(p)), 4);
		assert_false(feed_ready(f));
		feed_close(f);

		under = feed_head(in.p, in.n, pieces(view(&in), 1));
		under->ready = never;
		f = gz_open(under, lib);
		assert_int_equal(feed_pull(f, p, 3), 3);
		assert_true(feed_ready(f));
		assert_int_equal(feed_pull(f, p, 100), 1);
		assert_true(feed_ready(f));
		assert_int_equal(feed_pull(f, p, 100), 4);
		assert_false(feed_ready(f));
		feed_close(f);
	}
	buf_free(&in);
}

static void
test_claim(void **state)
{
	(void)state;
	assert_true(gz_claim("\x1f\x8b", 2));
	assert_true(gz_claim("\x1f\x8b\x08", 3));
	assert_false(gz_claim("\x1f", 1));
	assert_false(gz_claim("\x1f\x9d", 2)); /* compress(1) */
	assert_false(gz_claim("2 ", 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_truncated),
	    cmocka_unit_test(test_flipped),
	    cmocka_unit_test(test_verdicts),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_noise),
	    cmocka_unit_test(test_ready),
	    cmocka_unit_test(test_claim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
