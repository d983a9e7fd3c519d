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

	for (size_t i = 0; i < RULE_COUNTERS; i++)
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
	ruleset_sort(&set);
	for (size_t i = 0; i < nitems(in); i++)
		assert_int_equal(rule_cmp(&set.rule[i], &in[i]), 0);
	assert_int_equal(ruleset_subjects(&set), 3);
	assert_int_equal(ruleset_subject(&set, 0), 1);
	assert_int_equal(ruleset_subject(&set, 1), 8);
	assert_int_equal(ruleset_table(&set, 1), 7);
	assert_int_equal(ruleset_table(&set, 7), 8);
	assert_int_equal(ruleset_table(&set, 8), 9);
	ruleset_free(&set);
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
	r.note = UINT16_MAX;
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
	const struct schema *s;

	(void)state;
	for (size_t i = 0; i < counter_count; i++)
		if (counter_order[i] == FIELD_CONNS)
			r.count[i] = 3;
	ruleset_add(&set, &r);
	s = ruleset_schema(&set, all);
	assert_int_equal(s->ncol, nitems(names));
	for (size_t i = 0; i < s->ncol; i++)
		assert_string_equal(s->col[i].name, names[i]);
	assert_true(s->grouped);
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
	    cmocka_unit_test(words),
	    cmocka_unit_test(cidr),
	    cmocka_unit_test(families),
	    cmocka_unit_test(columns),
	    cmocka_unit_test(cells),
	    cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
