/* SPDX-License-Identifier: ISC */

/*
 * jstream: the tokens of JSON, in pieces of any size, beside those of a tree
 * that jansson made; and where and why a text is none.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/jstream.h"
#include "base/mem.h"

#define SEED 20261124

/* A feed over bytes, in pieces of random size up to most. */
struct pieces {
	struct feed feed;
	const char *p;
	size_t n, most;
	bool fails;
};

static ssize_t
pull(struct feed *f, char *p, size_t n)
{
	struct pieces *s = (struct pieces *)f;
	size_t k = 1 + (size_t)random() % s->most;

	k = k < n ? k : n;
	k = k < s->n ? k : s->n;
	if (k > 0)
		memcpy(p, s->p, k);
	s->p += k;
	s->n -= k;
	if (k == 0 && s->fails) {
		f->why = "it broke";
		return -1;
	}
	return (ssize_t)k;
}

static bool
ready(struct feed *f)
{
	return ((struct pieces *)f)->n > 0;
}

static struct pieces
pieces(struct slice s, size_t most)
{
	return (struct pieces){{.pull = pull, .ready = ready}, s.p, s.n, most,
	    false};
}

/* The tokens of a text, a line each; of what is not JSON why. */
static void
put_tokens(struct buf *to, struct slice text, size_t most)
{
	static const char letter[] = ".{[)NS#w";
	struct pieces feed = pieces(text, most);
	struct jstream j;
	enum jstream_token t;

	jstream_open(&j, &feed.feed, SIZE_MAX);
	do {
		t = jstream_next(&j);
		if (t == JSTREAM_BAD) {
			buf_fmt(to, "bad %ju %ju: %s\n", (uintmax_t)j.line,
			    (uintmax_t)j.doc_line, j.why);
			break;
		}
		buf_char(to, letter[t]);
		if (t >= JSTREAM_NAME)
			buf_slice(to, (struct slice){j.text.p, j.text.n});
		buf_char(to, '\n');
	} while (t != JSTREAM_END);
	jstream_close(&j);
}

/* The same of a tree. */
static void
put_tree(struct buf *to, json_t *v)
{
	const char *name;
	json_t *in;
	size_t i;

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		buf_str(to, "{\n");
		json_object_foreach(v, name, in)
		{
			buf_fmt(to, "N%s\n", name);
			put_tree(to, in);
		}
		buf_str(to, ")\n");
		return;
	case JSON_ARRAY:
		buf_str(to, "[\n");
		json_array_foreach(v, i, in) put_tree(to, in);
		buf_str(to, ")\n");
		return;
	case JSON_STRING:
		buf_fmt(to, "S%s\n", json_string_value(v));
		return;
	case JSON_INTEGER:
		buf_fmt(to, "#%lld\n", (long long)json_integer_value(v));
		return;
	default:
		buf_fmt(to, "w%s\n",
		    json_is_true(v)      ? "true" :
			json_is_false(v) ? "false" :
					   "null");
	}
}

static const char *
random_text(void)
{
	static const char *const text[] = {"", "message", "\"\\/\b\f\n\r\t",
	    "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\x7f\x01", "a b"};

	return text[random() % 8];
}

/* A random value: objects and lists, and others in them. */
static json_t *
random_value(int deep)
{
	json_t *v;

	if (deep > 0 && (deep > 6 || random() % 2 == 0)) {
		switch (random() % 4) {
		case 0:
			return json_integer(random() - random());
		case 1:
			return json_null();
		case 2:
			return json_boolean(random() % 2);
		default:
			return json_string(random_text());
		}
	}
	if (random() % 2 == 0) {
		v = json_object();
		for (long n = random() % 4; n > 0; n--)
			json_object_set_new(v, random_text(),
			    random_value(deep + 1));
	} else {
		v = json_array();
		for (long n = random() % 4; n > 0; n--)
			json_array_append_new(v, random_value(deep + 1));
	}
	return v;
}

static void
assert_same(struct buf *got, struct buf *want)
{
	assert_string_equal(buf_cstr(got), buf_cstr(want));
	got->n = want->n = 0;
}

/* Documents in all of jansson's spellings are the same tokens. */
static void
test_random(void **state)
{
	static const size_t flags[] = {JSON_COMPACT, 0, JSON_INDENT(1),
	    JSON_INDENT(4) | JSON_ENSURE_ASCII, JSON_ESCAPE_SLASH};
	struct buf text = {0}, got = {0}, want = {0};

	(void)state;
	srandom(SEED);
	for (int round = 0; round < 3000; round++) {
		for (long n = random() % 3; n >= 0; n--) {
			json_t *v = random_value(0);
			char *s = json_dumps(v, flags[random() % 5]);
			buf_str(&text, s);
			if (random() % 2 == 0)
				buf_str(&text, "\r\n \t");
			put_tree(&want, v);
			free(s);
			json_decref(v);
		}
		buf_str(&want, ".\n");
		size_t most = random() % 2 == 0 ? 3 : 1 << 20;
		put_tokens(&got, (struct slice){text.p, text.n}, most);
		assert_same(&got, &want);
		text.n = 0;
	}
	buf_free(&text);
	buf_free(&got);
	buf_free(&want);
}

static void
test_tokens(void **state)
{
	static const char *const t[][2] = {
	    {"", ".\n"},
	    {" \n", ".\n"},
	    {"{}[]", "{\n)\n[\n)\n.\n"},
	    {"[-0.5e+10,0,1E9]", "[\n#-0.5e+10\n#0\n#1E9\n)\n.\n"},
	    {"[\"\\u00fc\\ud83d\\ude00\\u0041\"]",
		"[\nS\xc3\xbc\xf0\x9f\x98\x80"
		"A\n)\n.\n"},
	    {"\n1", "bad 2 2: expected { or [\n"},
	    {"{}\n\n[01]", "{\n)\n[\nbad 3 3: not a value\n"},
	    {"[1.]", "[\nbad 1 1: not a value\n"},
	    {"[.1]", "[\nbad 1 1: not a value\n"},
	    {"[1e]", "[\nbad 1 1: not a value\n"},
	    {"[-]", "[\nbad 1 1: not a value\n"},
	    {"[+1]", "[\nbad 1 1: not a value\n"},
	    {"[nul]", "[\nbad 1 1: not a value\n"},
	    {"[NaN]", "[\nbad 1 1: not a value\n"},
	    {"[1,]", "[\n#1\nbad 1 1: not a value\n"},
	    {"[,1]", "[\nbad 1 1: not a value\n"},
	    {"{,}", "{\nbad 1 1: expected a name\n"},
	    {"{\"a\":1,}", "{\nNa\n#1\nbad 1 1: expected a name\n"},
	    {"{\"a\" 1}", "{\nbad 1 1: expected :\n"},
	    {"{a:1}", "{\nbad 1 1: expected a name\n"},
	    {"{\"a\":}", "{\nNa\nbad 1 1: not a value\n"},
	    {"{\"a\":1]", "{\nNa\n#1\nbad 1 1: expected , or }\n"},
	    {"[1}", "[\n#1\nbad 1 1: expected , or ]\n"},
	    {"[1 2]", "[\n#1\nbad 1 1: expected , or ]\n"},
	    {"[\"a\nb\"]", "[\nbad 1 1: a control byte in a string\n"},
	    {"[\"\\x\"]", "[\nbad 1 1: not an escape: \\\n"},
	    {"[\"\\u12g4\"]", "[\nbad 1 1: not an escape: \\\n"},
	    {"[\"\\ude00\"]", "[\nbad 1 1: not an escape: \\\n"},
	    {"[\"\\ud83d\\u0041\"]", "[\nbad 1 1: not an escape: \\\n"},
	    {"[\"\\ud83dx\"]", "[\nbad 1 1: not an escape: \\\n"},
	    {"[\n[\n", "[\n[\nbad 3 1: cut short\n"},
	    {"[\"a", "[\nbad 1 1: cut short\n"},
	    {"[\"a\\", "[\nbad 1 1: cut short\n"},
	    {"[\"\\u00", "[\nbad 1 1: cut short\n"},
	    {"{\"a\"", "{\nbad 1 1: cut short\n"},
	    {"[12", "[\nbad 1 1: cut short\n"},
	    {"[1,", "[\n#1\nbad 1 1: cut short\n"},
	};
	struct buf got = {0}, want = {0};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		for (size_t most = 1; most < 5; most++) {
			put_tokens(&got, slice_str(t[i][0]), most);
			buf_str(&want, t[i][1]);
			assert_same(&got, &want);
		}
	}
	buf_free(&got);
	buf_free(&want);
}

/* As deep as it may be, and once more. */
static void
test_deep(void **state)
{
	struct buf text = {0}, got = {0};

	(void)state;
	for (int i = 0; i < JSTREAM_DEEP; i++)
		buf_char(&text, '[');
	for (int i = 0; i < JSTREAM_DEEP; i++)
		buf_char(&text, ']');
	put_tokens(&got, (struct slice){text.p, text.n}, 100);
	assert_non_null(strstr(buf_cstr(&got), ".\n"));
	got.n = 0;
	text.p[JSTREAM_DEEP] = '[';
	put_tokens(&got, (struct slice){text.p, text.n}, 100);
	assert_non_null(strstr(buf_cstr(&got),
	    "bad 1 1: nested more than 512 deep\n"));
	buf_free(&text);
	buf_free(&got);
}

/* Long strings are kept as far as was asked; the rest is passed over. */
static void
test_most(void **state)
{
	struct pieces feed = pieces(slice_str("[\"abcdef\",\"ab\\u00fc\"]"), 1);
	struct jstream j;

	(void)state;
	jstream_open(&j, &feed.feed, 3);
	assert_int_equal(jstream_next(&j), JSTREAM_LIST);
	assert_int_equal(jstream_next(&j), JSTREAM_STRING);
	assert_true(slice_is((struct slice){j.text.p, j.text.n}, "abc"));
	assert_true(j.cut);
	assert_int_equal(jstream_next(&j), JSTREAM_STRING);
	assert_int_equal(j.text.n, 3);
	assert_true(j.cut);
	assert_int_equal(jstream_next(&j), JSTREAM_CLOSE);
	assert_int_equal(jstream_next(&j), JSTREAM_END);
	jstream_close(&j);
}

static void
test_skip(void **state)
{
	struct pieces feed =
	    pieces(slice_str("[[{\"a\":[\"]\",{}]}],{\"b\":1},2]"), 2);
	struct jstream j;

	(void)state;
	jstream_open(&j, &feed.feed, 100);
	assert_int_equal(jstream_next(&j), JSTREAM_LIST);
	for (int i = 0; i < 2; i++)
		assert_int_equal(jstream_skip(&j, jstream_next(&j)),
		    JSTREAM_CLOSE);
	assert_int_equal(jstream_skip(&j, jstream_next(&j)), JSTREAM_NUMBER);
	assert_int_equal(jstream_next(&j), JSTREAM_CLOSE);
	assert_int_equal(j.deep, 0);
	jstream_close(&j);
}

/* What comes after a document that is none, and what was dropped. */
static void
test_resync(void **state)
{
	static const struct {
		const char *text, *dropped;
		uint64_t line; /* of the next document; 0: there is none */
	} t[] = {
	    {"[1}x\n[]", "[1}x\n", 2},
	    {"[1\n{}", "[1\n", 2},
	    {"x\ny\n [\n[]", "x\ny\n [\n", 4},
	    {"[1,", "[1,", 0},
	    {"[1}", "[1}", 0},
	    {"[1}\n", "[1}\n", 0},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		for (size_t most = 1; most < 5; most++) {
			struct pieces feed = pieces(slice_str(t[i].text), most);
			struct jstream j;
			enum jstream_token k;
			char *dropped;
			size_t n;

			FILE *f = open_memstream(&dropped, &n);
			jstream_open(&j, &feed.feed, 100);
			do {
				k = jstream_next(&j);
			} while (k != JSTREAM_BAD);
			jstream_resync(&j, f);
			fclose(f);
			assert_string_equal(dropped, t[i].dropped);
			k = jstream_next(&j);
			if (t[i].line == 0) {
				assert_int_equal(k, JSTREAM_END);
			} else {
				assert_true(k <= JSTREAM_LIST);
				assert_int_equal(j.doc_line, t[i].line);
			}
			jstream_close(&j);
			free(dropped);
		}
	}
}

/* A feed that fails is told apart from a text that ends. */
static void
test_failing(void **state)
{
	static const char *const t[] = {"", "{}", "[1", "[\"a", "[\"\\u0",
	    "{\"a\"", "[1,", "[1}"};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct pieces feed = pieces(slice_str(t[i]), 1);
		struct jstream j;
		enum jstream_token k;

		feed.fails = true;
		jstream_open(&j, &feed.feed, 100);
		do {
			k = jstream_next(&j);
			if (k == JSTREAM_BAD) {
				jstream_resync(&j, NULL);
				k = jstream_next(&j);
			}
		} while (k != JSTREAM_FAILED && k != JSTREAM_END);
		assert_int_equal(k, JSTREAM_FAILED);
		assert_string_equal(j.why, "it broke");
		jstream_close(&j);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_tokens),
	    cmocka_unit_test(test_deep),
	    cmocka_unit_test(test_most),
	    cmocka_unit_test(test_skip),
	    cmocka_unit_test(test_resync),
	    cmocka_unit_test(test_failing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
