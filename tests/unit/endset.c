/* SPDX-License-Identifier: ISC */

/* endset: which ends are one, and numbers in the order of arrival. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/compat.h"
#include "rules/endset.h"

static const unsigned int seed = 20261124;

static void
test_kinds(void **state)
{
	static const struct {
		struct prefix p;
		uint32_t kind;
		size_t want;
	} t[] = {
	    {{{0, 0}, 0}, 0, 0}, {{{0, 0}, 0}, 1, 1}, /* of another kind */
	    {{{0, 0}, 96}, 0, 2},         /* as long as all of IPv4 */
	    {{{0, 1}, 0}, 0, 3},          /* the lower half, the upper half */
	    {{{1, 0}, 0}, 0, 4},          /* ... of an address */
	    {{{0, 0}, 1}, 0, 5},          /* length and kind are no sum */
	    {{{0, 0}, 0}, UINT32_MAX, 6}, /* the last kind */
	    {{{UINT64_MAX, UINT64_MAX}, 128}, 0, 7},
	    {{{UINT64_MAX, UINT64_MAX}, 255}, 0, 8}, /* no prefix: a party */
	    {{{0, 0}, 0}, 0, 0}, {{{1, 0}, 0}, 0, 4},
	    {{{0, 0}, 0}, UINT32_MAX, 6},
	    {{{UINT64_MAX, UINT64_MAX}, 255}, 0, 8},
	    {{{0, 0}, 0}, 256, 9}, /* kind 1, a byte higher */
	};
	struct endset s = {0};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_int_equal(endset_add(&s, t[i].p, t[i].kind), t[i].want);
	assert_int_equal(s.n, 10);
	for (size_t i = 0; i < nitems(t); i++) {
		const struct endset_item *e = &s.item[t[i].want];

		assert_int_equal(e->kind, t[i].kind);
		assert_int_equal(e->prefix.len, t[i].p.len);
		assert_true(ip_eq(e->prefix.ip, t[i].p.ip));
	}
	endset_free(&s);
}

static void
test_empty(void **state)
{
	struct endset s = {0};
	struct prefix p = {{0, 7}, 128};

	(void)state;
	endset_free(&s);
	assert_int_equal(endset_add(&s, p, 3), 0);
	endset_free(&s);
	assert_null(s.item);
	assert_int_equal(s.n, 0);
	assert_int_equal(endset_add(&s, p, 4), 0);
	assert_int_equal(s.item[0].kind, 4);
	endset_free(&s);
}

/* An end of few, so that many come again; some differ in high bits alone. */
static struct endset_item
draw(int round)
{
	uint64_t v = (uint64_t)random() % 64;
	struct endset_item e = {{{0, v}, 128}, (uint32_t)random() % 3};

	switch (round % 5) {
	case 0:
		e.prefix.ip = (struct ip){0, 0xffff0a000000 + v};
		break;
	case 1:
		e.prefix.ip = (struct ip){v << 58, 0};
		break;
	case 2:
		e.prefix.ip.lo = v << 58;
		break;
	case 3:
		e.prefix.len = (uint8_t)v;
		e.kind <<= 24;
		break;
	default:
		break;
	}
	return e;
}

/* Against a search from the first to the last, while the set grows. */
static void
test_random(void **state)
{
	static struct endset_item have[5 * 64 * 64 * 3];
	struct endset s = {0};
	size_t n = 0;

	(void)state;
	srandom(seed);
	for (int round = 0; round < 20000; round++) {
		struct endset_item e = draw(round);
		size_t i = 0;

		while (i < n &&
		    (have[i].kind != e.kind ||
			have[i].prefix.len != e.prefix.len ||
			!ip_eq(have[i].prefix.ip, e.prefix.ip)))
			i++;
		if (i == n)
			have[n++] = e;
		assert_int_equal(endset_add(&s, e.prefix, e.kind), i);
		assert_int_equal(s.n, n);
	}
	assert_in_range(n, 500, 5000);
	endset_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_random),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
