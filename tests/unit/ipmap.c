/* SPDX-License-Identifier: ISC */

/*
 * ipmap.h against a list of prefixes walked one by one: in the corners of
 * both families, and as tables of prefixes are.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "value/ipmap.h"

#define SEED 20261124
#define LIST 60

static unsigned int
below(unsigned int n)
{
	return (unsigned int)random() % n;
}

/* An address near the ends of families and words, so that prefixes nest. */
static struct ip
some(void)
{
	static const struct ip at[] = {
	    {0, 0},
	    {0, 0xffff00000000},
	    {0, 0xffff0a000000},
	    {0, 0xffff0a01ffff},
	    {0, 0xffffffffffff},
	    {0, 0x1000000000000},
	    {0, UINT64_MAX},
	    {1, 0},
	    {0x20010db800000000, 0},
	    {UINT64_MAX, UINT64_MAX - 1},
	};
	struct ip a = at[below(nitems(at))];
	uint64_t lo = a.lo + below(64) - 32;

	if (lo > a.lo && lo - a.lo > 64)
		a.hi -= a.hi > 0;
	else if (lo < a.lo && a.lo - lo > 64)
		a.hi += a.hi < UINT64_MAX;
	return (struct ip){a.hi, lo};
}

struct row {
	struct prefix prefix;
	uint32_t number;
};

/* The plain way: the longest that holds it, of equals the last. */
static uint32_t
walk(const struct row *list, size_t n, struct prefix p)
{
	uint32_t number = IPMAP_NONE;
	int len = -1;

	for (size_t i = 0; i < n; i++) {
		if (!prefix_has(list[i].prefix, p) || list[i].prefix.len < len)
			continue;
		len = list[i].prefix.len;
		number = list[i].number;
	}
	return number;
}

static void
ask(const struct ipmap *m, const struct row *list, size_t n, struct ip ip)
{
	unsigned int len = 128 - below(below(4) ? 20 : 129);
	struct prefix p = {ip_mask(ip, len), (uint8_t)len};
	struct prefix one = {ip, 128};

	if (ip_none(ip))
		assert_int_equal(ipmap_find(m, ip), IPMAP_NONE);
	else
		assert_int_equal(ipmap_find(m, ip), walk(list, n, one));
	if (len < 128 || !ip_none(ip))
		assert_int_equal(ipmap_around(m, p), walk(list, n, p));
}

static void
test_corners(void **state)
{
	struct row list[LIST];

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct ipmap *m = ipmap_new();
		size_t n = below(LIST + 1);

		for (size_t i = 0; i < n; i++) {
			unsigned int len = 128 - below(below(8) ? 34 : 129);
			list[i].prefix = (struct prefix){ip_mask(some(), len),
			    (uint8_t)len};
			list[i].number = below(1000);
			ipmap_add(m, list[i].prefix, list[i].number);
		}
		ipmap_done(m);
		for (int i = 0; i < 100; i++)
			ask(m, list, n, some());
		ipmap_free(m);
	}
	ipmap_free(NULL);
}

/* Prefixes as routing tables have them, and any address. */
static void
test_tables(void **state)
{
	static struct row list[3000];

	(void)state;
	for (int round = 0; round < 8; round++) {
		struct ipmap *m = ipmap_new();
		uint32_t base = (uint32_t)random() << 8, spread;

		spread = round % 2 ? UINT32_MAX : 0xfffff;
		for (size_t i = 0; i < nitems(list); i++) {
			uint32_t v4 = base + ((uint32_t)random() & spread);
			unsigned int len = IP_V4_BASE + 8 + below(25);
			struct ip ip = ip_mask(ip_from4(v4), len);
			list[i].prefix = (struct prefix){ip, (uint8_t)len};
			list[i].number = (uint32_t)i;
			ipmap_add(m, list[i].prefix, list[i].number);
		}
		ipmap_done(m);
		for (int i = 0; i < 3000; i++) {
			uint32_t v4 = base + ((uint32_t)random() & spread);
			ask(m, list, nitems(list), ip_from4(v4));
			struct prefix p = list[below(nitems(list))].prefix;
			ask(m, list, nitems(list), p.ip);
			ask(m, list, nitems(list), ip_last(p.ip, p.len));
		}
		ipmap_free(m);
	}
}

static void
test_all(void **state)
{
	struct ipmap *m = ipmap_new();

	(void)state;
	ipmap_add(m, (struct prefix){{0, 0}, 0}, 7);
	ipmap_done(m);
	assert_int_equal(ipmap_find(m, ip_from4(0)), 7);
	assert_int_equal(ipmap_find(m, ip_from4(UINT32_MAX)), 7);
	assert_int_equal(ipmap_find(m, (struct ip){UINT64_MAX, 0}), 7);
	assert_int_equal(ipmap_find(m, IP_NONE), IPMAP_NONE);
	assert_int_equal(ipmap_around(m, (struct prefix){{0, 0}, 0}), 7);
	ipmap_free(m);

	m = ipmap_new();
	ipmap_done(m);
	assert_int_equal(ipmap_find(m, ip_from4(1)), IPMAP_NONE);
	assert_int_equal(ipmap_find(m, (struct ip){1, 1}), IPMAP_NONE);
	ipmap_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_corners),
	    cmocka_unit_test(test_tables),
	    cmocka_unit_test(test_all),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
