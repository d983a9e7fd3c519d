/* SPDX-License-Identifier: ISC */

/* spill.h: what comes out of runs is what went in, sorted by qsort(3). */

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/spill.h"

static uint64_t state = 20261125;

static uint64_t
rnd(uint64_t n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (state >> 30) % n;
}

/*
 * A record of KEYS "eni,bytes,vpc", which are 32, 64 and 32 bits; a name
 * without a p is missing, and the last.
 */
struct item {
	struct slice eni, vpc;
	uint64_t bytes;
	uint64_t pay[3];
	unsigned int npay;
};

static int
by_name(struct slice a, struct slice b)
{
	if (a.p == NULL || b.p == NULL)
		return (a.p == NULL) - (b.p == NULL);
	int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

static int
by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	int c = by_name(x->eni, y->eni);
	if (c == 0)
		c = (x->bytes > y->bytes) - (x->bytes < y->bytes);
	return c != 0 ? c : by_name(x->vpc, y->vpc);
}

static void
put(struct spill *s, const struct item *it)
{
	uint64_t e[5], eni = it->eni.p != NULL ? it->eni.n : INTERN_NONE;
	uint64_t vpc = it->vpc.p != NULL ? it->vpc.n : INTERN_NONE;
	struct buf text = {0};

	e[0] = eni << 32 | it->bytes >> 32;
	e[1] = it->bytes << 32 | vpc;
	memcpy(e + 2, it->pay, it->npay * sizeof(*e));
	buf_slice(&text, it->eni);
	buf_slice(&text, it->vpc);
	spill_put(s, e, (struct slice){text.p, text.n});
	buf_free(&text);
}

/* Is the record that key?  Its payload is added to sum. */
static void
check(const struct record *r, const struct item *it, uint64_t *sum)
{
	struct slice eni = {r->text.p, r->entry[0] >> 32};
	uint64_t vpc = r->entry[1] & UINT32_MAX;

	if (it->eni.p == NULL)
		assert_int_equal(eni.n, INTERN_NONE);
	else
		assert_true(slice_eq(eni, it->eni));
	assert_int_equal(r->entry[0] << 32 | r->entry[1] >> 32, it->bytes);
	assert_int_equal(vpc, it->vpc.p == NULL ? INTERN_NONE : it->vpc.n);
	size_t n = it->eni.n + it->vpc.n;
	assert_int_equal(r->text.n, n);
	if (it->vpc.n > 0)
		assert_memory_equal(r->text.p + it->eni.n, it->vpc.p,
		    it->vpc.n);
	for (unsigned int i = 0; i < r->pay; i++)
		*sum += r->entry[2 + i];
}

/* A copy of a record: what the next call may not touch. */
static struct record
copy(const struct record *r, struct buf *to)
{
	size_t n = (2 + r->pay) * sizeof(*r->entry);

	to->n = 0;
	buf_add(to, r->entry, n);
	buf_slice(to, r->text);
	return (struct record){r->form, r->pay, (uint64_t *)to->p,
	    {to->p + n, r->text.n}};
}

/* Merges the open runs, which are too many, into one; keys may come twice. */
static void
merge(struct spill *s, unsigned int pay)
{
	struct record r;

	spill_start(s, KEY_NARROW, pay);
	while (spill_next(s, &r)) {
		uint64_t e[5] = {0};
		memcpy(e, r.entry, (2 + r.pay) * sizeof(*e));
		spill_put(s, e, r.text);
	}
	spill_end(s);
	spill_close(s);
}

/* All open runs against items that qsort has sorted. */
static void
compare(struct spill *s, const struct item *it, size_t n)
{
	struct buf room = {0};
	struct record r;
	size_t i = 0;

	while (spill_next(s, &r)) {
		uint64_t want = 0, got = 0;
		size_t to = i;
		assert_true(i < n);
		for (; to < n && by_key(&it[to], &it[i]) == 0; to++) {
			for (unsigned int p = 0; p < it[to].npay; p++)
				want += it[to].pay[p];
		}
		check(&r, &it[i], &got);
		struct record like = copy(&r, &room);
		while (spill_again(s, &like, &r))
			check(&r, &it[i], &got);
		assert_int_equal(got, want);
		i = to;
	}
	assert_int_equal(i, n);
	buf_free(&room);
}

static char big[200000];

static struct slice
any_name(void)
{
	static const char *const few[] = {"a", "ab", "", "\xc3\xa4", "b",
	    "eni-1", "eni-10", "eni-2", "eni-0123456789abcdef0"};

	switch (rnd(12)) {
	case 0:
		return (struct slice){NULL, 0};
	case 1:
		return (struct slice){big, rnd(rnd(100) == 0 ? 200000 : 30)};
	default:
		return slice_str(few[rnd(nitems(few))]);
	}
}

static void
any_item(struct item *it, unsigned int npay)
{
	*it = (struct item){.eni = any_name(), .vpc = any_name(), .npay = npay};
	it->bytes = rnd(3) ? rnd(4) : rnd(1U << 31) << rnd(33);
	for (unsigned int i = 0; i < npay; i++)
		it->pay[i] = rnd(1000);
}

#define ITEMS 6000

/* Writes n items as runs of up to `size`; those of one key fall together. */
static void
write_runs(struct spill *s, struct item *it, size_t n, size_t size)
{
	for (size_t at = 0; at < n;) {
		size_t part = 1 + rnd(size);
		if (part > n - at)
			part = n - at;
		unsigned int npay = 1 + (unsigned int)rnd(3);
		for (size_t i = 0; i < part; i++)
			any_item(&it[at + i], npay);
		qsort(it + at, part, sizeof(*it), by_key);
		spill_start(s, KEY_NARROW, npay);
		for (size_t i = 0; i < part; i++)
			put(s, &it[at + i]);
		spill_end(s);
		at += part;
	}
}

static void
test_random(void **st)
{
	static struct item it[ITEMS];
	struct keys *k = keys_parse("eni,bytes,vpc");

	(void)st;
	print_message("seed %ju\n", (uintmax_t)state);
	assert_int_equal(k->words[KEY_NARROW], 2);
	memset(big, 'b', sizeof(big));
	for (int round = 0; round < 60; round++) {
		struct spill *s = spill_new(k), *other = spill_new(k);
		size_t n = rnd(round < 20 ? 50 : ITEMS);
		size_t own = rnd(n + 1), size = 1 + rnd(n + 1), passes = 0;
		size_t most = 4 + rnd(20);
		if (n / size > 500)
			size = n / 500;
		write_runs(s, it, own, size);
		write_runs(other, it + own, n - own, size);
		size_t runs = spill_runs(s) + spill_runs(other);
		spill_take(s, other);
		assert_int_equal(spill_runs(s), runs);
		assert_int_equal(spill_runs(other), 0);
		spill_free(other);
		while (!spill_open(s, most)) {
			merge(s, 3);
			passes++;
		}
		assert_true(runs <= most ? passes == 0 : passes > 0);
		qsort(it, n, sizeof(*it), by_key);
		compare(s, it, n);
		spill_free(s);
	}
	keys_free(k);
}

static void
test_none(void **st)
{
	struct keys *k = keys_parse("dst");
	struct spill *s = spill_new(k);
	struct record r;

	(void)st;
	assert_int_equal(spill_runs(s), 0);
	assert_true(spill_open(s, 4));
	assert_false(spill_next(s, &r));
	spill_close(s);
	spill_free(s);
	spill_free(NULL);
	keys_free(k);
}

/* Both forms in one merge: the key of IPv4 is shorter and sorts between. */
static void
test_forms(void **st)
{
	struct keys *k = keys_parse("dst/0");
	struct spill *s = spill_new(k);
	const uint64_t pay[] = {7, 8, 9};
	uint64_t e[5] = {0};
	struct record r;

	(void)st;
	/* ::1 and ff00::, and 0.0.0.0/0 between them; missing in the end. */
	assert_int_equal(k->words[KEY_WIDE], 3);
	spill_start(s, KEY_WIDE, 1);
	memcpy(e, (uint64_t[]){0, 1, (uint64_t)128 << 56, pay[0]}, 32);
	spill_put(s, e, (struct slice){NULL, 0});
	memcpy(e,
	    (uint64_t[]){(uint64_t)0xff00 << 48, 0, (uint64_t)128 << 56,
		pay[2]},
	    32);
	spill_put(s, e, (struct slice){NULL, 0});
	spill_end(s);
	spill_start(s, KEY_NARROW, 1);
	spill_put(s, (uint64_t[]){0, pay[1]}, (struct slice){NULL, 0});
	spill_put(s, (uint64_t[]){(uint64_t)1 << 63, 10},
	    (struct slice){NULL, 0});
	spill_end(s);
	assert_true(spill_open(s, 4));
	for (uint64_t want = 7; want <= 10; want++) {
		assert_true(spill_next(s, &r));
		assert_int_equal(r.entry[k->words[r.form]], want);
	}
	assert_false(spill_next(s, &r));
	spill_free(s);
	keys_free(k);
}

/* How many names a folder has, but for . and .. */
static size_t
names_in(const char *path)
{
	DIR *d = opendir(path);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void
test_no_name(void **st)
{
	char dir[] = "/tmp/fl-spill.XXXXXX";
	struct keys *k = keys_parse("eni,bytes,vpc");
	struct item it;

	(void)st;
	assert_non_null(mkdtemp(dir));
	setenv("TMPDIR", dir, 1);
	struct spill *s = spill_new(k);
	any_item(&it, 1);
	spill_start(s, KEY_NARROW, 1);
	put(s, &it);
	spill_end(s);
	assert_int_equal(names_in(dir), 0);
	spill_free(s);
	assert_int_equal(rmdir(dir), 0);
	unsetenv("TMPDIR");
	keys_free(k);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_no_name),
	};

	diag_init("spill");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
