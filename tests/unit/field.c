/* SPDX-License-Identifier: ISC */

/* field: spellings, slips, and names of the user's own. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/field.h"

static void
finds(const char *word, enum field_id id)
{
	const struct field *f = field_find(slice_str(word));
	assert_ptr_equal(f, field_at(id));
}

static void
test_spellings(void **state)
{
	(void)state;
	finds("src", FIELD_SRC);
	finds("srcaddr", FIELD_SRC);
	finds("srcAddr", FIELD_SRC);
	finds("interface-id", FIELD_ENI);
	finds("interface_id", FIELD_ENI);
	finds("interfaceId", FIELD_ENI);
	finds("startTime", FIELD_START);
	finds("log-status", FIELD_STATUS);
	finds("instance-tag-2", FIELD_INSTTAG2);
	finds("protocol", FIELD_PROTO);
	assert_null(field_find(slice_str("-src")));
	assert_null(field_find(slice_str("")));
	assert_null(field_find(slice_str("sr")));
	assert_null(field_find(slice_str("srcs")));
	assert_null(field_find(slice_str("-")));
}

/*
 * The 54 fields of VPC flow logs up to version 11, in AWS's own spelling and
 * order, and how many each version has in all (AWS, "Flow log records").
 */
static void
test_aws_fields(void **state)
{
	static const struct {
		unsigned int version, fields;
	} upto[] = {{2, 14}, {3, 21}, {4, 25}, {5, 29}, {7, 39}, {8, 40},
	    {9, 41}, {10, 42}, {11, 54}};

	(void)state;
	for (size_t i = 0; i < nitems(upto); i++) {
		unsigned int n = 0;
		for (size_t k = 0; k < FIELD_COUNT; k++)
			n += field_table[k].version != 0 &&
			    field_table[k].version <= upto[i].version;
		assert_int_equal(n, upto[i].fields);
	}
}

/* No spelling may mean two fields. */
static void
test_unique(void **state)
{
	(void)state;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct field *f = &field_table[i];
		struct slice rest = slice_str(f->alias);
		finds(f->name, (enum field_id)i);
		if (f->aws[0] != '\0')
			finds(f->aws, (enum field_id)i);
		while (rest.n > 0) {
			struct slice word = slice_cut(&rest, ' ');
			assert_ptr_equal(field_find(word), f);
		}
	}
}

static void
typed(const char *text, int ret, const struct field *field, const char *name,
    const char *suggest)
{
	struct slice word = slice_str(text);
	const struct field *f;
	const char *near;

	assert_int_equal(field_typed(&word, &f, &near), ret);
	if (ret == 0) {
		assert_ptr_equal(f, field);
		assert_true(slice_is(word, name));
	} else if (suggest == NULL) {
		assert_null(near);
	} else {
		assert_non_null(near);
		assert_string_equal(near, suggest);
	}
}

static void
test_typed(void **state)
{
	(void)state;
	typed("dport", 0, field_at(FIELD_DPORT), "dport", NULL);
	typed("DstPort", 0, field_at(FIELD_DPORT), "DstPort", NULL);
	typed("dprot", -1, NULL, NULL, "dport");
	typed("srcadr", -1, NULL, NULL, "srcaddr");
	typed("costcentre", 0, &field_other, "costcentre", NULL);
	typed("col:dprot", 0, &field_other, "dprot", NULL);
	typed("col:src", 0, &field_other, "src", NULL);
	typed("", -1, NULL, NULL, NULL);
	typed("a b", -1, NULL, NULL, NULL);
	typed("a\tb", -1, NULL, NULL, NULL);
	typed("#x", -1, NULL, NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_spellings),
	    cmocka_unit_test(test_aws_fields),
	    cmocka_unit_test(test_unique),
	    cmocka_unit_test(test_typed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
