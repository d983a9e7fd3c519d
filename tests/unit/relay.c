/* SPDX-License-Identifier: ISC */

/* relay.h: all that is made is used once, in order, two slots at most ahead. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/relay.h"

struct count {
	size_t slot[RELAY_SLOTS];
	size_t made, want, used;
	atomic_size_t open; /* slots that are full */
	bool early, astray; /* of make, of use */
	useconds_t slow_make, slow_use;
};

static bool
make(void *arg, size_t slot)
{
	struct count *c = arg;

	if (c->made == c->want)
		return false;
	usleep(c->slow_make);
	c->early |= ++c->open > RELAY_SLOTS;
	c->slot[slot] = c->made++;
	return true;
}

static void
use(void *arg, size_t slot)
{
	struct count *c = arg;

	usleep(c->slow_use);
	c->astray |= c->slot[slot] != c->used++;
	c->open--;
}

static void
check(size_t want, useconds_t slow_make, useconds_t slow_use)
{
	struct count c = {.want = want,
	    .slow_make = slow_make,
	    .slow_use = slow_use};

	relay_run(make, use, &c);
	assert_false(c.early || c.astray);
	assert_int_equal(c.used, want);
	assert_int_equal(c.open, 0);
}

static void
test_all(void **state)
{
	(void)state;
	for (size_t n = 0; n < 6; n++)
		check(n, 0, 0);
	check(100000, 0, 0);
	check(50, 500, 0);
	check(50, 0, 500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
