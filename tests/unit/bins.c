/* SPDX-License-Identifier: ISC */

/* bins.h and base/temp.h: all that went in comes out, in its order. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/temp.h"
#include "engine/bins.h"

#define BINS 7
#define WORDS 3

static uint64_t state = 7;

static uint64_t
rnd(uint64_t n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (state >> 33) % n;
}

static void
test_bins(void **s)
{
	struct bins *b = bins_new(BINS, WORDS);
	uint64_t room[BINS_BLOCK * WORDS];
	size_t put[BINS] = {0};

	(void)s;
	/* The last bin stays empty; others are full to the block, or not. */
	for (size_t i = 0; i < 10000; i++) {
		size_t bin = rnd(BINS - 1);
		if (bin == 0 && put[0] == 4 * BINS_BLOCK)
			continue;
		uint64_t entry[WORDS] = {bin, put[bin]++, i};
		bins_put(b, bin, entry);
	}
	for (size_t bin = 0; bin < BINS; bin++) {
		size_t at = 0, n, seen = 0;
		assert_int_equal(bins_count(b, bin), put[bin]);
		while ((n = bins_get(b, bin, &at, room)) > 0)
			for (size_t i = 0; i < n; i++, seen++) {
				assert_int_equal(room[i * WORDS], bin);
				assert_int_equal(room[i * WORDS + 1], seen);
			}
		assert_int_equal(seen, put[bin]);
	}
	bins_free(b);
}

/* What memory has goes to the file, and stays when memory is given back. */
static void
test_map(void **s)
{
	size_t n = 100000;
	int fd = temp_open();
	char *p = temp_map(fd, n), c;

	(void)s;
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(i % 251);
	temp_drop(p, n);
	temp_drop(p + 1, n - 2);
	temp_drop(p, 1);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(p[i], (char)(i % 251));
	temp_read(fd, &c, 1, 12345);
	assert_int_equal(c, (char)(12345 % 251));
	temp_write(fd, "x", 1, 5);
	assert_int_equal(p[5], 'x');
	temp_unmap(p, n);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bins),
	    cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
