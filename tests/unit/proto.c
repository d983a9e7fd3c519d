/* SPDX-License-Identifier: ISC */

/* proto.h: names, aliases, numbers, and the order of the table. */

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "value/proto.h"

static void
known(void **state)
{
	static const struct {
		const char *text;
		uint64_t proto;
		const char *name;
	} t[] = {
	    {"tcp", 6, "tcp"},
	    {"TCP", 6, "tcp"},
	    {"Udp", 17, "udp"},
	    {"icmp", 1, "icmp"},
	    {"icmpv6", 58, "icmpv6"},
	    {"icmp6", 58, "icmpv6"},
	    {"ipv6-icmp", 58, "icmpv6"},
	    {"58", 58, "icmpv6"},
	    {"gre", 47, "gre"},
	    {"esp", 50, "esp"},
	    {"ah", 51, "ah"},
	    {"ospf", 89, "ospf"},
	    {"vrrp", 112, "vrrp"},
	    {"sctp", 132, "sctp"},
	    {"ipv6-frag", 44, "ipv6-frag"},
	    {"0", 0, "hopopt"},
	    {"255", 255, NULL},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		uint64_t proto = 999;

		assert_int_equal(proto_parse(slice_str(t[i].text), &proto), 0);
		assert_int_equal(proto, t[i].proto);
		if (t[i].name == NULL)
			assert_null(proto_name(proto));
		else
			assert_string_equal(proto_name(proto), t[i].name);
	}
}

static void
refused(void **state)
{
	static const char *const t[] = {"", "-", "256", "-1", " tcp", "tcp ",
	    "tc", "tcpp", "any", "ip", "6x"};
	uint64_t proto = 999;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_int_equal(proto_parse(slice_str(t[i]), &proto), -1);
	assert_int_equal(proto_parse((struct slice){NULL, 0}, &proto), -1);
	assert_int_equal(proto_parse((struct slice){"tcp", 4}, &proto), -1);
	assert_int_equal(proto, 999);
	assert_null(proto_name(256));
	assert_null(proto_name(UINT64_MAX));
}

/* Every word is lower case, unique, and parses to what prints as a word. */
static void
table(void **state)
{
	uint64_t last = 0, proto;
	const char *w;

	(void)state;
	for (size_t i = 0; (w = proto_word(i)) != NULL; i++) {
		assert_int_equal(proto_parse(slice_str(w), &proto), 0);
		assert_true(proto >= last);
		assert_non_null(proto_name(proto));
		for (const char *p = w; *p != '\0'; p++)
			assert_false(isupper((unsigned char)*p));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(proto_word(k), w);
		last = proto;
	}
	for (proto = 0; proto <= 255; proto++) {
		uint64_t back;
		if (proto_name(proto) == NULL)
			continue;
		assert_int_equal(proto_parse(slice_str(proto_name(proto)),
				     &back),
		    0);
		assert_int_equal(back, proto);
	}
}

static void
kinds(void **state)
{
	(void)state;
	for (uint64_t p = 0; p < 300; p++) {
		assert_int_equal(proto_ports(p), p == 6 || p == 17);
		assert_int_equal(proto_icmp(p), p == 1 || p == 58);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(table),
	    cmocka_unit_test(kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
