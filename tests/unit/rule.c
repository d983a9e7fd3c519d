/* SPDX-License-Identifier: ISC */

/* rule.h and ruleset.h: order, words, and the way out as blocks. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "rules/ruleset.h"

#define SEED 20261124

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

	for (size_t i = 0; i < RULE_FEW; i++)
		r.count[i] = NUM_NONE;
	return r;
}

static void
order(void **state)
{
	/* As they should come: address by value, IPv4 before IPv6. */
	const struct rule in[] = {
	    make("9.0.0.1", RULE_EGRESS, 6, 443, 443, "10.0.0.1"),
	    make("10.0.0.1", RULE_INGRESS, 1, -1, -1, "10.0.0.1"),
	    make("10.0.0.1", RULE_INGRESS, 6, 22, 22, "9.0.0.1"),
	    make("10.0.0.1", RULE_INGRESS, 6, 22, 22, "10.0.0.1"),
	    make("10.0.0.1", RULE_INGRESS, 6, 22, 22, "::1"),
	    make("10.0.0.1", RULE_INGRESS, 6, 22, 23, "9.0.0.1"),
	    make("10.0.0.1", RULE_INGRESS, 6, 100, 100, "9.0.0.1"),
	    make("10.0.0.1", RULE_EGRESS, 1, -1, -1, "9.0.0.1"),
	    make("::1", RULE_INGRESS, 6, 22, 22, "::2"),
	};
	struct ruleset set = {0};

	(void)state;
	for (size_t i = nitems(in); i-- > 0;)
		ruleset_add(&set, &in[i]);
	ruleset_sort(&set, RULESET_SHOWN);
	for (size_t i = 0; i < nitems(in); i++) {
		assert_int_equal(rule_cmp(ruleset_at(&set, i), &in[i]), 0);
		if (i == 0)
			continue;
		assert_int_equal(rule_same_subject(&in[i - 1], &in[i]),
		    i != 1 && i != 8);
		assert_int_equal(rule_same_table(&in[i - 1], &in[i]),
		    i != 1 && i != 7 && i != 8);
		assert_int_equal(rule_same_service(&in[i - 1], &in[i]),
		    i == 3 || i == 4);
	}
	ruleset_free(&set);
}

static void
counters(void **state)
{
	(void)state;
	assert_int_equal(counter_count, RULE_COUNTERS);
	assert_int_equal(COUNTER_ALWAYS, RULE_FEW);
	assert_int_equal(counter_order[RULE_FLOWS], FIELD_FLOWS);
	assert_int_equal(counter_order[RULE_REJECTS], FIELD_REJECTS);
	assert_int_equal(counter_order[RULE_PACKETS], FIELD_PACKETS);
	assert_int_equal(counter_order[RULE_BYTES], FIELD_BYTES);
	assert_int_equal(counter_order[RULE_FIRST], FIELD_FIRST);
	assert_int_equal(counter_order[RULE_LAST], FIELD_LAST);
	assert_int_equal(counter_order[RULE_CONNS], FIELD_CONNS);
	assert_int_equal(counter_order[RULE_ANSWERED], FIELD_ANSWERED);
	assert_int_equal(counter_order[RULE_SCANS], FIELD_SCANS);
	assert_int_equal(counter_order[RULE_NEEDED], FIELD_NEEDED);
	assert_int_equal(counter_order[RULE_RPACKETS], FIELD_RPACKETS);
	assert_int_equal(counter_order[RULE_RBYTES], FIELD_RBYTES);
	assert_int_equal(counter_order[RULE_HOW], FIELD_HOW);
}

/* ---- sorting ---------------------------------------------------------- */

/* The note before the ports, as RULESET_MERGES has it. */
static int
merges_cmp(const struct rule *a, const struct rule *b)
{
	struct rule x = *a, y = *b;

	x.from = y.from = x.to = y.to = RULE_NOPORT;
	x.peer = y.peer;
	return rule_cmp(&x, &y) != 0 ? rule_cmp(&x, &y) : rule_cmp(a, b);
}

/* Any prefix, and the edges of lengths and addresses more often. */
static struct prefix
any_prefix(bool six)
{
	struct prefix p = {ip_from4((uint32_t)random() << 1), 128};

	if (six && random() % 2) {
		p.ip.hi = (uint64_t)random() << 33 | (uint64_t)random();
		p.ip.lo = (uint64_t)random() << 33 | (uint64_t)random();
		if (random() % 3 == 0)
			p.ip.hi = 0;
		if (random() % 3 == 0)
			p.ip.lo &= 0xffff00000001;
	}
	if (random() % 3 == 0) {
		unsigned int base = ip_is4(p.ip) ? IP_V4_BASE : 0;

		p.len = (uint8_t)(base + random() % (129 - base));
		p.ip = ip_mask(p.ip, p.len);
	}
	return p;
}

/* Differs from another in one thing, mostly. */
static struct rule
any_rule(const struct rule *like, bool six)
{
	struct rule r = *like;

	switch (random() % 9) {
	case 0:
		r.subject = any_prefix(six);
		break;
	case 1:
	case 2:
		r.peer = any_prefix(six);
		break;
	case 3:
		r.proto = (uint8_t)random();
		break;
	case 4:
		r.from = (int32_t)(random() % 65537) - 1;
		break;
	case 5:
		r.to = (int32_t)(random() % 65537) - 1;
		break;
	case 6:
		r.dir = random() % 2;
		break;
	case 7:
		r.note = (uint8_t)random();
		break;
	default:
		break;
	}
	return r;
}

static void
sort_round(size_t n, bool six, bool grouped, enum ruleset_by by)
{
	struct rule *kept = calloc(n, sizeof(*kept));
	struct ruleset set = {0};

	kept[0] = make("10.0.0.1", RULE_INGRESS, 6, 22, 22, "10.0.0.2");
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			kept[i] = any_rule(&kept[(size_t)random() % i], six);
		kept[i].seen = i;
		if (grouped)
			kept[i].peer =
			    (struct prefix){ip_from4((uint32_t)(i / 3)), 128};
		ruleset_add(&set, &kept[i]);
	}
	ruleset_sort(&set, by);
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = ruleset_at(&set, i);
		const struct rule *next = i + 1 < n ? ruleset_at(&set, i + 1) :
						      NULL;

		/* Each comes once, and is what it was. */
		assert_true(r->seen < n);
		assert_int_equal(rule_cmp(r, &kept[r->seen]), 0);
		kept[r->seen].seen = UINT64_MAX;
		if (next != NULL)
			assert_true((by == RULESET_SHOWN ?
					    rule_cmp(r, next) :
					    merges_cmp(r, next)) <= 0);
	}
	for (size_t i = 0; i < n; i++)
		assert_int_equal(kept[i].seen, UINT64_MAX);
	ruleset_free(&set);
	free(kept);
}

static void
sorting(void **state)
{
	(void)state;
	srandom(SEED);
	printf("seed %d\n", SEED);
	for (int i = 0; i < 800; i++)
		sort_round(1 + (size_t)random() % 200, i & 1, i & 4,
		    i & 2 ? RULESET_SHOWN : RULESET_MERGES);
	for (int i = 0; i < 8; i++)
		sort_round(20000, i & 1, i & 4,
		    i & 2 ? RULESET_SHOWN : RULESET_MERGES);
}

static void
words(void **state)
{
	struct rule r = make("10.0.0.1", RULE_INGRESS, 6, 1, 1, "10.0.0.2");
	char text[RULE_NOTE_MAX + 1] = "";

	(void)state;
	r.count[0] = 7;
	*rule_note(text, &r) = '\0';
	assert_string_equal(text, "");
	r.note = RULE_CONTESTED;
	*rule_note(text, &r) = '\0';
	assert_string_equal(text, "contested"); /* by nobody knows how many */
	r.count[1] = 3;
	*rule_note(text, &r) = '\0';
	assert_string_equal(text, "contested: 3 of 7 rejected");
	/* All bits at once, and the largest numbers, fit the room. */
	r.note = UINT8_MAX;
	r.count[0] = r.count[1] = NUM_NONE - 1;
	assert_true(rule_note(text, &r) <= text + RULE_NOTE_MAX);
}

static void
cidr(void **state)
{
	static const char *const cases[][2] = {
	    {"10.0.0.1", "10.0.0.1/32"},
	    {"10.0.0.0/8", "10.0.0.0/8"},
	    {"0.0.0.0/0", "0.0.0.0/0"},
	    {"2001:db8::1", "2001:db8::1/128"},
	    {"2001:db8::/32", "2001:db8::/32"},
	    {"::/0", "::/0"},
	};

	(void)state;
	for (size_t i = 0; i < nitems(cases); i++) {
		char text[PREFIX_MAX + 1] = "";

		*rule_cidr(text, net(cases[i][0])) = '\0';
		assert_string_equal(text, cases[i][1]);
	}
}

static void
families(void **state)
{
	(void)state;
	assert_true(rule_is4(net("0.0.0.0/0")));
	assert_false(rule_is4(net("::/0")));
	assert_false(rule_is4(net("::fffe:0:0/95")));
	assert_true(rule_prefix_has(net("0.0.0.0/0"), net("10.0.0.1")));
	assert_false(rule_prefix_has(net("::/0"), net("10.0.0.1")));
	assert_true(rule_prefix_has(net("::/0"), net("2001:db8::1")));
}

/* ---- blocks ----------------------------------------------------------- */

static const char *
cell(const struct block *b, size_t row, enum field_id id, char *to)
{
	char tmp[CELL_MAX];
	struct slice s = block_cell(b, row, b->schema->at[id], tmp);

	assert_true(s.n < CELL_MAX);
	memcpy(to, s.p, s.n);
	to[s.n] = '\0';
	return to;
}

static void
columns(void **state)
{
	static const char *const names[] = {
	    "direction",
	    "subject",
	    "proto",
	    "fromport",
	    "toport",
	    "peer",
	    "flows",
	    "rejects",
	    "packets",
	    "bytes",
	    "first",
	    "last",
	    "conns",
	    "note",
	};
	struct schemas *all = schemas_new();
	struct ruleset set = {0};
	struct rule r = make("10.0.0.1", RULE_INGRESS, 6, 0, 0, "10.0.0.2");
	uint64_t more[RULE_MORE];
	struct block *b = block_new();
	const struct schema *s;
	char t[CELL_MAX];

	(void)state;
	for (size_t i = 0; i < RULE_MORE; i++)
		more[i] = NUM_NONE;
	r.more = more;
	ruleset_add(&set, &r); /* with none of them */
	more[RULE_CONNS - RULE_FEW] = 3;
	ruleset_add(&set, &r);
	more[RULE_CONNS - RULE_FEW] = 4; /* was copied */
	s = ruleset_schema(&set, all);
	assert_int_equal(s->ncol, nitems(names));
	for (size_t i = 0; i < s->ncol; i++)
		assert_string_equal(s->col[i].name, names[i]);
	assert_true(s->grouped);
	assert_int_equal(ruleset_next(&set, s, NULL, b), 1);
	assert_string_equal(cell(b, 0, FIELD_CONNS, t), "-");
	assert_string_equal(cell(b, 1, FIELD_CONNS, t), "3");
	block_free(b);
	ruleset_free(&set);
	schemas_free(all);
}

static void
cells(void **state)
{
	struct schemas *all = schemas_new();
	struct ruleset set = {0};
	struct origin origin = {.name = "rules"};
	struct block *b = block_new();
	struct rule r = make("10.0.0.0/24", RULE_EGRESS, 47, -1, -1, "::/0");
	char t[CELL_MAX];

	(void)state;
	r.note = RULE_CONTESTED;
	r.count[0] = 12;
	ruleset_add(&set, &r);
	r = make("2001:db8::1", RULE_INGRESS, 6, 0, 65535, "10.0.0.2");
	ruleset_add(&set, &r);
	assert_int_equal(ruleset_next(&set, ruleset_schema(&set, all), &origin,
			     b),
	    1);
	assert_int_equal(b->nsel, 2);
	assert_string_equal(cell(b, 0, FIELD_DIRECTION, t), "egress");
	assert_string_equal(cell(b, 0, FIELD_SUBJECT, t), "10.0.0.0/24");
	assert_string_equal(cell(b, 0, FIELD_PROTO, t), "47");
	assert_string_equal(cell(b, 0, FIELD_FROMPORT, t), "-1");
	assert_string_equal(cell(b, 0, FIELD_TOPORT, t), "-1");
	assert_string_equal(cell(b, 0, FIELD_PEER, t), "::/0");
	assert_string_equal(cell(b, 0, FIELD_FLOWS, t), "12");
	assert_string_equal(cell(b, 0, FIELD_NOTE, t), "contested");
	assert_string_equal(cell(b, 1, FIELD_DIRECTION, t), "ingress");
	assert_string_equal(cell(b, 1, FIELD_SUBJECT, t), "2001:db8::1");
	assert_string_equal(cell(b, 1, FIELD_FROMPORT, t), "0");
	assert_string_equal(cell(b, 1, FIELD_TOPORT, t), "65535");
	assert_string_equal(cell(b, 1, FIELD_PEER, t), "10.0.0.2");
	assert_string_equal(cell(b, 1, FIELD_FLOWS, t), "-");
	assert_string_equal(cell(b, 1, FIELD_NOTE, t), "-");
	assert_int_equal(ruleset_next(&set, b->schema, &origin, b), 0);
	block_free(b);
	ruleset_free(&set);
	schemas_free(all);
}

/* More rules than a block holds; names must not move while it lives. */
static void
many(void **state)
{
	struct schemas *all = schemas_new();
	struct ruleset set = {0};
	struct block *b = block_new();
	size_t total = 2 * BLOCK_ROWS + 7, seen = 0;
	char text[CELL_MAX], want[CELL_MAX];

	(void)state;
	for (size_t i = 0; i < total; i++) {
		snprintf(text, sizeof(text), "2001:db8:%zx::%zx", i + 1, i + 1);
		struct rule r = make(text, RULE_INGRESS, 6, 1, 1,
		    "2001:db8::1");
		r.note = i % 2 ? RULE_CONTESTED : 0;
		ruleset_add(&set, &r);
	}
	const struct schema *s = ruleset_schema(&set, all);
	while (ruleset_next(&set, s, NULL, b) == 1) {
		for (size_t i = 0; i < b->nsel; i++, seen++) {
			snprintf(want, sizeof(want), "2001:db8:%zx::%zx",
			    seen + 1, seen + 1);
			assert_string_equal(cell(b, i, FIELD_SUBJECT, text),
			    want);
			assert_string_equal(cell(b, i, FIELD_NOTE, text),
			    seen % 2 ? "contested" : "-");
		}
	}
	assert_int_equal(seen, total);
	block_free(b);
	ruleset_free(&set);
	schemas_free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(order),
	    cmocka_unit_test(counters),
	    cmocka_unit_test(sorting),
	    cmocka_unit_test(words),
	    cmocka_unit_test(cidr),
	    cmocka_unit_test(families),
	    cmocka_unit_test(columns),
	    cmocka_unit_test(cells),
	    cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
