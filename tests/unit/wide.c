/* SPDX-License-Identifier: ISC */

/* wide.h: what is public, what may be opened, and what is left of a set. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "rules/exact.h"
#include "rules/wide.h"

static struct prefix
net(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(slice_str(text), &p), 0);
	return p;
}

static void
add(struct ruleset *set, const char *subject, int proto, int port,
    const char *peer, int note)
{
	struct rule r = {
	    .subject = net(subject),
	    .peer = net(peer),
	    .from = port,
	    .to = port,
	    .proto = (uint8_t)proto,
	    .note = (uint8_t)note,
	    .seen = 1,
	};

	for (size_t i = 0; i < RULE_FEW; i++)
		r.count[i] = NUM_NONE;
	r.count[RULE_FLOWS] = 2;
	ruleset_add(set, &r);
}

/* Is an address public?  Two of a kind are opened by -P 1 if so. */
static bool
opened(const char *a, const char *b)
{
	struct wide w = {.most = 1};
	struct ruleset set = {0};
	bool yes;

	add(&set, "10.0.0.1", 6, 443, a, 0);
	add(&set, "10.0.0.1", 6, 443, b, 0);
	wide_apply(&w, &set, NULL);
	yes = set.n == 1;
	assert_int_equal(yes, w.opened);
	assert_int_equal(yes, set.priced);
	ruleset_free(&set);
	return yes;
}

static void public(void **state)
{
	(void)state;
	assert_true(opened("8.8.8.8", "9.9.9.9"));
	assert_true(opened("2001:db8::1", "2001:db8::2"));
	assert_false(opened("8.8.8.8", "10.9.9.9"));
	assert_false(opened("172.16.0.1", "172.31.255.255"));
	assert_true(opened("172.15.255.255", "172.32.0.0"));
	assert_false(opened("192.168.0.1", "100.64.0.1"));
	assert_false(opened("169.254.169.254", "8.8.8.8"));
	assert_false(opened("224.0.0.1", "8.8.8.8"));
	assert_false(opened("fd00::1", "2001:db8::1"));
	assert_false(opened("fe80::1", "2001:db8::1"));
	assert_false(opened("::1", "2001:db8::1"));
}

/* Ports that stay as they are, and with --allow-insecure do not. */
static void
refused(void **state)
{
	static const struct {
		int proto, port;
		bool stays;
	} cases[] = {
	    {6, 443, false},
	    {6, 22, true},
	    {6, 3389, true},
	    {17, 3389, true},
	    {6, 23, true},
	    {6, 80, true},
	    {17, 161, true},
	    {6, 161, false},
	    {6, 445, true},
	    {1, -1, false},
	    {50, -1, false},
	};

	(void)state;
	for (size_t i = 0; i < nitems(cases); i++)
		for (int insecure = 0; insecure < 2; insecure++) {
			struct wide w = {.most = 1, .insecure = insecure};
			struct ruleset set = {0};
			bool stays = cases[i].stays && !insecure;

			add(&set, "10.0.0.1", cases[i].proto, cases[i].port,
			    "8.8.8.8", 0);
			add(&set, "10.0.0.1", cases[i].proto, cases[i].port,
			    "9.9.9.9", 0);
			wide_apply(&w, &set, NULL);
			assert_int_equal(set.n, stays ? 2 : 1);
			assert_int_equal(w.refused, stays);
			ruleset_free(&set);
		}
}

/* Families apart; counters and marks of what became one; others stay. */
static void
becomes(void **state)
{
	struct wide w = {.most = 2};
	struct ruleset set = {0};
	const struct rule *r;

	(void)state;
	add(&set, "10.0.0.1", 6, 443, "8.8.8.8", RULE_THIN);
	add(&set, "10.0.0.1", 6, 443, "9.9.9.9", RULE_THIN | RULE_CONTESTED);
	add(&set, "10.0.0.1", 6, 443, "10.0.0.2", 0);
	add(&set, "10.0.0.1", 6, 443, "2001:db8::1", 0);
	add(&set, "10.0.0.1", 6, 8443, "8.8.8.8", 0);
	add(&set, "10.0.0.1", 6, 8443, "9.9.9.9", 0);
	add(&set, "10.0.0.2", 6, 443, "8.8.8.8", 0);
	wide_apply(&w, &set, NULL);
	exact_merge(&set);
	assert_int_equal(set.n, 6);
	r = ruleset_at(&set, 0);
	assert_true(rule_prefix_eq(r->peer, net("0.0.0.0/0")));
	assert_int_equal(r->note, RULE_THIN | RULE_CONTESTED | RULE_WIDE);
	assert_int_equal(r->count[RULE_FLOWS], 4);
	assert_int_equal(r->seen, 3); /* 10.0.0.2 is in it, too */
	r = ruleset_at(&set, 1);
	assert_true(rule_prefix_eq(r->peer, net("10.0.0.2")));
	assert_int_equal(r->seen, 1);
	r = ruleset_at(&set, 2);
	assert_true(rule_prefix_eq(r->peer, net("::/0")));
	assert_int_equal(r->seen, 1);
	for (size_t i = 3; i < 6; i++)
		assert_int_equal(ruleset_at(&set, i)->note, 0);
	ruleset_free(&set);
}

/* Not asked for; or what is of -l: nothing is public then. */
static void
off(void **state)
{
	struct wide w = {.most = 0}, on = {.most = 1};
	struct ipset *local = ipset_new();
	struct ruleset set = {0};

	(void)state;
	ipset_add(local, net("8.0.0.0/7"));
	ipset_done(local);
	add(&set, "10.0.0.1", 6, 443, "8.8.8.8", 0);
	add(&set, "10.0.0.1", 6, 443, "9.9.9.9", 0);
	wide_apply(&w, &set, NULL);
	assert_int_equal(set.n, 2);
	wide_apply(&on, &set, local);
	assert_int_equal(set.n, 2);
	assert_false(set.priced);
	ruleset_free(&set);
	ipset_free(local);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(public),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(becomes),
	    cmocka_unit_test(off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
