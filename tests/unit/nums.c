/* SPDX-License-Identifier: ISC */

/*
 * nums.h: every variant takes the numbers of 1 to 16 digits that num_plain
 * takes, whatever stands beside the cells.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cpu.h"
#include "base/num.h"
#include "base/nums.h"

#define SEED 20261124
#define ROUNDS 60000
#define WIDTH 64

static nums_fn variants[CPU_LEVELS];
static size_t nvariants;

static void
find_variants(void)
{
	for (enum cpu i = CPU_PLAIN; i <= cpu_level(); i++) {
		setenv("FL_CPU", cpu_name(i), 1);
		variants[nvariants++] = nums_choose();
		unsetenv("FL_CPU");
	}
}

static char
noise(int round)
{
	static const char bytes[] = "0123456789 \t\n-.:/a;\xb0\xb9\xff";
	return bytes[(size_t)random() % (round % 2 ? 10 : sizeof(bytes) - 1)];
}

static void
test_random(void **state)
{
	static char text[NUMS_MOST][WIDTH];
	struct slice cell[NUMS_MOST];
	uint64_t v[NUMS_MOST], want;
	size_t hits = 0;

	(void)state;
	srandom(SEED);
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = (size_t)random() % (NUMS_MOST + 1);
		for (size_t i = 0; i < n; i++) {
			size_t len = (size_t)random() % 24;
			for (size_t k = 0; k < WIDTH; k++)
				text[i][k] = noise(round);
			if (random() % 4 == 0)
				text[i][NUMS_PAD + (size_t)random() % 8] = ':';
			cell[i] = (struct slice){text[i] + NUMS_PAD, len};
		}
		for (size_t var = 0; var < nvariants; var++) {
			uint64_t set = variants[var](cell, n, v);
			assert_true(n == NUMS_MOST || set >> n == 0);
			for (size_t i = 0; i < n; i++) {
				bool is = cell[i].n <= 16 &&
				    num_plain(cell[i], UINT64_MAX, &want) == 0;
				assert_int_equal(set >> i & 1, is);
				if (is)
					assert_int_equal(v[i], want);
				hits += is;
			}
		}
	}
	assert_true(hits > 100000);
}

/* The greatest of each length, and one digit wrong in each place. */
static void
test_lengths(void **state)
{
	char text[WIDTH];
	uint64_t v, want = 0;

	(void)state;
	for (size_t len = 1; len <= 17; len++) {
		memset(text, '9', sizeof(text));
		struct slice cell = {text + NUMS_PAD, len};
		want = want * 10 + 9;
		for (size_t var = 0; var < nvariants; var++) {
			assert_int_equal(variants[var](&cell, 1, &v), len < 17);
			if (len < 17)
				assert_int_equal(v, want);
		}
		for (size_t k = 0; k < len; k++) {
			text[NUMS_PAD + k] = k % 2 ? '/' : ':';
			for (size_t var = 0; var < nvariants; var++)
				assert_int_equal(variants[var](&cell, 1, &v),
				    0);
			text[NUMS_PAD + k] = '9';
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_lengths),
	};

	find_variants();
	print_message("seed %d, %zu variants\n", SEED, nvariants);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
