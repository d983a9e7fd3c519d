/* SPDX-License-Identifier: ISC */

/*
 * ip4.h: every variant takes what inet_pton(3) takes, whatever stands behind
 * the cells: on addresses, on these with a byte changed, and on noise.
 */

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cpu.h"
#include "value/ip4.h"

#define SEED 20261124
#define ROUNDS 60000
#define WIDTH 48

static ip4_fn variants[CPU_LEVELS];
static size_t nvariants;

static void
find_variants(void)
{
	for (enum cpu i = CPU_PLAIN; i <= cpu_level(); i++) {
		setenv("FL_CPU", cpu_name(i), 1);
		variants[nvariants++] = ip4_choose();
		unsetenv("FL_CPU");
	}
}

static char
noise(void)
{
	static const char bytes[] =
	    "01234567890123451234....  \t\n-:a\xb0\xff/";
	return bytes[(size_t)random() % (sizeof(bytes) - 1)];
}

/* Writes a cell, with noise around it; its length. */
static size_t
make(char text[WIDTH], int round)
{
	char cell[WIDTH];
	size_t n = (size_t)random() % 24;

	for (size_t k = 0; k < WIDTH; k++)
		text[k] = noise();
	if (round % 3 != 0) {
		long r = random();
		n = (size_t)snprintf(cell, sizeof(cell), "%ld.%ld.%ld.%ld",
		    r % 300, r / 300 % 256, r / 76800 % (round % 5 ? 100 : 10),
		    random() % 300);
		memcpy(text, cell, n);
	}
	if (round % 3 == 1)
		text[(size_t)random() % n] = noise();
	text[n] = " \t\n"[random() % 3];
	return n;
}

/* The specification: what inet_pton says of one cell. */
static bool
expect(struct slice s, uint32_t *v4)
{
	char cell[WIDTH];

	memcpy(cell, s.p, s.n);
	cell[s.n] = '\0';
	return inet_pton(AF_INET, cell, v4) == 1;
}

static void
test_random(void **state)
{
	static char text[IP4_MOST][WIDTH];
	struct slice cell[IP4_MOST];
	uint32_t v4[IP4_MOST], want;
	size_t hits = 0;

	(void)state;
	srandom(SEED);
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = (size_t)random() % (IP4_MOST + 1);
		for (size_t i = 0; i < n; i++)
			cell[i] = (struct slice){text[i], make(text[i], round)};
		for (size_t v = 0; v < nvariants; v++) {
			uint64_t set = variants[v](cell, n, v4);
			assert_true(n == IP4_MOST || set >> n == 0);
			for (size_t i = 0; i < n; i++) {
				bool is = expect(cell[i], &want);
				assert_int_equal(set >> i & 1, is);
				if (is)
					assert_int_equal(v4[i], ntohl(want));
				hits += is;
			}
		}
	}
	assert_true(hits > 100000);
}

/* Every number in every place, with zeros in front and not. */
static void
test_numbers(void **state)
{
	uint32_t v4;

	(void)state;
	for (int i = 0; i < 4 * 3 * 1100; i++) {
		char text[WIDTH] = {0}, num[12];
		int at = i % 4, n = 0;
		snprintf(num, sizeof(num), "%0*d", i / 4 % 3 + 1, i / 12);
		for (int k = 0; k < 4; k++)
			n += snprintf(text + n, sizeof(text) - (size_t)n,
			    "%s%s", k > 0 ? "." : "", k == at ? num : "7");
		bool is = i / 12 < 256 && (num[0] != '0' || num[1] == '\0');
		struct slice cell = {text, (size_t)n};
		for (size_t v = 0; v < nvariants; v++)
			assert_int_equal(variants[v](&cell, 1, &v4), is);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_numbers),
	};

	find_variants();
	print_message("seed %d, %zu variants\n", SEED, nvariants);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
