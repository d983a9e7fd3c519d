/* SPDX-License-Identifier: ISC */

/* flag.h: words, and every value there and back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "value/flag.h"

static void
known(void **state)
{
	static const struct {
		const char *text;
		uint64_t bits;
	} t[] = {
	    {"syn", 2},
	    {"SYN", 2},
	    {"syn+ack", 18},
	    {"ack+syn", 18},
	    {"Fin+Rst", 5},
	    {"syn+syn", 2},
	    {"cwr+ece+urg+psh", 128 + 64 + 32 + 8},
	    {"0", 0},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		uint64_t bits = 999;

		assert_int_equal(flag_parse(slice_str(t[i].text), &bits), 0);
		assert_int_equal(bits, t[i].bits);
	}
}

static void
refused(void **state)
{
	static const char *const t[] = {"", "-", "+", "syn+", "+syn",
	    "syn++ack", "syn ack", " syn", "sy", "synn", "2", "syn+0",
	    "syn,ack"};
	uint64_t bits = 999;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_int_equal(flag_parse(slice_str(t[i]), &bits), -1);
	assert_int_equal(flag_parse((struct slice){NULL, 0}, &bits), -1);
	assert_int_equal(flag_parse((struct slice){"syn", 4}, &bits), -1);
	assert_int_equal(bits, 999);
}

static void
round_trip(void **state)
{
	char text[FLAG_MAX];
	uint64_t bits, back;

	(void)state;
	for (bits = 0; bits < 256; bits++) {
		char *end = flag_print(text, bits);
		struct slice s = {text, end - text};

		assert_true(s.n > 0 && s.n <= FLAG_MAX);
		assert_int_equal(flag_parse(s, &back), 0);
		assert_int_equal(back, bits);
	}
	assert_true(slice_is((struct slice){text, flag_print(text, 19) - text},
	    "fin+syn+ack"));
	assert_true(slice_is((struct slice){text, flag_print(text, 0) - text},
	    "0"));
}

static void
words(void **state)
{
	(void)state;
	for (size_t i = 0; i < 8; i++) {
		uint64_t bits;
		assert_int_equal(flag_parse(slice_str(flag_word(i)), &bits), 0);
		assert_int_equal(bits, 1U << i);
	}
	assert_null(flag_word(8));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(round_trip),
	    cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
