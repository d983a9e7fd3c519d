/* SPDX-License-Identifier: ISC */

/* scan: marks of random pages against the definition, in every variant. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/compat.h"
#include "base/cpu.h"
#include "model/block.h"
#include "stream/scan.h"

#define SEED 20261124
#define SIZE 600

/* Those that this machine can run. */
static scan_fn variants[CPU_LEVELS];
static size_t nvariants;

static void
find_variants(void)
{
	for (enum cpu i = CPU_PLAIN; i <= cpu_level(); i++) {
		setenv("FL_CPU", cpu_name(i), 1);
		variants[nvariants++] = scan_choose();
		unsetenv("FL_CPU");
	}
}

/* What scan.h says, word for word. */
static void
check(scan_fn scan_page, const char *text, uint32_t from, uint32_t to, char sep,
    unsigned char limit)
{
	uint32_t mark[SIZE + SCAN_SPARE], eol[SIZE + SCAN_SPARE];
	struct scan s = {.mark = mark, .eol = eol};
	size_t m = 1, e = 0;
	bool odd = false;

	scan_page(&s, text, from, to, sep, limit);
	assert_true(mark[0] == from - 1);
	for (uint32_t i = from; i < to; i++) {
		if ((unsigned char)text[i] > limit)
			continue;
		if (text[i] != '\n' && text[i] != sep)
			odd = true;
		if (i == from || (unsigned char)text[i - 1] <= limit)
			odd = true;
		if (text[i] == '\n') {
			assert_true(e < s.neol);
			assert_int_equal(eol[e++], m);
		}
		assert_true(m < s.nmark);
		assert_int_equal(mark[m++], i);
	}
	assert_int_equal(m, s.nmark);
	assert_int_equal(e, s.neol);
	assert_int_equal(odd, s.odd);
}

static void
test_random(void **state)
{
	static const char few[] = "a1 2b3\t\n.-";
	char text[BLOCK_PAD + SIZE + BLOCK_PAD];

	(void)state;
	srandom(SEED);
	for (int round = 0; round < 20000; round++) {
		uint32_t from = BLOCK_PAD + (uint32_t)random() % 40;
		uint32_t to = from + 1 + (uint32_t)random() % (SIZE - 60);
		bool any = round % 3 == 0, log = round % 2 == 0;
		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = any ?
			    (char)random() :
			    few[random() % (log ? 6 : sizeof(few) - 1)];
		text[to - 1] = '\n';
		for (size_t v = 0; v < nvariants; v++)
			check(variants[v], text, from, to, log ? ' ' : '\t',
			    log ? 0x20 : 0x1f);
	}
}

/* Pages without a second look: one separator between cells. */
static void
test_plain(void **state)
{
	static const char plain[] = "xa b c\nd e f\n";
	static const char lead[] = "x a b\n";
	uint32_t mark[32], eol[32];
	struct scan s = {.mark = mark, .eol = eol};

	(void)state;
	scan_plain(&s, plain, 1, sizeof(plain) - 1, ' ', 0x20);
	assert_false(s.odd);
	assert_int_equal(s.nmark, 7);
	assert_int_equal(s.neol, 2);
	assert_int_equal(s.eol[0], 3);
	assert_int_equal(s.eol[1], 6);
	scan_plain(&s, lead, 1, sizeof(lead) - 1, ' ', 0x20);
	assert_true(s.odd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_plain),
	};
	find_variants();
	print_message("seed %d, %zu variants\n", SEED, nvariants);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
