/* SPDX-License-Identifier: ISC */

/*
 * just: a table that people fill in comes back with all that they wrote,
 * whatever became of the rules; what is no such table is refused.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/diag.h"
#include "rules/just.h"
#include "ruling.h"

#define KEYS "direction\tsubject\tproto\tfromport\ttoport\tpeer"
#define HEAD KEYS "\tstate\tjustification\tapprover\treviewed\n"

static char path[] = "/tmp/fl-just.XXXXXX";

static void
put_file(const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static struct just *
table(const char *text)
{
	put_file(text, strlen(text));
	return just_read(path, true);
}

/* A table that is refused, with these words behind its path. */
static void
refused(const char *text, const char *why)
{
	struct hearing h = hear();
	struct buf said = {0}, want = {0};
	struct just *j = table(text);

	heard(&h, &said);
	assert_null(j);
	buf_fmt(&want, "fl: %s:%s", path, why);
	assert_memory_equal(buf_cstr(&said), buf_cstr(&want), want.n);
	assert_int_equal(diag_status(), DIAG_LOST);
	buf_free(&said);
	buf_free(&want);
}

static void
writes(struct just *j, const struct ruleset *set, const char *want)
{
	struct buf got = {0};

	just_write(j, set, &got);
	assert_string_equal(buf_cstr(&got), want);
	buf_free(&got);
}

static void
cell_is(struct just *j, const struct ruleset *set, size_t i, const char *column,
    const char *want)
{
	const struct just_row *row = just_find(j, set, ruleset_at(set, i));

	assert_true(slice_is(just_cell(j, row, column), want));
}

/* Three rules, in order. */
static void
fill(struct ruleset *set)
{
	struct rule any = {
	    .subject = whom(NULL, "10.0.0.9"),
	    .peer = whom(NULL, "2001:db8::/32"),
	    .from = RULE_NOPORT,
	    .to = RULE_NOPORT,
	    .proto = 47,
	    .dir = RULE_EGRESS,
	};

	add_rule(set, "10.0.0.9", RULE_INGRESS, 443, "0.0.0.0/0");
	add_rule(set, "10.0.0.9", RULE_EGRESS, 53, "10.0.0.2");
	ruleset_add(set, &any);
	ruleset_sort(set, RULESET_SHOWN);
}

/* A file that is not there: all is open; but not where it has to be there. */
static void
test_new(void **state)
{
	struct ruleset set = {0};
	struct hearing h;
	struct buf said = {0};

	(void)state;
	unlink(path);
	struct just *j = just_read(path, false);
	assert_non_null(j);
	assert_int_equal(diag_status(), DIAG_OK);
	fill(&set);
	cell_is(j, &set, 0, "justification", "");
	writes(j, &set,
	    HEAD "ingress\t10.0.0.9\t6\t443\t443\t0.0.0.0/0\tcurrent\t-\t-\t-\n"
		 "egress\t10.0.0.9\t6\t53\t53\t10.0.0.2\tcurrent\t-\t-\t-\n"
		 "egress\t10.0.0.9\t47\t-1\t-1\t2001:db8::/32\tcurrent\t-\t-\t-"
		 "\n");
	just_free(j);
	just_free(NULL);
	ruleset_free(&set);

	h = hear();
	assert_null(just_read(path, true));
	heard(&h, &said);
	assert_non_null(strstr(buf_cstr(&said), path));
	assert_int_equal(diag_status(), DIAG_LOST);
	buf_free(&said);
}

/* An empty table is one of which nobody has said the columns. */
static void
test_empty(void **state)
{
	static const char *const t[] = {"", "\n\n", "# nothing yet\n"};
	struct ruleset set = {0};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct just *j = table(t[i]);

		assert_non_null(j);
		writes(j, &set, HEAD);
		just_free(j);
	}
}

static void
test_cells(void **state)
{
	struct ruleset set = {0};
	struct just *j = table(HEAD
	    "ingress\t10.0.0.9\t6\t443\t443\t0.0.0.0/0\tcurrent\tshop\tAda\t-\n"
	    "egress\t10.0.0.9\t6\t53\t53\t10.0.0.2\tcurrent\n"
	    "egress\t10.0.0.9\t47\t-1\t-1\t2001:db8::/32\tgone\t\tBob\n");

	(void)state;
	fill(&set);
	assert_non_null(j);
	cell_is(j, &set, 0, "justification", "shop");
	cell_is(j, &set, 0, "approver", "Ada");
	cell_is(j, &set, 0, "reviewed", "");
	cell_is(j, &set, 0, "ticket", "");  /* no such column */
	cell_is(j, &set, 0, "state", "");   /* not theirs */
	cell_is(j, &set, 0, "subject", ""); /* nor that */
	cell_is(j, &set, 1, "justification", "");
	cell_is(j, &set, 2, "justification", "");
	cell_is(j, &set, 2, "approver", "Bob");
	assert_int_equal(just_cell(j, NULL, "justification").n, 0);
	just_free(j);
	ruleset_free(&set);
}

/* A rule is the same only if all six are. */
static void
test_others(void **state)
{
	static const char *const rows[] = {
	    "egress\t10.0.0.9\t6\t443\t443\t0.0.0.0/0\tcurrent\tno",
	    "ingress\t10.0.0.8\t6\t443\t443\t0.0.0.0/0\tcurrent\tno",
	    "ingress\t10.0.0.9\t17\t443\t443\t0.0.0.0/0\tcurrent\tno",
	    "ingress\t10.0.0.9\t6\t442\t443\t0.0.0.0/0\tcurrent\tno",
	    "ingress\t10.0.0.9\t6\t443\t444\t0.0.0.0/0\tcurrent\tno",
	    "ingress\t10.0.0.9\t6\t443\t443\t0.0.0.0/1\tcurrent\tno",
	    "ingress\t10.0.0.9\t6\t443\t443\t0.0.0.0/0 \tcurrent\tno",
	    "Ingress\t10.0.0.9\t6\t443\t443\t0.0.0.0/0\tcurrent\tno",
	};
	struct ruleset set = {0};
	struct buf text = {0};

	(void)state;
	fill(&set);
	buf_str(&text, HEAD);
	for (size_t i = 0; i < nitems(rows); i++)
		buf_fmt(&text, "%s\n", rows[i]);
	struct just *j = table(buf_cstr(&text));
	for (size_t i = 0; i < set.n; i++)
		assert_null(just_find(j, &set, ruleset_at(&set, i)));
	just_free(j);
	buf_free(&text);
	ruleset_free(&set);
}

static void
test_range(void **state)
{
	struct ruleset set = {0};
	struct rule r = {
	    .subject = whom(NULL, "10.0.0.9"),
	    .peer = whom(NULL, "10.0.0.0/8"),
	    .from = 8000,
	    .to = 8080,
	    .proto = 6,
	};
	struct just *j = table(HEAD
	    "ingress\t10.0.0.9\t6\t8000\t8080\t10.0.0.0/8\tcurrent\tapps\n");

	(void)state;
	ruleset_add(&set, &r);
	cell_is(j, &set, 0, "justification", "apps");
	just_free(j);
	ruleset_free(&set);
}

/* Parties are called as -f tsv calls them: by their ids. */
static void
test_parties(void **state)
{
	static struct party party[] = {
	    {.kind = PARTY_LIST, .id = "pl-0", .name = "s3"},
	    {.kind = PARTY_GROUP, .id = "sg-0", .name = "web"},
	};
	static const struct parties all = {party, nitems(party)};
	struct ruleset set = {.parties = &all};
	struct just *j = table(HEAD
	    "egress\tsg-0\t6\t443\t443\tpl-0\tcurrent\tbackups\n"
	    "egress\tsg-0\t6\t443\t443\tsg-0\tcurrent\tpeers\n");

	(void)state;
	add_rule(&set, "sg-0", RULE_EGRESS, 443, "pl-0");
	add_rule(&set, "sg-0", RULE_EGRESS, 443, "sg-0");
	ruleset_sort(&set, RULESET_SHOWN);
	cell_is(j, &set, 0, "justification", "backups");
	cell_is(j, &set, 1, "justification", "peers");
	just_free(j);
	ruleset_free(&set);
}

/*
 * Columns in any order, with those of the user, and a table out of a
 * spreadsheet: CR, BOM.  Rules that are gone stay, and come back.
 */
static void
test_carry(void **state)
{
	static const char want[] = KEYS
	    "\tstate\tticket\tjustification\towner\n"
	    "ingress\t10.0.0.9\t6\t443\t443\t0.0.0.0/0\tcurrent\t"
	    "#12\tshop, \"the\" web | \xc3\xa9\tops\n"
	    "egress\t10.0.0.9\t6\t53\t53\t10.0.0.2\tcurrent\t-\t-\t-\n"
	    "egress\t10.0.0.9\t47\t-1\t-1\t2001:db8::/32\tcurrent\t-\t-\t-"
	    "\n"
	    "egress\t10.0.0.9\t6\t22\t22\t10.0.0.7\tgone\t7\told\t-\n"
	    "ingress\tnot-a-rule\t\t\t\t\tgone\t-\t-\tx\n";
	struct ruleset set = {0}, none = {0};
	struct buf got = {0};

	(void)state;
	fill(&set);
	struct just *j = table(
	    "\xef\xbb\xbf"
	    "direction\tticket\ttoport\tsubject\tproto\tstate\tfromport\tpeer\t"
	    "justification\towner\r\n"
	    "# a comment\r\n\r\n"
	    "ingress\t#12\t443\t10.0.0.9\t6\twhat\t443\t0.0.0.0/0\t"
	    "shop, \"the\" web | \xc3\xa9\tops\r\n"
	    "egress\t7\t22\t10.0.0.9\t6\tcurrent\t22\t10.0.0.7\told\r\n"
	    "ingress\t-\t\tnot-a-rule\t\tcurrent\t\t\t\tx\r\n");
	assert_non_null(j);
	writes(j, &set, want);
	just_free(j);

	/* What was written is read, and written the same; twice. */
	for (int i = 0; i < 2; i++) {
		j = table(i == 0 ? want : buf_cstr(&got));
		got.n = 0;
		just_write(j, &set, &got);
		assert_string_equal(buf_cstr(&got), want);
		just_free(j);
	}

	/* All are gone, and then they are back: nothing was lost. */
	j = table(want);
	got.n = 0;
	just_write(j, &none, &got);
	just_free(j);
	assert_null(strstr(buf_cstr(&got), "current"));
	j = table(buf_cstr(&got));
	writes(j, &set, want);
	just_free(j);
	buf_free(&got);
	ruleset_free(&set);
}

static void
test_refused(void **state)
{
	struct buf many = {0};

	(void)state;
	refused("direction\tsubject\n", "1: no column proto");
	refused("# x\n\nsubject\tdirection\n", "3: ");
	refused(KEYS "\tpeer\n", "1: column peer: twice");
	refused("direction\tdirection\n", "1: column direction: twice");
	refused(HEAD "ingress\ta\t6\t1\t1\tb\tc\td\te\tf\tg\n",
	    "2: more cells than columns");
	refused(HEAD "ingress\ta\t6\t1\t1\tb\tcurrent\tx\n\n"
		     "egress\ta\t6\t1\t1\tb\n"
		     "ingress\ta\t6\t1\t1\tb\tgone\ty\n",
	    "5: the rule of line 2 again");
	buf_str(&many, KEYS);
	for (int i = 6; i < 64; i++)
		buf_fmt(&many, "\tx%d", i);
	struct just *j = table(buf_cstr(&many));
	assert_non_null(j);
	just_free(j);
	buf_str(&many, "\tone");
	refused(buf_cstr(&many), "1: column one: too many");
	buf_free(&many);
}

/*
 * Leading blanks and a # mean something else to the reader of such files, so
 * the first column has to be one that has neither: what would be lost?
 */
static void
test_first(void **state)
{
	(void)state;
	refused("ticket\t" KEYS "\tjustification\n"
		"#12\tingress\t10.0.0.9\t6\t443\t443\t0.0.0.0/0\tshop\n",
	    "1: the first column is ticket");
	refused("owner\t" KEYS "\n"
		"\tingress\t10.0.0.9\t6\t443\t443\t0.0.0.0/0\n",
	    "1: the first column is owner");
}

/* Bytes at random end in a message or in a table, which can be written. */
static void
test_hostile(void **state)
{
	static const char bytes[] = "\t\t\t\n\n\r #-\xff\0aegress";
	struct ruleset set = {0};

	(void)state;
	fill(&set);
	srandom(7);
	for (int round = 0; round < 500; round++) {
		char text[512];
		size_t n = 0;
		struct hearing h = hear();
		struct buf said = {0}, got = {0};

		if (round % 4 > 0)
			n = (size_t)sprintf(text, "%s", HEAD);
		for (long k = random() % 200; k > 0; k--)
			text[n++] = bytes[(size_t)random() % sizeof(bytes)];
		put_file(text, n);
		struct just *j = just_read(path, true);
		heard(&h, &said);
		assert_int_equal(j == NULL, said.n > 0);
		if (j != NULL)
			just_write(j, &set, &got);
		just_free(j);
		buf_free(&said);
		buf_free(&got);
	}
	ruleset_free(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_new),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_cells),
	    cmocka_unit_test(test_others),
	    cmocka_unit_test(test_range),
	    cmocka_unit_test(test_parties),
	    cmocka_unit_test(test_carry),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_first),
	    cmocka_unit_test(test_hostile),
	};
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
