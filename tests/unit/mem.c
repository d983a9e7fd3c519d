/* SPDX-License-Identifier: ISC */

/* mem.h: what big arrays keep, and that too much is out of memory. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/mem.h"

/* Under AddressSanitizer: let malloc fail as it does elsewhere. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

#define MIB ((size_t)1 << 20)

/* From one size to the next: the old bytes are there, the new ones zero. */
static void
test_huge(void **state)
{
	static const size_t size[] = {1, 4096, 4097, 100000, MIB, 3 * MIB,
	    5 * MIB + 1, 64 * MIB, 7 * MIB, 4095};
	size_t old = 0;
	uint8_t *p = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
		p = mem_huge(p, old, size[i]);
		for (size_t at = 0; at < size[i]; at += 997)
			assert_int_equal(p[at],
			    at < old ? (uint8_t)(at / 997 + 1) : 0);
		for (size_t at = 0; at < size[i]; at += 997)
			p[at] = (uint8_t)(at / 997 + 1);
		old = size[i];
	}
	assert_null(mem_huge(p, old, 0));
	assert_null(mem_huge(NULL, 0, 0));
}

/* Two that grow in turn do not get in each other's way. */
static void
test_two(void **state)
{
	uint64_t *a = NULL, *b = NULL;
	size_t old = 0;

	(void)state;
	for (size_t n = 512; n <= 4 * MIB; n *= 2) {
		a = mem_huge(a, old * 8, n * 8);
		b = mem_huge(b, old * 8, n * 8);
		for (size_t i = old; i < n; i++) {
			a[i] = i;
			b[i] = ~i;
		}
		old = n;
	}
	for (size_t i = 0; i < old; i++) {
		assert_int_equal(a[i], i);
		assert_int_equal(b[i], ~i);
	}
	mem_huge(a, old * 8, 0);
	mem_huge(b, old * 8, 0);
}

enum way {
	HUGE_TOO_LARGE,
	HUGE_ABSURD,
	ARRAY_PRODUCT,
	ARRAY_FINE
};

/* The exit status of one allocation in a child, whose stderr is closed. */
static int
status_of(enum way way)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		close(2);
		if (way == HUGE_TOO_LARGE)
			mem_huge(NULL, 0, (size_t)1 << 60);
		if (way == HUGE_ABSURD)
			mem_huge(NULL, 0, SIZE_MAX - 5);
		if (way == ARRAY_PRODUCT)
			mem_array(NULL, SIZE_MAX / 2, 4);
		if (way == ARRAY_FINE)
			free(mem_array(NULL, 0, 8));
		_exit(99);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void
test_out(void **state)
{
	(void)state;
	assert_int_equal(status_of(HUGE_TOO_LARGE), 2);
	assert_int_equal(status_of(HUGE_ABSURD), 2);
	assert_int_equal(status_of(ARRAY_PRODUCT), 2);
	assert_int_equal(status_of(ARRAY_FINE), 99);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_huge),
	    cmocka_unit_test(test_two),
	    cmocka_unit_test(test_out),
	};

	diag_init("mem");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
