/* SPDX-License-Identifier: ISC */

/* agg.h: groups worked out by hand.  See aggsplit.c for many at random. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include <cmocka.h>

#include "base/diag.h"
#include "grouping.h"

static void
check(const char *list, const char *in, const char *want)
{
	struct buf out = group(list, slice_str(in));

	assert_string_equal(buf_cstr(&out), want);
	buf_free(&out);
}

static void
test_records(void **s)
{
	(void)s;
	check("dst,dport",
	    "#src\tdst\tdport\tpackets\tbytes\tstart\tend\taction\n"
	    "10.0.0.1\t10.0.0.9\t443\t3\t300\t100\t160\tACCEPT\n"
	    "10.0.0.2\t10.0.0.9\t443\t4\t400\t90\t150\tREJECT\n"
	    "10.0.0.2\t9.0.0.9\t80\t-\t-\t-\t-\tACCEPT\n",
	    "#dst\tdport\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "9.0.0.9\t80\t1\t0\t-\t-\t-\t-\n"
	    "10.0.0.9\t443\t2\t1\t7\t700\t90\t160\n");
}

/* One missing action leaves nobody knowing how many were rejected. */
static void
test_unknown_rejects(void **s)
{
	(void)s;
	check("dst",
	    "#dst\taction\tstart\n1.1.1.1\tREJECT\t5\n"
	    "1.1.1.1\t-\t6\n2.2.2.2\tREJECT\t7\n#dst\tstart\n"
	    "2.2.2.2\t8\n3.3.3.3\t9\n",
	    "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "1.1.1.1\t2\t-\t-\t-\t5\t-\n"
	    "2.2.2.2\t2\t-\t-\t-\t7\t-\n"
	    "3.3.3.3\t1\t-\t-\t-\t9\t-\n");
}

/* Neither groups nor records: how many flows is not known. */
static void
test_neither(void **s)
{
	(void)s;
	check("dst", "#dst\tbytes\n1.1.1.1\t5\n1.1.1.1\t6\n",
	    "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "1.1.1.1\t-\t-\t-\t11\t-\t-\n");
}

static void
test_masks(void **s)
{
	(void)s;
	check("src/24:64",
	    "#src\tflows\n10.0.1.7\t1\n10.0.1.0/24\t2\n10.0.0.0/16\t4\n"
	    "10.0.1.128/25\t8\n2001:db8::1\t16\n2001:db8::/48\t32\n"
	    "2001:db8:0:0:ffff::\t64\n-\t128\n::/0\t256\n0.0.0.0/0\t512\n",
	    "#src\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "::/0\t256\t-\t-\t-\t-\t-\n"
	    "0.0.0.0/0\t512\t-\t-\t-\t-\t-\n"
	    "10.0.0.0/16\t4\t-\t-\t-\t-\t-\n"
	    "10.0.1.0/24\t11\t-\t-\t-\t-\t-\n"
	    "2001:db8::/48\t32\t-\t-\t-\t-\t-\n"
	    "2001:db8::/64\t80\t-\t-\t-\t-\t-\n"
	    "-\t128\t-\t-\t-\t-\t-\n");
	check("src/0", "#src\tflows\n10.0.1.7\t1\n9.9.9.9\t2\n::1\t4\n-\t8\n",
	    "#src\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "::1\t4\t-\t-\t-\t-\t-\n"
	    "0.0.0.0/0\t3\t-\t-\t-\t-\t-\n"
	    "-\t8\t-\t-\t-\t-\t-\n");
}

/* The highest values beside missing ones: no two share a packed form. */
static void
test_tops(void **s)
{
	(void)s;
	check("src,dport,proto,bytes,fromport,action,start,foo",
	    "#src\tdport\tproto\tbytes\tfromport\taction\tstart\tfoo\tflows\n"
	    "255.255.255.255\t65535\t255\t18446744073709551614\t65535\tREJECT"
	    "\t4294967294\t~\t1\n"
	    "-\t-\t-\t-\t-\t-\t-\t-\t2\n"
	    "255.255.255.255\t0\t0\t0\t-1\tACCEPT\t0\t\x7e\x7e\t4\n"
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\t-\t-\t-\t-\t-\t-\t-\t"
	    "8\n",
	    "#src\tdport\tproto\tbytes\tfromport\taction\tstart\tfoo"
	    "\tflows\trejects\tpackets\tfirst\tlast\n"
	    "255.255.255.255\t0\t0\t0\t-1\tACCEPT\t0\t\x7e\x7e"
	    "\t4\t-\t-\t-\t-\n"
	    "255.255.255.255\t65535\t255\t18446744073709551614\t65535\tREJECT"
	    "\t4294967294\t~\t1\t-\t-\t-\t-\n"
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\t-\t-\t-\t-\t-\t-\t-"
	    "\t8\t-\t-\t-\t-\n"
	    "-\t-\t-\t-\t-\t-\t-\t-\t2\t-\t-\t-\t-\n");
}

static void
test_rounding(void **s)
{
	(void)s;
	check("start/1h,version/10",
	    "#start\tversion\tbytes\n7199\t19\t1\n3600\t10\t2\n7200\t20\t4\n"
	    "-\t-\t8\n",
	    "#start\tversion\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "3600\t10\t2\t-\t-\t3\t3600\t-\n"
	    "7200\t20\t1\t-\t-\t4\t7200\t-\n"
	    "-\t-\t1\t-\t-\t8\t-\t-\n");
}

/* Counters that came late, and how: only needed rows say it. */
static void
test_late_counters(void **s)
{
	(void)s;
	check("dst",
	    "#dst\tflows\n1.1.1.1\t1\n2.2.2.2\t2\n"
	    "#dst\tflows\tneeded\thow\n1.1.1.1\t1\t0\tsyn\n"
	    "1.1.1.1\t1\t1\tport\n1.1.1.1\t1\t2\tservice\n3.3.3.3\t1\t0\tsyn\n"
	    "#dst\tflows\tconns\n2.2.2.2\t1\t7\n",
	    "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\tconns\tneeded"
	    "\thow\n"
	    "1.1.1.1\t4\t-\t-\t-\t-\t-\t-\t3\tservice\n"
	    "2.2.2.2\t3\t-\t-\t-\t-\t-\t7\t-\t-\n"
	    "3.3.3.3\t1\t-\t-\t-\t-\t-\t-\t0\t-\n");
}

/* A counter that is a key is no counter. */
static void
test_counter_key(void **s)
{
	(void)s;
	check("flows,first",
	    "#dst\tflows\tfirst\tbytes\n1.1.1.1\t2\t5\t10\n1.1.1.2\t2\t5\t20\n"
	    "1.1.1.1\t10\t5\t40\n",
	    "#flows\tfirst\trejects\tpackets\tbytes\tlast\n"
	    "2\t5\t-\t-\t30\t-\n10\t5\t-\t-\t40\t-\n");
}

/* A row can't begin with #, and one name has one spelling. */
static void
test_hash(void **s)
{
	(void)s;
	check("foo",
	    "#dst\tfoo\tflows\n1.1.1.1\t#x\t1\n1.1.1.1\t%23x\t2\n"
	    "1.1.1.1\tx#\t4\n",
	    "#foo\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "%23x\t3\t-\t-\t-\t-\t-\nx#\t4\t-\t-\t-\t-\t-\n");
}

/* No rows, and nothing at all. */
static void
test_empty(void **s)
{
	(void)s;
	check("dst", "", "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\n");
	check("dst", "#dst\tneeded\tflows\n",
	    "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\tneeded\n");
}

/* Rows that are bad leave the selection and nothing else. */
static void
test_malformed(void **s)
{
	struct schemas *all = schemas_new();
	struct keys *k = keys_parse("dport,end");
	struct agg *a = agg_new(k, all);
	struct buf out = {0};
	size_t kept;

	(void)s;
	kept = feed_text(a, all,
	    slice_str("#dport\tstart\tend\tpackets\tbytes\taction\n"
		      "80\t1\t2\t281474976710655\t281474976710655\tACCEPT\n"
		      "99999\t1\t2\t1\t1\tACCEPT\n"
		      "80\tx\t2\t1\t1\tACCEPT\n"
		      "80\t4294967295\t2\t1\t1\tACCEPT\n"
		      "80\t1\t4294967295\t1\t1\tACCEPT\n"
		      "80\t1\t2\t281474976710657\t1\tACCEPT\n"
		      "80\t1\t2\t1\t281474976710657\tACCEPT\n"
		      "80\t1\t2\t1\t1\taccept\n"));
	assert_int_equal(kept, 1);
	/* What grouped rows count has no such bound. */
	kept = feed_text(a, all,
	    slice_str("#dport\tend\tflows\tpackets\n"
		      "80\t2\t1\t281474976710657\n"));
	assert_int_equal(kept, 1);
	drain(a, &out);
	assert_string_equal(buf_cstr(&out),
	    "#dport\tend\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "80\t2\t2\t-\t562949953421312\t281474976710655\t1\t2\n");
	buf_free(&out);
	agg_free(a);
	keys_free(k);
	schemas_free(all);
}

/* The exit status of grouping a text in a child, whose stderr is closed. */
static int
status_of(const char *list, const char *text)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		close(2);
		struct buf out = group(list, slice_str(text));
		buf_free(&out);
		_exit(diag_status() == DIAG_LOST ? 2 : 99);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void
test_fatal(void **s)
{
	(void)s;
	assert_int_equal(status_of("mine", "#dst\tyours\n1.1.1.1\t2\n"), 2);
	assert_int_equal(status_of("mine", "#dst\n"), 2);
	assert_int_equal(status_of("dst",
			     "#dst\tflows\n1.1.1.1\t18446744073709551614\n"
			     "1.1.1.1\t1\n"),
	    2);
	assert_int_equal(status_of("dst",
			     "#dst\tflows\n1.1.1.1\t18446744073709551613\n"
			     "1.1.1.1\t1\n"),
	    99);
}

/* More groups than a block has rows, in both forms, come out in order. */
static void
test_many(void **s)
{
	struct buf text = {0}, want = {0};

	(void)s;
	buf_str(&text, "#dst\tdport\tflows\n");
	for (unsigned int i = 0; i < 30000; i++) {
		unsigned int v = i * 7919 % 30000; /* a prime: all of them */
		if (v < 15000)
			buf_fmt(&text, "10.0.%u.%u\t%u\t1\n", v / 100, v % 100,
			    v);
		else
			buf_fmt(&text, "2001:db8::%x\t%u\t1\n", v, v);
	}
	buf_str(&want,
	    "#dst\tdport\tflows\trejects\tpackets\tbytes\tfirst"
	    "\tlast\n");
	for (unsigned int v = 0; v < 30000; v++) {
		if (v < 15000)
			buf_fmt(&want, "10.0.%u.%u", v / 100, v % 100);
		else
			buf_fmt(&want, "2001:db8::%x", v);
		buf_fmt(&want, "\t%u\t1\t-\t-\t-\t-\t-\n", v);
	}
	struct buf got = group("dst,dport", (struct slice){text.p, text.n});
	same_bytes(&got, &want);
	buf_free(&want);
	buf_free(&text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_records),
	    cmocka_unit_test(test_unknown_rejects),
	    cmocka_unit_test(test_neither),
	    cmocka_unit_test(test_masks),
	    cmocka_unit_test(test_tops),
	    cmocka_unit_test(test_rounding),
	    cmocka_unit_test(test_late_counters),
	    cmocka_unit_test(test_counter_key),
	    cmocka_unit_test(test_hash),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_fatal),
	    cmocka_unit_test(test_many),
	};

	diag_init("agg");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
