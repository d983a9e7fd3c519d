/* SPDX-License-Identifier: ISC */

/*
 * spell: what it calls canonical is what ip_print makes of it, and of what
 * ip_print makes it knows all but three kinds.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stream/spell.h"
#include "value/ip.h"

#define SEED 20241103

/* Asks with what may stand behind a cell behind it. */
static bool
ask(const char *text, size_t n)
{
	static const char *const behind[] = {" 0:0:: f", "\t1234567890",
	    "\n:::"};
	char cell[64 + SPELL_PAD] = {0};

	memcpy(cell, text, n);
	strcpy(cell + n, behind[random() % 3]);
	bool yes = spell_canonical((struct slice){cell, n});
	memset(cell + n, 'f', SPELL_PAD);
	assert_int_equal(spell_canonical((struct slice){cell, n}), yes);
	return yes;
}

/* What ip_print makes of a text; its length, or 0 if it is no address. */
static size_t
again(const char *text, size_t n, char *to)
{
	struct ip ip;

	if (ip_parse((struct slice){text, n}, &ip) != 0)
		return 0;
	return (size_t)(ip_print(to, ip) - to);
}

static void
test_table(void **state)
{
	static const char *const yes[] = {
	    "2001:db8::1",
	    "2001:db8:1:2:3:4:5:6",
	    "fe80::1:2:3:4",
	    "a:b:c:d:e::1",
	    "2001:db8:0:1::5",
	    "0:1:0:1:0:1:0:1",
	    "1:0:2:3:4:5:6:0",
	    "2a01:cb00:8d1:35c7:92ba:c812:e640:bd65",
	};
	static const char *const no[] = {
	    "", "a", ":", "::",  /* left to ip_print */
	    "::1",               /* too */
	    "fe80::",            /* too */
	    "1.2.3.4",           /* too */
	    "a:b:c:d:e:f::1",    /* a gap of one */
	    "1::2:3:4:5:6:7",    /* too */
	    "1:0:0:2:3:4:5:6",   /* a gap that is not taken */
	    "1::0:2",            /* a gap that could be longer */
	    "1:0::2",            /* too */
	    "1::2:0:0:3",        /* another as long */
	    "1::2::3",           /* two gaps */
	    "1:::2",             /* no address */
	    "1:2:3",             /* too */
	    "1:2:3:4:5:6:7:8:9", /* too */
	    "12345::1",          /* too */
	    "2001:DB8::1",       /* upper case */
	    "2001:0db8::1",      /* zeros in front */
	    "2001:db8::00",      /* too */
	    "2001:db8::g",       /* no digit */
	    "2001:db8::1/64",    /* no address */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!ask(yes[i], strlen(yes[i])))
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (ask(no[i], strlen(no[i])))
			fail_msg("%s", no[i]);
}

/* Any text at all. */
static void
test_noise(void **state)
{
	static const char digits[] = "0123456789abcdefABF:::.g";
	char text[48], want[IP_MAX];
	unsigned int hits = 0;

	(void)state;
	for (int i = 0; i < 2000000; i++) {
		size_t n = 1 + (size_t)random() % (i % 2 ? 12 : 40);
		for (size_t k = 0; k < n; k++)
			text[k] = digits[random() % (i % 4 ? 19 : 24)];
		if (!ask(text, n))
			continue;
		hits++;
		assert_int_equal(again(text, n, want), n);
		assert_memory_equal(text, want, n);
	}
	assert_true(hits > 100);
}

/* Addresses with many zeros, spelled in many ways. */
static void
test_addresses(void **state)
{
	char text[64], want[IP_MAX + 1];
	unsigned int hits = 0;

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		size_t n = 0;
		long gap = random() % 12;
		for (int g = 0; g < 8; g++) {
			unsigned v = (unsigned)random() & 0xffff;
			v = random() % 3 == 0 ? 0 : v >> random() % 16;
			if (g == gap && random() % 8 > 0) {
				n += (size_t)sprintf(text + n, "::");
				g += (int)(random() % 4);
				continue;
			}
			if (n > 0 && text[n - 1] != ':')
				text[n++] = ':';
			n += (size_t)sprintf(text + n,
			    random() % 64 == 0 ? "%02X" : "%x", v);
		}
		size_t m = again(text, n, want);
		if (ask(text, n)) {
			hits++;
			assert_int_equal(m, n);
			assert_memory_equal(text, want, n);
		}
		if (m == 0)
			continue;

		/* What was printed is known, but for the kinds left out. */
		bool ends = want[0] == ':' || want[m - 1] == ':';
		bool dotted = memchr(want, '.', m) != NULL;
		want[m] = '\0';
		bool two = strstr(want, ":0:0") != NULL ||
		    strncmp(want, "0:0", 3) == 0;
		if (ask(want, m) != (!ends && !dotted && !two))
			fail_msg("%s", want);
	}
	assert_true(hits > 10000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_noise),
	    cmocka_unit_test(test_addresses),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
