/* SPDX-License-Identifier: ISC */

/*
 * Numbers: against 128-bit arithmetic written here, at both edges of a page
 * whose neighbours may not be read, on text that is nearly a number.
 */

#include <sys/mman.h>

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/num.h"

static const unsigned seed = 20240611;

typedef int parser(struct slice s, uint64_t max, uint64_t *v);
static parser *const parsers[] = {num_parse, num_plain};

/* What num.h promises, the slow way. */
static int
oracle(struct slice s, uint64_t max, uint64_t *v)
{
	unsigned __int128 n = 0;

	if (s.n == 0)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("0123456789", s.p[i]) == NULL || s.p[i] == '\0')
			return -1;
		n = n * 10 + (unsigned)(s.p[i] - '0');
		if (n > max)
			n = (unsigned __int128)max + 1;
	}
	if (n > max)
		return -1;
	*v = (uint64_t)n;
	return 0;
}

static void
compare(struct slice s, uint64_t max)
{
	uint64_t want = 77;
	int ok = oracle(s, max, &want);

	for (size_t i = 0; i < nitems(parsers); i++) {
		uint64_t got = 77;
		int r = parsers[i](s, max, &got);
		if (r != ok || got != want)
			fail_msg("\"%.*s\" max %" PRIu64 ": %d %" PRIu64
				 ", not %d %" PRIu64,
			    (int)s.n, s.p, max, r, got, ok, want);
	}
}

static void
test_cases(void **state)
{
	static const struct {
		const char *text;
		uint64_t max;
		int result;
		uint64_t value;
	} t[] = {
	    {"0", UINT64_MAX, 0, 0},
	    {"0", 0, 0, 0},
	    {"1", 0, -1, 0},
	    {"65535", 65535, 0, 65535},
	    {"65536", 65535, -1, 0},
	    {"0000000000000000000000000000000443", 65535, 0, 443},
	    {"00000000", UINT64_MAX, 0, 0},
	    {"99999999", UINT64_MAX, 0, 99999999},
	    {"1718000000", UINT64_MAX, 0, 1718000000},
	    {"18446744073709551615", UINT64_MAX, 0, UINT64_MAX},
	    {"18446744073709551616", UINT64_MAX, -1, 0},
	    {"18446744073709551615", UINT64_MAX - 1, -1, 0},
	    {"28446744073709551615", UINT64_MAX, -1, 0},
	    {"184467440737095516150", UINT64_MAX, -1, 0},
	    {"99999999999999999999", UINT64_MAX, -1, 0},
	    {"9999999999999999999", UINT64_MAX, 0, 9999999999999999999U},
	    {"", UINT64_MAX, -1, 0},
	    {"-", UINT64_MAX, -1, 0},
	    {"-1", UINT64_MAX, -1, 0},
	    {"+1", UINT64_MAX, -1, 0},
	    {" 1", UINT64_MAX, -1, 0},
	    {"1 ", UINT64_MAX, -1, 0},
	    {"1.0", UINT64_MAX, -1, 0},
	    {"1e3", UINT64_MAX, -1, 0},
	    {"0x1f", UINT64_MAX, -1, 0},
	    {"1_000", UINT64_MAX, -1, 0},
	    {"1234567:", UINT64_MAX, -1, 0},
	    {"1234567/", UINT64_MAX, -1, 0},
	    {"/2345678", UINT64_MAX, -1, 0},
	    {":2345678", UINT64_MAX, -1, 0},
	    {"1234\xb5"
	     "678",
		UINT64_MAX, -1, 0},
	    {"12345678\xff", UINT64_MAX, -1, 0},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		for (size_t k = 0; k < nitems(parsers); k++) {
			uint64_t v = 42;
			struct slice s = slice_str(t[i].text);
			int r = parsers[k](s, t[i].max, &v);
			if (r != t[i].result)
				fail_msg("\"%s\": %d", t[i].text, r);
			assert_true(v == (r == 0 ? t[i].value : 42));
		}
	}
}

/* No slice at all, and bytes that only a length ends. */
static void
test_slices(void **state)
{
	uint64_t v = 42;

	(void)state;
	for (size_t k = 0; k < nitems(parsers); k++) {
		struct slice none = {NULL, 0};
		assert_int_equal(parsers[k](none, 9, &v), -1);
		assert_int_equal(v, 42);
		assert_int_equal(parsers[k]((struct slice){"12345", 3}, 999,
				     &v),
		    0);
		assert_int_equal(v, 123);
		v = 42;
		assert_int_equal(parsers[k]((struct slice){"1\0002", 3}, 999,
				     &v),
		    -1);
		assert_int_equal(parsers[k]((struct slice){"1234567\0", 8},
				     UINT64_MAX, &v),
		    -1);
	}
}

/* Every byte value in every place of every length. */
static void
test_every_byte(void **state)
{
	char text[22];

	(void)state;
	for (size_t n = 1; n <= sizeof(text); n++) {
		for (size_t i = 0; i < n; i++) {
			for (int c = 0; c < 256; c++) {
				memset(text, '1', n);
				text[i] = (char)c;
				compare((struct slice){text, n}, UINT64_MAX);
			}
		}
	}
}

/* A page between two that may not be touched; NULL-terminated by nothing. */
static char *
fenced_page(size_t *size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
	    -1, 0);

	assert_true(p != MAP_FAILED);
	assert_int_equal(mprotect(p + page, page, PROT_READ | PROT_WRITE), 0);
	*size = page;
	return p + page;
}

static void
test_random_at_page_edges(void **state)
{
	static const char nearly[] = "0123456789012345678901234567890123/: -a";
	size_t page;
	char *p = fenced_page(&page);

	(void)state;
	srand(seed);
	for (int round = 0; round < 300000; round++) {
		size_t n = (size_t)rand() % 24;
		/* Often all digits, sometimes with others among them. */
		size_t from = rand() % 4 > 0 ? 30 : sizeof(nearly) - 1;
		char *at = rand() % 2 ? p : p + page - n;
		for (size_t i = 0; i < n; i++)
			at[i] = nearly[(size_t)rand() % from];
		uint64_t max = (uint64_t)rand() << 33 ^ (uint64_t)rand() << 11;
		max >>= rand() % 64;
		compare((struct slice){at, n}, rand() % 2 ? max : UINT64_MAX);
	}
	munmap(p - page, 3 * page);
}

static void
check_print(uint64_t v)
{
	char want[NUM_MAX + 2], got[NUM_MAX + 2];

	memset(got, '#', sizeof(got));
	int n = snprintf(want, sizeof(want), "%" PRIu64, v);
	char *end = num_print(got, v);
	assert_int_equal(end - got, n);
	assert_memory_equal(got, want, (size_t)n);
	assert_int_equal(*end, '#');
}

static void
test_print(void **state)
{
	(void)state;
	for (uint64_t v = 0; v < 70000; v++)
		check_print(v);
	for (uint64_t p = 1, i = 0; i < 20; i++, p *= 10) {
		check_print(p - 1);
		check_print(p);
		check_print(p + 1);
	}
	for (int bit = 0; bit < 64; bit++) {
		check_print((UINT64_C(1) << bit) - 1);
		check_print(UINT64_C(1) << bit);
	}
	check_print(UINT64_MAX);
	check_print(UINT64_MAX - 1);
	srand(seed);
	for (int i = 0; i < 100000; i++) {
		uint64_t v = (uint64_t)rand() << 42 ^ (uint64_t)rand() << 21 ^
		    (uint64_t)rand();
		check_print(v >> rand() % 64);
	}
}

static void
test_size(void **state)
{
	static const struct {
		const char *text;
		int result;
		uint64_t value;
	} t[] = {
	    {"0", 0, 0},
	    {"17", 0, 17},
	    {"1k", 0, 1024},
	    {"1K", 0, 1024},
	    {"64M", 0, 67108864},
	    {"64m", 0, 67108864},
	    {"2g", 0, 2147483648},
	    {"2G", 0, 2147483648},
	    {"3t", 0, 3298534883328},
	    {"3T", 0, 3298534883328},
	    {"16777215T", 0, 18446742974197923840U},
	    {"16777216T", -1, 0},
	    {"18014398509481983K", 0, 18446744073709550592U},
	    {"18014398509481984K", -1, 0},
	    {"18446744073709551615", 0, UINT64_MAX},
	    {"", -1, 0},
	    {"k", -1, 0},
	    {"1kk", -1, 0},
	    {"1MB", -1, 0},
	    {"1.5G", -1, 0},
	    {"1 G", -1, 0},
	    {"-1k", -1, 0},
	    {"1P", -1, 0},
	    {"1\v", -1, 0},
	    {"1-", -1, 0},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		uint64_t v = 42;
		int r = num_size(slice_str(t[i].text), &v);
		if (r != t[i].result)
			fail_msg("\"%s\": %d", t[i].text, r);
		assert_true(v == (r == 0 ? t[i].value : 42));
	}
	uint64_t v = 42;
	assert_int_equal(num_size((struct slice){"1\0", 2}, &v), -1);
	assert_int_equal(num_size((struct slice){NULL, 0}, &v), -1);
}

/* Only the eight letters end a size. */
static void
test_size_letters(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		char text[2] = {'1', (char)c};
		uint64_t v;
		bool right = strchr("kKmMgGtT0123456789", c) != NULL;
		int r = num_size((struct slice){text, 2}, &v);
		if (r != (right ? 0 : -1))
			fail_msg("byte 0x%02x: %d", (unsigned)c, r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_slices),
	    cmocka_unit_test(test_every_byte),
	    cmocka_unit_test(test_random_at_page_edges),
	    cmocka_unit_test(test_print),
	    cmocka_unit_test(test_size),
	    cmocka_unit_test(test_size_letters),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
