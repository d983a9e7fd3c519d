/* SPDX-License-Identifier: ISC */

/*
 * ipset.h against a list of prefixes walked one by one, in the corners of
 * both families, and what a user can type.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "value/ipset.h"

#define SEED 20261124
#define LIST 40

static unsigned int
below(unsigned int n)
{
	return (unsigned int)random() % n;
}

/*
 * An address out of few, in clusters: at the ends of a family, around word
 * boundaries, so that prefixes nest, touch and repeat.
 */
static struct ip
some(void)
{
	static const struct ip at[] = {
	    {0, 0},
	    {0, 0xffff00000000},
	    {0, 0xffff0a000000},
	    {0, 0xffffffffffff},
	    {0, UINT64_MAX},
	    {1, 0},
	    {0x20010db800000000, 0},
	    {UINT64_MAX, UINT64_MAX - 1},
	};
	struct ip a = at[below(nitems(at))];
	uint64_t lo = a.lo + below(64) - 32;

	if (lo > a.lo && lo - a.lo > 64)
		a.hi -= a.hi > 0;
	else if (lo < a.lo && a.lo - lo > 64)
		a.hi += a.hi < UINT64_MAX;
	return (struct ip){a.hi, lo};
}

/* Every address of the prefix is in one of the list: halves, if need be. */
static bool
covered(const struct prefix *list, size_t n, struct prefix p)
{
	bool touched = false;

	for (size_t i = 0; i < n; i++) {
		if (prefix_has(list[i], p))
			return true;
		touched |= prefix_has(p, list[i]);
	}
	if (!touched || p.len == 128)
		return false;
	struct prefix low = {p.ip, p.len + 1};
	struct prefix high = {ip_mask(ip_last(p.ip, p.len), p.len + 1),
	    p.len + 1};
	return covered(list, n, low) && covered(list, n, high);
}

static void
against_list(void **state)
{
	struct prefix list[LIST];

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct ipset *s = ipset_new();
		size_t n = below(LIST + 1);

		for (size_t i = 0; i < n; i++) {
			unsigned int len = 128 - below(below(8) ? 9 : 129);
			list[i] = (struct prefix){ip_mask(some(), len), len};
			ipset_add(s, list[i]);
		}
		ipset_done(s);
		for (int i = 0; i < 50; i++) {
			unsigned int len = 128 - below(9);
			struct ip ip = some();
			struct prefix p = {ip_mask(ip, len), len};
			struct prefix one = {ip, 128};

			if (!ip_none(ip))
				assert_int_equal(ipset_has(s, ip),
				    covered(list, n, one));
			assert_int_equal(ipset_covers(s, p),
			    covered(list, n, p));
		}
		ipset_free(s);
	}
}

/* The spans come sorted with a gap between, and hold what has says. */
static void
spans(void **state)
{
	(void)state;
	for (int round = 0; round < 1000; round++) {
		struct ipset *s = ipset_new();
		struct ip lo, hi, last = {0, 0};

		for (unsigned int n = below(30); n > 0; n--) {
			struct ip a = some(), b = some();
			if (below(2) == 0)
				b = a;
			if (ip_cmp(a, b) <= 0)
				ipset_range(s, a, b);
			else
				ipset_range(s, b, a);
		}
		ipset_done(s);
		for (size_t i = 0; i < ipset_count(s); i++) {
			ipset_at(s, i, &lo, &hi);
			assert_true(ip_cmp(lo, hi) <= 0);
			assert_true(ip_none(lo) || ipset_has(s, lo));
			assert_true(ip_none(hi) || ipset_has(s, hi));
			if (i > 0) {
				assert_true(ip_cmp(last, lo) < 0);
				last.hi += ++last.lo == 0;
				assert_true(ip_cmp(last, lo) < 0);
				assert_false(ipset_has(s, last));
			}
			last = hi;
		}
		ipset_free(s);
	}
}

static void
corners(void **state)
{
	struct ip lo, hi, v4 = ip_from4(0x0a000001);
	struct ipset *s = ipset_new();

	(void)state;
	ipset_done(s);
	assert_int_equal(ipset_count(s), 0);
	assert_false(ipset_has(s, v4));
	assert_false(ipset_covers(s, (struct prefix){{0, 0}, 0}));
	ipset_free(s);
	ipset_free(NULL);

	s = ipset_new();
	ipset_add(s, (struct prefix){{0, 0}, 0});
	ipset_add(s, (struct prefix){v4, 128});
	ipset_done(s);
	assert_int_equal(ipset_count(s), 1);
	assert_true(ipset_has(s, v4));
	assert_false(ipset_has(s, IP_NONE));
	assert_true(ipset_covers(s, (struct prefix){{0, 0}, 0}));
	ipset_at(s, 0, &lo, &hi);
	assert_true(ip_eq(lo, (struct ip){0, 0}) && ip_none(hi));
	ipset_free(s);

	/* Two halves of IPv4 are all of it, and nothing else. */
	s = ipset_new();
	ipset_add(s, (struct prefix){ip_from4(0x80000000), 97});
	ipset_add(s, (struct prefix){ip_from4(0), 97});
	ipset_done(s);
	assert_int_equal(ipset_count(s), 1);
	assert_true(ipset_covers(s, (struct prefix){ip_from4(0), 96}));
	assert_false(ipset_covers(s, (struct prefix){{0, 0}, 0}));
	assert_false(ipset_has(s, (struct ip){0, 1}));
	ipset_free(s);
}

/* What was said on stderr while fn ran over the words; ends with its text. */
static const char *
said(struct ipset *s, const char *word, int want)
{
	static char text[1024];
	FILE *f = tmpfile();

	assert_non_null(f);
	fflush(stderr);
	int old = dup(STDERR_FILENO);
	dup2(fileno(f), STDERR_FILENO);
	int r = ipset_word(s, slice_str(word));
	fflush(stderr);
	dup2(old, STDERR_FILENO);
	close(old);
	assert_int_equal(r, want);
	rewind(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

static void
words(void **state)
{
	char path[] = "/tmp/ipset-XXXXXX", word[64], want[256];
	struct ipset *s = ipset_new();

	(void)state;
	assert_string_equal(said(s, "10.0.0.0/8", 0), "");
	assert_string_equal(said(s, "2001:db8::/32", 0), "");
	assert_int_equal(diag_status(), DIAG_OK);
	assert_string_equal(said(s, "10.1.2.3/16", -1),
	    "fl: bits set behind the length: \"10.1.2.3/16\", did you mean "
	    "10.1.0.0/16?\n");
	assert_int_equal(diag_status(), DIAG_LOST);
	assert_non_null(strstr(said(s, "10.0.0/8", -1),
	    "not an address or prefix: \"10.0.0/8\""));
	assert_non_null(strstr(said(s, "", -1), "\"\""));
	assert_non_null(strstr(said(s, "@/no/such/file", -1), "/no/such/file"));

	int fd = mkstemp(path);
	assert_true(fd >= 0);
	FILE *f = fdopen(fd, "w");
	assert_non_null(f);
	fputs("# ours\n192.168.0.0/16\n\n  172.16.0.1  \r\n", f);
	fflush(f);
	snprintf(word, sizeof(word), "@%s", path);
	assert_string_equal(said(s, word, 0), "");
	fputs("fe80::1\nfe80::1/64\n9.9.9.9\n", f);
	fclose(f);
	snprintf(want, sizeof(want),
	    "fl: %s:6: bits set behind the length: \"fe80::1/64\", did you "
	    "mean fe80::/64?\n",
	    path);
	assert_string_equal(said(s, word, -1), want);
	unlink(path);

	ipset_done(s);
	assert_int_equal(ipset_count(s), 5);
	assert_true(ipset_has(s, ip_from4(0x0a0b0c0d)));
	assert_true(ipset_has(s, ip_from4(0xac100001)));
	assert_true(ipset_has(s, ip_from4(0xc0a80909)));
	assert_false(ipset_has(s, ip_from4(0xac100002)));
	assert_true(ipset_has(s, (struct ip){0x20010db800000001, 5}));
	ipset_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(against_list),
	    cmocka_unit_test(spans),
	    cmocka_unit_test(corners),
	    cmocka_unit_test(words),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
