/* SPDX-License-Identifier: ISC */

/* cover.h: choices by hand, and random ones held to what they must be. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "rules/cover.h"

#define SEED 20261124
#define GROUPS 6

static void
choose(const uint64_t *size, struct cover_item *item, size_t n)
{
	struct cover *c = cover_new(size, GROUPS);

	cover_choose(c, item, n);
	/* It can be asked again. */
	cover_choose(c, item, n);
	cover_free(c);
}

static void
by_hand(void **state)
{
	static const uint32_t web[] = {0, 2}, app[] = {1, 2}, far[] = {3},
			      twins[] = {4, 5};
	static const uint64_t size[GROUPS] = {2, 1, 3, 1, 7, 7};
	struct cover_item one[] = {{web, 2, 1, 0}};
	struct cover_item two[] = {{web, 2, 1, 0}, {app, 2, 1, 0}};
	struct cover_item three[] = {{web, 2, 1, 0}, {app, 2, 5, 0},
	    {far, 1, 1, 0}};
	struct cover_item tie[] = {{twins, 2, 1, 0}};

	(void)state;
	choose(size, one, nitems(one)); /* the smaller of two */
	assert_int_equal(one[0].chosen, 0);
	choose(size, two, nitems(two)); /* the one that has both */
	assert_int_equal(two[0].chosen, 2);
	assert_int_equal(two[1].chosen, 2);
	choose(size, three, nitems(three)); /* most of them, then the rest */
	assert_int_equal(three[0].chosen, 2);
	assert_int_equal(three[1].chosen, 2);
	assert_int_equal(three[2].chosen, 3);
	choose(size, tie, nitems(tie)); /* by number */
	assert_int_equal(tie[0].chosen, 4);
	choose(size, NULL, 0);
}

static bool
has(const struct cover_item *item, uint32_t group)
{
	for (size_t i = 0; i < item->ngroup; i++)
		if (item->group[i] == group)
			return true;
	return false;
}

/* The smallest group that has all items, the first of equal ones; or none. */
static uint32_t
of_all(const uint64_t *size, const struct cover_item *item, size_t n)
{
	uint32_t best = UINT32_MAX;

	for (uint32_t g = 0; g < GROUPS; g++) {
		bool all = true;

		for (size_t i = 0; i < n; i++)
			all &= has(&item[i], g);
		if (all && (best == UINT32_MAX || size[g] < size[best]))
			best = g;
	}
	return best;
}

static void
at_random(void **state)
{
	(void)state;
	srandom(SEED);
	printf("seed %d\n", SEED);
	for (int round = 0; round < 3000; round++) {
		uint32_t group[8][GROUPS];
		struct cover_item item[8];
		uint64_t size[GROUPS];
		size_t n = 1 + (size_t)random() % 8;

		for (size_t g = 0; g < GROUPS; g++)
			size[g] = (uint64_t)random() % 4;
		for (size_t i = 0; i < n; i++) {
			item[i] = (struct cover_item){group[i], 0,
			    1 + (uint64_t)random() % 3, 99};
			while (item[i].ngroup == 0)
				for (uint32_t g = 0; g < GROUPS; g++)
					if (random() % 2)
						group[i][item[i].ngroup++] = g;
		}
		choose(size, item, n);
		uint32_t all = of_all(size, item, n);
		for (size_t i = 0; i < n; i++) {
			assert_true(has(&item[i], item[i].chosen));
			if (all != UINT32_MAX)
				assert_int_equal(item[i].chosen, all);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(by_hand),
	    cmocka_unit_test(at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
