/* SPDX-License-Identifier: ISC */

/* utf.h against iconv(3), in the corners of UTF-16, and on files. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <iconv.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/utf.h"

#define SEED 20261124

static void
test_tell(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		enum utf utf;
		size_t mark;
	} t[] = {
	    {"", 0, UTF_8, 0},
	    {"{", 1, UTF_8, 0},
	    {"{}", 2, UTF_8, 0},
	    {"\xef\xbb\xbf", 3, UTF_8, 3},
	    {"\xef\xbb", 2, UTF_8, 0},
	    {"\xff\xfe", 2, UTF_16LE, 2},
	    {"\xfe\xff", 2, UTF_16BE, 2},
	    {"\xff\xfe{\0", 4, UTF_16LE, 2},
	    {"{\0}\0", 4, UTF_16LE, 0},
	    {"\0{\0}", 4, UTF_16BE, 0},
	    {"\0\0", 2, UTF_8, 0},
	};
	size_t mark;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct slice s = {t[i].text, t[i].n};
		assert_int_equal(utf_tell(s, &mark), t[i].utf);
		assert_int_equal(mark, t[i].mark);
	}
}

static void
test_cut(void **state)
{
	static const struct {
		const char *text; /* little end first */
		size_t n, at;
	} t[] = {
	    {"a", 1, 0},
	    {"a\0b", 3, 2},
	    {"a\0\x00\xd8", 4, 2}, /* a high surrogate at the end */
	    {"\x00\xd8"
	     "a\0",
		4, 0}, /* one before a character */
	    {"a\0\x00\xdc"
	     "b\0",
		6, 2}, /* a low one alone */
	    {"\x00\xd8\x00\xd8", 4, 0},
	};
	size_t at;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct slice s = {t[i].text, t[i].n};
		struct buf to = {0};
		assert_int_equal(utf_from16(&to, s, false, &at), -1);
		assert_int_equal(at, t[i].at);
		buf_free(&to);
	}
}

/* A code point: of any length in UTF-8, and the ends of each. */
static uint32_t
some(void)
{
	static const uint32_t end[] = {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff,
	    0xe000, 0xffff, 0x10000, 0x10ffff};
	uint32_t c = (uint32_t)random();

	if (c % 4 == 0)
		return end[c / 4 % nitems(end)];
	c = (uint32_t)random() % (2U << (random() % 20));
	return c >= 0xd800 && c < 0xe000 ? 'x' : c;
}

static void
test_iconv(void **state)
{
	static const char *const name[] = {"UTF-16LE", "UTF-16BE"};
	static uint32_t text[500];
	static char units[4000], want[4000];

	(void)state;
	for (int round = 0; round < 200; round++) {
		size_t left = sizeof(text), n = sizeof(units);
		char *in = (char *)text, *out = units;
		struct buf got = {0};
		size_t at;
		for (size_t i = 0; i < nitems(text); i++)
			text[i] = some();
		iconv_t c = iconv_open(name[round % 2], "UCS-4LE");
		assert_true(c != (iconv_t)-1);
		assert_int_equal(iconv(c, &in, &left, &out, &n), 0);
		iconv_close(c);
		struct slice s = {units, sizeof(units) - n};
		assert_int_equal(utf_from16(&got, s, round % 2, &at), 0);
		in = (char *)text;
		out = want;
		left = sizeof(text);
		n = sizeof(want);
		c = iconv_open("UTF-8", "UCS-4LE");
		assert_int_equal(iconv(c, &in, &left, &out, &n), 0);
		iconv_close(c);
		assert_int_equal(got.n, sizeof(want) - n);
		assert_memory_equal(got.p, want, got.n);
		buf_free(&got);
	}
}

/* Reads bytes as a file. */
static int
read_bytes(const char *p, size_t n, size_t most, struct buf *to)
{
	char path[] = "/tmp/fl-utf.XXXXXX";

	int fd = mkstemp(path);
	assert_true(fd != -1);
	assert_int_equal(write(fd, p, n), (ssize_t)n);
	close(fd);
	int r = utf_read(path, most, to);
	unlink(path);
	return r;
}

static void
test_read(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *want;
	} t[] = {
	    {"", 0, ""},
	    {"{}\n", 3, "{}\n"},
	    {"\xef\xbb\xbf{}", 5, "{}"},
	    {"\xff\xfe{\0}\0", 6, "{}"},
	    {"\xfe\xff\0{\0\xe9", 6, "{\xc3\xa9"},
	    {"{\0}\0", 4, "{}"},
	    {"\xff\xfe=\xd8\x00\xde", 6, "\xf0\x9f\x98\x80"},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct buf b = {0};
		assert_int_equal(read_bytes(t[i].text, t[i].n, 100, &b), 0);
		assert_string_equal(buf_cstr(&b), t[i].want);
		buf_free(&b);
	}
	assert_int_equal(diag_status(), DIAG_OK);
}

static void
test_refused(void **state)
{
	struct buf b = {0};

	(void)state;
	assert_int_equal(read_bytes("12345", 5, 4, &b), -1);
	assert_int_equal(diag_status(), DIAG_LOST);
	buf_free(&b);
	assert_int_equal(read_bytes("\xff\xfe{", 3, 100, &b), -1);
	buf_free(&b);
	assert_int_equal(utf_read("/no/such/file", 100, &b), -1);
	assert_int_equal(utf_read("/", 100, &b), -1);
	buf_free(&b);
}

static void
shown(const char *text, const char *want)
{
	struct buf b = {0};

	utf_show(&b, slice_str(text));
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static void
test_show(void **state)
{
	(void)state;
	shown("", "");
	shown("plain ~ text", "plain ~ text");
	shown("\xc3\xa9 e\xcc\x81 \xe5\xaf\xbf \xf0\x9f\x94\xa5 \xd7\xa9",
	    "\xc3\xa9 e\xcc\x81 \xe5\xaf\xbf \xf0\x9f\x94\xa5 \xd7\xa9");
	/* A joiner is part of what emoji and scripts look like. */
	shown("\xe2\x80\x8d", "\xe2\x80\x8d");
	/* ESC, DEL, NEL and CSI, as one byte and as a character */
	shown("\x1b[31m\x7f\n\t\xc2\x85\xc2\x9b\x9b", "?[31m??????");
	/* RLM, RLO, PDF, LRI, PDI, the line separator, no width, a mark */
	shown("\xe2\x80\x8f.\xe2\x80\xae.\xe2\x80\xac", "?.?.?");
	shown("\xe2\x81\xa6.\xe2\x81\xa9.\xe2\x80\xa8", "?.?.?");
	shown("\xe2\x80\x8b.\xef\xbb\xbf", "?.?");
	/* Broken: cut, too long for "/", a surrogate, above the last plane. */
	shown("\xe5\xaf", "??");
	shown("\xc0\xaf", "??");
	shown("\xe0\x80\xaf", "???");
	shown("\xed\xa0\x80", "???");
	shown("\xf4\x90\x80\x80", "????");
	shown("a\xff\xfe"
	      "b",
	    "a??b");
}

/* What is shown of random bytes is UTF-8, and so says iconv. */
static void
test_show_random(void **state)
{
	char bytes[24], wide[2 * sizeof(bytes)];
	iconv_t to = iconv_open("UTF-16LE", "UTF-8");

	(void)state;
	assert_true(to != (iconv_t)-1);
	for (int i = 0; i < 100000; i++) {
		struct buf b = {0};
		for (size_t k = 0; k < sizeof(bytes); k++)
			bytes[k] = (char)(random() % 3 == 0 ?
				random() :
				0x80 + random() % 0x48);
		utf_show(&b, (struct slice){bytes, sizeof(bytes)});
		char *in = b.p, *out = wide;
		size_t left = b.n, room = sizeof(wide);
		assert_int_equal(iconv(to, &in, &left, &out, &room), 0);
		assert_int_equal(left, 0);
		buf_free(&b);
	}
	iconv_close(to);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tell),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_iconv),
	    cmocka_unit_test(test_read),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_show),
	    cmocka_unit_test(test_show_random),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
