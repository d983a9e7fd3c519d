/* SPDX-License-Identifier: ISC */

/*
 * input: several inputs are one run; trouble with one is in the evidence and
 * does not keep the others from being read; every record is counted.
 */

#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "source/input.h"

static char top[] = "/tmp/input.XXXXXX";

static void
make(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static int
enter(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(top));
	assert_int_equal(chdir(top), 0);
	make("raw",
	    "srcaddr start end log-status\n1.1.1.1 100 160 OK\n"
	    "- 50 60 NODATA\n2.2.2.2 100 160\n- 200 260 SKIPDATA\n");
	make("stream",
	    "#src\tbytes\n3.3.3.3\t7\nshort\n"
	    "#!end\trecords=10\tfrom=10\tto=190\tnodata=1\t"
	    "skipdata=2\tmalformed=3\n");
	make("stream2",
	    "#src\tbytes\n3.3.3.3\t7\nshort\n"
	    "#!end\trecords=10\tfrom=10\tto=190\tnodata=1\t"
	    "skipdata=2\tmalformed=3\n");
	make("cut", "#src\tbytes\n4.4.4.4\t7\n");
	make("header", "srcaddr start end log-status\n");
	make("empty", "");
	make("odd", "5.5.5.5 9\n");
	make("odd2", "5.5.5.5 9\n");
	return 0;
}

static int
leave(void **state)
{
	char command[64];

	(void)state;
	assert_int_equal(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

/* What a run gave. */
struct result {
	struct buf rows; /* first cells of the selected rows, a blank behind */
	struct evidence ev;
	struct account account;
};

/* Reads the files named, blanks between, and ends the run. */
static struct result
run(const char *files, const struct input_conf *conf)
{
	static struct buf rows;
	struct buf names = {0};
	char *file[9];
	size_t n = 0;
	char tmp[CELL_MAX];
	struct result r;

	rows.n = 0;
	buf_str(&names, files);
	buf_cstr(&names);
	for (char *p = strtok(names.p, " "); p != NULL; p = strtok(NULL, " "))
		file[n++] = p;
	struct input *in = input_open(conf, file, n);
	struct block *b = block_new();
	while (input_next(in, b) == 1) {
		for (size_t i = 0; i < b->nsel; i++) {
			buf_slice(&rows, block_cell(b, b->sel[i], 0, tmp));
			buf_char(&rows, ' ');
		}
	}
	assert_int_equal(input_next(in, b), 0); /* it stays so */
	assert_false(input_wait(in));
	buf_cstr(&rows);
	r.rows = rows;
	r.ev = *input_evidence(in);
	r.account = input_account(in);
	input_done(in,
	    r.account.records - r.account.nodata - r.account.skipdata -
		r.account.malformed);
	input_close(in);
	block_free(b);
	buf_free(&names);
	return r;
}

static const struct input_conf plain;

static void
test_raw(void **state)
{
	(void)state;
	struct result r = run("raw", &plain);
	assert_string_equal(r.rows.p, "1.1.1.1 ");
	assert_int_equal(r.account.records, 4);
	assert_int_equal(r.account.nodata, 1);
	assert_int_equal(r.account.skipdata, 1);
	assert_int_equal(r.account.malformed, 1);
	assert_int_equal(r.ev.records, 4);
	assert_int_equal(r.ev.nodata, 1);
	assert_int_equal(r.ev.skipdata, 1);
	assert_int_equal(r.ev.malformed, 1);
	assert_int_equal(r.ev.from, 50);
	assert_int_equal(r.ev.to, 260);
	assert_true(evidence_whole(&r.ev));
	assert_int_equal(diag_status(), DIAG_SKIPPED);
}

/* A stream's numbers are what was behind it; what is bad here is added. */
static void
test_both(void **state)
{
	(void)state;
	struct result r = run("stream raw stream2", &plain);
	assert_string_equal(r.rows.p, "3.3.3.3 1.1.1.1 3.3.3.3 ");
	assert_int_equal(r.account.records, 8);
	assert_int_equal(r.account.nodata, 1);
	assert_int_equal(r.account.skipdata, 1);
	assert_int_equal(r.account.malformed, 3);
	assert_int_equal(r.ev.records, 24);
	assert_int_equal(r.ev.nodata, 3);
	assert_int_equal(r.ev.skipdata, 5);
	assert_int_equal(r.ev.malformed, 9);
	assert_int_equal(r.ev.from, 10);
	assert_int_equal(r.ev.to, 260);
	assert_true(evidence_whole(&r.ev));
}

/* A header alone is whole: nothing happened.  No end is not. */
static void
test_whole(void **state)
{
	(void)state;
	struct result r = run("header", &plain);
	assert_string_equal(r.rows.p, "");
	assert_int_equal(r.ev.records, 0);
	assert_true(evidence_whole(&r.ev));
	r = run("header cut", &plain);
	assert_string_equal(r.rows.p, "4.4.4.4 ");
	assert_false(evidence_whole(&r.ev));
	assert_string_equal(r.ev.why, "");
	assert_int_equal(diag_status(), DIAG_SKIPPED);
}

static void
test_lost(void **state)
{
	static const char *const t[][2] = {
	    {"empty raw", "fl: empty: empty"},
	    {"missing raw", "fl: missing: No such file or directory"},
	    {"folder raw", "fl: folder: a folder without logs"},
	    {"raw missing empty", "fl: missing: No such file or directory"},
	};

	(void)state;
	assert_int_equal(mkdir("folder", 0700), 0);
	for (size_t i = 0; i < nitems(t); i++) {
		struct result r = run(t[i][0], &plain);
		assert_string_equal(r.rows.p, "1.1.1.1 ");
		assert_string_equal(r.ev.why, t[i][1]);
		assert_false(evidence_whole(&r.ev));
		assert_int_equal(diag_status(), DIAG_LOST);
	}
}

static void
test_options(void **state)
{
	struct input_conf conf = {.columns = "srcaddr bytes", .reject = "left"};
	char text[100];

	(void)state;
	struct result r = run("odd raw odd2", &conf);
	assert_string_equal(r.rows.p, "5.5.5.5 1.1.1.1 5.5.5.5 ");
	FILE *f = fopen("left", "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	assert_string_equal(text, "2.2.2.2 100 160\n");
	assert_null(fgets(text, sizeof(text), f));
	fclose(f);

	/* -T forces what the head would not tell. */
	conf = (struct input_conf){.type = "stream"};
	r = run("odd", &conf);
	assert_string_equal(r.rows.p, "");
	assert_false(evidence_whole(&r.ev));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_raw),
	    cmocka_unit_test(test_both),
	    cmocka_unit_test(test_whole),
	    cmocka_unit_test(test_lost),
	    cmocka_unit_test(test_options),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
