/* SPDX-License-Identifier: ISC */

/*
 * ip.h against inet_pton(3) on random and mutated text, RFC 5952's examples,
 * and properties of prefixes.  Text lives in blocks of its exact size, so
 * that a read behind the slice is seen by the address sanitizer.
 */

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "value/ip.h"

#define SEED 20261124

/* Calls one of the parsers on a copy that ends where its block ends. */
static int
parse(const char *text, size_t n, struct ip *ip, struct prefix *p)
{
	char *copy = malloc(n > 0 ? n : 1);

	assert_non_null(copy);
	memcpy(copy, text, n);
	struct slice s = {copy, n};
	int r = ip != NULL ? ip_parse(s, ip) : prefix_parse(s, p);
	free(copy);
	return r;
}

static const char *
print(struct ip ip)
{
	static char text[IP_MAX + 1];
	char *end = ip_print(text, ip);

	assert_true(end - text <= IP_MAX);
	*end = '\0';
	return text;
}

static const char *
print_prefix(struct prefix p)
{
	static char text[PREFIX_MAX + 1];
	char *end = prefix_print(text, p);

	assert_true(end - text <= PREFIX_MAX);
	*end = '\0';
	return text;
}

static struct ip
of_bytes(const unsigned char *b)
{
	struct ip ip = {0, 0};

	for (int i = 0; i < 8; i++) {
		ip.hi = ip.hi << 8 | b[i];
		ip.lo = ip.lo << 8 | b[i + 8];
	}
	return ip;
}

/* What inet_pton says of a text, in our terms. */
static int
oracle(const char *text, struct ip *ip)
{
	unsigned char b[16];
	struct in_addr v4;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		*ip = ip_from4(ntohl(v4.s_addr));
		return 0;
	}
	if (inet_pton(AF_INET6, text, b) != 1)
		return -1;
	*ip = of_bytes(b);
	return ip_none(*ip) ? -1 : 0;
}

static void
check(const char *text)
{
	struct ip want = {1, 2}, got = {3, 4};
	int r = oracle(text, &want);
	int q = parse(text, strlen(text), &got, NULL);

	if (q != r || (r == 0 && !ip_eq(got, want)))
		fail_msg("\"%s\": %d, inet_pton says %d", text, q, r);
	if (r != 0)
		assert_true(got.hi == 3 && got.lo == 4);
}

static unsigned int
below(unsigned int n)
{
	return (unsigned int)random() % n;
}

static void
written(void **state)
{
	static const struct {
		const char *text, *canonical; /* NULL: refused */
	} t[] = {
	    {"0.0.0.0", "0.0.0.0"},
	    {"255.255.255.255", "255.255.255.255"},
	    {"10.1.2.3", "10.1.2.3"},
	    {"1.20.100.9", "1.20.100.9"},
	    {"256.1.1.1", NULL},
	    {"1.1.1.256", NULL},
	    {"01.1.1.1", NULL},
	    {"1.1.1.00", NULL},
	    {"1.1.1", NULL},
	    {"1.1.1.", NULL},
	    {".1.1.1", NULL},
	    {"1..1.1", NULL},
	    {"1.1.1.1.1", NULL},
	    {"1.1.1.1 ", NULL},
	    {" 1.1.1.1", NULL},
	    {"1.1.1.-1", NULL},
	    {"1.1.1.1/8", NULL},
	    {"0x1.1.1.1", NULL},
	    {"4294967297.1.1.1", NULL},
	    {"", NULL},
	    {"-", NULL},
	    {"::", "::"},
	    {"::1", "::1"},
	    {"1::", "1::"},
	    {":", NULL},
	    {":::", NULL},
	    {":1", NULL},
	    {"1:", NULL},
	    {"::1::", NULL},
	    {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
	    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
	    {"1:2:3:4:5:6:7:8::", NULL},
	    {"1:2:3:4::5:6:7:8", NULL},
	    {"1:2:3:4:5:6:7", NULL},
	    {"1:2:3:4:5:6:7:8:9", NULL},
	    {"12345::", NULL},
	    {"g::", NULL},
	    {"::1%eth0", NULL},
	    {"[::1]", NULL},
	    {"::ffff:1.2.3.4", "1.2.3.4"},
	    {"::FFFF:102:304", "1.2.3.4"},
	    {"0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4"},
	    {"::1.2.3.4", "::102:304"},
	    {"::1.2.3.4:5", NULL},
	    {"::1.2.3", NULL},
	    {"1:2:3:4:5:6:7:1.2.3.4", NULL},
	    {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
	    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL},
	    {"ffff::ffff:ffff:ffff:ffff", "ffff::ffff:ffff:ffff:ffff"},
	    /* RFC 5952, sections 4.1 to 4.3 */
	    {"2001:0db8::0001", "2001:db8::1"},
	    {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
	    {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
	    {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
	    {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
	    {"2001:DB8::AbCd", "2001:db8::abcd"},
	    {"0:0:1::", "0:0:1::"},
	    {"0:0:1:2:3:4:0:0", "::1:2:3:4:0:0"},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct ip ip;
		int r = parse(t[i].text, strlen(t[i].text), &ip, NULL);

		check(t[i].text);
		if ((r == 0) != (t[i].canonical != NULL))
			fail_msg("\"%s\": %d", t[i].text, r);
		if (r == 0)
			assert_string_equal(print(ip), t[i].canonical);
	}
}

/* A random address, with the zero runs and mapped forms that matter. */
static struct ip
some(void)
{
	unsigned char b[16];
	unsigned int kind = below(4);

	for (int i = 0; i < 16; i++)
		b[i] = below(256);
	if (kind == 0)
		return ip_from4((uint32_t)random() << 1 | below(2));
	for (int i = 0; i < 8; i++) {
		if (kind == 1 && below(2) == 0)
			b[2 * i] = b[2 * i + 1] = 0;
		if (kind == 2 && below(3) != 0)
			b[2 * i] = 0;
	}
	return of_bytes(b);
}

/*
 * inet_ntop prints as RFC 5952 wants, but for addresses below 2^32, whose
 * last half it writes dotted.
 */
static void
printed(void **state)
{
	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct ip ip = some(), back;
		const char *text = print(ip);
		unsigned char b[16];
		char want[INET6_ADDRSTRLEN];

		assert_int_equal(parse(text, strlen(text), &back, NULL), 0);
		assert_true(ip_eq(ip, back));
		check(text);
		if (ip_is4(ip) || (ip.hi == 0 && ip.lo >> 32 == 0))
			continue;
		for (int k = 0; k < 8; k++) {
			b[k] = ip.hi >> (56 - 8 * k);
			b[k + 8] = ip.lo >> (56 - 8 * k);
		}
		inet_ntop(AF_INET6, b, want, sizeof(want));
		assert_string_equal(text, want);
	}
}

/* Inserts, replaces or deletes a character somewhere. */
static void
mutate(char *text)
{
	static const char alphabet[] = "0123456789abfF.:::..g/- %";
	size_t n = strlen(text), at = below(n + 1);
	char c = alphabet[below(sizeof(alphabet) - 1)];

	switch (below(3)) {
	case 0:
		memmove(text + at + 1, text + at, n + 1 - at);
		text[at] = c;
		break;
	case 1:
		if (at < n)
			text[at] = c;
		break;
	default:
		if (at < n)
			memmove(text + at, text + at + 1, n - at);
	}
}

static void
mutated(void **state)
{
	(void)state;
	for (int i = 0; i < 400000; i++) {
		char text[IP_MAX + 8];

		snprintf(text, sizeof(text), "%s", print(some()));
		for (unsigned int k = below(3); k < 3; k++)
			mutate(text);
		check(text);
	}
}

static void
noise(void **state)
{
	static const char alphabet[] = "012359af.:::.";
	struct ip ip;

	(void)state;
	for (int i = 0; i < 400000; i++) {
		char text[24];
		size_t n = below(sizeof(text));

		for (size_t k = 0; k < n; k++)
			text[k] = alphabet[below(sizeof(alphabet) - 1)];
		text[n] = '\0';
		check(text);
	}

	/* A NUL is just wrong, not an end; so are high bytes. */
	assert_int_equal(parse("1.2.3.4\0", 8, &ip, NULL), -1);
	assert_int_equal(parse("1.2.3.\xb4", 7, &ip, NULL), -1);
	assert_int_equal(parse("::\xc1", 3, &ip, NULL), -1);
	assert_int_equal(ip_parse((struct slice){NULL, 0}, &ip), -1);
}

static bool
bit(struct ip a, unsigned int i)
{
	return (i < 64 ? a.hi >> (63 - i) : a.lo >> (127 - i)) & 1;
}

static void
masks(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 129 * 16; i++) {
		struct ip a = some();
		unsigned int len = i % 129;
		struct ip lo = ip_mask(a, len), hi = ip_last(a, len);

		for (unsigned int k = 0; k < 128; k++) {
			assert_int_equal(bit(lo, k), k < len && bit(a, k));
			assert_int_equal(bit(hi, k), k >= len || bit(a, k));
		}
		assert_true(ip_cmp(lo, a) <= 0 && ip_cmp(a, hi) <= 0);
	}
}

static void
prefixes(void **state)
{
	static const struct {
		const char *text;
		int result;
		const char *printed;
	} t[] = {
	    {"10.0.0.0/8", 0, "10.0.0.0/8"},
	    {"10.1.2.3/8", 1, "10.0.0.0/8"},
	    {"10.1.2.3/32", 0, "10.1.2.3"},
	    {"10.1.2.3", 0, "10.1.2.3"},
	    {"0.0.0.0/0", 0, "0.0.0.0/0"},
	    {"255.255.255.255/0", 1, "0.0.0.0/0"},
	    {"10.0.0.0/33", -1, NULL},
	    {"10.0.0.0/08", -1, NULL},
	    {"10.0.0.0/00", -1, NULL},
	    {"10.0.0.0/", -1, NULL},
	    {"10.0.0.0/+8", -1, NULL},
	    {"10.0.0.0/-8", -1, NULL},
	    {"10.0.0.0/ 8", -1, NULL},
	    {"10.0.0.0/8 ", -1, NULL},
	    {"10.0.0.0/8/8", -1, NULL},
	    {"10.0.0.0/18446744073709551624", -1, NULL},
	    {"10.0.0/8", -1, NULL},
	    {"/8", -1, NULL},
	    {"/", -1, NULL},
	    {"", -1, NULL},
	    {"-", -1, NULL},
	    {"::/0", 0, "::/0"},
	    {"2001:DB8::/32", 0, "2001:db8::/32"},
	    {"2001:db8::1/128", 0, "2001:db8::1"},
	    {"2001:db8::1/127", 1, "2001:db8::/127"},
	    {"2001:db8::/129", -1, NULL},
	    {"::ffff:10.0.0.0/104", 0, "10.0.0.0/8"},
	    {"::ffff:10.0.0.0/8", 1, "::/8"},
	    {"::ffff:0:0/96", 0, "0.0.0.0/0"},
	    {"::ffff:0:0/95", 1, "::fffe:0:0/95"},
	    {"::fffe:0:0/95", 0, "::fffe:0:0/95"},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct prefix p = {IP_NONE, 7};
		int r = parse(t[i].text, strlen(t[i].text), NULL, &p);

		if (r != t[i].result)
			fail_msg("\"%s\": %d", t[i].text, r);
		if (r >= 0)
			assert_string_equal(print_prefix(p), t[i].printed);
		else
			assert_true(ip_none(p.ip) && p.len == 7);
	}
}

static void
round_trip(void **state)
{
	(void)state;
	for (int i = 0; i < 200000; i++) {
		unsigned int len = below(129);
		struct prefix p = {ip_mask(some(), len), len}, back;
		const char *text = print_prefix(p);

		assert_int_equal(parse(text, strlen(text), NULL, &back), 0);
		assert_int_equal(back.len, p.len);
		assert_true(ip_eq(back.ip, p.ip));
	}
}

static struct prefix
pre(const char *text)
{
	struct prefix p;

	assert_int_equal(parse(text, strlen(text), NULL, &p), 0);
	return p;
}

static void
relations(void **state)
{
	double size = 1;

	(void)state;
	assert_true(prefix_cmp(pre("10.0.0.0/8"), pre("10.0.0.0/9")) < 0);
	assert_true(prefix_cmp(pre("10.0.0.0/9"), pre("10.0.0.0/8")) > 0);
	assert_true(prefix_cmp(pre("9.0.0.0/9"), pre("10.0.0.0/8")) < 0);
	assert_true(prefix_cmp(pre("10.0.0.0"), pre("10.0.0.0")) == 0);
	assert_true(prefix_cmp(pre("::/0"), pre("0.0.0.0/0")) < 0);

	assert_true(prefix_has(pre("::/0"), pre("0.0.0.0/0")));
	assert_false(prefix_has(pre("0.0.0.0/0"), pre("::/0")));
	assert_false(prefix_has(pre("0.0.0.0/0"), pre("::1")));
	assert_true(prefix_has(pre("10.0.0.0/8"), pre("10.255.0.0/16")));
	assert_true(prefix_has(pre("10.0.0.0/8"), pre("10.0.0.0/8")));
	assert_false(prefix_has(pre("10.0.0.0/8"), pre("10.0.0.0/7")));
	assert_false(prefix_has(pre("10.0.0.0/8"), pre("11.0.0.0/16")));

	for (int len = 128; len >= 0; len--, size *= 2)
		assert_true(prefix_size((struct prefix){{0, 0}, len}) == size);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(written),
	    cmocka_unit_test(printed),
	    cmocka_unit_test(mutated),
	    cmocka_unit_test(noise),
	    cmocka_unit_test(masks),
	    cmocka_unit_test(prefixes),
	    cmocka_unit_test(round_trip),
	    cmocka_unit_test(relations),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
