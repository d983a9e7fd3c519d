/* SPDX-License-Identifier: ISC */

/* order.h: against qsort, on keys that are alike for long. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "base/mem.h"
#include "base/order.h"

#define STRIDE 5
#define MANY 150000

static uint64_t state = 7;

static uint64_t
rnd(void)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return state >> 20;
}

static size_t words; /* of the keys that are compared; for qsort */

static int
by_words(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	for (size_t i = 0; i < words; i++) {
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	}
	return 0;
}

/* Sorts n rows both ways; each number must come once. */
static void
check_threads(const uint64_t *key, size_t n, size_t threads)
{
	size_t size = STRIDE * sizeof(*key);
	uint64_t *want = mem_array(NULL, n, size);
	bool *seen = mem_new(n);

	if (n > 0)
		memcpy(want, key, n * size);
	qsort(want, n, size, by_words);
	uint32_t *row = order_threads(key, n, STRIDE, words, threads);
	for (size_t i = 0; i < n; i++) {
		assert_true(row[i] < n && !seen[row[i]]);
		seen[row[i]] = true;
		assert_memory_equal(key + row[i] * STRIDE, want + i * STRIDE,
		    words * sizeof(*key));
	}
	free(row);
	free(seen);
	free(want);
}

static void
check(const uint64_t *key, size_t n)
{
	check_threads(key, n, 1);
	check_threads(key, n, 2);
	check_threads(key, n, 5);
}

/* Words from few values in few of their bytes: long runs, skipped bytes. */
static void
fill(uint64_t *key, size_t n, unsigned int bits)
{
	uint64_t mask = bits == 64 ? UINT64_MAX : 0;

	for (unsigned int i = 0; i < bits && bits < 64; i++)
		mask |= (uint64_t)1 << rnd() % 64;
	for (size_t i = 0; i < n * STRIDE; i++)
		key[i] = (rnd() << 44 ^ rnd()) & mask;
}

static void
test_random(void **s)
{
	static const unsigned int bits[] = {0, 1, 3, 9, 64};
	uint64_t *key = mem_array(NULL, 20000 * STRIDE, sizeof(*key));

	(void)s;
	print_message("seed %ju\n", (uintmax_t)state);
	for (int round = 0; round < 400; round++) {
		size_t n = rnd() % (round % 40 == 0 ? 20000 : 300);
		words = rnd() % STRIDE + 1;
		fill(key, n, bits[rnd() % nitems(bits)]);
		check(key, n);
	}
	free(key);
}

static void
test_edges(void **s)
{
	uint64_t key[40 * STRIDE];

	(void)s;
	words = STRIDE;
	check(NULL, 0);
	for (size_t i = 0; i < nitems(key); i++)
		key[i] = i % 2 ? 0 : UINT64_MAX;
	check(key, 1);
	check(key, 40);
	/* All alike but in the last bit of the last word. */
	for (size_t i = 0; i < nitems(key); i++)
		key[i] = i % STRIDE == STRIDE - 1 ? i % 2 : 9;
	check(key, 40);
}

/* So many that threads share them: evenly, or nearly all to one. */
static void
test_many(void **s)
{
	static const unsigned int bits[] = {1, 3, 9, 64};
	uint64_t *key = mem_array(NULL, MANY * STRIDE, sizeof(*key));

	(void)s;
	for (size_t i = 0; i < nitems(bits); i++) {
		words = i + 1;
		fill(key, MANY, bits[i]);
		check(key, MANY - i);
	}
	free(key);
}

/* In order, but for one row at any place; and enough for a mapping. */
static void
test_sorted(void **s)
{
	size_t n = 100000;
	uint64_t *key = mem_array(NULL, n * STRIDE, sizeof(*key));

	(void)s;
	words = 2;
	for (size_t i = 0; i < n * STRIDE; i++)
		key[i] = i / STRIDE / (i % STRIDE == 0 ? 100 : 3);
	check(key, n);
	uint32_t *row = order_sort(key, n, STRIDE, words);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(row[i], i);
	free(row);
	for (int round = 0; round < 20; round++) {
		key[rnd() % (n * STRIDE)] = rnd() % 3;
		check(key, rnd() % n + 1);
	}
	key[(n - 1) * STRIDE] = 0;
	check(key, n);
	free(key);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_edges),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
