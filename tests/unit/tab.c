/* SPDX-License-Identifier: ISC */

/* tab.h: against an array that is indexed by the key itself. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/tab.h"

#define MANY 100000
#define WORDS 4

static const uint64_t zero[WORDS] = {0, 7, 8, 9};
static uint64_t state = 42;

static uint64_t
rnd(void)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return state >> 24;
}

/* The key of a number: it differs from others in one bit of one word. */
static void
key_of(uint64_t number, uint64_t *key, size_t words)
{
	for (size_t i = 0; i < words; i++)
		key[i] = i == number % words ? number / words : 0;
}

/* How often each number was met, in payload word 0, by the table's word. */
static void
check_counts(struct tab *t, const uint32_t *times, size_t words)
{
	size_t met = 0;

	for (uint64_t number = 0; number < MANY; number++) {
		uint64_t key[WORDS], *pay;
		key_of(number, key, words);
		if (times[number] == 0 && (number == 0 || number >= words))
			assert_null(tab_get(t, key));
		if (times[number] == 0)
			continue;
		met++;
		assert_int_equal(tab_get(t, key)[0], times[number]);
		tab_find(t, key, 1, &pay);
		assert_int_equal(pay[0], times[number]);
		assert_int_equal(pay[1], 7);
	}
	assert_int_equal(t->n, met);
}

/* Numbers in batches of any size, repeats within a batch too. */
static void
test_random(void **s)
{
	static uint32_t times[MANY];

	(void)s;
	print_message("seed %ju\n", (uintmax_t)state);
	for (size_t words = 1; words <= WORDS; words++) {
		struct tab t;
		uint64_t range = words == 1 ? 50 : MANY;
		tab_init(&t, (unsigned int)words, 2, zero, rnd());
		memset(times, 0, sizeof(times));
		for (int round = 0; round < 10000; round++) {
			uint64_t key[TAB_BATCH * WORDS], *pay[TAB_BATCH];
			size_t n = rnd() % (TAB_BATCH + 1);
			for (size_t i = 0; i < n; i++) {
				uint64_t number = rnd() % range;
				/* key 0 of several words is one key only */
				number = number < words ? 0 : number;
				key_of(number, key + i * words, words);
				times[number]++;
			}
			tab_find(&t, key, n, pay);
			for (size_t i = 0; i < n; i++)
				pay[i][0]++;
		}
		check_counts(&t, times, words);
		tab_free(&t);
	}
}

/* Entries lie in the order of arrival, whatever the seed. */
static void
test_arrival(void **s)
{
	(void)s;
	for (uint64_t seed = 0; seed < 5; seed++) {
		struct tab t;
		uint64_t *pay;
		tab_init(&t, 1, 1, zero, seed);
		for (uint64_t k = 5000; k-- > 0;)
			tab_find(&t, &k, 1, &pay);
		for (uint64_t i = 0; i < 5000; i++)
			assert_int_equal(*tab_entry(&t, i), 4999 - i);
		tab_seal(&t);
		assert_int_equal(*tab_entry(&t, 0), 4999);
		tab_free(&t);
	}
}

static void
test_widen(void **s)
{
	struct tab t;
	uint64_t *pay;

	(void)s;
	tab_init(&t, 2, 1, zero, 1);
	for (uint64_t k = 0; k < 3000; k++) {
		uint64_t key[2] = {k, ~k};
		tab_find(&t, key, 1, &pay);
		pay[0] = k * 3;
	}
	tab_widen(&t, 4, zero);
	for (uint64_t k = 0; k < 6000; k++) {
		uint64_t key[2] = {k, ~k};
		tab_find(&t, key, 1, &pay);
		assert_int_equal(pay[0], k < 3000 ? k * 3 : 0);
		assert_int_equal(pay[1], 7);
		assert_int_equal(pay[3], 9);
	}
	assert_int_equal(t.n, 6000);
	tab_free(&t);
}

static void
test_clear(void **s)
{
	struct tab t;
	uint64_t *pay, k;

	(void)s;
	tab_init(&t, 1, 2, zero, 1);
	size_t slots = tab_slots(&t, 3000 + TAB_BATCH);
	for (k = 0; k < 3000; k++) {
		tab_find(&t, &k, 1, &pay);
		pay[1] = 1;
	}
	assert_int_equal(tab_slots(&t, 0), slots);
	assert_true(slots * 5 / 8 / 8 >= 3000);
	tab_clear(&t);
	assert_int_equal(t.n, 0);
	k = 2999;
	tab_find(&t, &k, 1, &pay);
	assert_int_equal(pay[1], 7);
	assert_int_equal(t.n, 1);
	tab_free(&t);
}

/*
 * What the hash must do: regular keys (addresses of a network, ports) may not
 * fall on the same slots.  With n keys in 2n slots or more the longest run of
 * taken slots stays short.
 */
static void
test_spread(void **s)
{
	(void)s;
	for (unsigned int shift = 0; shift < 64; shift += 7) {
		struct tab t;
		uint64_t *pay;
		tab_init(&t, 2, 1, zero, 11 * shift);
		for (uint64_t k = 0; k < 65536; k++) {
			uint64_t key[2] = {k << shift, k >> 3};
			tab_find(&t, key, 1, &pay);
		}
		size_t run = 0, longest = 0;
		for (size_t i = 0; i < (size_t)1 << t.bits; i++) {
			run = t.slot[i] != 0 ? run + 1 : 0;
			longest = run > longest ? run : longest;
		}
		assert_in_range(longest, 1, 200);
		tab_free(&t);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_arrival),
	    cmocka_unit_test(test_widen),
	    cmocka_unit_test(test_clear),
	    cmocka_unit_test(test_spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
