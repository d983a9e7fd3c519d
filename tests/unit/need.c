/* SPDX-License-Identifier: ISC */

/* need.h: which groups become rules, whose, and what is said of the rest. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "base/diag.h"
#include "rules/need.h"

#define NONE NUM_NONE

static struct schemas *all;

static const struct schema *
header(const char *names)
{
	struct slice name[32], rest = slice_str(names);
	size_t n = 0;

	while (rest.p != NULL)
		name[n++] = slice_cut(&rest, ' ');
	return schemas_names(all, name, n);
}

static struct prefix
net(const char *text)
{
	struct prefix p = {IP_NONE, 128};

	if (strcmp(text, "-") != 0)
		assert_int_equal(prefix_parse(slice_str(text), &p), 0);
	return p;
}

/* One group as agg would have it. */
struct row {
	const char *src, *dst;
	uint64_t dport, proto, flows, rejects, needed;
};

#define GROUPS \
	"src dst dport proto flows rejects packets bytes first last needed"
#define LOGGED GROUPS " dir"

static void
set_ip(struct block *b, enum field_id id, size_t row, const char *text)
{
	uint8_t *len;
	struct ip *ip = block_ips(b, b->schema->at[id], &len);
	struct prefix p = net(text);

	ip[row] = p.ip;
	len[row] = p.len;
}

static void
set_num(struct block *b, enum field_id id, size_t row, uint64_t v)
{
	block_nums(b, b->schema->at[id])[row] = v;
}

/* dir: NULL where the header has none. */
static struct block *
groups(const struct row *row, const char *const *dir, size_t n)
{
	struct block *b = block_new();

	block_start(b, header(dir != NULL ? LOGGED : GROUPS), NULL);
	for (size_t i = 0; i < n; i++) {
		set_ip(b, FIELD_SRC, i, row[i].src);
		set_ip(b, FIELD_DST, i, row[i].dst);
		set_num(b, FIELD_DPORT, i, row[i].dport);
		set_num(b, FIELD_PROTO, i, row[i].proto);
		set_num(b, FIELD_FLOWS, i, row[i].flows);
		set_num(b, FIELD_REJECTS, i, row[i].rejects);
		set_num(b, FIELD_PACKETS, i, 1);
		set_num(b, FIELD_BYTES, i, 40);
		set_num(b, FIELD_FIRST, i, 1000 + i);
		set_num(b, FIELD_LAST, i, 2000 + i);
		set_num(b, FIELD_NEEDED, i, row[i].needed);
		if (dir != NULL)
			block_slices(b,
			    b->schema->at[FIELD_DIR])[i] = slice_str(dir[i]);
	}
	b->nrow = n;
	block_all(b);
	return b;
}

/* A run over rows; what is left out stays in left. */
struct fixture {
	struct need need;
	struct ruleset set;
	struct block *left;
	struct ipset *local;
};

static void
begin(struct fixture *f, const char *local)
{
	*f = (struct fixture){.left = block_new()};
	f->need.set = &f->set;
	f->need.sided = true;
	f->need.side = RULE_INGRESS;
	if (local == NULL)
		return;
	f->local = ipset_new();
	ipset_add(f->local, net(local));
	ipset_done(f->local);
	f->need.conf.local = f->local;
}

static int
run_dir(struct fixture *f, const struct row *row, const char *const *dir,
    size_t n)
{
	struct block *b = groups(row, dir, n);
	const struct schema *schema = need_schema(b->schema, all);
	int ret = need_block(&f->need, b);

	block_free(b);
	if (ret == 0)
		ret = need_last(&f->need);
	block_start(f->left, schema, NULL);
	if (need_left(&f->need, schema, NULL, f->left) == 1) {
		struct block *none = block_new();

		assert_int_equal(need_left(&f->need, schema, NULL, none), 0);
		block_free(none);
	}
	return ret;
}

static int
run(struct fixture *f, const struct row *row, size_t n)
{
	return run_dir(f, row, NULL, n);
}

static void
end(struct fixture *f)
{
	ruleset_free(&f->set);
	need_free(&f->need);
	block_free(f->left);
}

/* ---- judging ---------------------------------------------------------- */

/* The verdict of one group, and whether it gave a rule with a note. */
static void
verdict(uint64_t flows, uint64_t rejects, uint64_t needed, bool accepted,
    enum need_verdict want)
{
	struct row row = {"10.0.0.1", "10.0.0.2", 22, 6, flows, rejects,
	    needed};
	bool rule = want == NEED_RULE || want == NEED_CONTESTED;
	struct fixture f;

	begin(&f, NULL);
	f.need.conf.accepted = accepted;
	assert_int_equal(run(&f, &row, 1), 0);
	assert_int_equal(f.need.tally.groups, 1);
	assert_int_equal(f.need.tally.verdict[want], 1);
	assert_int_equal(f.set.n, rule);
	assert_int_equal(f.left->nsel, !rule);
	if (rule)
		assert_int_equal(f.set.rule[0].note,
		    want == NEED_CONTESTED ? RULE_CONTESTED : 0);
	end(&f);
}

static void
judging(void **state)
{
	(void)state;
	verdict(1, 0, NONE, false, NEED_RULE);
	verdict(1, 1, NONE, false, NEED_REJECTED);
	verdict(5, 5, NONE, false, NEED_REJECTED);
	verdict(3, 1, NONE, false, NEED_CONTESTED);
	verdict(2, 1, NONE, false, NEED_OUTVOTED); /* one each is no majority */
	verdict(3, 2, NONE, false, NEED_OUTVOTED);
	verdict(1, NONE, NONE, false, NEED_UNKNOWN);
	verdict(1, NONE, NONE, true, NEED_RULE);
	verdict(NONE, NONE, NONE, true, NEED_RULE);
	verdict(NONE, 0, NONE, false, NEED_RULE);
	verdict(NONE, 1, NONE, false, NEED_UNKNOWN);
	/* -A says what is unknown, not what was rejected. */
	verdict(1, 1, NONE, true, NEED_REJECTED);
	/* needed wins, whatever the records say. */
	verdict(9, 0, 0, false, NEED_UNNEEDED);
	verdict(9, 0, 0, true, NEED_UNNEEDED);
	verdict(9, 8, 1, false, NEED_RULE);
	verdict(1, NONE, 1, false, NEED_RULE);
	/* Nonsense of hostile rows: nothing accepted. */
	verdict(1, 9, NONE, false, NEED_REJECTED);
	verdict(0, 0, NONE, false, NEED_REJECTED);
}

static void
odd(void **state)
{
	const struct row rows[] = {
	    {"-", "10.0.0.2", 22, 6, 1, 0, NONE},
	    {"10.0.0.1", "-", 22, 6, 1, 0, NONE},
	    {"10.0.0.1", "10.0.0.2", NONE, 6, 1, 0, NONE},
	    {"10.0.0.1", "10.0.0.2", NONE, 17, 1, 0, NONE},
	    {"10.0.0.1", "10.0.0.2", 22, NONE, 1, 0, NONE},
	    {"10.0.0.1", "10.0.0.2", NONE, 1, 1, 0, NONE}, /* ICMP: a rule */
	    {"10.0.0.1", "10.0.0.2", NONE, 47, 1, 0, NONE},
	};
	struct fixture f;

	(void)state;
	begin(&f, NULL);
	assert_int_equal(run(&f, rows, nitems(rows)), 0);
	assert_int_equal(f.need.tally.verdict[NEED_ODD], 5);
	assert_int_equal(f.set.n, 2);
	for (size_t i = 0; i < f.set.n; i++) {
		assert_int_equal(f.set.rule[i].from, RULE_NOPORT);
		assert_int_equal(f.set.rule[i].to, RULE_NOPORT);
	}
	end(&f);
}

/* ---- whose ------------------------------------------------------------ */

static void
one_side(void **state)
{
	const struct row row = {"10.0.0.1", "10.0.0.2", 22, 6, 7, 0, NONE};
	struct fixture f;

	(void)state;
	begin(&f, NULL);
	assert_int_equal(run(&f, &row, 1), 0);
	f.need.side = RULE_EGRESS;
	assert_int_equal(run(&f, &row, 1), 0);
	assert_int_equal(f.set.n, 2);
	assert_int_equal(f.set.rule[0].dir, RULE_INGRESS);
	assert_int_equal(prefix_cmp(f.set.rule[0].subject, net("10.0.0.2")), 0);
	assert_int_equal(prefix_cmp(f.set.rule[0].peer, net("10.0.0.1")), 0);
	assert_int_equal(f.set.rule[1].dir, RULE_EGRESS);
	assert_int_equal(prefix_cmp(f.set.rule[1].subject, net("10.0.0.1")), 0);
	assert_int_equal(prefix_cmp(f.set.rule[1].peer, net("10.0.0.2")), 0);
	assert_int_equal(f.set.rule[1].from, 22);
	assert_int_equal(f.set.rule[0].count[RULE_FLOWS], 7);
	assert_int_equal(f.set.rule[0].count[RULE_LAST], 2000);
	end(&f);
}

static void
local(void **state)
{
	const struct row rows[] = {
	    {"10.0.0.1", "10.0.0.2", 22, 6, 1, 0, NONE},   /* both */
	    {"192.0.2.1", "10.0.0.2", 443, 6, 1, 0, NONE}, /* in */
	    {"10.0.0.1", "192.0.2.1", 443, 6, 1, 0, NONE}, /* out */
	    {"192.0.2.1", "192.0.2.2", 443, 6, 1, 0, NONE},
	    {"10.0.0.0/7", "10.0.0.2", 443, 6, 1, 0, NONE}, /* in only */
	};
	struct fixture f;
	int dirs[2] = {0, 0};

	(void)state;
	begin(&f, "10.0.0.0/8");
	f.need.conf.masked = true;
	assert_int_equal(run(&f, rows, nitems(rows)), 0);
	assert_int_equal(f.set.n, 5);
	for (size_t i = 0; i < f.set.n; i++)
		dirs[f.set.rule[i].dir]++;
	assert_int_equal(dirs[RULE_INGRESS], 3);
	assert_int_equal(dirs[RULE_EGRESS], 2);
	assert_int_equal(f.need.tally.verdict[NEED_OUTSIDE], 1);
	assert_int_equal(f.left->nsel, 1);
	end(&f);
}

/* A prefix becomes a rule only where that was asked for. */
static void
masked(void **state)
{
	const struct row rejected = {"10.0.0.0/24", "10.0.1.2", 22, 6, 1, 1,
	    NONE};
	const struct row peer = {"10.0.0.0/24", "10.0.1.2", 22, 6, 1, 0, NONE};
	const struct row subject = {"10.0.0.1", "10.0.1.0/24", 22, 6, 1, 0,
	    NONE};
	struct fixture f;

	(void)state;
	begin(&f, NULL);
	assert_int_equal(run(&f, &rejected, 1), 0);
	assert_int_equal(run(&f, &peer, 1), -1);
	assert_int_equal(run(&f, &subject, 1), -1);
	f.need.conf.masked = true;
	assert_int_equal(run(&f, &peer, 1), 0);
	assert_int_equal(run(&f, &subject, 1), 0);
	assert_int_equal(f.set.n, 2);
	end(&f);
}

/* ---- who logged it ---------------------------------------------------- */

/* The only rule of a direction in a set, or NULL. */
static const struct rule *
rule_of(const struct ruleset *set, enum rule_dir dir)
{
	const struct rule *found = NULL;

	for (size_t i = 0; i < set->n; i++) {
		if (set->rule[i].dir != dir)
			continue;
		assert_null(found);
		found = &set->rule[i];
	}
	return found;
}

/*
 * Accepted where it leaves, rejected where it arrives: an egress rule with the
 * sender's numbers, no ingress rule.  Without dir it is contested.
 */
static void
both_ends(void **state)
{
	const struct row rows[] = {
	    {"10.0.0.1", "10.0.0.2", 22, 6, 5, 0, NONE},
	    {"10.0.0.1", "10.0.0.2", 22, 6, 4, 4, NONE},
	};
	static const char *const dir[] = {"egress", "ingress"};
	struct fixture f;

	(void)state;
	begin(&f, "10.0.0.0/8");
	assert_int_equal(run_dir(&f, rows, dir, 2), 0);
	assert_int_equal(f.set.n, 1);
	assert_null(rule_of(&f.set, RULE_INGRESS));
	assert_int_equal(f.set.rule[0].count[RULE_FLOWS], 5);
	assert_int_equal(f.set.rule[0].note, 0);
	assert_int_equal(f.need.tally.groups, 2);
	assert_int_equal(f.need.tally.verdict[NEED_RULE], 1);
	assert_int_equal(f.need.tally.verdict[NEED_REJECTED], 1);
	assert_int_equal(f.need.tally.unseen, 0);
	assert_int_equal(f.left->nsel, 1);
	assert_true(slice_is(f.left->vec[f.left->schema->at[FIELD_DIR]]
				 .slice[0],
	    "ingress"));
	end(&f);
}

/* Groups without dir count for both: 5 + 2 go out, 1 + 2 come in. */
static void
any_end(void **state)
{
	const struct row rows[] = {
	    {"10.0.0.1", "10.0.0.2", 22, 6, 5, 0, NONE},
	    {"10.0.0.1", "10.0.0.2", 22, 6, 1, 0, NONE},
	    {"10.0.0.1", "10.0.0.2", 22, 6, 2, 1, NONE},
	};
	static const char *const dir[] = {"egress", "ingress", "-"};
	const struct rule *in, *out;
	struct fixture f;

	(void)state;
	begin(&f, "10.0.0.0/8");
	assert_int_equal(run_dir(&f, rows, dir, 3), 0);
	in = rule_of(&f.set, RULE_INGRESS);
	out = rule_of(&f.set, RULE_EGRESS);
	assert_non_null(in);
	assert_non_null(out);
	assert_int_equal(in->count[RULE_FLOWS], 3);
	assert_int_equal(in->count[RULE_REJECTS], 1);
	assert_int_equal(in->note, RULE_CONTESTED);
	assert_int_equal(out->count[RULE_FLOWS], 7);
	assert_int_equal(f.need.tally.verdict[NEED_CONTESTED], 3);
	assert_int_equal(f.left->nsel, 0);
	end(&f);
}

/* The receiver's interface logged nothing: said, not guessed. */
static void
other_end(void **state)
{
	const struct row rows[] = {
	    {"10.0.0.1", "10.0.0.2", 22, 6, 5, 0, NONE},
	    {"10.0.0.1", "10.0.0.2", 23, 6, 5, 5, NONE},
	    {"192.0.2.1", "10.0.0.2", 23, 6, 5, 0, NONE},
	};
	static const char *const dir[] = {"egress", "egress", "egress"};
	struct fixture f;

	(void)state;
	begin(&f, "10.0.0.0/8");
	assert_int_equal(run_dir(&f, rows, dir, 3), 0);
	assert_int_equal(f.set.n, 1);
	assert_int_equal(f.set.rule[0].dir, RULE_EGRESS);
	assert_int_equal(f.need.tally.unseen, 2);
	assert_int_equal(f.need.tally.verdict[NEED_REJECTED], 1);
	assert_int_equal(f.need.tally.verdict[NEED_ELSEWHERE], 1);
	assert_int_equal(f.left->nsel, 2);
	end(&f);
}

/*
 * A tuple whose groups come in two blocks is one, and more are left out than
 * a block holds.
 */
static void
blocks(void **state)
{
	struct row rows[BLOCK_ROWS];
	const struct row last = {"10.0.0.1", "10.0.0.2", 9, 6, 1, 1, NONE};
	const char *dir[BLOCK_ROWS], *const in = "ingress";
	const struct schema *schema = need_schema(header(LOGGED), all);
	struct fixture f;
	struct block *b;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < BLOCK_ROWS; i++) {
		dir[i] = "egress";
		rows[i] = (struct row){"10.0.0.1", "10.0.0.2", i, 6, 1, 1,
		    NONE};
	}
	rows[BLOCK_ROWS - 1].dport = 9;
	begin(&f, "10.0.0.2");
	b = groups(rows, dir, BLOCK_ROWS);
	assert_int_equal(need_block(&f.need, b), 0);
	block_free(b);
	assert_int_equal(f.need.tally.groups, BLOCK_ROWS - 1);
	b = groups(&last, &in, 1);
	assert_int_equal(need_block(&f.need, b), 0);
	block_free(b);
	assert_int_equal(need_last(&f.need), 0);
	assert_int_equal(f.need.tally.groups, BLOCK_ROWS + 1);
	assert_int_equal(f.need.tally.verdict[NEED_ELSEWHERE], BLOCK_ROWS);
	assert_int_equal(f.need.tally.verdict[NEED_REJECTED], 1);
	while (need_left(&f.need, schema, NULL, f.left) == 1)
		n += f.left->nsel;
	assert_int_equal(n, BLOCK_ROWS + 1);
	end(&f);
}

/* ---- headers ---------------------------------------------------------- */

static int
head(struct fixture *f, const char *names)
{
	return need_head(&f->need, header(names), "input");
}

static void
headers(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, NULL);
	f.need.sided = false;
	assert_int_equal(head(&f, "dst src proto flows rejects"), -1);
	assert_int_equal(head(&f, "src dport proto flows rejects"), -1);
	assert_int_equal(head(&f, "dst src dport proto"), -1);
	assert_int_equal(head(&f, "dst src dport proto action"), -1);
	assert_int_equal(head(&f, "dst src dport proto flows"), -1);
	assert_int_equal(head(&f,
			     "src sport dst dport proto flows rejects conns"),
	    -1);
	assert_int_equal(head(&f, "dst src dport proto flows rejects"), 0);
	assert_int_equal(f.need.side, RULE_INGRESS);
	assert_int_equal(head(&f, "proto dst dport src flows needed"), 0);
	assert_int_equal(head(&f, "src dst dport proto flows rejects"), -1);
	f.need.sided = false;
	assert_int_equal(head(&f, "src dst dport proto flows rejects"), 0);
	assert_int_equal(f.need.side, RULE_EGRESS);
	f.need.conf.accepted = true;
	assert_int_equal(head(&f, "src dst dport proto flows"), 0);
	end(&f);

	begin(&f, "10.0.0.0/8");
	assert_int_equal(head(&f, "src dst dport proto action"), 0);
	assert_int_equal(head(&f, "dst src dport proto action"), 0);
	assert_int_equal(head(&f, "src dst dport proto"), -1);
	assert_int_equal(head(&f,
			     "src sport dst dport proto flows rejects conns"),
	    0);
	end(&f);
}

/* ---- what is said ----------------------------------------------------- */

static void
left_out(void **state)
{
	const struct row rows[] = {
	    {"10.0.0.1", "10.0.0.2", 22, 6, 1, 0, NONE},
	    {"10.0.0.3", "10.0.0.2", 22, 6, 4, 2, NONE},
	    {"10.0.0.4", "10.0.0.2", 22, 6, 2, 2, NONE},
	    {"10.0.0.5", "10.0.0.2", 22, 6, 4, 1, NONE},
	    {"10.0.0.6", "10.0.0.2", 22, 6, 4, 0, 0},
	};
	static const char *const reasons[] = {"contested", "rejected only",
	    "not needed"};
	struct buf text = {0};
	struct fixture f;
	const size_t *at;

	(void)state;
	begin(&f, NULL);
	assert_int_equal(run(&f, rows, nitems(rows)), 0);
	at = f.left->schema->at;
	assert_string_equal(f.left->schema->col[f.left->schema->ncol - 1].name,
	    "note");
	assert_int_equal(f.left->nsel, nitems(reasons));
	for (size_t i = 0; i < nitems(reasons); i++)
		assert_true(slice_is(f.left->vec[at[FIELD_NOTE]].slice[i],
		    reasons[i]));
	assert_true(ip_eq(f.left->vec[at[FIELD_SRC]].ip[0],
	    net("10.0.0.3").ip));
	assert_int_equal(f.left->vec[at[FIELD_REJECTS]].num[1], 2);
	assert_int_equal(f.left->vec[at[FIELD_FIRST]].num[2], 1004);

	need_summary(&f.need, &text);
	assert_string_equal(buf_cstr(&text),
	    "2 contested (1 left out), 1 rejected only, 1 not needed");
	buf_free(&text);
	end(&f);
}

static void
the_end(void **state)
{
	const struct row unknown = {"10.0.0.1", "10.0.0.2", 22, 6, 1, NONE,
	    NONE};
	const struct row known = {"10.0.0.1", "10.0.0.3", 22, 6, 1, 0, NONE};
	struct buf text = {0};
	struct fixture f;

	(void)state;
	begin(&f, NULL);
	assert_int_equal(need_done(&f.need), 0);
	need_summary(&f.need, &text);
	assert_string_equal(buf_cstr(&text), "");
	buf_free(&text);
	assert_int_equal(run(&f, &unknown, 1), 0);
	assert_int_equal(need_done(&f.need), -1);
	assert_int_equal(run(&f, &known, 1), 0);
	assert_int_equal(need_done(&f.need), 0);
	assert_true(diag_status() >= DIAG_SKIPPED);
	end(&f);
}

static void
seen(void **state)
{
	const struct row v4 = {"10.0.0.1", "10.0.0.2", 32767, 6, 1, 0, NONE};
	const struct row v6 = {"::1", "::2", 32768, 17, 1, 1, NONE};
	const struct row high = {"::1", "::2", 32768, 17, 1, 0, NONE};
	const struct row conn = {"::1", "::2", 40000, 17, 1, 0, 1};
	const struct row icmp = {"::1", "::2", 0, 58, 1, 0, NONE};
	struct need_tally *t;
	struct fixture f;

	(void)state;
	begin(&f, NULL);
	t = &f.need.tally;
	assert_int_equal(run(&f, &v4, 1), 0);
	assert_true(t->ip4 && !t->ip6 && !t->icmp && t->high == 0);
	assert_int_equal(run(&f, &v6, 1), 0);
	assert_true(t->ip6 && t->high == 0); /* rejected: no rule */
	assert_int_equal(run(&f, &high, 1), 0);
	assert_int_equal(t->high, 1);
	assert_int_equal(run(&f, &conn, 1), 0);
	assert_int_equal(t->high, 1);
	assert_false(t->icmp);
	assert_int_equal(run(&f, &icmp, 1), 0);
	assert_true(t->icmp);
	end(&f);
}

static int
setup(void **state)
{
	(void)state;
	all = schemas_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	schemas_free(all);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(judging),
	    cmocka_unit_test(odd),
	    cmocka_unit_test(one_side),
	    cmocka_unit_test(local),
	    cmocka_unit_test(masked),
	    cmocka_unit_test(both_ends),
	    cmocka_unit_test(any_end),
	    cmocka_unit_test(other_end),
	    cmocka_unit_test(blocks),
	    cmocka_unit_test(headers),
	    cmocka_unit_test(left_out),
	    cmocka_unit_test(the_end),
	    cmocka_unit_test(seen),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
