/* SPDX-License-Identifier: ISC */

/* want: what lists of columns, expressions and keys ask for. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/agg.h"
#include "engine/expr.h"
#include "model/pick.h"

/* Of a header, those that are wanted, blanks between. */
static const char *
of(const struct want *w, const char *const *name, size_t n)
{
	static char said[256];
	struct slice all[8];
	struct schemas *schemas = schemas_new();
	size_t at = 0;

	said[0] = '\0';
	for (size_t i = 0; i < n; i++)
		all[i] = slice_str(name[i]);
	const struct schema *s = schemas_names(schemas, all, n);
	for (size_t i = 0; i < n; i++) {
		if (want_has(w, &s->col[i]))
			at += (size_t)snprintf(said + at, sizeof(said) - at,
			    "%s ", s->col[i].name);
	}
	schemas_free(schemas);
	return said;
}

static const char *const header[] = {"srcaddr", "dstport", "log-status",
    "vpc_id", "mine", "flow-direction"};

#define WANTED(w) of(w, header, nitems(header))

static const char *
by_pick(const char *list)
{
	struct pick *p = pick_parse(list);
	struct want w = {0};

	pick_want(p, &w);
	const char *said = WANTED(&w);
	want_free(&w);
	pick_free(p);
	return said;
}

static void
test_pick(void **state)
{
	(void)state;
	assert_string_equal(WANTED(NULL), "src dport status vpc mine dir ");
	assert_string_equal(by_pick(NULL), "src dport ");
	assert_string_equal(by_pick("vpc-id,mine=x"), "vpc mine ");
	assert_string_equal(by_pick("+vpc"), "src dport vpc ");
	assert_string_equal(by_pick("@conn"), "src dport vpc dir ");
	assert_string_equal(by_pick("@all"), "src dport status vpc mine dir ");
	assert_string_equal(by_pick("col:srcaddr"), "");
}

static void
test_expr(void **state)
{
	char word[] = "addr=10.0.0.0/8 and (port=80 or col:mine!=x)";
	char *copy = word;
	struct want w = {0};

	(void)state;
	struct expr *e = expr_parse(&copy, 1);
	expr_want(e, &w);
	assert_string_equal(WANTED(&w), "src dport mine ");
	want_free(&w);
	expr_free(e);
}

/* Keys, and all that counters are made of. */
static void
test_keys(void **state)
{
	static const char *const counted[] = {"packets", "bytes", "start",
	    "end", "action", "flows", "tcp-flags", "mine"};
	struct keys *k = keys_parse("src/24,mine,start/1h");
	struct want w = {0};

	(void)state;
	agg_want(k, &w);
	assert_string_equal(WANTED(&w), "src mine ");
	assert_string_equal(of(&w, counted, nitems(counted)),
	    "packets bytes start end action flows mine ");
	want_free(&w);
	keys_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pick),
	    cmocka_unit_test(test_expr),
	    cmocka_unit_test(test_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
