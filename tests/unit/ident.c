/* SPDX-License-Identifier: ISC */

/* Ids of AWS, and what is none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/diag.h"
#include "rules/ident.h"

static bool
is(const char *text)
{
	return ident_is(slice_str(text), "sg-");
}

static void
test_is(void **state)
{
	char text[IDENT_MAX + 2];

	(void)state;
	assert_true(is("sg-0123456789abcdef0"));
	assert_true(is("sg-903004f8"));
	assert_true(is("sg-web"));
	assert_false(is(""));
	assert_false(is("sg-"));
	assert_false(is("SG-1"));
	assert_false(is("vpc-1"));
	assert_false(is("-sg-1"));
	/* What means something to a shell, JSON, HCL, YAML, or looks alike. */
	for (const char *c = " ;$`'\"\\|&<>()*?#~\n\t-_,:{}A\xc3"; *c; c++) {
		(void)snprintf(text, sizeof(text), "sg-1%c2", *c);
		assert_false(is(text));
	}
	memset(text, 'a', sizeof(text));
	memcpy(text, "sg-", 3);
	assert_true(ident_is((struct slice){text, IDENT_MAX}, "sg-"));
	assert_false(ident_is((struct slice){text, IDENT_MAX + 1}, "sg-"));
}

static void
test_list(void **state)
{
	(void)state;
	assert_true(ident_list(slice_str("sg-1"), "sg-"));
	assert_true(ident_list(slice_str("sg-1,sg-2,sg-3"), "sg-"));
	assert_false(ident_list(slice_str(""), "sg-"));
	assert_false(ident_list(slice_str("sg-1,"), "sg-"));
	assert_false(ident_list(slice_str("sg-1,,sg-2"), "sg-"));
	assert_false(ident_list(slice_str("sg-1, sg-2"), "sg-"));
	assert_false(ident_list(slice_str("sg-1,vpc-1"), "sg-"));
}

/* What json_text would say of a member, and ids on top of that. */
static void
test_json(void **state)
{
	struct json_shape shape = {"List", "a"};
	struct jsonfile *f;
	struct json_items it;
	struct json item;
	const char *id = NULL;
	size_t which;

	(void)state;
	f = json_take("ids.json",
	    slice_str("[{\"a\": \"sg-1\", \"b\": \"\", \"c\": \"sg 1\"}]"));
	assert_non_null(f);
	json_items(&it, f, &shape, 1);
	assert_int_equal(json_items_next(&it, &item, &which), 1);
	assert_int_equal(ident_json(&item, "a", "sg-", true, &id), 1);
	assert_string_equal(id, "sg-1");
	assert_int_equal(ident_json(&item, "b", "sg-", false, &id), 0);
	assert_int_equal(ident_json(&item, "d", "sg-", false, &id), 0);
	assert_int_equal(diag_status(), 0);
	assert_int_equal(ident_json(&item, "b", "sg-", true, &id), -1);
	assert_int_equal(ident_json(&item, "c", "sg-", false, &id), -1);
	assert_int_equal(diag_status(), DIAG_LOST);
	json_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_is),
	    cmocka_unit_test(test_list),
	    cmocka_unit_test(test_json),
	};

	diag_init("ident");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
