/* SPDX-License-Identifier: ISC */

/*
 * groups: which groups an output makes, and what is said of them in the
 * characters that AWS takes.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include <cmocka.h>

#include "rules/groups.h"
#include "ruling.h"

/* By kind and id, as ref.h has them. */
static struct party party[] = {
    {.kind = PARTY_LIST, .id = "pl-0", .name = "s3", .vpc = "", .weight = 1},
    {.kind = PARTY_GROUP, .id = "sg-0", .name = "web", .vpc = "vpc-1"},
    {.kind = PARTY_GROUP, .id = "sg-1", .name = "", .vpc = "vpc-1"},
    {.kind = PARTY_GROUP, .id = "sg-2", .name = "db", .vpc = ""},
    {.kind = PARTY_GROUP, .id = "sg-3", .name = "web", .vpc = "vpc-2"},
    {.kind = PARTY_NAME, .id = "cron (vpc-1)", .name = "cron", .vpc = "vpc-1"},
};
static const struct parties all = {party, nitems(party)};

static struct groups *
sorted(struct ruleset *set)
{
	ruleset_sort(set, RULESET_SHOWN);
	return groups_new(set);
}

/* A group of a set: what for, in which VPC, and its rules. */
static void
is_group(const struct groups *g, size_t i, const char *text, const char *vpc,
    size_t first, size_t ingress, size_t egress)
{
	const struct group *at = &g->group[i];

	assert_true(i < g->n);
	assert_true(slice_is(at->text, text));
	assert_string_equal(at->vpc, vpc);
	assert_int_equal(at->n, ingress + egress);
	if (at->n > 0)
		assert_int_equal(at->first, first);
	assert_int_equal(at->way[RULE_INGRESS], ingress);
	assert_int_equal(at->way[RULE_EGRESS], egress);
	assert_int_equal(groups_find(g, at->who), i);
}

static void
test_none(void **state)
{
	struct ruleset set = {0};
	struct groups *g = groups_new(&set);

	(void)state;
	assert_int_equal(g->n, 0);
	assert_false(groups_lack_vpc(g));
	assert_int_equal(groups_find(g, whom(NULL, "10.0.0.1")), GROUPS_NONE);
	names_free(groups_names(g, &names_hcl), 0);
	groups_free(g);
	groups_free(NULL);
}

/* Without parties the subjects are groups, and no peer is. */
static void
test_addresses(void **state)
{
	struct ruleset set = {0};
	struct groups *g;

	(void)state;
	add_rule(&set, "2001:db8::1", RULE_INGRESS, 80, "::/0");
	add_rule(&set, "10.0.0.9", RULE_EGRESS, 443, "10.0.0.1");
	add_rule(&set, "10.0.0.1", RULE_INGRESS, 443, "10.0.0.9");
	add_rule(&set, "10.0.0.9", RULE_INGRESS, 22, "10.0.0.7");
	add_rule(&set, "10.0.0.9", RULE_EGRESS, 53, "2001:db8::2");
	add_rule(&set, "10.0.0.0/24", RULE_EGRESS, 53, "10.0.0.2");
	g = sorted(&set);
	assert_int_equal(g->n, 4);
	is_group(g, 0, "10.0.0.0/24", "", 0, 0, 1);
	is_group(g, 1, "10.0.0.1", "", 1, 1, 0);
	is_group(g, 2, "10.0.0.9", "", 2, 1, 2);
	is_group(g, 3, "2001:db8::1", "", 5, 1, 0);
	assert_int_equal(g->group[2].quota[RULE_EGRESS].n[0], 1);
	assert_int_equal(g->group[2].quota[RULE_EGRESS].n[1], 1);
	assert_int_equal(g->group[2].quota[RULE_INGRESS].n[0], 1);
	assert_int_equal(g->group[2].quota[RULE_INGRESS].n[1], 0);
	assert_true(groups_lack_vpc(g));
	assert_int_equal(groups_find(g, whom(NULL, "10.0.0.7")), GROUPS_NONE);
	assert_int_equal(groups_find(g, whom(NULL, "10.0.0.0/25")),
	    GROUPS_NONE);
	groups_free(g);
	ruleset_free(&set);
}

/* Groups that rules name are made, too: each once, and no lists. */
static void
test_parties(void **state)
{
	struct ruleset set = {.parties = &all};
	struct groups *g;

	(void)state;
	add_rule(&set, "sg-1", RULE_INGRESS, 80, "sg-1");
	add_rule(&set, "sg-1", RULE_INGRESS, 81, "sg-3");
	add_rule(&set, "cron (vpc-1)", RULE_EGRESS, 80, "sg-1");
	add_rule(&set, "cron (vpc-1)", RULE_EGRESS, 81, "sg-0");
	add_rule(&set, "cron (vpc-1)", RULE_EGRESS, 82, "sg-0");
	add_rule(&set, "cron (vpc-1)", RULE_EGRESS, 443, "pl-0");
	add_rule(&set, "cron (vpc-1)", RULE_EGRESS, 443, "10.0.0.1");
	g = sorted(&set);
	assert_int_equal(g->n, 4);
	is_group(g, 0, "web", "vpc-1", 0, 0, 0);
	is_group(g, 1, "sg-1", "vpc-1", 0, 2, 0);
	is_group(g, 2, "web", "vpc-2", 0, 0, 0);
	is_group(g, 3, "cron (vpc-1)", "vpc-1", 2, 0, 5);
	assert_int_equal(g->group[3].quota[RULE_EGRESS].n[0], 5);
	assert_int_equal(g->group[3].quota[RULE_EGRESS].n[1], 4);
	assert_false(groups_lack_vpc(g));
	assert_int_equal(groups_find(g, whom(&all, "sg-2")), GROUPS_NONE);
	assert_int_equal(groups_find(g, whom(&all, "pl-0")), GROUPS_NONE);
	groups_free(g);

	/* One of which nobody says the VPC, though it has no rules. */
	add_rule(&set, "sg-1", RULE_INGRESS, 82, "sg-2");
	g = sorted(&set);
	assert_int_equal(g->n, 5);
	is_group(g, 2, "db", "", 0, 0, 0);
	assert_true(groups_lack_vpc(g));
	groups_free(g);
	ruleset_free(&set);
}

/* Two groups of one name are told apart by every style. */
static void
test_names(void **state)
{
	static const struct names_style *const styles[] = {&names_group,
	    &names_hcl, &names_cfn, &names_sh};
	struct ruleset set = {.parties = &all};
	struct groups *g;

	(void)state;
	add_rule(&set, "sg-0", RULE_INGRESS, 80, "sg-3");
	add_rule(&set, "sg-1", RULE_INGRESS, 80, "sg-2");
	g = sorted(&set);
	assert_int_equal(g->n, 4);
	for (size_t s = 0; s < nitems(styles); s++) {
		char **name = groups_names(g, styles[s]);

		for (size_t i = 0; i < g->n; i++)
			for (size_t k = 0; k < i; k++)
				assert_true(strcasecmp(name[i], name[k]) != 0);
		names_free(name, g->n);
	}
	groups_free(g);
	ruleset_free(&set);
}

/* "Security group rules": what AWS takes everywhere, without "&". */
static bool
is_legal(char c)
{
	static const char marks[] = " ._-:/()#,@[]+=;{}!$*";

	return c != '\0' &&
	    ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || strchr(marks, c) != NULL);
}

static void
purpose_is(const char *text, const char *want)
{
	struct group g = {.text = slice_str(text)};
	struct buf b = {0};

	buf_str(&b, "x");
	groups_purpose(&g, &b);
	assert_string_equal(buf_cstr(&b) + 1, want);
	buf_free(&b);
}

static void
test_purpose(void **state)
{
	char longest[300];
	struct group g = {.text = {longest, sizeof(longest)}};
	struct buf b = {0};

	(void)state;
	purpose_is("10.0.0.9", "fl-sgrules: what 10.0.0.9 needs");
	purpose_is("2001:db8::/32", "fl-sgrules: what 2001:db8::/32 needs");
	purpose_is("web-1 (vpc-0)", "fl-sgrules: what web-1 (vpc-0) needs");
	purpose_is("a\"b'c\\d<e>f&g%h\n",
	    "fl-sgrules: what a_b_c_d_e_f_g_h_ "
	    "needs");
	purpose_is("\xc3\xa9", "fl-sgrules: what __ needs");
	purpose_is("", "fl-sgrules: what  needs");

	for (size_t i = 0; i < sizeof(longest); i++)
		longest[i] = (char)i;
	groups_purpose(&g, &b);
	assert_in_range(b.n, 100, 255);
	for (size_t i = 0; i < b.n; i++)
		assert_true(is_legal(b.p[i]));
	assert_memory_equal(b.p + b.n - 6, " needs", 6);
	buf_free(&b);
}

static void
heading_is(size_t ingress, size_t egress, uint64_t v4, uint64_t v6,
    const char *want)
{
	struct group g = {
	    .text = slice_str("10.0.0.9"),
	    .way = {ingress, egress},
	    .quota = {{{ingress, 0}}, {{v4, v6}}},
	};
	struct buf b = {0};

	groups_heading(&g, &b);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static void
test_heading(void **state)
{
	struct group g = {.text = slice_str("a\nb`")};
	struct buf b = {0};

	(void)state;
	heading_is(3, 75, 75, 0,
	    "10.0.0.9: 3 ingress rules, 75 egress rules (AWS's default quota "
	    "is 60)");
	heading_is(1, 0, 0, 0, "10.0.0.9: 1 ingress rule, 0 egress rules");
	heading_is(60, 1, 0, 1, "10.0.0.9: 60 ingress rules, 1 egress rule");
	heading_is(61, 120, 60, 60,
	    "10.0.0.9: 61 ingress rules (AWS's default quota is 60), 120 "
	    "egress rules");
	/* One rule, for a list of many entries. */
	heading_is(0, 1, 1000, 1000,
	    "10.0.0.9: 0 ingress rules, 1 egress rule (AWS's default quota is "
	    "60)");
	groups_heading(&g, &b);
	assert_string_equal(buf_cstr(&b),
	    "a_b_: 0 ingress rules, 0 egress rules");
	buf_free(&b);
}

/* Many subjects: each is found, and its rules are its own. */
static void
test_many(void **state)
{
	struct ruleset set = {0};
	struct groups *g;
	char text[32];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "10.0.%d.%d", i % 7, i * 7 % 256);
		add_rule(&set, text, i % 2, 80, "10.1.0.1");
	}
	g = sorted(&set);
	size_t n = 0;
	for (size_t i = 0; i < g->n; i++) {
		assert_int_equal(g->group[i].first, n);
		for (size_t k = 0; k < g->group[i].n; k++, n++)
			assert_true(rule_prefix_eq(ruleset_at(&set, n)->subject,
			    g->group[i].who));
		assert_int_equal(groups_find(g, g->group[i].who), i);
	}
	assert_int_equal(n, 1000);
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "10.0.%d.%d", i % 7, i * 7 % 256);
		assert_true(groups_find(g, whom(NULL, text)) < g->n);
	}
	groups_free(g);
	ruleset_free(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_parties),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_purpose),
	    cmocka_unit_test(test_heading),
	    cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
