/* SPDX-License-Identifier: ISC */

/* ref: rules of addresses become rules of groups, names and lists. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/mem.h"
#include "rules/ref.h"
#include "ruling.h"

/* ---- what options and headers say -------------------------------------- */

static struct schemas *all;

static const struct schema *
header(const char *names)
{
	struct slice name[16], rest = slice_str(names);
	size_t n = 0;

	while (rest.p != NULL)
		name[n++] = slice_cut(&rest, ' ');
	return schemas_names(all, name, n);
}

#define PLAIN "src dst dport proto"
#define LABELS PLAIN " srcsg dstsg"
#define NAMES LABELS " srcname dstname"

static void
test_head(void **state)
{
	static const struct {
		const char *base, *names;
		int ret;
		enum ref_by by;
		const char *said; /* a part of the message */
	} t[] = {
	    {NULL, PLAIN, 0, REF_PLAIN, ""},
	    {NULL, LABELS, 0, REF_GROUP, ""},
	    {NULL, PLAIN " srcsg", 0, REF_PLAIN, ""},
	    {NULL, PLAIN " dstsg", 0, REF_PLAIN, ""},
	    {"group", LABELS, 0, REF_GROUP, ""},
	    {"name", NAMES, 0, REF_NAME, ""},
	    {"addr", LABELS, 0, REF_ADDR, ""},
	    {"addr", PLAIN, 0, REF_PLAIN, ""},
	    {"group", PLAIN, -1, 0,
		"in: no columns srcsg and dstsg, which -b "
		"group needs"},
	    {"name", PLAIN, -1, 0, "no columns srcsg and dstsg, which -b name"},
	    {"name", LABELS " srcname", -1, 0,
		"no columns srcname and "
		"dstname"},
	    {"name", LABELS, -1, 0, "no columns srcname and dstname"},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct ref r = {.conf.base = t[i].base};
		struct hearing h = hear();
		struct buf said = {0};

		assert_int_equal(ref_open(&r), 0);
		int ret = ref_head(&r, header(t[i].names), "in");
		heard(&h, &said);
		assert_int_equal(ret, t[i].ret);
		if (ret == 0)
			assert_int_equal(r.by, t[i].by);
		assert_non_null(strstr(said.p, t[i].said));
		assert_int_equal(said.n > 0, ret == -1);
		buf_free(&said);
		ref_free(&r);
	}
}

/* Two headers, and what is said of the second. */
static void
second(const char *base, const char *first, const char *then, const char *want)
{
	struct ref r = {.conf.base = base};
	struct hearing h = hear();
	struct buf said = {0};

	assert_int_equal(ref_open(&r), 0);
	assert_int_equal(ref_head(&r, header(first), "a"), 0);
	int ret = ref_head(&r, header(then), "b");
	heard(&h, &said);
	assert_int_equal(ret, want == NULL ? 0 : -1);
	assert_string_equal(said.p, want == NULL ? "" : want);
	buf_free(&said);
	ref_free(&r);
}

static void
test_heads(void **state)
{
	(void)state;
	second(NULL, PLAIN, PLAIN " flows", NULL);
	second(NULL, LABELS, NAMES, NULL);
	second(NULL, LABELS, PLAIN,
	    "fl: b: no columns srcsg and dstsg, unlike what came before: label "
	    "all, or none\n");
	second(NULL, PLAIN, LABELS,
	    "fl: b: it has columns srcsg and dstsg, unlike what came before: "
	    "label all, or none\n");
	/* By address labels make a difference, too: they tell VPCs apart. */
	second("addr", LABELS, PLAIN,
	    "fl: b: no columns srcsg and dstsg, unlike what came before: label "
	    "all, or none\n");
}

static void
test_open(void **state)
{
	static const char *good[] = {"vpc-1,vpc-2"}, *bad[] = {"vpc-1"};
	struct ref r = {.conf.peered = {good, 1}};
	struct hearing h;
	struct buf said = {0};

	(void)state;
	assert_int_equal(ref_open(&r), 0);
	r.conf.peered.item = NULL;
	ref_free(&r);

	r = (struct ref){.conf.peered = {bad, 1}};
	h = hear();
	assert_int_equal(ref_open(&r), -1);
	heard(&h, &said);
	assert_string_equal(said.p,
	    "fl: --peered vpc-1: with which? say both, as vpc-0123,vpc-4567\n");
	assert_int_equal(diag_status(), DIAG_LOST);
	r.conf.peered.item = NULL;
	ref_free(&r);

	/* Rules are to be taken from groups of today: there have to be some. */
	r = (struct ref){.only = true, .conf.base = "addr"};
	assert_int_equal(ref_open(&r), 0);
	h = hear();
	assert_int_equal(ref_head(&r, header(LABELS), "in"), -1);
	heard(&h, &said);
	assert_non_null(strstr(said.p, "--revoke-old"));
	ref_free(&r);
	buf_free(&said);
}

/* Whose rules are ours: with groups, or within -l and not known. */
static void
test_ours(void **state)
{
	static const struct {
		const char *sg, *type, *vpc;
		bool known;
		/* By group, by address; within -l, without it, outside. */
		bool group[3], addr[3];
	} t[] = {
	    {"sg-1", "interface", "vpc-1", true, {1, 1, 0}, {1, 1, 0}},
	    {"sg-1", "interface", "-", true, {0, 0, 0}, {0, 0, 0}},
	    {"-", "nat_gateway", "vpc-1", true, {0, 0, 0}, {0, 0, 0}},
	    {"-", "-", "-", false, {0, 0, 0}, {1, 0, 0}},
	    {NULL, NULL, NULL, false, {0, 0, 0}, {1, 0, 0}},
	};
	struct ipset *local = ipset_new();
	struct ref r = {.by = REF_GROUP};

	(void)state;
	ipset_add(local, whom(NULL, "10.0.0.0/8"));
	ipset_done(local);
	assert_int_equal(ref_open(&r), 0);
	for (size_t i = 0; i < nitems(t); i++) {
		uint32_t who = end_of(r.whos, t[i].sg, NULL, t[i].type,
		    t[i].vpc, NULL);

		assert_int_equal(ref_known(&r, who), t[i].known);
		for (int k = 0; k < 3; k++) {
			struct prefix at = whom(NULL,
			    k < 2 ? "10.0.0.1" : "11.0.0.1");
			const struct ipset *l = k == 1 ? NULL : local;

			r.by = REF_GROUP;
			assert_int_equal(ref_ours(&r, who, at, l),
			    t[i].group[k]);
			r.by = REF_ADDR;
			assert_int_equal(ref_ours(&r, who, at, l),
			    t[i].addr[k]);
		}
	}
	ref_free(&r);
	ipset_free(local);
}

/* ---- rules by hand ----------------------------------------------------- */

struct end {
	const char *at, *sg, *name, *vpc, *pl;
};

static uint32_t
id_of(struct ref *r, const struct end *e)
{
	return end_of(r->whos, e->sg, e->name, "interface", e->vpc, e->pl);
}

static void
rule(struct ref *r, struct ruleset *set, const struct end *subject,
    enum rule_dir dir, int port, const struct end *peer)
{
	uint32_t a = id_of(r, subject), b = id_of(r, peer);

	add_rule(set, subject->at, dir, port, peer->at);
	ref_rule(r, a, b);
}

/* The rules of a set, in order: "sg-a ingress 80 sg-b", a line each. */
static void
rules_are(struct ruleset *set, const char *want)
{
	struct buf got = {0};

	ruleset_sort(set, RULESET_SHOWN);
	for (size_t i = 0; i < set->n; i++) {
		const struct rule *r = ruleset_at(set, i);

		party_put(&got, set->parties, r->subject);
		buf_fmt(&got, " %s %d ", rule_dir(r), r->from);
		party_put(&got, set->parties, r->peer);
		buf_char(&got, '\n');
	}
	assert_string_equal(buf_cstr(&got), want);
	buf_free(&got);
}

static const struct end web1 = {"10.0.0.1", "sg-web", "web", "vpc-1", "-"},
			web2 = {"10.0.0.2", "sg-web", "web", "vpc-1", "-"},
			db = {"10.0.0.9", "sg-db", "db", "vpc-1", "-"},
			far = {"10.0.0.1", "sg-far", "far", "vpc-2", "-"},
			s3 = {"52.216.0.1", "-", "-", "-", "pl-s3"},
			world = {"198.51.100.7", "-", "-", "-", "-"};

static void
start(struct ref *r, enum ref_by by)
{
	*r = (struct ref){.by = by};
	assert_int_equal(ref_open(r), 0);
}

static void
finish(struct ref *r, struct ruleset *set)
{
	r->conf.peered.item = NULL;
	ruleset_free(set);
	ref_free(r);
}

static void
test_plain(void **state)
{
	struct ruleset set = {0};
	struct ref r;

	(void)state;
	start(&r, REF_PLAIN);
	add_rule(&set, "10.0.0.2", RULE_INGRESS, 80, "10.0.0.1");
	ref_apply(&r, &set);
	ref_seen(&r, &set);
	rules_are(&set, "10.0.0.2 ingress 80 10.0.0.1\n");
	assert_null(set.parties);
	finish(&r, &set);
}

static void
test_groups(void **state)
{
	static const struct end away = {"10.2.0.1", "sg-far", "far", "vpc-2",
	    "-"};
	static const uint64_t seen[] = {1, 2, 1, 1, 2};
	struct ruleset set = {0};
	struct ref r;

	(void)state;
	start(&r, REF_GROUP);
	rule(&r, &set, &web1, RULE_EGRESS, 5432, &db);
	rule(&r, &set, &db, RULE_INGRESS, 5432, &web1);
	rule(&r, &set, &web2, RULE_EGRESS, 5432, &db);
	rule(&r, &set, &db, RULE_INGRESS, 5432, &web2);
	rule(&r, &set, &web2, RULE_EGRESS, 443, &s3);
	rule(&r, &set, &web2, RULE_INGRESS, 443, &world);
	rule(&r, &set, &db, RULE_INGRESS, 5432, &away); /* of another VPC */
	ref_apply(&r, &set);
	rules_are(&set,
	    "sg-db ingress 5432 10.2.0.1\n"
	    "sg-db ingress 5432 sg-web\n"
	    "sg-web ingress 443 198.51.100.7\n"
	    "sg-web egress 443 pl-s3\n"
	    "sg-web egress 5432 sg-db\n");
	assert_true(set.priced);
	assert_int_equal(r.evidence, 7);
	assert_int_equal(r.unknown, 1); /* nobody said what is in pl-s3 */

	ref_seen(&r, &set);
	for (size_t i = 0; i < nitems(seen); i++)
		assert_int_equal(ruleset_at(&set, i)->seen, seen[i]);

	/* Web's other address is open, too; of the list nothing is known. */
	assert_in_range(ref_price(&r, &set), 0, 1);
	finish(&r, &set);
}

/* A group of a VPC that is peered can be named, whichever is said first. */
static void
test_peered(void **state)
{
	static const char *pairs[][2] = {{"vpc-1,vpc-2", "vpc-8,vpc-9"},
	    {"vpc-2,vpc-1", "vpc-8,vpc-9"}, {"vpc-1,vpc-9", "vpc-9,vpc-2"},
	    {"vpc-1,vpc-20", "xvpc-1,vpc-2"}};

	(void)state;
	for (size_t i = 0; i < nitems(pairs); i++) {
		struct ruleset set = {0};
		struct ref r;

		start(&r, REF_GROUP);
		r.conf.peered = (struct opt_list){pairs[i], 2};
		rule(&r, &set, &db, RULE_INGRESS, 5432, &far);
		ref_apply(&r, &set);
		rules_are(&set,
		    i < 2 ? "sg-db ingress 5432 sg-far\n" :
			    "sg-db ingress 5432 10.0.0.1\n");
		finish(&r, &set);
	}
}

/* One group that all have is taken, and for who lacks it another. */
static void
test_choice(void **state)
{
	static const struct end a = {"10.0.0.1", "sg-all,sg-one", "a", "v",
				    "-"},
				b = {"10.0.0.2", "sg-all,sg-two", "b", "v",
				    "-"},
				c = {"10.0.0.3", "sg-all", "c", "v", "-"};
	struct ruleset set = {0};
	struct ref r;

	(void)state;
	start(&r, REF_GROUP);
	rule(&r, &set, &a, RULE_EGRESS, 80, &c);
	rule(&r, &set, &b, RULE_EGRESS, 80, &c);
	rule(&r, &set, &b, RULE_EGRESS, 22, &a);
	ref_apply(&r, &set);
	rules_are(&set,
	    "sg-all egress 80 sg-all\n"
	    "sg-two egress 22 sg-one\n");

	/*
	 * sg-all has 3 addresses: 9 pairs for port 80, of which 2 were seen;
	 * one pair for port 22, which was.
	 */
	ref_seen(&r, &set);
	assert_int_equal(ruleset_at(&set, 0)->seen, 2);
	assert_int_equal(ruleset_at(&set, 1)->seen, 1);
	assert_int_equal(ref_price(&r, &set), 7);
	finish(&r, &set);
}

/* What is needed apart, for another port or by others, is chosen apart. */
static void
test_apart(void **state)
{
	static const struct end a = {"10.0.0.1", "sg-all,sg-one", "a", "v",
				    "-"},
				b = {"10.0.0.2", "sg-all,sg-two", "b", "v",
				    "-"},
				c = {"10.0.0.3", "sg-c", "c", "v", "-"},
				d = {"10.0.0.4", "sg-d", "d", "v", "-"};
	struct ruleset set = {0};
	struct ref r;

	(void)state;
	start(&r, REF_GROUP);
	rule(&r, &set, &a, RULE_EGRESS, 80, &c);
	rule(&r, &set, &b, RULE_EGRESS, 81, &c);
	rule(&r, &set, &c, RULE_EGRESS, 82, &a);
	rule(&r, &set, &d, RULE_EGRESS, 82, &b);
	ref_apply(&r, &set);
	rules_are(&set,
	    "sg-c egress 82 sg-one\n"
	    "sg-d egress 82 sg-two\n"
	    "sg-one egress 80 sg-c\n"
	    "sg-two egress 81 sg-c\n");
	ref_seen(&r, &set);
	assert_int_equal(ref_price(&r, &set), 0);
	finish(&r, &set);
}

/* By address: the same address in two VPCs is two subjects. */
static void
test_addresses(void **state)
{
	struct ruleset set = {0};
	struct ref r;

	(void)state;
	start(&r, REF_ADDR);
	rule(&r, &set, &web1, RULE_EGRESS, 80, &db);
	rule(&r, &set, &far, RULE_EGRESS, 81, &world);
	rule(&r, &set, &db, RULE_INGRESS, 80, &web1);
	ref_apply(&r, &set);
	rules_are(&set,
	    "10.0.0.1 (vpc-1) egress 80 10.0.0.9\n"
	    "10.0.0.1 (vpc-2) egress 81 198.51.100.7\n"
	    "10.0.0.9 ingress 80 10.0.0.1\n");
	assert_false(set.priced);
	finish(&r, &set);
}

/* By name: all addresses of a name are one; who has none is an address. */
static void
test_by_name(void **state)
{
	static const struct end nameless = {"10.0.0.4", "sg-x", "-", "vpc-1",
				    "-"},
				other = {"10.1.0.1", "sg-web", "web", "vpc-2",
				    "-"};
	struct ruleset set = {0};
	struct ref r;

	(void)state;
	start(&r, REF_NAME);
	rule(&r, &set, &web1, RULE_EGRESS, 80, &db);
	rule(&r, &set, &web2, RULE_EGRESS, 80, &db);
	rule(&r, &set, &web2, RULE_EGRESS, 81, &db);
	rule(&r, &set, &other, RULE_EGRESS, 80, &db);
	rule(&r, &set, &nameless, RULE_EGRESS, 80, &db);
	rule(&r, &set, &db, RULE_INGRESS, 80, &web1);
	ref_apply(&r, &set);
	rules_are(&set,
	    "10.0.0.4 egress 80 10.0.0.9\n"
	    "db ingress 80 10.0.0.1\n"
	    "web (vpc-1) egress 80 10.0.0.9\n"
	    "web (vpc-1) egress 81 10.0.0.9\n"
	    "web (vpc-2) egress 80 10.0.0.9\n");
	for (size_t i = 0; i < r.parties.n; i++) {
		const struct party *p = &r.parties.party[i];

		assert_int_equal(p->kind, PARTY_NAME);
		assert_int_equal(p->nmember,
		    strcmp(p->id, "web (vpc-1)") == 0 ? 2 : 1);
	}
	finish(&r, &set);
}

/*
 * Counters add up, times are the first and the last; a doubt stays only if
 * all of it is in doubt, what was rejected at times stays so.
 */
static void
test_merge(void **state)
{
	static const uint8_t notes[][3] = {
	    {RULE_THIN, RULE_THIN, RULE_THIN},
	    {RULE_THIN, 0, 0},
	    {RULE_CONTESTED, 0, RULE_CONTESTED},
	    {RULE_CONTESTED | RULE_ONEWAY, RULE_ONEWAY | RULE_THIN,
		RULE_CONTESTED | RULE_ONEWAY},
	    {RULE_UNDECIDED, RULE_ONEWAY, 0},
	};

	(void)state;
	for (size_t i = 0; i < nitems(notes); i++) {
		struct ruleset set = {0};
		struct ref r;

		start(&r, REF_GROUP);
		rule(&r, &set, &web1, RULE_EGRESS, 80, &db);
		rule(&r, &set, &web2, RULE_EGRESS, 80, &db);
		for (size_t k = 0; k < 2; k++) {
			set.rule[k].note = notes[i][k];
			set.rule[k].count[RULE_FLOWS] = 3 + k;
			set.rule[k].count[RULE_BYTES] = k ? NUM_NONE : 100;
			set.rule[k].count[RULE_FIRST] = 1000 + k;
			set.rule[k].count[RULE_LAST] = 2000 + k;
		}
		ref_apply(&r, &set);
		assert_int_equal(set.n, 1);
		const struct rule *one = ruleset_at(&set, 0);
		assert_int_equal(one->note, notes[i][2]);
		assert_int_equal(one->count[RULE_FLOWS], 7);
		assert_int_equal(one->count[RULE_FIRST], 1000);
		assert_int_equal(one->count[RULE_LAST], 2001);
		finish(&r, &set);
	}
}

/* ---- what is said ------------------------------------------------------ */

static void
reports(const struct ref *r, struct ruleset *set, const char *want)
{
	struct hearing h = hear();
	struct buf said = {0};

	ref_report(r, set);
	heard(&h, &said);
	assert_string_equal(said.p, want);
	buf_free(&said);
}

static void
test_report(void **state)
{
	struct ruleset set = {0};
	struct ref r;

	(void)state;
	start(&r, REF_GROUP);
	rule(&r, &set, &web1, RULE_EGRESS, 80, &db);
	rule(&r, &set, &web2, RULE_EGRESS, 81, &db);
	ref_apply(&r, &set);
	ref_seen(&r, &set);
	ruleset_sort(&set, RULESET_SHOWN);
	reports(&r, &set,
	    "fl: the rules admit at least 2 (subject, peer, port) triples "
	    "beyond the evidence\n"
	    "fl: note: members of groups are those that the traffic shows; say "
	    "-i for all of them\n");
	finish(&r, &set);

	start(&r, REF_GROUP);
	rule(&r, &set, &web1, RULE_EGRESS, 443, &s3);
	ref_apply(&r, &set);
	ref_seen(&r, &set);
	ruleset_sort(&set, RULESET_SHOWN);
	reports(&r, &set,
	    "fl: the rules admit at least 0 (subject, peer, port) triples "
	    "beyond the evidence\n"
	    "fl: note: members of groups are those that the traffic shows; say "
	    "-i for all of them\n"
	    "fl: note: 1 prefix list of unknown contents: what rules for it "
	    "admit is not in the price; say --prefix-lists\n");
	finish(&r, &set);

	/* Of addresses nothing is said: they admit what was seen. */
	start(&r, REF_ADDR);
	rule(&r, &set, &web1, RULE_EGRESS, 443, &db);
	ref_apply(&r, &set);
	reports(&r, &set, "");
	finish(&r, &set);
}

static int
begin(void **state)
{
	(void)state;
	all = schemas_new();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	schemas_free(all);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_head),
	    cmocka_unit_test(test_heads),
	    cmocka_unit_test(test_open),
	    cmocka_unit_test(test_ours),
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_groups),
	    cmocka_unit_test(test_peered),
	    cmocka_unit_test(test_choice),
	    cmocka_unit_test(test_apart),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_by_name),
	    cmocka_unit_test(test_merge),
	    cmocka_unit_test(test_report),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
