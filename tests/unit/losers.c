/* SPDX-License-Identifier: ISC */

/* losers.h against qsort(3): any number of sources, some empty, equal items. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/losers.h"

#define SEED 20261124
#define SOURCES 40
#define ITEMS 50

struct source {
	int item[ITEMS];
	size_t n, next;
};

static int
by_value(const void *a, const void *b)
{
	const int *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static bool
before(const void *arg, size_t a, size_t b)
{
	const struct source *x = (const struct source *)arg + a;
	const struct source *y = (const struct source *)arg + b;

	if (x->next == x->n || y->next == y->n)
		return y->next == y->n;
	return x->item[x->next] < y->item[y->next];
}

static void
test_random(void **state)
{
	static struct source src[SOURCES];
	static int want[SOURCES * ITEMS];
	struct losers t;

	(void)state;
	srandom(SEED);
	for (int round = 0; round < 2000; round++) {
		size_t n = 1 + (size_t)random() % SOURCES, all = 0;
		for (size_t i = 0; i < n; i++) {
			struct source *s = &src[i];
			s->next = 0;
			s->n = random() % 4 == 0 ? 0 : (size_t)random() % ITEMS;
			for (size_t k = 0; k < s->n; k++)
				s->item[k] = (int)(random() % 300);
			qsort(s->item, s->n, sizeof(int), by_value);
			memcpy(want + all, s->item, s->n * sizeof(int));
			all += s->n;
		}
		qsort(want, all, sizeof(int), by_value);
		losers_init(&t, n, before, src);
		for (size_t k = 0; k < all; k++) {
			struct source *s = &src[losers_least(&t)];
			assert_true(s->next < s->n);
			assert_int_equal(s->item[s->next++], want[k]);
			losers_again(&t);
		}
		size_t last = losers_least(&t);
		assert_true(src[last].next == src[last].n);
		losers_free(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	};

	print_message("seed %d\n", SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
