/* SPDX-License-Identifier: ISC */

/* cell: each kind from text and back, and what is refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/cell.h"

struct good {
	enum kind kind;
	const char *text;
	uint64_t value;
};

static const struct good good[] = {
    {KIND_NUM, "0", 0},
    {KIND_NUM, "18446744073709551614", UINT64_MAX - 1},
    {KIND_PORT, "0", 0},
    {KIND_PORT, "65535", 65535},
    {KIND_RPORT, "-1", 0},
    {KIND_RPORT, "0", 1},
    {KIND_RPORT, "65535", 65536},
    {KIND_PROTO, "255", 255},
    {KIND_FLAGS, "18", 18},
    {KIND_TIME, "1418530010", 1418530010},
    {KIND_ACTION, "ACCEPT", ACTION_ACCEPT},
    {KIND_ACTION, "REJECT", ACTION_REJECT},
    {KIND_HOW, "syn", HOW_SYN},
    {KIND_HOW, "none", HOW_NONE},
    {KIND_PORT, "-", NUM_NONE},
    {KIND_ACTION, "-", NUM_NONE},
};

static void
test_good(void **state)
{
	char text[CELL_MAX];

	(void)state;
	for (size_t i = 0; i < nitems(good); i++) {
		uint64_t v = 77;
		assert_int_equal(cell_parse(good[i].kind,
				     slice_str(good[i].text), &v),
		    0);
		assert_true(v == good[i].value);
		char *end = cell_print(good[i].kind, text, v);
		assert_int_equal(end - text, strlen(good[i].text));
		assert_memory_equal(text, good[i].text, end - text);
	}
}

static void
test_bad(void **state)
{
	static const struct {
		enum kind kind;
		const char *text;
	} bad[] = {
	    {KIND_NUM, ""},
	    {KIND_NUM, "-1"},
	    {KIND_NUM, "+1"},
	    {KIND_NUM, "1.5"},
	    {KIND_NUM, "1e3"},
	    {KIND_NUM, "NaN"},
	    {KIND_NUM, "18446744073709551615"},
	    {KIND_NUM, "99999999999999999999"},
	    {KIND_NUM, " 1"},
	    {KIND_PORT, "65536"},
	    {KIND_PORT, "8o"},
	    {KIND_RPORT, "-2"},
	    {KIND_PROTO, "256"},
	    {KIND_PROTO, "tcp"},
	    {KIND_FLAGS, "256"},
	    {KIND_ACTION, "accept"},
	    {KIND_ACTION, "ACCEPTED"},
	    {KIND_HOW, "guess"},
	};

	(void)state;
	for (size_t i = 0; i < nitems(bad); i++) {
		uint64_t v = 77;
		assert_int_equal(cell_parse(bad[i].kind, slice_str(bad[i].text),
				     &v),
		    -1);
		assert_int_equal(v, 77);
	}
}

static void
typed(enum kind kind, const char *text, int ret, uint64_t value)
{
	uint64_t v = 0;

	assert_int_equal(cell_typed(kind, slice_str(text), &v), ret);
	if (ret == 0)
		assert_true(v == value);
}

static void
test_typed(void **state)
{
	(void)state;
	typed(KIND_PORT, "https", 0, 443);
	typed(KIND_PORT, "443", 0, 443);
	typed(KIND_PORT, "nosuch", -1, 0);
	typed(KIND_RPORT, "https", 0, 444);
	typed(KIND_RPORT, "-1", 0, 0);
	typed(KIND_PROTO, "tcp", 0, 6);
	typed(KIND_PROTO, "icmpv6", 0, 58);
	typed(KIND_FLAGS, "syn+ack", 0, 18);
	typed(KIND_ACTION, "accept", 0, ACTION_ACCEPT);
	typed(KIND_ACTION, "Reject", 0, ACTION_REJECT);
	typed(KIND_ACTION, "rejectionist", -1, 0);
	typed(KIND_NUM, "10k", 0, 10240);
	typed(KIND_NUM, "18446744073709551615", -1, 0);
}

static void
test_encode(void **state)
{
	struct buf b = {0};

	(void)state;
	cell_encode(&b, slice_str("#a b\t%#\n\x7f\xc3\xa9"));
	assert_string_equal(buf_cstr(&b), "%23a b%09%25#%0A%7F\xc3\xa9");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_good),
	    cmocka_unit_test(test_bad),
	    cmocka_unit_test(test_typed),
	    cmocka_unit_test(test_encode),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
