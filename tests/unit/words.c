/* SPDX-License-Identifier: ISC */

/*
 * The user's small files: what is stripped, what is passed over, line
 * numbers, and files that are none.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/words.h"

static const unsigned seed = 20240611;

static struct words *
open_text(const void *p, size_t n)
{
	char path[] = "/tmp/fl-words.XXXXXX";

	int fd = mkstemp(path);
	assert_true(fd != -1);
	assert_int_equal(write(fd, p, n), (ssize_t)n);
	close(fd);
	struct words *w = words_open(path);
	assert_non_null(w);
	assert_string_equal(words_path(w), path);
	unlink(path);
	return w;
}

/* All lines as "number:text;". */
static void
check(const char *text, size_t n, const char *want)
{
	struct words *w = open_text(text, n);
	struct buf got = {0};
	struct slice line;
	int r;

	for (;;) {
		r = words_next(w, &line);
		if (r != 1)
			break;
		buf_fmt(&got, "%zu:", words_line(w));
		buf_slice(&got, line);
		buf_char(&got, ';');
	}
	assert_int_equal(r, 0);
	assert_int_equal(words_next(w, &line), 0);
	assert_string_equal(buf_cstr(&got), want);
	buf_free(&got);
	words_close(w);
}

static void
test_lines(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} t[] = {
	    {"", ""},
	    {"\n\n\n", ""},
	    {"a", "1:a;"},
	    {"a\n", "1:a;"},
	    {"a\nb\n", "1:a;2:b;"},
	    {"a\r\nb\r\n", "1:a;2:b;"},
	    {"a\r\n\r\nb", "1:a;3:b;"},
	    {"  a b\t\n", "1:a b;"},
	    {"\ta\tb\n", "1:a\tb;"},
	    {"# no\na # yes\n  # no\n#\nb\n", "2:a # yes;5:b;"},
	    {"\xef\xbb\xbf"
	     "a\n",
		"1:a;"},
	    {"\xef\xbb\xbf# no\nb\n", "2:b;"},
	    {"\xef\xbb\xbf", ""},
	    {"a\n\xef\xbb\xbf"
	     "b\n",
		"1:a;2:\xef\xbb\xbf"
		"b;"},
	    {"\xef\xbb", "1:\xef\xbb;"},
	    {"   ", ""},
	    {"a\rb\n", "1:a\rb;"},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		check(t[i].text, strlen(t[i].text), t[i].want);
}

static void
test_nul_byte(void **state)
{
	struct words *w = open_text("a\0b\n", 4);
	struct slice line;

	(void)state;
	assert_int_equal(words_next(w, &line), 1);
	assert_int_equal(line.n, 3);
	assert_memory_equal(line.p, "a\0b", 3);
	words_close(w);
}

/* Lines across the bites that the file is read in. */
static void
test_random(void **state)
{
	struct buf text = {0}, want = {0};

	(void)state;
	srand(seed);
	for (size_t i = 1; i <= 3000; i++) {
		size_t n = (size_t)rand() % (i % 100 == 0 ? 70000 : 50);
		memset(buf_room(&text, n), 'a' + rand() % 26, n);
		if (n > 0) {
			buf_fmt(&want, "%zu:", i);
			buf_add(&want, text.p + text.n, n);
			buf_char(&want, ';');
		}
		text.n += n;
		buf_str(&text, rand() % 2 ? "\n" : "\r\n");
	}
	check(text.p, text.n, buf_cstr(&want));
	buf_free(&text);
	buf_free(&want);
}

/* From here on the exit status is 2: each is reported. */
static void
test_long_line(void **state)
{
	size_t n = 2000000;
	char *text = malloc(n);
	struct slice line;

	(void)state;
	assert_int_equal(diag_status(), DIAG_OK);
	memset(text, 'x', n);
	memcpy(text, "a\n", 2);
	struct words *w = open_text(text, n);
	assert_int_equal(words_next(w, &line), 1);
	assert_int_equal(words_next(w, &line), -1);
	assert_int_equal(diag_status(), DIAG_LOST);
	assert_int_equal(words_next(w, &line), -1);
	words_close(w);
	free(text);
}

static void
test_refusals(void **state)
{
	(void)state;
	assert_null(words_open("/tmp/fl-no-such-file"));
	assert_null(words_open("/tmp"));
	words_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_nul_byte),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_long_line),
	    cmocka_unit_test(test_refusals),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
