/* SPDX-License-Identifier: ISC */

/* lex: where words begin and end. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/compat.h"
#include "base/mem.h"
#include "engine/lex.h"

#define SEED 20261124

static void
next_is(struct lex *l, enum lex_kind kind, const char *text)
{
	struct token t = lex_next(l);

	assert_int_equal(t.kind, kind);
	assert_int_equal(t.text.n, strlen(text));
	assert_memory_equal(t.text.p, text, t.text.n);
}

static void
structure(void **state)
{
	struct lex l = {" (AND or\tnot(Not andy x:y-z.1 )\n"};

	(void)state;
	next_is(&l, LEX_OPEN, "(");
	next_is(&l, LEX_AND, "AND");
	next_is(&l, LEX_OR, "or");
	next_is(&l, LEX_NOT, "not");
	next_is(&l, LEX_OPEN, "(");
	next_is(&l, LEX_NOT, "Not");
	next_is(&l, LEX_NAME, "andy");
	next_is(&l, LEX_NAME, "x:y-z.1");
	next_is(&l, LEX_CLOSE, ")");
	next_is(&l, LEX_END, "");
	next_is(&l, LEX_END, "");
}

static void
operators(void **state)
{
	static const struct {
		const char *text;
		enum lex_kind kind;
		enum lex_op op;
		const char *right;
	} cases[] = {
	    {"=", LEX_OP, LEX_EQ, NULL},
	    {"!=", LEX_OP, LEX_NE, NULL},
	    {"<", LEX_OP, LEX_LT, NULL},
	    {"<=", LEX_OP, LEX_LE, NULL},
	    {">", LEX_OP, LEX_GT, NULL},
	    {">=", LEX_OP, LEX_GE, NULL},
	    {"==", LEX_BAD, LEX_EQ, "="},
	    {"=>", LEX_BAD, LEX_EQ, ">="},
	    {"=<", LEX_BAD, LEX_EQ, "<="},
	    {"=!", LEX_BAD, LEX_EQ, "!="},
	    {"<>", LEX_BAD, LEX_EQ, "!="},
	    {"!", LEX_BAD, LEX_EQ, "not"},
	};

	(void)state;
	for (size_t i = 0; i < nitems(cases); i++) {
		char text[16];
		snprintf(text, sizeof(text), "ab%scd", cases[i].text);
		struct lex l = {text};
		next_is(&l, LEX_NAME, "ab");
		struct token t = lex_next(&l);
		assert_int_equal(t.kind, cases[i].kind);
		assert_true(slice_is(t.text, cases[i].text));
		if (t.kind == LEX_OP)
			assert_int_equal(t.op, cases[i].op);
		else
			assert_string_equal(t.right, cases[i].right);
		next_is(&l, LEX_NAME, "cd");
	}
}

static void
item_is(struct lex *l, const char *text, bool file, bool quoted)
{
	struct lex_item item = lex_item(l);

	assert_int_equal(item.text.n, strlen(text));
	assert_memory_equal(item.text.p, text, item.text.n);
	assert_int_equal(item.file, file);
	assert_int_equal(item.quoted, quoted);
	assert_false(item.open);
}

static void
items(void **state)
{
	struct lex l = {"a=b!c<d-, '(x, y)'\t,\"it's\",@f.txt,@'a b',it's)x"};

	(void)state;
	item_is(&l, "a=b!c<d-", false, false);
	assert_true(lex_comma(&l));
	item_is(&l, "(x, y)", false, true);
	assert_true(lex_comma(&l));
	item_is(&l, "it's", false, true);
	assert_true(lex_comma(&l));
	item_is(&l, "f.txt", true, false);
	assert_true(lex_comma(&l));
	item_is(&l, "a b", true, true);
	assert_true(lex_comma(&l));
	item_is(&l, "it's", false, false);
	assert_false(lex_comma(&l));
	next_is(&l, LEX_CLOSE, ")");
	next_is(&l, LEX_NAME, "x");
}

/* An item that is not there, and a quote without its other half. */
static void
broken_items(void **state)
{
	struct lex l = {" ,"};

	(void)state;
	struct lex_item item = lex_item(&l);
	assert_int_equal(item.text.n, 0);
	assert_true(item.spaced);
	assert_true(lex_comma(&l));
	item = lex_item(&l);
	assert_int_equal(item.text.n, 0);
	assert_false(lex_comma(&l));

	l.p = "'half";
	item = lex_item(&l);
	assert_true(item.open);
	next_is(&l, LEX_END, "");
	l.p = "''";
	item = lex_item(&l);
	assert_true(item.quoted && !item.open && item.text.n == 0);
	next_is(&l, LEX_END, "");
}

/* Any bytes: every call goes forward and none behind the NUL. */
static void
hostile(void **state)
{
	static const char bytes[] = "()=!<>,'\"@ \t\nandortx-.:/&|\x80\xff";

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = random() % 24;
		char *text = mem_new(n + 1);
		for (size_t i = 0; i < n; i++)
			text[i] = bytes[random() % (sizeof(bytes) - 1)];
		struct lex l = {text};
		for (;;) {
			const char *before = l.p;
			if (random() % 2 == 0)
				lex_item(&l);
			else if (random() % 2 == 0)
				lex_comma(&l);
			else if (lex_next(&l).kind == LEX_END)
				break;
			else
				assert_true(l.p > before);
			assert_true(l.p >= before && l.p <= text + n);
		}
		assert_true(l.p == text + n);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(structure),
	    cmocka_unit_test(operators),
	    cmocka_unit_test(items),
	    cmocka_unit_test(broken_items),
	    cmocka_unit_test(hostile),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
