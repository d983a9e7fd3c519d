/* SPDX-License-Identifier: ISC */

/* scanner.h: who scans and what is needed, by hand. */

#include <inttypes.h>

#include "pairing.h"

/* Rows put together; 10.0.0.0/8 is ours, and the flags of TCP are known. */
static struct buf rows;

static void FL_PRINTF(1, 2) add(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&rows, fmt, ap);
	va_end(ap);
}

/* A conversation with data from a to b:port, at a time. */
static void
talk(const char *a, int sport, const char *b, int port, int start)
{
	add("e %s %d %s %d 6 9 900 %d %d ACCEPT 3\n", a, sport, b, port, start,
	    start);
	add("e %s %d %s %d 6 9 900 %d %d ACCEPT 19\n", b, port, a, sport, start,
	    start);
}

/* A handshake without data. */
static void
check_health(const char *a, int sport, const char *b, int port, int start)
{
	add("e %s %d %s %d 6 4 216 %d %d ACCEPT 3\n", a, sport, b, port, start,
	    start);
	add("e %s %d %s %d 6 3 164 %d %d ACCEPT 19\n", b, port, a, sport, start,
	    start);
}

/* A SYN that meets nothing. */
static void
knock(const char *a, int sport, const char *b, int port, int start)
{
	add("e %s %d %s %d 6 1 44 %d %d ACCEPT 2\n", a, sport, b, port, start,
	    start);
}

/* Columns of the rows whose src it is: "dst dport answered scans needed". */
static void
check(const char *src, const char *want)
{
	static const char *const col[] = {"src", "dst", "dport", "answered",
	    "scans", "needed"};
	struct schemas *all = schemas_new();
	struct pair *p = pair_new(NULL, 0);
	struct buf got = {0};

	pairing_add(p, all, PAIRING_HEAD, buf_cstr(&rows));
	struct buf out = pairing_text(p, all, col, nitems(col));
	struct slice rest = {out.p, out.n};
	while (rest.n > 0) {
		struct slice line = slice_cut(&rest, '\n');
		size_t n = strlen(src);
		if (line.n <= n || memcmp(line.p, src, n) != 0 ||
		    line.p[n] != ' ')
			continue;
		buf_add(&got, line.p + n + 1, line.n - n - 1);
		buf_char(&got, '\n');
	}
	assert_string_equal(buf_cstr(&got), want);
	buf_free(&out);
	buf_free(&got);
	buf_free(&rows);
	schemas_free(all);
}

/* Four failures more than successes, and not three. */
static void
test_excess(void **state)
{
	(void)state;
	for (int i = 1; i <= 4; i++)
		knock("9.9.9.9", 5000 + i, "10.0.0.1", i, 1000 * i);
	talk("9.9.9.9", 6000, "10.0.0.1", 443, 1);
	check("9.9.9.9",
	    "10.0.0.1 1 0 0 0\n10.0.0.1 2 0 0 0\n10.0.0.1 3 0 0 0\n"
	    "10.0.0.1 4 0 0 0\n10.0.0.1 443 1 0 1\n");
	for (int i = 1; i <= 5; i++)
		knock("9.9.9.9", 5000 + i, "10.0.0.1", i, 1000 * i);
	talk("9.9.9.9", 6000, "10.0.0.1", 443, 1);
	check("9.9.9.9",
	    "10.0.0.1 1 0 1 0\n10.0.0.1 2 0 1 0\n10.0.0.1 3 0 1 0\n"
	    "10.0.0.1 4 0 1 0\n10.0.0.1 5 0 1 0\n10.0.0.1 443 1 1 0\n");
}

/* One (destination, protocol, port) is one failure, however often. */
static void
test_retries(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		knock("9.9.9.9", 5000, "10.0.0.1", 22, 100 * i);
	talk("9.9.9.9", 6000, "10.0.0.1", 443, 1);
	check("9.9.9.9", "10.0.0.1 22 0 0 0\n10.0.0.1 443 1 0 1\n");
}

/*
 * Behind a scanner's address somebody works steadily: data in four windows,
 * each failure in one.  Three windows are too few from outside.
 */
static void
test_shared(void **state)
{
	(void)state;
	for (int windows = 3; windows <= 4; windows++) {
		for (int i = 1; i <= 9; i++)
			knock("9.9.9.9", 5000, "10.0.0.1", i, 10);
		for (int i = 0; i < windows; i++)
			talk("9.9.9.9", 6000, "10.0.0.2", 443, 1 + 600 * i);
		check("9.9.9.9",
		    windows == 3 ?
			"10.0.0.1 1 0 1 0\n10.0.0.1 2 0 1 0\n10.0.0.1 3 0 1 0\n"
			"10.0.0.1 4 0 1 0\n10.0.0.1 5 0 1 0\n10.0.0.1 6 0 1 0\n"
			"10.0.0.1 7 0 1 0\n10.0.0.1 8 0 1 0\n10.0.0.1 9 0 1 0\n"
			"10.0.0.2 443 1 1 0\n" :
			"10.0.0.1 1 0 1 0\n10.0.0.1 2 0 1 0\n10.0.0.1 3 0 1 0\n"
			"10.0.0.1 4 0 1 0\n10.0.0.1 5 0 1 0\n10.0.0.1 6 0 1 0\n"
			"10.0.0.1 7 0 1 0\n10.0.0.1 8 0 1 0\n10.0.0.1 9 0 1 0\n"
			"10.0.0.2 443 1 0 1\n");
	}
}

/*
 * A balancer: six targets are dead and tried every 10 minutes, two live ones
 * are checked without data.  It is no scanner, and the checks are needed.
 */
static void
test_balancer(void **state)
{
	char dst[32];

	(void)state;
	for (int w = 0; w < 3; w++) {
		for (int i = 1; i <= 6; i++) {
			snprintf(dst, sizeof(dst), "10.0.1.%d", i);
			knock("10.0.0.1", 5000 + 10 * w + i, dst, 80, 600 * w);
		}
		check_health("10.0.0.1", 6000 + w, "10.0.2.1", 80, 600 * w);
	}
	check_health("10.0.0.1", 7000, "10.0.2.2", 80, 1);
	check("10.0.0.1",
	    "10.0.1.1 80 0 0 0\n10.0.1.2 80 0 0 0\n10.0.1.3 80 0 0 0\n"
	    "10.0.1.4 80 0 0 0\n10.0.1.5 80 0 0 0\n10.0.1.6 80 0 0 0\n"
	    "10.0.1.1 80 0 0 0\n10.0.1.2 80 0 0 0\n10.0.1.3 80 0 0 0\n"
	    "10.0.1.4 80 0 0 0\n10.0.1.5 80 0 0 0\n10.0.1.6 80 0 0 0\n"
	    "10.0.1.1 80 0 0 0\n10.0.1.2 80 0 0 0\n10.0.1.3 80 0 0 0\n"
	    "10.0.1.4 80 0 0 0\n10.0.1.5 80 0 0 0\n10.0.1.6 80 0 0 0\n"
	    "10.0.2.1 80 1 0 1\n10.0.2.1 80 1 0 1\n10.0.2.1 80 1 0 1\n"
	    "10.0.2.2 80 1 0 0\n");
}

/* A browser: QUIC to 6 sites is refused by our own group, TCP works. */
static void
test_browser(void **state)
{
	char dst[32];

	(void)state;
	for (int i = 1; i <= 6; i++) {
		snprintf(dst, sizeof(dst), "9.9.9.%d", i);
		add("e 10.0.0.1 %d %s 443 17 3 3600 1 2 REJECT -\n", 5000 + i,
		    dst);
	}
	talk("10.0.0.1", 6000, "9.9.9.1", 443, 1);
	check("10.0.0.1",
	    "9.9.9.1 443 0 0 0\n9.9.9.2 443 0 0 0\n9.9.9.3 443 0 0 0\n"
	    "9.9.9.4 443 0 0 0\n9.9.9.5 443 0 0 0\n9.9.9.6 443 0 0 0\n"
	    "9.9.9.1 443 1 0 1\n");
}

/*
 * ACK or FIN to what was never opened, met by nothing or RST: four are a scan.
 * A late FIN of a connection that is forgotten is rejected, and none.
 */
static void
test_strays(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		for (int i = 1; i <= 4; i++) {
			talk("10.0.0.1", 40000 + i, "8.8.8.8", 443, i);
			add("e 9.9.9.9 5000 10.0.0.1 2%d 6 1 40 1 2 %s %d\n", i,
			    late ? "REJECT" : "ACCEPT", i % 2);
			if (i % 2 && !late)
				add("e 10.0.0.1 2%d 9.9.9.9 5000 6 1 40 1 2 "
				    "ACCEPT 4\n",
				    i);
		}
		check("9.9.9.9",
		    late ? "10.0.0.1 21 0 0 0\n10.0.0.1 22 0 0 0\n"
			   "10.0.0.1 23 0 0 0\n10.0.0.1 24 0 0 0\n" :
			   "10.0.0.1 21 0 1 0\n10.0.0.1 22 0 1 0\n"
			   "10.0.0.1 23 0 1 0\n10.0.0.1 24 0 1 0\n");
	}
}

/*
 * Three name servers outside that are dead; the NAT shows each question once
 * more, with its own address for theirs: three failures, not four.
 */
static void
test_translated(void **state)
{
	(void)state;
	for (int i = 1; i <= 3; i++) {
		add("x 10.0.0.5 500%d 9.9.9.%d 53 17 1 60 1 2 ACCEPT -\n", i,
		    i);
		add("n 10.0.0.5 500%d 10.0.0.9 53 17 1 60 1 2 ACCEPT -\n", i);
		add("n 10.0.0.9 600%d 9.9.9.%d 53 17 1 60 1 2 ACCEPT -\n", i,
		    i);
	}
	check("10.0.0.5",
	    "9.9.9.1 53 0 0 0\n10.0.0.9 53 0 0 0\n"
	    "9.9.9.2 53 0 0 0\n10.0.0.9 53 0 0 0\n"
	    "9.9.9.3 53 0 0 0\n10.0.0.9 53 0 0 0\n");
}

/* One of ours sends what is left to four who have gone away. */
static void
test_gone(void **state)
{
	(void)state;
	for (int i = 1; i <= 4; i++)
		add("e 10.0.0.1 50500 9.9.9.%d 50000 6 3 4500 1 2 ACCEPT 0\n",
		    i);
	check("10.0.0.1",
	    "9.9.9.1 50000 0 0 0\n9.9.9.2 50000 0 0 0\n"
	    "9.9.9.3 50000 0 0 0\n9.9.9.4 50000 0 0 0\n");
}

/* Without flags: a bare header each way, of four services, is such a scan. */
static void
test_bare(void **state)
{
	(void)state;
	for (int bytes = 40; bytes <= 44; bytes += 4) {
		for (int i = 1; i <= 4; i++) {
			talk("10.0.0.1", 40000 + i, "8.8.8.8", 443, i);
			add("e 9.9.9.9 50000 10.0.0.1 %d 6 1 %d 1 2 ACCEPT -\n",
			    20 + i, bytes);
			add("e 10.0.0.1 %d 9.9.9.9 50000 6 1 %d 1 2 ACCEPT -\n",
			    20 + i, bytes);
		}
		check("9.9.9.9",
		    bytes == 40 ? "10.0.0.1 21 1 1 0\n10.0.0.1 22 1 1 0\n"
				  "10.0.0.1 23 1 1 0\n10.0.0.1 24 1 1 0\n" :
				  "10.0.0.1 21 1 0 0\n10.0.0.1 22 1 0 0\n"
				  "10.0.0.1 23 1 0 0\n10.0.0.1 24 1 0 0\n");
	}
}

/*
 * One of ours knocks at four that are dead: every 20 minutes it is a client
 * that waits for them, every four hours it scans.
 */
static void
test_own(void **state)
{
	(void)state;
	for (int hours = 0; hours <= 4; hours += 4) {
		for (int i = 1; i <= 4; i++)
			for (int w = 0; w < 3; w++)
				knock("10.0.0.9", 5000 + w, "10.0.0.1", i,
				    w * (hours == 0 ? 1200 : hours * 3600));
		check("10.0.0.9",
		    hours == 0 ? "10.0.0.1 1 0 0 0\n10.0.0.1 2 0 0 0\n"
				 "10.0.0.1 3 0 0 0\n10.0.0.1 4 0 0 0\n"
				 "10.0.0.1 1 0 0 0\n10.0.0.1 2 0 0 0\n"
				 "10.0.0.1 3 0 0 0\n10.0.0.1 4 0 0 0\n"
				 "10.0.0.1 1 0 0 0\n10.0.0.1 2 0 0 0\n"
				 "10.0.0.1 3 0 0 0\n10.0.0.1 4 0 0 0\n" :
				 "10.0.0.1 1 0 1 0\n10.0.0.1 2 0 1 0\n"
				 "10.0.0.1 3 0 1 0\n10.0.0.1 4 0 1 0\n"
				 "10.0.0.1 1 0 1 0\n10.0.0.1 2 0 1 0\n"
				 "10.0.0.1 3 0 1 0\n10.0.0.1 4 0 1 0\n"
				 "10.0.0.1 1 0 1 0\n10.0.0.1 2 0 1 0\n"
				 "10.0.0.1 3 0 1 0\n10.0.0.1 4 0 1 0\n");
	}
}

/* SYN-ACKs to what we never sent: somebody lies with our address. */
static void
test_backscatter(void **state)
{
	(void)state;
	for (int i = 1; i <= 6; i++)
		add("e 9.9.9.%d 443 10.0.0.1 %d 6 1 44 1 2 REJECT 18\n", i,
		    5000 + i);
	talk("10.0.0.1", 6000, "8.8.8.8", 443, 1);
	check("10.0.0.1",
	    "9.9.9.1 443 0 0 0\n9.9.9.2 443 0 0 0\n9.9.9.3 443 0 0 0\n"
	    "9.9.9.4 443 0 0 0\n9.9.9.5 443 0 0 0\n9.9.9.6 443 0 0 0\n"
	    "8.8.8.8 443 1 0 1\n");
}

/*
 * One-way: syslog at once, with a neighbour too; another port in three windows,
 * not in two; never if it was rejected, to many, from the internet, or if it
 * asks for an answer as pings, DNS and QUIC do.
 */
static void
test_oneway(void **state)
{
	static const struct {
		const char *src, *dst;
		int port, proto, windows;
		const char *action;
		int needed;
	} row[] = {
	    {"10.0.0.1", "10.0.0.2", 514, 17, 1, "ACCEPT", 1},
	    {"10.0.0.1", "10.0.0.2", 515, 17, 3, "ACCEPT", 1},
	    {"10.0.0.1", "10.0.0.2", 516, 17, 2, "ACCEPT", 0},
	    {"10.0.0.1", "10.0.0.2", 517, 17, 3, "REJECT", 0},
	    {"10.0.0.1", "224.0.0.1", 518, 17, 3, "ACCEPT", 0},
	    {"10.0.0.1", "172.16.0.1", 514, 17, 1, "ACCEPT", 1},
	    {"172.16.0.1", "10.0.0.1", 514, 17, 1, "ACCEPT", 1},
	    {"10.0.0.1", "9.9.9.9", 514, 17, 1, "ACCEPT", 1},
	    {"10.0.0.1", "9.9.9.9", 515, 17, 3, "ACCEPT", 1},
	    {"10.0.0.1", "9.9.9.9", 516, 17, 2, "ACCEPT", 0},
	    {"9.9.9.9", "10.0.0.1", 514, 17, 3, "ACCEPT", 0},
	    {"10.0.0.1", "10.0.0.2", 53, 17, 3, "ACCEPT", 0},
	    {"10.0.0.1", "9.9.9.9", 443, 17, 3, "ACCEPT", 0},
	    {"10.0.0.1", "10.0.0.2", 0, 1, 3, "ACCEPT", 0},
	    {"10.0.0.1", "10.0.0.2", 514, 6, 3, "ACCEPT", 0},
	    {"10.0.0.1", "10.0.0.2", 0, 47, 3, "ACCEPT", 1},
	};

	(void)state;
	for (size_t i = 0; i < nitems(row); i++) {
		char want[64];
		int sport = row[i].proto == 17 || row[i].proto == 6 ? 5000 : 0;
		for (int w = 0; w < row[i].windows; w++)
			add("e %s %d %s %d %d 1 90 %d %d %s -\n", row[i].src,
			    sport, row[i].dst, row[i].port, row[i].proto,
			    1800 * w, 1800 * w, row[i].action);
		snprintf(want, sizeof(want), "%s %d 0 0 %d\n", row[i].dst,
		    row[i].port, row[i].needed);
		check(row[i].src, want);
	}
}

/*
 * A visitor who came once to what scanners got a banner of: nothing tells it
 * from one of them that gave up, so it is needed, and for others to mark.
 */
static void
test_visitor(void **state)
{
	char src[32];

	(void)state;
	for (int k = 1; k <= 4; k++) {
		snprintf(src, sizeof(src), "8.8.8.%d", k);
		for (int i = 1; i <= 9; i++)
			knock(src, 5000, "10.0.0.1", i, 10);
		talk(src, 6000, "10.0.0.1", 25, 10);
	}
	talk("9.9.9.9", 6000, "10.0.0.1", 25, 10);
	check("9.9.9.9", "10.0.0.1 25 1 0 1\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_excess),
	    cmocka_unit_test(test_retries),
	    cmocka_unit_test(test_shared),
	    cmocka_unit_test(test_balancer),
	    cmocka_unit_test(test_browser),
	    cmocka_unit_test(test_strays),
	    cmocka_unit_test(test_translated),
	    cmocka_unit_test(test_gone),
	    cmocka_unit_test(test_bare),
	    cmocka_unit_test(test_own),
	    cmocka_unit_test(test_backscatter),
	    cmocka_unit_test(test_oneway),
	    cmocka_unit_test(test_visitor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
