/* SPDX-License-Identifier: ISC */

/* keep: bytes stay, whatever comes behind them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/keep.h"

#define SEED 20261124
#define MANY 4000

static void
test_stays(void **state)
{
	static struct {
		unsigned char *p;
		size_t n;
	} at[MANY];
	struct keep *k = keep_new();

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		size_t n = (size_t)random() % (i % 500 == 0 ? 200000 : 200);
		if (i % 3 == 0) {
			char *s = malloc(n + 1);
			memset(s, (int)('a' + i % 26), n);
			s[n] = '\0';
			const char *kept = i % 2 == 0 ?
			    keep_str(k, s) :
			    keep_text(k, (struct slice){s, n});
			assert_string_equal(kept, s);
			at[i].p = (unsigned char *)(uintptr_t)kept;
			free(s);
		} else {
			at[i].p = keep_room(k, n);
			assert_int_equal((uintptr_t)at[i].p % 16, 0);
			memset(at[i].p, (int)('a' + i % 26), n);
		}
		at[i].n = n;
	}
	for (size_t i = 0; i < MANY; i++)
		for (size_t b = 0; b < at[i].n; b++)
			assert_int_equal(at[i].p[b], 'a' + i % 26);
	assert_null(keep_str(k, NULL));
	assert_string_equal(keep_text(k, (struct slice){NULL, 0}), "");
	keep_free(k);
	keep_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_stays),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
