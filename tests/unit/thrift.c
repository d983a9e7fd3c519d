/* SPDX-License-Identifier: ISC */

/*
 * thrift: bytes by hand, after the text of the specification; every cut of
 * them is bad, and nothing that is wrong runs on.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/compat.h"
#include "base/mem.h"
#include "source/thrift.h"

/*
 * A struct with field 1 i32 150, 2 true, 4 "abc", 5 list of i32 1 -1, 6 false,
 * 100 i64 -3, 101 struct { 1: i8 -5 }, 102 list of true false, 103 double, 104
 * map of i32 to "x", 105 empty map, 106 set of structs, both empty.
 */
static const unsigned char sample[] = {
    0x15,
    0xac,
    0x02, /* 1 */
    0x11, /* 2 */
    0x28,
    3,
    'a',
    'b',
    'c', /* 4 */
    0x19,
    0x25,
    0x02,
    0x01, /* 5 */
    0x12, /* 6 */
    0x06,
    0xc8,
    0x01,
    0x05, /* 100, its number written out */
    0x1c,
    0x13,
    0xfb,
    0x00, /* 101 */
    0x19,
    0x21,
    0x01,
    0x02, /* 102 */
    0x17,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8, /* 103 */
    0x1b,
    0x01,
    0x58,
    0x0e,
    0x01,
    'x', /* 104 */
    0x1b,
    0x00, /* 105 */
    0x1a,
    0x2c,
    0x00,
    0x00, /* 106 */
    0x00,
};

static struct thrift
over(const void *p, size_t n)
{
	const unsigned char *bytes = p;

	return (struct thrift){bytes, bytes + n, false};
}

static void
test_values(void **state)
{
	struct thrift t = over(sample, sizeof(sample));
	struct thrift_at f = {0}, e, in = {0};

	(void)state;
	assert_true(thrift_next(&t, &f));
	assert_int_equal(f.id, 1);
	assert_int_equal(thrift_int(&t, &f), 150);
	assert_true(thrift_next(&t, &f));
	assert_int_equal(f.id, 2);
	assert_true(thrift_bool(&t, &f));
	assert_true(thrift_next(&t, &f));
	assert_int_equal(f.id, 4);
	assert_true(slice_is(thrift_bytes(&t, &f), "abc"));
	assert_true(thrift_next(&t, &f));
	assert_int_equal(thrift_list(&t, &f, &e), 2);
	assert_int_equal(thrift_int(&t, &e), 1);
	assert_int_equal(thrift_int(&t, &e), -1);
	assert_true(thrift_next(&t, &f));
	assert_int_equal(f.id, 6);
	assert_false(thrift_bool(&t, &f));
	assert_true(thrift_next(&t, &f));
	assert_int_equal(f.id, 100);
	assert_int_equal(thrift_int(&t, &f), -3);
	assert_true(thrift_next(&t, &f));
	assert_int_equal(f.id, 101);
	assert_true(thrift_struct(&t, &f));
	assert_true(thrift_next(&t, &in));
	assert_int_equal(thrift_int(&t, &in), -5);
	assert_false(thrift_next(&t, &in));
	assert_true(thrift_next(&t, &f));
	assert_int_equal(thrift_list(&t, &f, &e), 2);
	assert_true(thrift_bool(&t, &e));
	assert_false(thrift_bool(&t, &e));
	for (int32_t id = 103; id <= 106; id++) {
		assert_true(thrift_next(&t, &f));
		assert_int_equal(f.id, id);
		thrift_skip(&t, &f);
	}
	assert_false(thrift_next(&t, &f));
	assert_false(t.bad);
	assert_ptr_equal(t.p, t.end);
}

/* Passes over all fields; true if nothing was wrong. */
static bool
skip_all(const void *p, size_t n)
{
	/* Of its own, so that a sanitizer sees what is read behind it. */
	char *copy = mem_strn(p, n);
	char *exact = mem_array(NULL, n > 0 ? n : 1, 1);
	struct thrift_at f = {0};

	memcpy(exact, copy, n);
	struct thrift t = over(exact, n);
	while (thrift_next(&t, &f))
		thrift_skip(&t, &f);
	free(copy);
	free(exact);
	return !t.bad;
}

static void
test_skip(void **state)
{
	(void)state;
	assert_true(skip_all(sample, sizeof(sample)));
	for (size_t n = 0; n < sizeof(sample); n++)
		assert_false(skip_all(sample, n));
}

static void
test_wrong_type(void **state)
{
	struct thrift t = over(sample, sizeof(sample));
	struct thrift_at f = {0}, e;

	(void)state;
	assert_true(thrift_next(&t, &f));
	assert_int_equal(thrift_bytes(&t, &f).n, 0);
	assert_true(t.bad);
	assert_int_equal(thrift_int(&t, &f), 0);
	assert_int_equal(thrift_list(&t, &f, &e), 0);
	assert_false(thrift_struct(&t, &f));
	assert_false(thrift_next(&t, &f));
}

/* What claims more than there is, or never ends. */
static void
test_hostile(void **state)
{
	static const struct {
		unsigned char byte[16];
		size_t n;
	} bad[] = {
	    {{0x18, 0xff, 0xff, 0xff, 0xff, 0x0f, 'x'}, 7}, /* 4 GB of bytes */
	    {{0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x0f, 0}, 8}, /* elements */
	    {{0x1b, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x55, 0}, 8}, /* pairs */
	    {{0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		 0x01, 0x00},
		13},                       /* a number that goes on */
	    {{0x1d, 0x00}, 2},             /* no such type */
	    {{0x10, 0x00}, 2},             /* nor is this the end */
	    {{0x19, 0x1e, 0x00, 0x00}, 4}, /* a list of them */
	    {{0x05, 0xff, 0xff, 0x7f, 0x00, 0x00}, 6}, /* field -1048576 */
	};

	(void)state;
	for (size_t i = 0; i < nitems(bad); i++)
		assert_false(skip_all(bad[i].byte, bad[i].n));
}

/* Structs in structs, lists in lists: to a depth, and no further. */
static void
test_deep(void **state)
{
	static const unsigned char into[] = {0x1c, 0x19};
	enum {
		N = 100000
	};

	(void)state;
	for (size_t k = 0; k < nitems(into); k++) {
		unsigned char *p = mem_array(NULL, N, 1);
		memset(p, into[k], N);
		assert_false(skip_all(p, N));
		free(p);
	}
	unsigned char few[2 * THRIFT_DEEP + 1] = {0};
	memset(few, 0x1c, THRIFT_DEEP);
	assert_true(skip_all(few, sizeof(few)));
	unsigned char more[2 * THRIFT_DEEP + 3] = {0};
	memset(more, 0x1c, THRIFT_DEEP + 1);
	assert_false(skip_all(more, sizeof(more)));
}

/* Random bytes: it ends, and reads no byte that is not there. */
static void
test_random(void **state)
{
	unsigned char p[64];

	(void)state;
	srandom(1);
	for (int i = 0; i < 200000; i++) {
		size_t n = (size_t)random() % sizeof(p);
		for (size_t k = 0; k < n; k++)
			p[k] = (unsigned char)random();
		(void)skip_all(p, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_skip),
	    cmocka_unit_test(test_wrong_type),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_deep),
	    cmocka_unit_test(test_random),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
