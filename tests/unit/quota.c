/* SPDX-License-Identifier: ISC */

/*
 * quota: 60 rules each way and family ("Amazon VPC quotas"); a prefix list
 * counts as often as it has entries, CloudFront's 55 times.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/diag.h"
#include "rules/quota.h"
#include "ruling.h"

static struct party party[] = {
    {.kind = PARTY_LIST, .id = "pl-0front", .name = "", .weight = 55},
    {.kind = PARTY_LIST, .id = "pl-1s3", .name = "", .weight = 1},
    {.kind = PARTY_LIST, .id = "pl-2all", .name = "", .weight = 1000},
    {.kind = PARTY_GROUP, .id = "sg-0web", .name = "web"},
    {.kind = PARTY_GROUP, .id = "sg-1db", .name = ""},
};
static const struct parties all = {party, nitems(party)};

static const unsigned int seed = 20261124;

static void
counts(const char *peers, uint64_t v4, uint64_t v6)
{
	struct slice rest = slice_str(peers);
	struct quota q = {{0, 0}};

	while (rest.p != NULL) {
		struct slice s = slice_cut(&rest, ' ');
		char text[64];

		snprintf(text, sizeof(text), "%.*s", (int)s.n, s.p);
		quota_add(&q, &all, whom(&all, text));
	}
	assert_int_equal(q.n[0], v4);
	assert_int_equal(q.n[1], v6);
}

static void
test_add(void **state)
{
	(void)state;
	counts("10.0.0.1", 1, 0);
	counts("10.0.0.0/8", 1, 0);
	counts("0.0.0.0/0", 1, 0);
	counts("2001:db8::1", 0, 1);
	counts("::/0", 0, 1);
	counts("sg-0web", 1, 1);
	counts("pl-1s3", 1, 1);
	counts("pl-0front", 55, 55);
	counts("10.0.0.1 10.0.0.1 ::/0 sg-0web pl-0front", 58, 57);
}

static void
test_over(void **state)
{
	(void)state;
	assert_int_equal(QUOTA_RULES, 60);
	assert_false(quota_over(&(struct quota){{0, 0}}));
	assert_false(quota_over(&(struct quota){{60, 60}}));
	assert_true(quota_over(&(struct quota){{61, 0}}));
	assert_true(quota_over(&(struct quota){{0, 61}}));
	assert_true(quota_over(&(struct quota){{UINT64_MAX, 0}}));
}

/* n rules for different ports. */
static void
add_many(struct ruleset *set, const char *subject, enum rule_dir dir, int n,
    const char *peer)
{
	for (int i = 0; i < n; i++)
		add_rule(set, subject, dir, i, peer);
}

/* What is said of a set, which is empty then. */
static void
says(struct ruleset *set, unsigned int egress, const char *want)
{
	struct buf got = {0};
	struct hearing h;

	ruleset_sort(set, RULESET_SHOWN);
	h = hear();
	quota_report(set, egress);
	heard(&h, &got);
	assert_string_equal(buf_cstr(&got), want);
	buf_free(&got);
	ruleset_free(set);
	*set = (struct ruleset){.parties = &all};
}

/* First of all tests that say something, as the status only rises. */
static void
test_within(void **state)
{
	struct ruleset set = {.parties = &all};

	(void)state;
	says(&set, 0, "");
	says(&set, 1000, "");
	for (int dir = RULE_INGRESS; dir <= RULE_EGRESS; dir++) {
		add_many(&set, "10.0.0.1", dir, 60, "10.0.0.2");
		add_many(&set, "10.0.0.1", dir, 60, "2001:db8::1");
		add_many(&set, "10.0.0.3", dir, 60, "10.0.0.2");
		add_many(&set, "sg-0web", dir, 60, "sg-1db");
		add_many(&set, "sg-1db", dir, 5, "2001:db8::1");
		add_rule(&set, "sg-1db", dir, 443, "pl-0front");
	}
	says(&set, 0, "");
	/* What each group has beside is IPv4, for egress. */
	add_many(&set, "10.0.0.1", RULE_EGRESS, 59, "10.0.0.2");
	add_many(&set, "10.0.0.1", RULE_EGRESS, 60, "2001:db8::1");
	add_many(&set, "10.0.0.1", RULE_INGRESS, 60, "10.0.0.2");
	says(&set, 1, "");
	assert_int_equal(diag_status(), DIAG_OK);
}

static void
test_beyond(void **state)
{
	struct ruleset set = {.parties = &all};

	(void)state;
	add_many(&set, "10.0.0.1", RULE_INGRESS, 61, "10.0.0.2");
	add_many(&set, "10.0.0.1", RULE_EGRESS, 60, "10.0.0.2");
	says(&set, 0,
	    "fl: 10.0.0.1 ingress: 61 rules for IPv4, AWS's default quota is "
	    "60\n");
	assert_int_equal(diag_status(), DIAG_SKIPPED);
	add_many(&set, "10.0.0.1", RULE_EGRESS, 60, "10.0.0.2");
	add_many(&set, "10.0.0.1", RULE_INGRESS, 60, "10.0.0.2");
	says(&set, 1,
	    "fl: 10.0.0.1 egress: 61 rules for IPv4, AWS's default quota is "
	    "60\n");
	add_many(&set, "sg-0web", RULE_EGRESS, 61, "sg-1db");
	says(&set, 0,
	    "fl: sg-0web egress: 61 rules for IPv4, AWS's default quota is "
	    "60\n"
	    "fl: sg-0web egress: 61 rules for IPv6, AWS's default quota is "
	    "60\n");
	add_rule(&set, "10.0.0.1", RULE_INGRESS, 443, "pl-0front");
	add_many(&set, "10.0.0.1", RULE_INGRESS, 6, "2001:db8::/32");
	add_rule(&set, "10.0.0.2", RULE_INGRESS, 443, "pl-2all");
	says(&set, 0,
	    "fl: 10.0.0.1 ingress: 61 rules for IPv6, AWS's default quota is "
	    "60\n"
	    "fl: 10.0.0.2 ingress: 1000 rules for IPv4, AWS's default quota "
	    "is 60\n"
	    "fl: 10.0.0.2 ingress: 1000 rules for IPv6, AWS's default quota "
	    "is 60\n");
}

/* Of many the first 20 are said, and how many more there are. */
static void
test_many(void **state)
{
	struct ruleset set = {.parties = &all};

	(void)state;
	for (int more = 0; more < 4; more++) {
		struct buf want = {0};

		/* Both families of one group make it odd. */
		add_rule(&set, "10.0.1.0", RULE_INGRESS, 1, "pl-2all");
		for (int f = 4; f <= 6; f += 2)
			buf_fmt(&want,
			    "fl: 10.0.1.0 ingress: 1000 rules for IPv%d, AWS's "
			    "default quota is 60\n",
			    f);
		for (int i = 2; i < 20 + more; i++) {
			char who[32];

			snprintf(who, sizeof(who), "10.0.1.%d", i);
			add_many(&set, who, RULE_EGRESS, 61 + i, "::/0");
			if (i >= 20)
				continue;
			buf_fmt(&want,
			    "fl: %s egress: %d rules for IPv6, AWS's default "
			    "quota is 60\n",
			    who, 61 + i);
		}
		if (more > 0)
			buf_fmt(&want, "fl: %d more are above the quota\n",
			    more);
		says(&set, 0, buf_cstr(&want));
		buf_free(&want);
	}
}

/* Against counts of all rules for each group, way and family. */
static void
test_random(void **state)
{
	static const char *const peers[] = {"10.0.0.0/24", "2001:db8::/64",
	    "sg-0web", "pl-1s3", "pl-0front"};
	static const uint64_t weight[][2] = {{1, 0}, {0, 1}, {1, 1}, {1, 1},
	    {55, 55}};
	struct ruleset set = {.parties = &all};

	(void)state;
	srandom(seed);
	for (int round = 0; round < 100; round++) {
		uint64_t n[3][2][2] = {{{0}}};
		struct buf want = {0};
		unsigned int egress = (unsigned int)random() % 2;
		long rules = random() % 700;

		for (long i = 0; i < rules; i++) {
			int who = (int)(random() % 3), dir = random() % 2;
			size_t peer = (size_t)random() %
			    (random() % 50 ? 4 : 5);
			char text[32];

			snprintf(text, sizeof(text), "10.0.0.%d", who);
			add_rule(&set, text, dir, (int)i, peers[peer]);
			for (int f = 0; f < 2; f++)
				n[who][dir][f] += weight[peer][f];
		}
		for (int i = 0; i < 12; i++) {
			int who = i / 4, dir = i / 2 % 2, f = i % 2;
			uint64_t *v = n[who][dir];

			if (dir == 1 && f == 0 && (v[0] > 0 || v[1] > 0))
				v[0] += egress;
			if (v[f] > 60)
				buf_fmt(&want,
				    "fl: 10.0.0.%d %s: %u rules for IPv%d, "
				    "AWS's default quota is 60\n",
				    who, dir == 0 ? "ingress" : "egress",
				    (unsigned int)v[f], f == 0 ? 4 : 6);
		}
		says(&set, egress, buf_cstr(&want));
		buf_free(&want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_add),
	    cmocka_unit_test(test_over),
	    cmocka_unit_test(test_within),
	    cmocka_unit_test(test_beyond),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_random),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
