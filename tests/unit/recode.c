/* SPDX-License-Identifier: ISC */

/* recode: text in pieces of any size comes out as the whole of it would. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/utf.h"
#include "source/recode.h"

#define SEED 20261124

/* A feed over bytes, in pieces of random size up to most. */
struct pieces {
	struct feed feed;
	struct slice left;
	size_t most;
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

/* All that comes out; the reason where it failed, or "". */
static const char *
recode(struct slice in, enum recode how, size_t most, struct buf *out)
{
	struct pieces *s = mem_new(sizeof(*s));
	ssize_t got;

	s->feed = (struct feed){.pull = pull, .ready = ready, .close = done};
	s->left = in;
	s->most = most;
	struct feed *f = recode_open(&s->feed, how);
	out->n = 0;
	do {
		size_t room = 1 + (size_t)random() % 100;
		got = feed_pull(f, buf_room(out, room), room);
		out->n += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	const char *why = got == -1 ? f->why : "";
	feed_close(f);
	buf_cstr(out);
	return why;
}

/* Random UTF-16 without halves of pairs. */
static void
put_units(struct buf *b, size_t n, bool big)
{
	while (n-- > 0) {
		uint32_t c = (uint32_t)random() % 4 == 0 ?
		    0xd800 :
		    (uint32_t)random() % 0x3000;
		uint32_t unit[2] = {c, 0xdc00 + (uint32_t)random() % 0x400};
		for (size_t i = 0; i < (c == 0xd800 ? 2U : 1U); i++) {
			buf_char(b, (char)(big ? unit[i] >> 8 : unit[i]));
			buf_char(b, (char)(big ? unit[i] : unit[i] >> 8));
		}
	}
}

static void
test_utf16(void **state)
{
	struct buf in = {0}, want = {0}, got = {0};
	size_t at;

	(void)state;
	print_message("seed %d\n", SEED);
	srandom(SEED);
	for (int round = 0; round < 400; round++) {
		bool big = round % 2;
		in.n = want.n = 0;
		put_units(&in, (size_t)random() % 200, big);
		struct slice s = {in.p, in.n};
		assert_int_equal(utf_from16(&want, s, big, &at), 0);
		buf_cstr(&want);
		const char *why = recode(s,
		    big ? RECODE_UTF16BE : RECODE_UTF16LE, 1 + round % 9, &got);
		assert_string_equal(why, "");
		assert_int_equal(got.n, want.n);
		assert_memory_equal(got.p, want.p, want.n);
	}
	buf_free(&in);
	buf_free(&want);
	buf_free(&got);
}

static void
test_table(void **state)
{
	static const char cut[] = "UTF-16 that ends within a character";
	static const struct {
		enum recode how;
		struct slice in;
		const char *out, *why;
	} t[] = {
	    {RECODE_UTF16LE, {"a\0\0\xd8x\0", 6}, "a\xef\xbf\xbdx", ""},
	    {RECODE_UTF16LE, {"a\0\0\xdcx\0", 6}, "a\xef\xbf\xbdx", ""},
	    {RECODE_UTF16BE, {"\0a\xd8\0", 4}, "a\xef\xbf\xbd", ""},
	    {RECODE_UTF16LE, {"a\0b", 3}, "a", cut},
	    {RECODE_UTF16LE, {"", 0}, "", ""},
	    {RECODE_CR, {"a\rb\r\nc", 6}, "a\nb\n\nc", ""},
	    {RECODE_NBSP, {"a\xc2\xa0\xc2\xa0\xc2z\xc2", 8}, "a  \xc2z\xc2",
		""},
	};
	struct buf got = {0};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		for (size_t most = 1; most < 10; most++) {
			const char *why = recode(t[i].in, t[i].how, most, &got);
			assert_string_equal(got.p, t[i].out);
			assert_string_equal(why, t[i].why);
		}
	buf_free(&got);
}

static void
test_tell(void **state)
{
	static const struct {
		struct slice head;
		enum recode how;
		bool more;
	} t[] = {
	    {{"\xff\xfe", 2}, RECODE_UTF16LE, false},
	    {{"\xfe\xff\0v", 4}, RECODE_UTF16BE, false},
	    {{"v\0e\0", 4}, RECODE_UTF16LE, false},
	    {{"\0v\0e", 4}, RECODE_UTF16BE, false},
	    {{"v\0", 2}, RECODE_NONE, true},
	    {{"v\0\0\0", 4}, RECODE_NONE, false},
	    {{"v\0ee", 4}, RECODE_NONE, false},
	    {{"a b\nc\r", 6}, RECODE_NONE, false},
	    {{"a b\r\n", 5}, RECODE_NONE, false},
	    {{"a\tb\rc", 5}, RECODE_CR, false},
	    {{"\ra", 2}, RECODE_CR, false},
	    {{"a b\r", 4}, RECODE_NONE, true},
	    {{"a b", 3}, RECODE_NONE, true},
	    {{"PAR1\x15\r\x04", 7}, RECODE_NONE, false},
	    {{"#src\rx", 6}, RECODE_NONE, false},
	    {{"{", 1}, RECODE_NONE, false},
	};
	bool more;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		assert_int_equal(recode_tell(t[i].head, false, &more),
		    t[i].how);
		assert_int_equal(more, t[i].more);
		recode_tell(t[i].head, true, &more);
		assert_false(more);
	}
	assert_int_equal(recode_tell((struct slice){"a\r", 2}, true, &more),
	    RECODE_CR);
	assert_true(recode_has_nbsp((struct slice){"\xc2 \xc2\xa0", 4}));
	assert_false(recode_has_nbsp((struct slice){"\xa0\xc2", 2}));
	assert_false(recode_has_nbsp((struct slice){"", 0}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_utf16),
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
