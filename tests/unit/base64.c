/* SPDX-License-Identifier: ISC */

/*
 * base64: RFC 4648's examples, random bytes in any spelling and in pieces of
 * any size, what is damaged, and what is taken for it.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "source/base64.h"

#define SEED 20261124

/* A feed over bytes, in pieces of random size up to most. */
struct pieces {
	struct feed feed;
	struct slice left;
	size_t most;
	bool fails;
};

static ssize_t
pull(struct feed *f, char *p, size_t n)
{
	struct pieces *s = (struct pieces *)f;
	size_t k = 1 + (size_t)random() % s->most;

	k = k < n ? k : n;
	k = k < s->left.n ? k : s->left.n;
	if (k > 0)
		memcpy(p, s->left.p, k);
	s->left.p += k;
	s->left.n -= k;
	if (k == 0 && s->fails) {
		f->why = "it broke";
		return -1;
	}
	return (ssize_t)k;
}

static bool
ready(struct feed *f)
{
	return ((struct pieces *)f)->left.n > 0;
}

static void
done(struct feed *f)
{
	free(f);
}

/* Decodes all; what it fails with is put behind it, after a bar. */
static void
decode(struct buf *to, struct slice text, size_t most, bool fails)
{
	struct pieces *s = mem_new(sizeof(*s));
	ssize_t got;

	*s = (struct pieces){{.pull = pull, .ready = ready, .close = done},
	    text, most, fails};
	struct feed *f = base64_open(&s->feed);
	do {
		size_t n = 1 + (size_t)random() % most;
		got = feed_pull(f, buf_room(to, n), n);
		to->n += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	if (got == -1) {
		assert_int_equal(feed_pull(f, buf_room(to, 9), 9), -1);
		buf_fmt(to, "|%s", f->why);
	}
	feed_close(f);
}

static void
test_vectors(void **state)
{
	static const char *const t[][2] = {
	    {"", ""},
	    {"Zg==", "f"},
	    {"Zm8=", "fo"},
	    {"Zm9v", "foo"},
	    {"Zm9vYg==", "foob"},
	    {"Zm9vYmE=", "fooba"},
	    {"Zm9vYmFy", "foobar"},
	    {"Zg", "f"},
	    {"Zg=", "f"},
	    {"Zm8", "fo"},
	    {"Z\ng =\r\n= \tZm8=Zm9v\n", "ffofoo"},
	    {"Z", "|damaged base64: truncated after 1 bytes"},
	    {"Zm9vZ\n", "foo|damaged base64: truncated after 6 bytes"},
	    {"Zm9v!", "foo|damaged base64: byte 0x21 after 4 bytes"},
	    {"Zm9vZm-v", "foo|damaged base64: byte 0x2d after 6 bytes"},
	    {"Zm9v=", "foo|damaged base64: byte 0x3d after 4 bytes"},
	    {"Zm9vZ===", "foo|damaged base64: byte 0x3d after 5 bytes"},
	    {"Zg=vZg==", "|damaged base64: byte 0x76 after 3 bytes"},
	    {"Zm9v\xff", "foo|damaged base64: byte 0xff after 4 bytes"},
	};
	struct buf got = {0};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		for (size_t most = 1; most < 9; most++) {
			decode(&got, slice_str(t[i][0]), most, false);
			assert_string_equal(buf_cstr(&got), t[i][1]);
			got.n = 0;
		}
	}
	decode(&got, slice_str("Zm9vZ"), 2, true);
	assert_string_equal(buf_cstr(&got), "foo|it broke");
	buf_free(&got);
}

/* The digits of bytes, by RFC 4648's table; a newline now and then. */
static void
encode(struct buf *to, struct slice s)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t bit = 0; bit < 8 * s.n; bit += 6) {
		unsigned int v = 0;
		for (size_t k = bit; k < bit + 6; k++) {
			unsigned int byte = k / 8 < s.n ?
			    (unsigned char)s.p[k / 8] :
			    0;
			v = v << 1 | (byte >> (7 - k % 8) & 1);
		}
		buf_char(to, digit[v]);
		if (random() % 50 == 0)
			buf_str(to, random() % 2 ? "\r\n" : "\n");
	}
	for (size_t n = s.n; n % 3 != 0; n++)
		buf_char(to, '=');
}

static void
test_random(void **state)
{
	struct buf bytes = {0}, text = {0}, got = {0};

	(void)state;
	srandom(SEED);
	for (int round = 0; round < 500; round++) {
		for (long parts = 1 + random() % 3; parts > 0; parts--) {
			size_t from = bytes.n;
			for (long n = random() % 300; n > 0; n--)
				buf_char(&bytes, (char)random());
			encode(&text,
			    (struct slice){bytes.p + from, bytes.n - from});
		}
		decode(&got, (struct slice){text.p, text.n},
		    random() % 2 == 0 ? 5 : 1000, false);
		assert_int_equal(got.n, bytes.n);
		if (got.n > 0)
			assert_memory_equal(got.p, bytes.p, got.n);
		bytes.n = text.n = got.n = 0;
	}
	buf_free(&bytes);
	buf_free(&text);
	buf_free(&got);
}

#define GZ64 "H4sIAAAAAAAAAzNSMFRIzcnPS1RITQFSQGyQCgD7Gj3nFwAAAA=="

static void
test_claim(void **state)
{
	static const struct {
		const char *head;
		bool whole;
		enum claim claim;
	} t[] = {
	    {GZ64 GZ64, false, CLAIM_YES},
	    {GZ64, true, CLAIM_YES},
	    {GZ64, false, CLAIM_MORE},
	    {"H4sI", true, CLAIM_NO},
	    {"eyJtZXNzYWdlIjoiMiAxIn0=", true, CLAIM_YES},
	    {"MiAxIGVuaS0xIDEwLjAuMC4xIA", true, CLAIM_YES},
	    {"MiAxIGVu\nMiAxIGVu\n", true, CLAIM_YES},
	    {"srcaddr\n", false, CLAIM_MORE},
	    {"srcaddr\nsrcaddr\nsrcaddr\n", true, CLAIM_NO},
	    {"srcaddr dstaddr", false, CLAIM_NO},
	    {"2 1 eni-1", false, CLAIM_NO},
	    {"#src", false, CLAIM_NO},
	    {"4430\n4430\n4430\n4430\n4430\n", true, CLAIM_NO},
	    {"accountid\naccountid\naccountid\n", true, CLAIM_NO},
	    {"{\"message\"", false, CLAIM_NO},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_int_equal(base64_claim(slice_str(t[i].head), t[i].whole),
		    t[i].claim);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_vectors),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_claim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
