/* SPDX-License-Identifier: ISC */

/* Prefix lists: names and entries from different files, and whose these are. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "rules/plist.h"

static char folder[] = "/tmp/fl-plist.XXXXXX";

/* Loads text as the file of a name. */
static int
load(struct plists *all, const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	int r = plist_load(all, path);
	unlink(path);
	return r;
}

static void
is_list(const struct plists *all, size_t i, const char *id, const char *name,
    size_t weight, const char *entries)
{
	struct buf got = {0};
	char text[PREFIX_MAX];

	assert_true(i < plist_count(all));
	const struct plist *p = plist_at(all, i);
	assert_string_equal(p->id, id);
	assert_string_equal(p->name, name);
	assert_int_equal(p->weight, weight);
	for (size_t k = 0; k < p->n; k++) {
		char *end = prefix_print(text, p->entry[k]);
		buf_fmt(&got, "%s%.*s", k > 0 ? " " : "", (int)(end - text),
		    text);
	}
	assert_string_equal(buf_cstr(&got), entries);
	buf_free(&got);
}

static void
test_files(void **state)
{
	struct plists *all = plist_new();
	size_t n;

	(void)state;
	assert_int_equal(
	    load(all, "pl-0b-and-more.json",
		"{\"Entries\":[{\"Cidr\":\"10.2.0.0/16\",\"Description\":\"x\"},"
		"{\"Cidr\":\"10.0.0.0/16\"},{\"Cidr\":\"10.2.0.0/16\"}]}"),
	    0);
	assert_int_equal(
	    load(all, "lists.json",
		"{\"PrefixLists\":[{\"PrefixListId\":\"pl-0b\","
		"\"PrefixListName\":\"two\",\"MaxEntries\":10},"
		"{\"PrefixListId\":\"pl-0a\",\"PrefixListName\":\"one\"}]}"),
	    0);
	assert_int_equal(
	    load(all, "entries.json",
		"{\"PrefixListId\":\"pl-0c\",\"Entries\":"
		"[{\"Cidr\":\"10.0.0.0/16\"},{\"Cidr\":\"2001:db8::/32\"}]}"),
	    0);
	assert_int_equal(
	    load(all, "own.json",
		"{\"PrefixLists\":[{\"PrefixListId\":\"pl-0d\","
		"\"PrefixListName\":\"s3\",\"Cidrs\":[\"52.0.0.0/15\"]}]}"),
	    0);
	plist_done(all);
	assert_int_equal(diag_status(), DIAG_OK);
	assert_int_equal(plist_count(all), 4);
	is_list(all, 0, "pl-0a", "one", 0, "");
	is_list(all, 1, "pl-0b", "two", 10, "10.0.0.0/16 10.2.0.0/16");
	is_list(all, 2, "pl-0c", "", 0, "10.0.0.0/16 2001:db8::/32");
	is_list(all, 3, "pl-0d", "s3", 0, "52.0.0.0/15");
	const struct plist_entry *e = plist_entries(all, &n);
	assert_int_equal(n, 5);
	assert_int_equal(prefix_cmp(e[0].prefix, e[1].prefix), 0);
	assert_string_equal(e[0].list->id, "pl-0b");
	assert_string_equal(e[1].list->id, "pl-0c");
	assert_string_equal(e[2].list->id, "pl-0b");
	assert_string_equal(e[3].list->id, "pl-0d");
	assert_string_equal(e[4].list->id, "pl-0c");
	plist_free(all);
	plist_free(NULL);
}

/* From here on the exit status is 2. */
static void
test_wrong(void **state)
{
	static const char *const bad[] = {
	    "{}",
	    "{\"Entries\":[{\"Cidr\":\"10.0.0.0/16\"}]}",
	    "{\"Entries\":[{}],\"PrefixListId\":\"pl-1\"}",
	    "{\"Entries\":[{\"Cidr\":\"10.0.0.1/16\"}],\"PrefixListId\":\"pl-1\"}",
	    "{\"Entries\":[{\"Cidr\":\"ten\"}],\"PrefixListId\":\"pl-1\"}",
	    "{\"Entries\":[{\"Cidr\":1}],\"PrefixListId\":\"pl-1\"}",
	    "{\"Entries\":[{\"Cidr\":\"10.0.0.0/16\"}],\"PrefixListId\":1}",
	    "{\"Entries\":[],\"PrefixLists\":[{\"PrefixListId\":\"pl-\"}]}",
	    "{\"PrefixLists\":[{\"PrefixListName\":\"x\"}]}",
	    "{\"PrefixLists\":[{\"PrefixListId\":\"pl-1\",\"Cidrs\":[1]}]}",
	    "{\"PrefixLists\":[{\"PrefixListId\":\"pl-1\",\"MaxEntries\":\"5\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct plists *all = plist_new();
		assert_int_equal(load(all, "x.json", bad[i]), -1);
		plist_free(all);
	}
	assert_int_equal(diag_status(), DIAG_LOST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_files),
	    cmocka_unit_test(test_wrong),
	};

	assert_non_null(mkdtemp(folder));
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
