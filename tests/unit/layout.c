/* SPDX-License-Identifier: ISC */

/* layout: what is a header, what -F says, which order a record has. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/diag.h"
#include "source/layout.h"

#define SEED 20261124
#define MOST 100

#define V2 " 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 ACCEPT OK"
#define V2_HEAD                                                    \
	"version account-id interface-id srcaddr dstaddr srcport " \
	"dstport protocol packets bytes start end action log-status"

/* Cuts words at single blanks; the cells point into text. */
static size_t
cut(const char *text, struct slice *cell)
{
	struct slice rest = slice_str(text);
	size_t n = 0;

	while (rest.n > 0)
		cell[n++] = slice_cut(&rest, ' ');
	return n;
}

static bool
header(const char *text, const struct schema *so_far)
{
	struct slice cell[MOST];
	size_t n = cut(text, cell);

	return layout_header(cell, n, so_far);
}

static void
test_header(void **state)
{
	static const char *const yes[] = {
	    V2_HEAD,
	    "version account_id interface_id log_status",
	    "srcaddr",
	    "pkt-srcaddr dstaddr v12-new-field other",
	    "v12-new-field dstaddr",
	    "SrcAddr DSTADDR",
	    "instance-tag interface-tag",
	};
	static const char *const no[] = {
	    "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 ACCEPT OK",
	    "2 1 eni-1 - - - - - - - 1431280876 1431280934 - NODATA",
	    "ACCEPT OK",
	    "version -",
	    "start 10.0.0.1",
	    "srcaddr one two",
	    "srcaddr fe80::1",
	    "srcaddr dstaddr 5",
	    "hello world",
	    "-",
	    "srcaddr,dstaddr",
	};

	(void)state;
	for (size_t i = 0; i < nitems(yes); i++)
		assert_true(header(yes[i], NULL));
	for (size_t i = 0; i < nitems(no); i++)
		assert_false(header(no[i], NULL));
}

static const struct schema *
schema(struct schemas *all, const char *text)
{
	struct slice cell[MOST];
	size_t n = cut(text, cell);

	return schemas_names(all, cell, n);
}

/* In mid-stream: a layout of names alone can hold any words as values. */
static void
test_repeated(void **state)
{
	struct schemas *all = schemas_new();
	const struct schema *v2 = schema(all, "version srcaddr action");
	const struct schema *tags = schema(all,
	    "instance-tag action interface-tag my-own");

	(void)state;
	assert_true(header("version srcaddr action", v2));
	assert_true(header("action srcaddr", v2));
	assert_true(header("instance_tag ACTION interface-tag my-own", tags));
	assert_false(header("instance-tag action interface-tag other", tags));
	assert_false(header("start end version bytes", tags));
	assert_false(header("version srcaddr action", tags));
	assert_false(header("instance-tag", tags));
	schemas_free(all);
}

/* A cell of any kind, as a record may have it. */
static void
put_cell(struct buf *b, const struct field *f)
{
	static const char *const names[] = {"start", "srcaddr", "type", "x",
	    "eni-1", "action", "bytes"};

	if (random() % 5 == 0)
		buf_char(b, '-');
	else if (f->kind == KIND_IP)
		buf_fmt(b, "%s%lx",
		    random() % 2 ? "10.0.0." : "abcd::", random() % 9);
	else if (f->kind == KIND_NAME)
		buf_str(b, names[(size_t)random() % nitems(names)]);
	else if (f->kind == KIND_ACTION)
		buf_str(b, random() % 2 ? "ACCEPT" : "REJECT");
	else
		buf_fmt(b, "%ld", random() % 70000);
}

/*
 * No record of any layout is a header, though its names are fields' names
 * wherever they can be.
 */
static void
test_never(void **state)
{
	struct schemas *all = schemas_new();

	(void)state;
	srandom(SEED);
	print_message("seed %d\n", SEED);
	for (int round = 0; round < 3000; round++) {
		struct buf head = {0}, row = {0};
		bool same = true;
		for (long n = 1 + random() % 4; n > 0; n--) {
			/* The fields of a log stand before the counters. */
			const struct field *f = field_at(random() %
			    FIELD_FLOWS);
			size_t from = row.n;
			buf_fmt(&head, "%s ", f->aws);
			put_cell(&row, f);
			struct slice cell = {row.p + from, row.n - from};
			same = same && field_find(cell) == f;
			buf_char(&row, ' ');
		}
		const struct schema *s = schema(all, buf_cstr(&head));
		buf_cstr(&row);
		assert_int_equal(header(row.p, s), same);
		buf_free(&head);
		buf_free(&row);
	}
	schemas_free(all);
}

static void
names(const char *columns, const char *want)
{
	struct layout *l = layout_parse(columns);
	struct buf b = {0};

	assert_non_null(l);
	for (size_t i = 0; i < l->n; i++) {
		buf_slice(&b, l->name[i]);
		buf_char(&b, '.');
	}
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
	layout_free(l);
}

static void
test_columns(void **state)
{
	(void)state;
	names("srcaddr dstaddr", "srcaddr.dstaddr.");
	names(" srcaddr,dstaddr\t, proto ", "srcaddr.dstaddr.proto.");
	names("${srcaddr} ${dst_addr}", "srcaddr.dst_addr.");
	names("$${srcaddr}", "srcaddr.");
	names("srcaddr,unheard,col:srcadr", "srcaddr.unheard.srcadr.");
	assert_int_equal(diag_status(), DIAG_OK);
	assert_null(layout_parse(""));
	assert_int_equal(diag_status(), DIAG_LOST);
	assert_null(layout_parse(" , "));
	assert_null(layout_parse("srcadr"));
	assert_null(layout_parse("srcaddr #x"));
	assert_null(layout_parse("a=b"));
}

/* How many names a record's known order has, and the last of them. */
static size_t
known(const char *text, const char *last)
{
	struct slice cell[MOST], *name;
	size_t n = cut(text, cell);

	name = calloc(SCHEMA_COLS, sizeof(*name));
	assert_non_null(name);
	size_t got = layout_known(cell, n, name);
	if (got > 0)
		assert_true(slice_is(name[got - 1], last));
	free(name);
	return got;
}

#define V3 V2 " vpc-1 subnet-1 i-1 2 IPv4 10.0.0.1 10.0.0.2"
#define V4 V3 " eu-west-1 euw1-az1 - -"
#define V5 V4 " - S3 egress 8"
#define ECS " - - - - - - - - - -"

static void
test_known(void **state)
{
	(void)state;
	assert_int_equal(known("2" V2, "log-status"), 14);
	assert_int_equal(known("3" V3, "pkt-dstaddr"), 21);
	assert_int_equal(known("4" V4, "sublocation-id"), 25);
	assert_int_equal(known("5" V5, "traffic-path"), 29);
	assert_int_equal(known("7" V5 ECS, "ecs-task-id"), 39);
	assert_int_equal(known("8" V5 ECS " BPA", "reject-reason"), 40);
	assert_int_equal(known("9" V5 ECS " - nat-1", "resource-id"), 41);
	assert_int_equal(known("10" V5 ECS " - - 1", "encryption-status"), 42);
	assert_int_equal(known("11" V5 ECS " - - 1 a b c d e f - - - - - -",
			     "next-hop-interface-type"),
	    54);
	assert_int_equal(known("6 TransitGateway 1 tgw-1 a 1 2 v v s s e e z z "
			       "p 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 OK IPv4 0 0 "
			       "0 0 2 r ingress - -",
			     "pkt-dst-aws-service"),
	    36);
	assert_int_equal(known("2 1 eni-1 - - - - - - - 1 2 - NODATA",
			     "log-status"),
	    14);

	/* Behind the time that an export of CloudWatch Logs puts there. */
	assert_int_equal(known("2026-03-01T00:00:05.000Z 2" V2, "log-status"),
	    15);
	assert_int_equal(known("2026-03-01T00:00:05.000Z 5" V5, "traffic-path"),
	    30);
	assert_int_equal(known("2026-03-01T00:00:05.000Z", ""), 0);
	assert_int_equal(known("2026-03-01T00:00:05Z 2" V2, ""), 0);
	assert_int_equal(known("2026-03-01 00:00:05.000 2" V2, ""), 0);

	/* One bad value does not make it unknown. */
	assert_int_equal(known("2 1 eni-1 10.0.0.1 10.0.0.2 NaN 2 6 1 40 1 2 "
			       "ACCEPT OK",
			     "log-status"),
	    14);
	assert_int_equal(known("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 "
			       "ACCEPT",
			     ""),
	    0);
	assert_int_equal(known("3" V2, ""), 0);
	assert_int_equal(known("2 1 eni-1 1 2 10.0.0.1 10.0.0.2 6 1 40 1 2 "
			       "ACCEPT OK",
			     ""),
	    0);
	assert_int_equal(known("2 OK eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 "
			       "ACCEPT 1",
			     ""),
	    0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_header),
	    cmocka_unit_test(test_repeated),
	    cmocka_unit_test(test_never),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
