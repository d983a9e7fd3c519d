/* SPDX-License-Identifier: ISC */

/* intern.h: one name, one id, for many names and for odd ones. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/intern.h"

static void
test_few(void **state)
{
	struct intern *in = intern_new(1);
	char name[] = "eni-1";

	(void)state;
	assert_int_equal(intern_count(in), 0);
	assert_int_equal(intern_id(in, slice_str(name)), 0);
	name[4] = '2'; /* the first was copied */
	assert_int_equal(intern_id(in, slice_str(name)), 1);
	assert_int_equal(intern_id(in, slice_str("eni-1")), 0);
	/* No bytes, and a byte 0, are names too. */
	assert_int_equal(intern_id(in, (struct slice){NULL, 0}), 2);
	assert_int_equal(intern_id(in, (struct slice){"\0", 1}), 3);
	assert_int_equal(intern_id(in, (struct slice){"\0\0", 2}), 4);
	assert_int_equal(intern_id(in, slice_str("")), 2);
	assert_int_equal(intern_count(in), 5);
	assert_true(slice_is(intern_name(in, 1), "eni-2"));
	assert_int_equal(intern_name(in, 2).n, 0);
	intern_free(in);
	intern_free(NULL);
}

/* Names of all lengths, so that every tail of the hash is met. */
static struct slice
name_of(unsigned int i, char room[200])
{
	int n = snprintf(room, 200, "%u/", i);

	while (n < (int)(i % 150))
		room[n++] = 'x';
	return (struct slice){room, (size_t)n};
}

static void
test_many(void **state)
{
	enum {
		MANY = 50000
	};
	char room[200], again[200];

	(void)state;
	for (uint64_t seed = 0; seed < 3; seed++) {
		struct intern *in = intern_new(seed);
		for (unsigned int i = 0; i < MANY; i++)
			assert_int_equal(intern_id(in, name_of(i, room)), i);
		struct slice first = intern_name(in, 0);
		for (unsigned int i = 0; i < MANY; i++) {
			assert_int_equal(intern_id(in, name_of(i, room)), i);
			assert_true(slice_eq(intern_name(in, i),
			    name_of(i, again)));
		}
		assert_int_equal(intern_count(in), MANY);
		assert_ptr_equal(intern_name(in, 0).p, first.p);
		intern_free(in);
	}
}

static void
test_long(void **state)
{
	struct intern *in = intern_new(9);
	char *big = mem_array(NULL, 300000, 1);

	(void)state;
	memset(big, 'a', 300000);
	for (size_t n = 65530; n < 65545; n++)
		intern_id(in, (struct slice){big, n});
	uint32_t id = intern_id(in, (struct slice){big, 300000});
	assert_int_equal(id, 15);
	assert_true(slice_eq(intern_name(in, id), (struct slice){big, 300000}));
	assert_int_equal(intern_id(in, (struct slice){big, 65540}), 10);
	free(big);
	intern_free(in);
}

/* By bytes as unsigned, a prefix first. */
static void
test_sorted(void **state)
{
	static const char *const name[] = {"b", "\xc3\xa4", "a", "", "ab", "B",
	    "a b"};
	static const uint32_t want[] = {3, 5, 2, 6, 4, 0, 1};
	struct intern *in = intern_new(3);

	(void)state;
	uint32_t *none = intern_sorted(in);
	free(none);
	for (size_t i = 0; i < nitems(name); i++)
		intern_id(in, slice_str(name[i]));
	uint32_t *id = intern_sorted(in);
	for (size_t i = 0; i < nitems(want); i++)
		assert_int_equal(id[i], want[i]);
	free(id);
	intern_free(in);
}

/* Forgotten names come again from 0, and what they took is given back. */
static void
test_clear(void **state)
{
	struct intern *in = intern_new(4);
	size_t none = intern_bytes(in, 0);

	(void)state;
	for (int round = 0; round < 3; round++) {
		char name[8];
		size_t foreseen = 0;
		for (uint32_t i = 0; i < 5000; i++) {
			snprintf(name, sizeof(name), "n%05u", (i + 7) % 5000);
			assert_int_equal(intern_id(in, slice_str(name)), i);
			assert_true(intern_bytes(in, 0) > none + i * 6);
			if (foreseen > 0)
				assert_true(intern_bytes(in, 0) <= foreseen);
			foreseen = intern_bytes(in, 1) + 6;
		}
		intern_clear(in);
		assert_int_equal(intern_count(in), 0);
		assert_int_equal(intern_bytes(in, 0), none);
	}
	intern_free(in);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_few),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_sorted),
	    cmocka_unit_test(test_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
