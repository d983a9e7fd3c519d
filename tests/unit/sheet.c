/* SPDX-License-Identifier: ISC */

/* Tables: how they look to people, and what no cell can do to them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model/cell.h"
#include "rules/sheet.h"

static const char *const head[] = {"Rule", "N", "Note"};

static void
shown(bool bars, const char *want)
{
	struct sheet s = {.head = head, .ncol = 3, .bars = bars};
	struct buf b = {0};

	sheet_cell(&s, "sg-1\x1b[2J\n");
	sheet_count(&s, 12);
	sheet_cell(&s, "a|b");
	buf_str(sheet_open(&s), "sg-");
	buf_str(&s.text, "10000000");
	sheet_close(&s);
	sheet_count(&s, NUM_NONE);
	sheet_cell(&s, "");
	sheet_put(&s, &b, "Title");
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static void
test_shown(void **state)
{
	(void)state;
	shown(false,
	    "Title\n"
	    "  Rule         N   Note\n"
	    "  sg-1?[2J?    12  a|b\n"
	    "  sg-10000000  -\n\n");
	shown(true,
	    "## Title\n\n"
	    "| Rule | N | Note |\n"
	    "| --- | --- | --- |\n"
	    "| sg-1?[2J? | 12 | a\\|b |\n"
	    "| sg-10000000 | - |  |\n\n");
}

/* Without a row there is no table, and no title. */
static void
test_none(void **state)
{
	struct sheet s = {.head = head, .ncol = 3};
	struct buf b = {0};

	(void)state;
	sheet_put(&s, &b, "Title");
	assert_int_equal(b.n, 0);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shown),
	    cmocka_unit_test(test_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
