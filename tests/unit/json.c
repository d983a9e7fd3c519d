/* SPDX-License-Identifier: ISC */

/*
 * JSON of other programs: which shapes items are found in, what getters
 * promise, and the exact words of what is wrong.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"

static char path[] = "/tmp/fl-json.XXXXXX";
static FILE *said; /* stands in for stderr */
static int real;   /* which is kept here */

/* A file with these bytes. */
static void
put(const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
}

static void
listen(void)
{
	fflush(stderr);
	said = tmpfile();
	assert_non_null(said);
	real = dup(STDERR_FILENO);
	dup2(fileno(said), STDERR_FILENO);
}

/* What was said since, the name of the file left out. */
static const char *
heard(void)
{
	static char text[2048];

	fflush(stderr);
	dup2(real, STDERR_FILENO);
	close(real);
	rewind(said);
	size_t n = fread(text, 1, sizeof(text) - 1, said);
	fclose(said);
	text[n] = '\0';
	char *at = strstr(text, path);
	return at != NULL ? at + strlen(path) + 1 : text;
}

/* A text that is no JSON, and what is said of it. */
static void
refused(const char *text, size_t n, const char *want)
{
	put(text, n);
	listen();
	struct jsonfile *f = json_open(path);
	const char *got = heard();
	assert_null(f);
	assert_memory_equal(got, want, strlen(want));
}

/* What comes behind "not JSON: " is the library's matter. */
#define REFUSED(text, want) refused(text, sizeof(text) - 1, want)

static void
test_syntax(void **state)
{
	(void)state;
	REFUSED("", " empty: expected JSON\n");
	REFUSED(" \n\n", " empty: expected JSON\n");
	REFUSED("{\n  \"a\": 1,\n}\n", "3:1: not JSON: ");
	REFUSED("{\"a\":1} x\n", "1:1: not JSON: '[' or '{' expected near 'x'");
	REFUSED("{\"a\":1}\n\n{\"b\"}\n", "3:5: not JSON: ");
	REFUSED("{\"a\":1,\"a\":2}",
	    "1:10: not JSON: duplicate object key near");
	REFUSED("null", "1:4: not JSON: '[' or '{' expected near 'null'");
	REFUSED("<xml/>", "1:1: not JSON: '[' or '{' expected near '<'");
	REFUSED("{\"a\":\"\\u0000\"}", "1:13: not JSON: ");
}

static void
test_depth(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_char(&b, '[');
	put(b.p, b.n);
	listen();
	struct jsonfile *f = json_open(path);
	const char *got = heard();
	assert_null(f);
	assert_non_null(strstr(got, "maximum parsing depth reached"));
	buf_free(&b);
}

/* All "id"s that are found, with their shapes, and what is said at the end. */
static void
finds(const char *text, const char *want, bool more, const char *words)
{
	static const struct json_shape shape[] = {
	    {"Things", "id"},
	    {"Others", "no"},
	};
	struct json_items it;
	struct buf got = {0};
	struct json item;
	const char *id;
	size_t which;
	int r;

	put(text, strlen(text));
	struct jsonfile *f = json_open(path);
	assert_non_null(f);
	json_items(&it, f, shape, 2);
	listen();
	while ((r = json_items_next(&it, &item, &which)) == 1) {
		r = json_text(&item, which == 0 ? "id" : "no", true, &id);
		if (r < 0)
			break;
		buf_fmt(&got, "%s%zu%s", got.n > 0 ? " " : "", which, id);
	}
	const char *s = heard();
	assert_string_equal(s, words);
	assert_int_equal(r, words[0] == '\0' ? 0 : -1);
	assert_string_equal(buf_cstr(&got), want);
	assert_int_equal(it.more, more);
	json_close(f);
	buf_free(&got);
}

static void
test_shapes(void **state)
{
	(void)state;
	finds("{\"Things\":[{\"id\":\"a\"},{\"id\":\"b\"}]}", "0a 0b", false,
	    "");
	finds("{\"Things\":[]}", "", false, "");
	finds("[]", "", false, "");
	finds("{\"NextToken\":\"x\",\"Things\":[{\"id\":\"a\"}]}", "0a", true,
	    "");
	finds("{\"Things\":[{\"id\":\"a\"}],\"NextToken\":\"x\"}\n"
	      "{\"Things\":[{\"id\":\"b\"}],\"NextToken\":null}",
	    "0a 0b", false, "");
	finds("[{\"Things\":[{\"id\":\"a\"}]},{\"Others\":[{\"no\":\"b\"}]}]",
	    "0a 1b", false, "");
	finds("[{\"id\":\"a\"},{\"id\":\"b\"}]", "0a 0b", false, "");
	finds("{\"id\":\"a\"}\n{\"no\":\"b\"}\n", "0a 1b", false, "");
	finds("{\"status_code\":200,\"data\":{\"ResponseMetadata\":{},"
	      "\"Things\":[{\"id\":\"a\"}]}}",
	    "0a", false, "");
	finds("{\"Other\":null,\"Things\":[{\"id\":\"a\",\"Things\":[]}]}",
	    "0a", false, "");
}

static void
test_strange(void **state)
{
	(void)state;
	finds("{\"Reservations\":[],\"ResponseMetadata\":{}}", "", false,
	    " expected Things or Others, found Reservations, "
	    "ResponseMetadata\n");
	finds("{}", "", false,
	    " expected Things or Others, found an empty object\n");
	finds("{\"Things\":{}}", "", false,
	    " Things: expected a list, found an object\n");
	finds("{\"Things\":[{\"id\":\"a\"},7]}", "0a", false,
	    " Things[1]: expected an object, found a number\n");
	finds("{\"Things\":[{\"id\":\"a\"},{\"id\":true}]}", "0a", false,
	    " Things[1].id: expected a string, found true\n");
	finds("{\"Things\":[{\"no\":1}]}", "", false,
	    " Things[0].id: expected a string, found nothing\n");
	finds("[{\"id\":[]}]", "", false,
	    " [0].id: expected a string, found a list\n");
	finds("[{\"Things\":[{\"id\":null}]}]", "", false,
	    " [0].Things[0].id: expected a string, found null\n");
	finds("{\"id\":\"a\"}{\"id\":1.5}", "0a", false,
	    " document 2: id: expected a string, found a number\n");
	finds("{\"data\":{\"x\":1}}", "", false,
	    " data: expected Things or Others, found x\n");
	finds("{\"data\":{\"data\":{\"data\":{\"data\":{\"data\":{\"data\":"
	      "{}}}}}}}",
	    "", false,
	    " data.data.data.data.data: expected Things or Others, found "
	    "data\n");
	finds("[[]]", "", false, " [0]: expected an object, found a list\n");
}

static void
test_getters(void **state)
{
	static const struct json_shape shape[] = {{"Things", "id"}};
	struct json_items it;
	struct json item, to, in, sub;
	const char *s = "untouched";
	bool yes = true;
	long long n = 0;
	size_t which;

	(void)state;
	put("", 0);
	static const char text[] =
	    "{\"Things\":[{\"id\":\"\xc3\xa9\",\"no\":false,\"n\":-12,"
	    "\"null\":null,\"list\":[{\"x\":\"y\"},3],\"in\":{\"k\":1}}]}";
	put(text, sizeof(text) - 1);
	struct jsonfile *f = json_open(path);
	json_items(&it, f, shape, 1);
	assert_int_equal(json_items_next(&it, &item, &which), 1);
	assert_int_equal(json_text(&item, "none", false, &s), 0);
	assert_int_equal(json_text(&item, "null", false, &s), 0);
	assert_string_equal(s, "untouched");
	assert_int_equal(json_text(&item, "id", true, &s), 1);
	assert_string_equal(s, "\xc3\xa9");
	assert_int_equal(json_flag(&item, "no", true, &yes), 1);
	assert_false(yes);
	assert_int_equal(json_number(&item, "n", true, &n), 1);
	assert_int_equal(n, -12);
	assert_int_equal(json_list(&item, "list", true, &to), 1);
	assert_int_equal(json_size(&to), 2);
	sub = json_item(&to, 0);
	assert_int_equal(json_text(&sub, "x", true, &s), 1);
	assert_string_equal(s, "y");
	assert_int_equal(json_member(&item, "in", true, &in), 1);
	listen();
	assert_int_equal(json_text(&in, "k", false, &s), -1);
	assert_string_equal(heard(),
	    " Things[0].in.k: expected a string, found a number\n");
	listen();
	assert_int_equal(json_flag(&item, "n", true, &yes), -1);
	assert_string_equal(heard(),
	    " Things[0].n: expected true or false, found a number\n");
	listen();
	json_bad(&sub, "x", "not an address: \"%s\"", "y");
	assert_string_equal(heard(),
	    " Things[0].list[0].x: not an address: \"y\"\n");
	assert_int_equal(json_items_next(&it, &item, &which), 0);
	json_close(f);
}

static void
test_utf16(void **state)
{
	static const char text[] =
	    "\xff\xfe{\0\"\0i\0d\0\"\0:\0\"\0\xe9\0\"\0}";
	static const struct json_shape shape[] = {{"Things", "id"}};
	struct json_items it;
	struct json item;
	const char *s;
	size_t which;

	(void)state;
	put(text, sizeof(text));
	struct jsonfile *f = json_open(path);
	assert_non_null(f);
	json_items(&it, f, shape, 1);
	assert_int_equal(json_items_next(&it, &item, &which), 1);
	assert_int_equal(json_text(&item, "id", true, &s), 1);
	assert_string_equal(s, "\xc3\xa9");
	json_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_syntax),
	    cmocka_unit_test(test_depth),
	    cmocka_unit_test(test_shapes),
	    cmocka_unit_test(test_strange),
	    cmocka_unit_test(test_getters),
	    cmocka_unit_test(test_utf16),
	};

	assert_true(mkstemp(path) != -1);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
