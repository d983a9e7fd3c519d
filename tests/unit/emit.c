/* SPDX-License-Identifier: ISC */

/* emit.h and why.h: what people and AWS get to see. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/compat.h"
#include "rules/emit.h"
#include "rules/why.h"
#include "showing.h"

#define SEED 20261124
#define MARCH 1772323200 /* 2026-03-01T00:00:00Z */
#define DAY 86400

static const struct ruleset none;

static struct prefix
net(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(slice_str(text), &p), 0);
	return p;
}

static struct rule
make(const char *subject, enum rule_dir dir, int proto, int from, int to,
    const char *peer)
{
	struct rule r = {
	    .subject = net(subject),
	    .peer = net(peer),
	    .from = from,
	    .to = to,
	    .proto = (uint8_t)proto,
	    .dir = (uint8_t)dir,
	    .seen = 1,
	};

	/* flows rejects packets bytes first last */
	r.count[0] = 12;
	r.count[1] = 0;
	r.count[2] = 100;
	r.count[3] = 4000;
	r.count[4] = MARCH;
	r.count[5] = MARCH + DAY;
	return r;
}

static void
fill(struct ruleset *set)
{
	const struct rule rules[] = {
	    make("10.0.0.9", RULE_INGRESS, 1, -1, -1, "10.0.0.1"),
	    make("10.0.0.9", RULE_INGRESS, 6, 22, 22, "10.0.0.1"),
	    make("10.0.0.9", RULE_INGRESS, 6, 443, 443, "10.0.0.0/24"),
	    make("10.0.0.9", RULE_INGRESS, 6, 443, 443, "2001:db8::1"),
	    make("10.0.0.9", RULE_INGRESS, 6, 8000, 8090, "10.0.0.1"),
	    make("10.0.0.9", RULE_EGRESS, 17, 0, 65535, "10.0.0.2"),
	    make("10.0.0.9", RULE_EGRESS, 47, -1, -1, "10.0.0.2"),
	    make("2001:db8::9", RULE_EGRESS, 58, -1, -1, "2001:db8::1"),
	    make("2001:db8::9", RULE_EGRESS, 253, -1, -1, "2001:db8::1"),
	};

	for (size_t i = 0; i < nitems(rules); i++)
		ruleset_add(set, &rules[i]);
	set->rule[2].note = RULE_CONTESTED;
	set->rule[2].count[1] = 5;
	set->rule[4].count[0] = 1234567;
	set->rule[5].count[0] = set->rule[5].count[4] = set->rule[5].count[5] =
	    NUM_NONE;
	ruleset_sort(set, RULESET_SHOWN);
}

/* All of the text of a sorted set. */
static void
show(const struct emit_text *text, const struct ruleset *set, const char *why,
    struct buf *to)
{
	struct emit_run run;
	struct buf piece = {0};

	emit_begin(&run, &(struct emit){"t", text}, set,
	    &(struct emit_facts){.why = why});
	while (emit_next(&run, &piece) == 1) {
		buf_add(to, piece.p, piece.n);
		piece.n = 0;
	}
	buf_free(&piece);
}

static void
table(void **state)
{
	static const char *const want[] = {
	    "10.0.0.9 ingress: 5 rules",
	    "  Type             Protocol  Port range  Source "
	    "            Flows  First seen  Last seen   Note",
	    "  All ICMP - IPv4  ICMP      All         10.0.0."
	    "1/32           12  2026-03-01  2026-03-02",
	    "  SSH              TCP       22          10.0.0."
	    "1/32           12  2026-03-01  2026-03-02",
	    "  HTTPS            TCP       443         10.0.0."
	    "0/24           12  2026-03-01  2026-03-02  contested: 5 of 12 rejected",
	    "  HTTPS            TCP       443         2001:db"
	    "8::1/128       12  2026-03-01  2026-03-02",
	    "  Custom TCP       TCP       8000-8090   10.0.0."
	    "1/32      1234567  2026-03-01  2026-03-02  "
	    "8000 http-other, 8080 http-alt, 8081 http-other, 5 more "
	    "(1 insecure)",
	    "",
	    "10.0.0.9 egress: 2 rules",
	    "  Type             Protocol  Port range  Destina"
	    "tion    Flows  First seen  Last seen",
	    "  All UDP          UDP       All         10.0.0."
	    "2/32        -  -           -",
	    "  Custom Protocol  GRE (47)  All         10.0.0."
	    "2/32       12  2026-03-01  2026-03-02",
	    "",
	    "2001:db8::9 egress: 2 rules",
	    "  Type             Protocol  Port range  Destina"
	    "tion        Flows  First seen  Last seen",
	    "  All ICMP - IPv6  ICMPV6    All         2001:db"
	    "8::1/128       12  2026-03-01  2026-03-02",
	    "  Custom Protocol  253       All         2001:db"
	    "8::1/128       12  2026-03-01  2026-03-02",
	};
	struct ruleset set = {0};
	struct buf text = {0};
	struct slice rest;

	(void)state;
	fill(&set);
	show(&emit_table, &set, NULL, &text);
	rest = (struct slice){text.p, text.n};
	for (size_t i = 0; i < nitems(want); i++) {
		struct slice line = slice_cut(&rest, '\n');
		char got[200];

		assert_true(line.n < sizeof(got));
		memcpy(got, line.p, line.n);
		got[line.n] = '\0';
		assert_string_equal(got, want[i]);
	}
	assert_int_equal(rest.n, 0);
	buf_free(&text);
	ruleset_free(&set);
}

static const char json_want[] =
    "{\n"
    "  \"SecurityGroups\": [\n"
    "    {\n"
    "      \"Description\": \"fl: rules of 10.0.0.9, traffic of 2026-03-01 to "
    "2026-03-02\",\n"
    "      \"GroupName\": \"fl-10.0.0.9\",\n"
    "      \"IpPermissions\": [\n"
    "        {\n"
    "          \"IpProtocol\": \"icmp\",\n"
    "          \"FromPort\": -1,\n"
    "          \"ToPort\": -1,\n"
    "          \"IpRanges\": [\n"
    "            {\n"
    "              \"CidrIp\": \"10.0.0.1/32\",\n"
    "              \"Description\": \"flows 12, first 2026-03-01, last "
    "2026-03-02\"\n"
    "            }\n"
    "          ],\n"
    "          \"Ipv6Ranges\": [],\n"
    "          \"PrefixListIds\": [],\n"
    "          \"UserIdGroupPairs\": []\n"
    "        }\n"
    "      ],\n"
    "      \"IpPermissionsEgress\": [],\n"
    "      \"Members\": [\n"
    "        \"10.0.0.9\"\n"
    "      ]\n"
    "    }\n"
    "  ]\n"
    "}\n";

static void
json_text(void **state)
{
	struct rule r = make("10.0.0.9", RULE_INGRESS, 1, -1, -1, "10.0.0.1");
	struct ruleset set = {0};
	struct buf text = {0};

	(void)state;
	ruleset_add(&set, &r);
	show(&emit_json, &set, NULL, &text);
	assert_string_equal(buf_cstr(&text), json_want);
	text.n = set.n = 0;
	show(&emit_json, &set, NULL, &text);
	assert_string_equal(buf_cstr(&text),
	    "{\n  \"SecurityGroups\": []\n}\n");
	buf_free(&text);
	ruleset_free(&set);
}

/* What looks complete must be; a reason may hold any bytes. */
static void
incomplete(void **state)
{
	static const char why[] = "a\n\"b\x1b\xff\xc3\xa4";
	struct rule r = make("10.0.0.9", RULE_INGRESS, 1, -1, -1, "10.0.0.1");
	struct ruleset set = {0};
	struct buf text = {0};
	struct slice rest;

	(void)state;
	show(&emit_table, &set, why, &text);
	assert_string_equal(buf_cstr(&text),
	    "INCOMPLETE: a?\"b????\nINCOMPLETE: a?\"b????\n");
	text.n = 0;
	ruleset_add(&set, &r);
	show(&emit_table, &set, "cut", &text);
	rest = (struct slice){text.p, text.n};
	assert_true(slice_is(slice_cut(&rest, '\n'), "INCOMPLETE: cut"));
	assert_true(slice_is(slice_cut(&rest, '\n'),
	    "10.0.0.9 ingress: 1 "
	    "rule"));
	slice_cut(&rest, '\n');
	slice_cut(&rest, '\n');
	assert_true(slice_is(rest, "INCOMPLETE: cut\n"));
	text.n = set.n = 0;
	show(&emit_json, &set, why, &text);
	assert_string_equal(buf_cstr(&text),
	    "{\n  \"Incomplete\": \"a?\\\"b????\",\n"
	    "  \"SecurityGroups\": []\n}\n");
	buf_free(&text);
	ruleset_free(&set);
}

static const char *
string_at(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	assert_non_null(s);
	return s;
}

/* The shape of all kinds of rules, read back. */
static void
json_shape(void **state)
{
	struct ruleset set = {0};
	struct buf text = {0};
	json_t *root, *groups, *in, *out, *p;

	(void)state;
	fill(&set);
	show(&emit_json, &set, NULL, &text);
	root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	groups = json_object_get(root, "SecurityGroups");
	assert_int_equal(json_array_size(groups), 2);
	in = json_object_get(json_array_get(groups, 0), "IpPermissions");
	out = json_object_get(json_array_get(groups, 0), "IpPermissionsEgress");

	/* icmp, 22, 443 (two families in one permission), 8000-8090 */
	assert_int_equal(json_array_size(in), 4);
	p = json_array_get(in, 2);
	assert_string_equal(string_at(p, "IpProtocol"), "tcp");
	assert_int_equal(json_integer_value(json_object_get(p, "FromPort")),
	    443);
	assert_int_equal(json_array_size(json_object_get(p, "IpRanges")), 1);
	assert_int_equal(json_array_size(json_object_get(p, "Ipv6Ranges")), 1);
	assert_string_equal(string_at(json_array_get(json_object_get(p,
							 "IpRanges"),
					  0),
				"Description"),
	    "flows 12, first 2026-03-01, last 2026-03-02, "
	    "contested: 5 of 12 rejected");
	assert_string_equal(string_at(json_array_get(json_object_get(p,
							 "Ipv6Ranges"),
					  0),
				"CidrIpv6"),
	    "2001:db8::1/128");
	p = json_array_get(in, 3);
	assert_int_equal(json_integer_value(json_object_get(p, "ToPort")),
	    8090);

	assert_int_equal(json_array_size(out), 2);
	p = json_array_get(out, 0);
	assert_string_equal(string_at(p, "IpProtocol"), "udp");
	assert_string_equal(string_at(json_array_get(json_object_get(p,
							 "IpRanges"),
					  0),
				"Description"),
	    "flows -, first -, last -");
	p = json_array_get(out, 1);
	assert_string_equal(string_at(p, "IpProtocol"), "47");
	assert_null(json_object_get(p, "FromPort"));
	assert_null(json_object_get(p, "ToPort"));

	p = json_array_get(groups, 1);
	assert_string_equal(string_at(p, "GroupName"), "fl-2001:db8::9");
	p = json_array_get(json_object_get(p, "IpPermissionsEgress"), 0);
	assert_string_equal(string_at(p, "IpProtocol"), "icmpv6");
	assert_int_equal(json_integer_value(json_object_get(p, "FromPort")),
	    -1);
	json_decref(root);
	buf_free(&text);
	ruleset_free(&set);
}

/* ---- descriptions ----------------------------------------------------- */

/* AWS, "Security group rules": what a description may hold. */
static const char legal[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789 ._-:/()#,@[]+=;{}!$*";

static void
characters(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		bool want = c != 0 && strchr(legal, c) != NULL;

		assert_int_equal(why_legal((char)c), want);
	}
}

static void
clean(void **state)
{
	char text[] = "a<b>\"c'&\n\xc3\xa4$";
	char big[1000];

	(void)state;
	assert_int_equal(why_clean(text, strlen(text)), strlen(text));
	assert_string_equal(text, "a_b__c_____$");
	memset(big, 'x', sizeof(big));
	assert_int_equal(why_clean(big, sizeof(big)), 255);
	assert_int_equal(why_clean(big, 0), 0);
}

static void
all_legal(const char *p, const char *end)
{
	assert_true(end - p <= WHY_MAX);
	for (; p < end; p++)
		assert_true(why_legal(*p));
}

/* Whatever the counters hold, AWS takes what we say. */
static void
always_legal(void **state)
{
	struct why_days days = {0};
	char text[1000];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct rule r = make(i % 2 ? "2001:db8::/32" : "10.0.0.0/8",
		    RULE_INGRESS, 6, 1, 1, "10.0.0.1");
		struct ruleset set = {0};

		for (size_t c = 0; c < RULE_FEW; c++)
			r.count[c] = (uint64_t)random() << (random() % 34);
		if (i == 0)
			memset(r.count, 0xff, sizeof(r.count));
		if (i == 1)
			r.count[0] = r.count[1] = r.count[4] = r.count[5] =
			    NUM_NONE - 1;
		r.note = (uint8_t)random();
		all_legal(text, why_rule(&days, text, &none, &r));
		ruleset_add(&set, &r);
		all_legal(text, why_group(&days, text, &set, 0));
		ruleset_free(&set);
	}
}

/* Days that share a place, the first and the last there are, and none. */
static void
days(void **state)
{
	static const struct {
		uint64_t t;
		const char *want;
	} cases[] = {
	    {0, "1970-01-01"},
	    {DAY - 1, "1970-01-01"},
	    {DAY, "1970-01-02"},
	    {MARCH, "2026-03-01"},
	    {MARCH - 1, "2026-02-28"},
	    {MARCH + DAY - 1, "2026-03-01"},
	    {MARCH + (uint64_t)WHY_DAYS * DAY, "2026-05-04"},
	    {MARCH - (uint64_t)WHY_DAYS * DAY, "2025-12-27"},
	    {253402300799, "9999-12-31"},
	    {253402300800, "-"},
	    {NUM_NONE, "-"},
	};
	struct why_days kept = {0};

	(void)state;
	for (size_t i = 0; i < 3 * nitems(cases); i++) {
		size_t at = i * 5 % nitems(cases);
		char text[WHY_DAY + 1];

		*why_day(&kept, text, cases[at].t) = '\0';
		assert_string_equal(text, cases[at].want);
	}
}

/* ---- any rules -------------------------------------------------------- */

static uint64_t
any_count(void)
{
	if (random() % 6 == 0)
		return NUM_NONE;
	return (uint64_t)random() >> (random() % 32) << (random() % 50);
}

static struct rule
any_rule(bool six)
{
	static const char *const peers[] = {
	    "10.0.0.1",
	    "1.2.3.4",
	    "100.99.10.9",
	    "255.255.255.255",
	    "0.0.0.0/0",
	    "10.0.0.0/9",
	    "2001:db8::1",
	    "::/0",
	    "2001:db8:1234:5678:9abc:def0:1234:5678",
	};
	static const int protos[] = {6, 17, 6, 17, 1, 58, 47, 0, 135, 253};
	static const char *const subjects[] = {
	    "10.0.0.9",
	    "10.0.0.0/24",
	    "10.0.0.10",
	    "2001:db8::9",
	};
	int proto = protos[random() % 10];
	int from = (int)random() % (random() % 2 ? 65536 : 1024), to = from;
	struct rule r;

	if (random() % 4 == 0)
		to += (int)random() % (65536 - from);
	if (random() % 50 == 0) {
		from = 0;
		to = 65535;
	}
	if (proto != 6 && proto != 17)
		from = to = RULE_NOPORT;
	r = make(subjects[random() % (six ? 4 : 3)],
	    random() % 3 ? RULE_INGRESS : RULE_EGRESS, proto, from, to,
	    peers[random() % (six ? 9 : 6)]);
	if (r.peer.len == 128 && rule_is4(r.peer))
		r.peer.ip.lo += (uint64_t)(random() % 3) << 8;
	r.note = random() % 4 == 0 ? RULE_CONTESTED : 0;
	r.count[RULE_FLOWS] = any_count();
	r.count[RULE_REJECTS] = any_count();
	r.count[RULE_FIRST] = random() % 5 ? MARCH - any_count() % MARCH :
					     any_count();
	r.count[RULE_LAST] = random() % 5 ? MARCH + any_count() % MARCH :
					    any_count();
	return r;
}

/* n rules, in both formats, both ways. */
static void
any_round(size_t n, bool six, int services)
{
	struct rule *r = mem_array(NULL, n, sizeof(*r));
	struct ruleset set = {0};
	struct buf fast = {0}, plain = {0};

	for (size_t i = 0; i < n; i++) {
		struct rule one = any_rule(six);

		if (i > 0 && random() % services != 0) {
			one.subject = r[i - 1].subject;
			one.dir = r[i - 1].dir;
			one.proto = r[i - 1].proto;
			one.from = r[i - 1].from;
			one.to = r[i - 1].to;
		}
		r[i] = one;
		ruleset_add(&set, &one);
	}
	ruleset_sort(&set, RULESET_SHOWN);
	for (size_t i = 0; i < n; i++)
		r[i] = *ruleset_at(&set, i);
	show(&emit_table, &set, NULL, &fast);
	plain_table(r, n, &plain);
	assert_string_equal(buf_cstr(&fast), buf_cstr(&plain));
	fast.n = plain.n = 0;
	show(&emit_json, &set, n % 2 ? "a \"why\" \\" : NULL, &fast);
	plain_json(r, n, n % 2 ? "a \"why\" \\" : NULL, &plain);
	assert_string_equal(buf_cstr(&fast), buf_cstr(&plain));
	buf_free(&fast);
	buf_free(&plain);
	ruleset_free(&set);
	free(r);
}

static void
as_plain(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++)
		any_round((size_t)random() % 30, i % 2, 1 + i % 5);
	/* Many pieces. */
	any_round(20000, true, 3);
}

static void
formats(void **state)
{
	struct buf nothing = {0};

	(void)state;
	assert_ptr_equal(emit_find(&(struct emit_conf){.format = NULL})->text,
	    &emit_table);
	assert_ptr_equal(emit_find(&(struct emit_conf){.format = "json"})->text,
	    &emit_json);
	assert_null(emit_find(&(struct emit_conf){.format = "tsv"})->text);
	show(NULL, &(struct ruleset){0}, NULL, &nothing);
	assert_int_equal(nothing.n, 0);
	for (size_t i = 0; emit_opts[0].choices[i] != NULL; i++) {
		struct emit_conf conf = {.format = emit_opts[0].choices[i]};

		assert_string_equal(emit_find(&conf)->name, conf.format);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(table),
	    cmocka_unit_test(json_text),
	    cmocka_unit_test(incomplete),
	    cmocka_unit_test(json_shape),
	    cmocka_unit_test(characters),
	    cmocka_unit_test(clean),
	    cmocka_unit_test(always_legal),
	    cmocka_unit_test(days),
	    cmocka_unit_test(as_plain),
	    cmocka_unit_test(formats),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
