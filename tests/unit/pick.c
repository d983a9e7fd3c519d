/* SPDX-License-Identifier: ISC */

/* pick: the -c language on headers of logs and streams. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/pick.h"

static const char v2[] = "version account-id interface-id srcaddr dstaddr "
			 "srcport dstport protocol packets bytes start end "
			 "action log-status";

static const struct schema *
names(struct schemas *all, const char *list)
{
	struct slice name[64], rest = slice_str(list);
	size_t n = 0;

	while (rest.p != NULL)
		name[n++] = slice_cut(&rest, ' ');
	return schemas_names(all, name, n);
}

/*
 * Binds the list to a header; what comes out is "name:col ..." with - for a
 * missing column.  NULL: the list must be refused at the header.
 */
static void
gives(const char *list, const char *header, bool raw, const char *want)
{
	struct schemas *all = schemas_new();
	struct pick *p = pick_parse(list);
	size_t col[SCHEMA_COLS];
	struct buf got = {0};
	struct once once = {0};
	struct voice voice = {.once = &once, .hold = true};
	struct block *b = block_new();

	assert_non_null(p);
	struct origin origin = {.name = "test", .raw = raw};
	origin.voice = &voice;
	block_start(b, names(all, header), &origin);
	const struct schema *out = pick_bind(p, all, b, col);
	assert_int_equal(voice.fatal, want == NULL);
	if (want == NULL) {
		assert_null(out);
	} else {
		assert_non_null(out);
		for (size_t i = 0; i < out->ncol; i++) {
			buf_fmt(&got, "%s%s:", i ? " " : "", out->col[i].name);
			if (col[i] == SCHEMA_NONE)
				buf_char(&got, '-');
			else
				buf_fmt(&got, "%zu", col[i]);
		}
		assert_string_equal(buf_cstr(&got), want);
	}
	for (size_t i = 0; i < voice.n; i++)
		free(voice.held[i].text);
	free(voice.held);
	buf_free(&got);
	block_free(b);
	pick_free(p);
	schemas_free(all);
}

static void
test_logs(void **state)
{
	(void)state;
	gives(NULL, v2, true,
	    "src:3 dst:4 sport:5 dport:6 proto:7 packets:8 "
	    "bytes:9 start:10 end:11 action:12 flags:-");
	gives("dst,src", v2, true, "dst:4 src:3");
	gives("+eni,-flags", v2, true,
	    "src:3 dst:4 sport:5 dport:6 proto:7 packets:8 bytes:9 start:10 "
	    "end:11 action:12 eni:2");
	gives("@default,vpc", "vpc-id srcaddr", true,
	    "src:1 dst:- sport:- dport:- proto:- packets:- bytes:- start:- "
	    "end:- action:- flags:- vpc:0");
	gives("@default", "srcaddr tgw-attachment-id", true,
	    "src:0 dst:- sport:- dport:- proto:- packets:- bytes:- start:- "
	    "end:- action:- flags:- tgwatt:1");
	gives("src", "srcaddr tgw-id", true, "src:0");
	gives("@all", "srcaddr foo", true, "src:0 foo:1");
	gives("@all,-foo", "srcaddr foo", true, "src:0");
	gives("dstport=port,src", v2, true, "port:6 src:3");
	gives("src,src", v2, true, "src:3");
	gives("src=a,srcaddr=a", v2, true, "a:3");
	gives("-dst,+src=dst", "srcaddr dstaddr", false, "src:0 dst:0");
	gives("+src=dst", v2, true, NULL);
	gives("+src=dst", "srcaddr dport", false, "src:0 dport:1 dst:0");
	gives("foo", "srcaddr foo", true, "foo:1");
	gives("foo", v2, true, NULL);
	gives("-@all", "srcaddr foo", true, NULL);
}

static void
test_streams(void **state)
{
	(void)state;
	gives(NULL, "dst foo flows", false, "dst:0 foo:1 flows:2");
	gives("-foo", "dst foo flows", false, "dst:0 flows:2");
	gives("+dst", "dst flows", false, "dst:0 flows:1");
}

static void
test_refused(void **state)
{
	static const char *const bad[] = {"", "src,,dst", "dprot", "@none",
	    "src,", "a b", "+", "-", "src=", "-src=x", "src=a,dst=a",
	    "src=dst,dst", "own=a,other=a", "@default,src=dst"};

	(void)state;
	for (size_t i = 0; i < nitems(bad); i++)
		assert_null(pick_parse(bad[i]));
}

/* Which operand is in whose place; the folder of the test has none of these. */
/* What a tool adds is part of the default, before what the list changes. */
static void
test_added(void **state)
{
	static const struct {
		const char *list, *header, *want;
		bool raw;
	} t[] = {
	    {NULL, "src dst own srcfoo", "src dst own srcfoo", false},
	    {"+src=a,-dst", "src dst own srcfoo", "src own srcfoo a", false},
	    {"dst,srcfoo", "src dst own srcfoo", "dst srcfoo", false},
	    {"-@default,+vpc", "src dst own srcfoo", "own srcfoo vpc", true},
	    {"-@default,-own", "src dst own srcfoo", "srcfoo", true},
	    {"@all,-src", "src dst own srcfoo", "dst own srcfoo", true},
	};
	size_t col[SCHEMA_COLS];

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct schemas *all = schemas_new();
		struct block *b = block_new();
		struct once once = {0};
		struct voice voice = {.once = &once, .hold = true};
		struct origin origin = {.raw = t[i].raw, .voice = &voice};
		struct pick *p = pick_parse(t[i].list);
		assert_non_null(p);
		pick_add(p, "own");
		pick_add(p, "srcfoo");
		block_start(b, names(all, t[i].header), &origin);
		assert_ptr_equal(pick_bind(p, all, b, col),
		    names(all, t[i].want));
		voice_hush(&voice);
		voice_forget(&once);
		pick_free(p);
		block_free(b);
		schemas_free(all);
	}

	/* So the header of a log is known, the tool's own names and all. */
	struct schemas *all = schemas_new();
	struct pick *p = pick_parse("-@default");
	pick_add(p, "own");
	assert_ptr_equal(pick_known(p, all, true), names(all, "own"));
	pick_free(p);
	schemas_free(all);
}

static void
test_operands(void **state)
{
	(void)state;
	assert_true(pick_is_file("/dev/null"));
	assert_false(pick_is_file("/dev/no such"));
	assert_false(pick_is_file("src"));
	assert_true(pick_is_stray("src"));
	assert_true(pick_is_stray("srcaddr/24,dst"));
	assert_true(pick_is_stray("dport=x"));
	assert_false(pick_is_stray("own"));
	assert_false(pick_is_stray("/dev/null"));
}

static void
test_known(void **state)
{
	struct schemas *all = schemas_new();

	(void)state;
	struct pick *p = pick_parse("+eni");
	const struct schema *s = pick_known(p, all, true);
	assert_non_null(s);
	assert_int_equal(s->ncol, 12);
	assert_null(pick_known(p, all, false));
	pick_free(p);
	p = pick_parse("@all");
	assert_null(pick_known(p, all, true));
	pick_free(p);
	p = pick_parse("src,foo");
	assert_null(pick_known(p, all, true));
	pick_free(p);
	p = pick_parse("src,dst");
	assert_non_null(pick_known(p, all, false));
	pick_free(p);
	schemas_free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_logs),
	    cmocka_unit_test(test_streams),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_added),
	    cmocka_unit_test(test_operands),
	    cmocka_unit_test(test_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
