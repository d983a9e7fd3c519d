/* SPDX-License-Identifier: ISC */

/* price.h: counts by hand, and the ends of 64 bits. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "rules/price.h"

static struct rule
make(const char *subject, const char *peer, int from, int to, uint64_t seen)
{
	struct rule r = {.from = from, .to = to, .proto = 6, .seen = seen};

	assert_int_equal(prefix_parse(slice_str(subject), &r.subject), 0);
	assert_int_equal(prefix_parse(slice_str(peer), &r.peer), 0);
	return r;
}

static const struct ruleset none;

static const struct {
	const char *subject, *peer;
	int from, to;
	uint64_t seen, admitted, beyond;
} cases[] = {
    {"10.0.0.1", "10.0.0.2", 80, 80, 1, 1, 0},
    {"10.0.0.1", "10.0.0.2", -1, -1, 1, 1, 0},
    {"10.0.0.1", "10.0.0.0/24", 80, 80, 1, 256, 255},
    {"10.0.0.1", "10.0.0.0/24", 80, 81, 2, 512, 510},
    {"10.0.0.0/30", "10.0.0.0/24", 22, 22, 1, 1024, 1023},
    {"10.0.0.1", "0.0.0.0/0", 0, 65535, 1, 1ULL << 48, (1ULL << 48) - 1},
    {"10.0.0.1", "2001:db8::/65", 22, 22, 1, 1ULL << 63, (1ULL << 63) - 1},
    {"10.0.0.1", "2001:db8::/64", 22, 22, 1, PRICE_MORE, PRICE_MORE},
    {"10.0.0.1", "::/0", 22, 22, 1, PRICE_MORE, PRICE_MORE},
    {"2001:db8::/96", "2001:db8::/96", 1, 1, 1, PRICE_MORE, PRICE_MORE},
    {"::/97", "2001:db8::/96", 1, 1, 1, 1ULL << 63, (1ULL << 63) - 1},
    {"10.0.0.1", "10.0.0.2", 80, 80, 9, 1, 0},
};

static void
one(void **state)
{
	(void)state;
	for (size_t i = 0; i < nitems(cases); i++) {
		struct rule r = make(cases[i].subject, cases[i].peer,
		    cases[i].from, cases[i].to, cases[i].seen);

		assert_int_equal(price_admitted(&none, &r), cases[i].admitted);
		assert_int_equal(price_rule(&none, &r), cases[i].beyond);
	}
}

static uint64_t
two(struct rule a, struct rule b)
{
	struct ruleset set = {0};
	uint64_t sum;

	ruleset_add(&set, &a);
	ruleset_add(&set, &b);
	sum = price_set(&set);
	ruleset_free(&set);
	return sum;
}

static void
sum(void **state)
{
	struct rule p24 = make("10.0.0.1", "10.0.0.0/24", 80, 80, 1);
	struct rule p65 = make("10.0.0.1", "2001:db8::/65", 22, 22, 1);
	struct rule p64 = make("10.0.0.1", "2001:db8::/64", 22, 22, 1);

	(void)state;
	assert_int_equal(two(p24, p24), 510);
	assert_int_equal(two(p65, p65), 18446744073709551614U);
	assert_int_equal(two(p65, p64), PRICE_MORE);
	assert_int_equal(two(p64, p64), PRICE_MORE);
	assert_int_equal(price_set(&(struct ruleset){0}), 0);
}

static void
says(uint64_t price, const char *want)
{
	char text[PRICE_MAX + 1] = "";

	*price_print(text, price) = '\0';
	assert_string_equal(text, want);
}

static void
print(void **state)
{
	(void)state;
	says(0, "0");
	says(254, "254");
	says(18446744073709551614U, "18446744073709551614");
	says(PRICE_MORE, "more than 1.8e19");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one),
	    cmocka_unit_test(sum),
	    cmocka_unit_test(print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
