/* SPDX-License-Identifier: ISC */

/* range.h against a bitmap, and at the ends of 64 bits. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "value/range.h"

#define SEED 20261124
#define SPACE 512

static void
against_bitmap(void **state)
{
	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct ranges s = {0};
		bool in[SPACE] = {false};
		size_t runs = 0;
		int n = random() % 60;

		for (int i = 0; i < n; i++) {
			uint64_t lo = random() % SPACE;
			uint64_t hi = lo + random() % (i % 7 + 1);
			if (hi >= SPACE)
				hi = SPACE - 1;
			ranges_add(&s, lo, hi);
			memset(in + lo, true, hi - lo + 1);
		}
		ranges_done(&s);
		for (int v = 0; v < SPACE; v++) {
			assert_int_equal(ranges_has(&s, v), in[v]);
			runs += in[v] && (v == 0 || !in[v - 1]);
		}
		assert_false(ranges_has(&s, SPACE));
		assert_int_equal(s.n, runs);
		ranges_free(&s);
	}
}

static void
ends(void **state)
{
	struct ranges s = {0};

	(void)state;
	assert_false(ranges_has(&s, 0));
	ranges_done(&s);
	assert_false(ranges_has(&s, 0));
	ranges_free(&s);

	ranges_add(&s, UINT64_MAX, UINT64_MAX);
	ranges_add(&s, 0, 0);
	ranges_add(&s, 1, UINT64_MAX - 1);
	ranges_done(&s);
	assert_int_equal(s.n, 1);
	assert_true(ranges_has(&s, 0) && ranges_has(&s, UINT64_MAX));
	ranges_free(&s);
	assert_null(s.r);

	ranges_add(&s, 0, UINT64_MAX);
	ranges_add(&s, 5, 7);
	ranges_done(&s);
	assert_int_equal(s.n, 1);
	assert_true(ranges_has(&s, UINT64_MAX));
	ranges_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(against_bitmap),
	    cmocka_unit_test(ends),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
