/* SPDX-License-Identifier: ISC */

/* csv_cut: beside a reader that goes byte by byte, on random records. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "source/csv_cut.h"

#define SEED 20261125
#define CELLS 64

/* What came of a record: its cells as [a][b], each without its quotes. */
static enum csv_cut
cut(struct slice s, char sep, struct buf *to, size_t *size, size_t *lines)
{
	struct csv_cell cell[CELLS];
	struct csv_row row = {.cell = cell, .room = CELLS};

	to->n = 0;
	enum csv_cut got = csv_cut(s.p, s.p + s.n, sep, &row);
	*size = got == CSV_MORE ? 0 : (size_t)(row.next - s.p);
	*lines = got == CSV_MORE ? 0 : row.lines;
	for (size_t i = 0; got == CSV_ROW && i < row.n; i++) {
		struct slice t = cell[i].text;
		buf_char(to, '[');
		for (size_t k = 0; k < t.n; k++) {
			buf_char(to, t.p[k]);
			k += cell[i].quoted && t.p[k] == '"';
			/* Whoever copies plain cells must not meet these. */
			assert_true(cell[i].odd ||
			    (t.p[k] != '"' && (unsigned char)t.p[k] > ' ') ||
			    (t.p[k] == '"' && !cell[i].quoted));
		}
		buf_char(to, ']');
	}
	buf_cstr(to);
	return got;
}

/* ---- the slow way ----------------------------------------------------- */

static bool
blank(char c, char sep)
{
	return c == ' ' || (c == '\t' && sep != '\t');
}

/* Does a line end at i?  0: no, 1: yes, 2: that is not there yet. */
static int
ends(struct slice s, size_t i)
{
	if (s.p[i] == '\n')
		return 1;
	if (s.p[i] != '\r')
		return 0;
	return i + 1 == s.n ? 2 : s.p[i + 1] == '\n';
}

static enum csv_cut
slow(struct slice s, char sep, struct buf *to, size_t *size, size_t *lines)
{
	size_t i = 0;

	to->n = *size = *lines = 0;
	for (;;) {
		int end = 0;
		buf_char(to, '[');
		while (i < s.n && blank(s.p[i], sep))
			i++;
		if (i == s.n)
			return CSV_MORE;
		if (s.p[i] == '"') {
			for (i++; i < s.n; i++) {
				if (s.p[i] == '"' &&
				    (i + 1 == s.n || s.p[i + 1] != '"'))
					break;
				buf_char(to, s.p[i]);
				*lines += s.p[i] == '\n';
				i += s.p[i] == '"';
			}
			if (i >= s.n || i + 1 == s.n)
				return CSV_MORE;
			for (i++; i < s.n && blank(s.p[i], sep); i++)
				;
			if (i == s.n)
				return CSV_MORE;
			end = ends(s, i);
			if (end == 0 && s.p[i] != sep) {
				const char *nl = memchr(s.p, '\n', s.n);
				*size = nl == NULL ? 0 : (size_t)(nl + 1 - s.p);
				*lines = nl == NULL ? 0 : 1;
				return nl == NULL ? CSV_MORE : CSV_BAD;
			}
		} else {
			for (; i < s.n && s.p[i] != sep; i++) {
				end = ends(s, i);
				if (end != 0)
					break;
				buf_char(to, s.p[i]);
			}
			if (i == s.n)
				return CSV_MORE;
			while (to->p[to->n - 1] == '\r' ||
			    blank(to->p[to->n - 1], sep))
				to->n--;
		}
		if (end == 2)
			return CSV_MORE;
		buf_char(to, ']');
		i += end == 1 && s.p[i] == '\r' ? 2 : 1;
		if (end == 1)
			break;
	}
	*size = i;
	++*lines;
	buf_cstr(to);
	return CSV_ROW;
}

static void
test_random(void **state)
{
	static const char bytes[] = "\"\"\"\"\n\r,,,,;\t  abcdefghij0123456789";
	static const char seps[] = ",;\t";
	struct buf got = {0}, want = {0};
	uint64_t met[3] = {0};

	(void)state;
	print_message("seed %d\n", SEED);
	srandom(SEED);
	for (int round = 0; round < 300000; round++) {
		size_t n = (size_t)random() % 60, size[2], lines[2];
		size_t most = (size_t)random() % 2 ? sizeof(bytes) - 1 : 12;
		char *p = mem_array(NULL, n + 1, 1);
		for (size_t i = 0; i < n; i++)
			p[i] = bytes[(size_t)random() % most];
		char sep = seps[round % 3];
		struct slice s = {p, n};
		enum csv_cut a = cut(s, sep, &got, &size[0], &lines[0]);
		enum csv_cut b = slow(s, sep, &want, &size[1], &lines[1]);
		assert_int_equal(a, b);
		met[a]++;
		if (a == CSV_ROW)
			assert_string_equal(got.p, want.p);
		if (a != CSV_MORE) {
			assert_int_equal(size[0], size[1]);
			assert_int_equal(lines[0], lines[1]);
		}
		free(p);
	}
	for (size_t i = 0; i < 3; i++)
		assert_true(met[i] > 1000);
	buf_free(&got);
	buf_free(&want);
}

/* RFC 4180, section 2, and what goes beyond it. */
static void
test_table(void **state)
{
	static const struct {
		const char *text, *cells;
		size_t size, lines;
		enum csv_cut got;
	} t[] = {
	    {"aaa,bbb,ccc\r\nx", "[aaa][bbb][ccc]", 13, 1, CSV_ROW},
	    {"\"aaa\",\"b \r\nbb\",\"ccc\"\r\n", "[aaa][b \r\nbb][ccc]", 22, 2,
		CSV_ROW},
	    {"\"aaa\",\"b\"\"bb\",\"ccc\"\n", "[aaa][b\"bb][ccc]", 20, 1,
		CSV_ROW},
	    {"\n", "[]", 1, 1, CSV_ROW},
	    {",\n", "[][]", 2, 1, CSV_ROW},
	    {" a , \"b\" \n", "[a][b]", 10, 1, CSV_ROW},
	    {"a\"b\",c\n", "[a\"b\"][c]", 7, 1, CSV_ROW},
	    {"a\rb\n", "[a\rb]", 4, 1, CSV_ROW},
	    {"\"a\"b\n", "", 5, 1, CSV_BAD},
	    {"\"a\n\"b\n", "", 3, 1, CSV_BAD},
	    {"a", "", 0, 0, CSV_MORE},
	    {"\"a\n", "", 0, 0, CSV_MORE},
	    {"\"a\"", "", 0, 0, CSV_MORE},
	    {"a\r", "", 0, 0, CSV_MORE},
	    {"", "", 0, 0, CSV_MORE},
	};
	struct buf got = {0};
	size_t size, lines;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		assert_int_equal(cut(slice_str(t[i].text), ',', &got, &size,
				     &lines),
		    t[i].got);
		assert_string_equal(got.p, t[i].cells);
		assert_int_equal(size, t[i].size);
		assert_int_equal(lines, t[i].lines);
	}
	buf_free(&got);
}

/* Cells beyond those there is room for are counted. */
static void
test_room(void **state)
{
	struct csv_cell cell[2];
	struct csv_row row = {.cell = cell, .room = 2};
	struct slice s = slice_str("a,b,\"c\",d,e\n");

	(void)state;
	assert_int_equal(csv_cut(s.p, s.p + s.n, ',', &row), CSV_ROW);
	assert_int_equal(row.n, 5);
	assert_true(slice_is(cell[1].text, "b"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_room),
	    cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
