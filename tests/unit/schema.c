/* SPDX-License-Identifier: ISC */

/* schema: interning, columns by any spelling, kinds of rows. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/schema.h"

static const struct schema *
names(struct schemas *all, const char *list)
{
	struct slice name[64], rest = slice_str(list);
	size_t n = 0;

	while (rest.p != NULL)
		name[n++] = slice_cut(&rest, ' ');
	return schemas_names(all, name, n);
}

static void
test_intern(void **state)
{
	struct schemas *all = schemas_new();

	(void)state;
	const struct schema *a = names(all, "srcaddr dstaddr foo");
	assert_ptr_equal(a, names(all, "src dst foo"));
	assert_ptr_not_equal(a, names(all, "dst src foo"));
	assert_ptr_not_equal(a, names(all, "src dst bar"));
	assert_ptr_not_equal(a, names(all, "src dst"));
	schemas_free(all);
}

static void
test_columns(void **state)
{
	struct schemas *all = schemas_new();

	(void)state;
	const struct schema *s = names(all, "srcaddr foo dport src Foo");
	assert_int_equal(s->ncol, 5);
	assert_string_equal(s->col[0].name, "src");
	assert_string_equal(s->col[1].name, "foo");
	assert_int_equal(schema_column(s, field_at(FIELD_SRC),
			     slice_str("src")),
	    0);
	assert_int_equal(schema_column(s, &field_other, slice_str("foo")), 1);
	assert_int_equal(schema_column(s, &field_other, slice_str("Foo")), 4);
	assert_true(schema_column(s, field_at(FIELD_DST), slice_str("dst")) ==
	    SCHEMA_NONE);
	assert_true(schema_column(s, &field_other, slice_str("bar")) ==
	    SCHEMA_NONE);
	/* The second src is a column of its own. */
	assert_ptr_equal(s->col[3].field, &field_other);
	assert_int_equal(schema_known(s), 2);
	schemas_free(all);
}

static void
test_rows(void **state)
{
	struct schemas *all = schemas_new();

	(void)state;
	const struct schema *raw = names(all, "src start");
	assert_true(raw->raw && !raw->grouped);
	const struct schema *grouped = names(all, "src start flows");
	assert_true(!grouped->raw && grouped->grouped);
	const struct schema *neither = names(all, "src dst bytes");
	assert_true(!neither->raw && !neither->grouped);
	schemas_free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_intern),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
