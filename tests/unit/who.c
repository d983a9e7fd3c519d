/* SPDX-License-Identifier: ISC */

/* who: which ends are one, and what their labels say. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/compat.h"
#include "rules/who.h"
#include "ruling.h"

static const unsigned int seed = 20261124;

static void
test_none(void **state)
{
	struct whos *w = who_new();
	const struct who *none = who_at(w, WHO_NONE);

	(void)state;
	assert_int_equal(who_count(w), 1);
	for (int i = 0; i < WHO_LABELS; i++) {
		assert_int_equal(none->cell[i].n, 0);
		assert_false(who_says(none, i));
	}
	assert_false(who_guarded(none));
	assert_false(who_gateway(none));
	assert_int_equal(end_of(w, NULL, NULL, NULL, NULL, NULL), WHO_NONE);
	assert_int_equal(who_count(w), 1);
	who_free(w);
	who_free(NULL);
}

/* Numbers come in order; ends that differ in anything are two. */
static void
test_same(void **state)
{
	static const struct {
		const char *label[WHO_LABELS];
		uint32_t id;
	} t[] = {
	    {{"sg-1", "a", "interface", "vpc-1", "-"}, 1},
	    {{"sg-1", "a", "interface", "vpc-1", "-"}, 1},
	    {{"sg-2", "a", "interface", "vpc-1", "-"}, 2},
	    {{"sg-1", "b", "interface", "vpc-1", "-"}, 3},
	    {{"sg-1", "a", "lambda", "vpc-1", "-"}, 4},
	    {{"sg-1", "a", "interface", "vpc-2", "-"}, 5},
	    {{"sg-1", "a", "interface", "vpc-1", "pl-1"}, 6},
	    {{"sg-1", "a", "interface", "vpc-1", NULL}, 7}, /* no column */
	    {{"sg-1", "ainterface", NULL, "vpc-1", NULL}, 8},
	    {{"sg-1", NULL, "ainterface", "vpc-1", NULL}, 9},
	    {{"sg-1", "a", "interface", "vpc-1", "-"}, 1},
	    {{"-", "-", "-", "-", "-"}, 10},
	    {{"SG-1", "a", "interface", "vpc-1", "-"}, 11},
	    {{NULL, NULL, NULL, NULL, NULL}, 0},
	    {{"sg-1", "a", "interface", "vpc-1", NULL}, 7},
	};
	struct whos *w = who_new();

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		const char *const *l = t[i].label;
		char sg[8];

		/* The cells are copied: these bytes are others by and by. */
		if (l[0] != NULL)
			strcpy(sg, l[0]);
		uint32_t id = end_of(w, l[0] != NULL ? sg : NULL, l[1], l[2],
		    l[3], l[4]);
		assert_int_equal(id, t[i].id);
	}
	assert_int_equal(who_count(w), 12);
	for (size_t i = 0; i < nitems(t); i++) {
		const struct who *who = who_at(w, t[i].id);

		for (int k = 0; k < WHO_LABELS; k++)
			assert_true(slice_is(who->cell[k],
			    t[i].label[k] != NULL ? t[i].label[k] : ""));
	}
	who_free(w);
}

static void
test_says(void **state)
{
	static const struct {
		const char *sg, *vpc;
		bool says, guarded;
	} t[] = {
	    {NULL, NULL, false, false},
	    {"-", NULL, false, false},
	    {"-", "vpc-1", false, false},
	    {"sg-1", NULL, true, true},
	    {"sg-1", "vpc-1", true, true},
	    {"sg-1", "-", true, false}, /* public: no group is matched */
	    {"--", NULL, true, true},
	};
	struct whos *w = who_new();

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		const struct who *who = who_at(w,
		    end_of(w, t[i].sg, NULL, NULL, t[i].vpc, NULL));

		assert_int_equal(who_says(who, WHO_SG), t[i].says);
		assert_int_equal(who_guarded(who), t[i].guarded);
	}
	who_free(w);
}

/* The types of the EC2 API, and those of flow logs, version 11. */
static void
test_gateway(void **state)
{
	static const struct {
		const char *type;
		bool is;
	} t[] = {
	    {"nat_gateway", true},
	    {"natGateway", true},
	    {"regional_nat_gateway", true},
	    {"transit_gateway", true},
	    {"interface", false},
	    {"vpc_endpoint", false},
	    {"network_load_balancer", false},
	    {"gateway_load_balancer", false},
	    {"lambda", false},
	    {"nat_gateway2", false},
	    {"-", false},
	    {NULL, false},
	};
	struct whos *w = who_new();

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		uint32_t id = end_of(w, "sg-1", "nat_gateway", t[i].type, NULL,
		    NULL);

		assert_int_equal(who_gateway(who_at(w, id)), t[i].is);
	}
	who_free(w);
}

/* Columns of a block, by side. */
static void
test_columns(void **state)
{
	struct slice name[] = {slice_str("dstsg"), slice_str("srcname"),
	    slice_str("srcsg"), slice_str("dstpl")};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct whos *w = who_new();
	struct who_columns src, dst;

	(void)state;
	assert_false(who_labelled(schemas_names(all, name, 2)));
	assert_false(who_labelled(schemas_names(all, name + 1, 2)));
	const struct schema *s = schemas_names(all, name, nitems(name));
	assert_true(who_labelled(s));
	block_start(b, s, NULL);
	for (size_t i = 0; i < nitems(name); i++)
		for (size_t row = 0; row < 2; row++)
			block_slices(b, i)[row] = slice_str(row ? "-" : "x");
	b->nrow = 2;
	who_bind(&src, b, WHO_SRC);
	who_bind(&dst, b, WHO_DST);
	for (int i = 0; i < WHO_LABELS; i++) {
		assert_int_equal(src.cell[i] != NULL,
		    i == WHO_SG || i == WHO_NAME);
		assert_int_equal(dst.cell[i] != NULL,
		    i == WHO_SG || i == WHO_PL);
	}
	assert_int_equal(who_id(w, &src, 0), 1);
	assert_int_equal(who_id(w, &dst, 0), 2);
	assert_int_equal(who_id(w, &dst, 1), 3);
	assert_int_equal(who_id(w, &src, 0), 1);
	assert_true(who_says(who_at(w, 1), WHO_NAME));
	assert_false(who_says(who_at(w, 2), WHO_NAME));
	assert_true(who_says(who_at(w, 2), WHO_PL));
	assert_false(who_says(who_at(w, 3), WHO_PL));
	who_free(w);
	block_free(b);
	schemas_free(all);
}

/* Against a search from the first to the last, while the set grows. */
static void
test_random(void **state)
{
	static char have[6000][WHO_LABELS][8];
	struct whos *w = who_new();
	size_t n = 1;

	(void)state;
	srandom(seed);
	for (int round = 0; round < 20000; round++) {
		char text[WHO_LABELS][8] = {{0}};
		size_t i = 0;

		for (int k = 0; k < WHO_LABELS; k++)
			for (long len = random() % 4; len > 0; len--)
				text[k][len - 1] = random() % 2 ? 'a' : '\1';
		while (i < n && memcmp(have[i], text, sizeof(text)) != 0)
			i++;
		if (i == nitems(have))
			continue;
		if (i == n)
			memcpy(have[n++], text, sizeof(text));
		assert_int_equal(end_of(w, text[0], text[1], text[2], text[3],
				     text[4]),
		    i);
		assert_int_equal(who_count(w), n);
	}
	assert_true(n > 1000);
	who_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_same),
	    cmocka_unit_test(test_says),
	    cmocka_unit_test(test_gateway),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_random),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
