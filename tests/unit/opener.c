/* SPDX-License-Identifier: ISC */

/*
 * opener.h: each rung of the ladder by hand.  Sizes are such that only the rung
 * in question can tell; 10.0.0.0/8 is ours.
 */

#include "pairing.h"

/* Both ways, with data and without flags, as src's interface logs it. */
#define BOTH(src, sport, dst, dport, proto, start)                            \
	"e" src " " src " " sport " " dst " " dport " " proto " 9 900 " start \
	" " start " ACCEPT -\n"                                               \
	"e" src " " dst " " dport " " src " " sport " " proto " 9 900 " start \
	" " start " ACCEPT -\n"

/* Flags decide before ports do: 443 opens to 50000. */
static void
test_syn(void **state)
{
	(void)state;
	pairing_check("e 10.0.0.1 443 10.0.0.2 50000 6 9 900 1 2 ACCEPT 2\n"
		      "e 10.0.0.2 50000 10.0.0.1 443 6 9 900 1 2 ACCEPT 18\n",
	    "10.0.0.1 10.0.0.2 50000 syn 1 0 1\n");
	/* A SYN-ACK alone says it too, in any window. */
	pairing_check("e 10.0.0.1 443 10.0.0.2 50000 6 9 900 1 2 ACCEPT 0\n"
		      "e 10.0.0.2 50000 10.0.0.1 443 6 9 900 1 2 ACCEPT 0\n"
		      "e 10.0.0.2 50000 10.0.0.1 443 6 9 900 9999 9999 "
		      "ACCEPT 19\n",
	    "10.0.0.1 10.0.0.2 50000 syn 1 0 1\n");
}

/* Port 40001 served four client ports, each of which met one port. */
static void
test_fanin(void **state)
{
	(void)state;
	pairing_check(BOTH("10.0.0.1", "51001", "10.0.0.9", "40001", "6", "1")
			  BOTH("10.0.0.1", "51002", "10.0.0.9", "40001", "6",
			      "1") BOTH("10.0.0.2", "51003", "10.0.0.9",
			      "40001", "6", "1") BOTH("10.0.0.2", "51004",
			      "10.0.0.9", "40001", "6", "1"),
	    "10.0.0.1 10.0.0.9 40001 fanin 1 0 1\n"
	    "10.0.0.1 10.0.0.9 40001 fanin 1 0 1\n"
	    "10.0.0.2 10.0.0.9 40001 fanin 1 0 1\n"
	    "10.0.0.2 10.0.0.9 40001 fanin 1 0 1\n");
	/* Three are too few, and four hosts with one port between them too. */
	pairing_check(BOTH("10.0.0.1", "51001", "10.0.0.9", "40001", "6", "1")
			  BOTH("10.0.0.1", "51002", "10.0.0.9", "40001", "6",
			      "1") BOTH("10.0.0.2", "51001", "10.0.0.9",
			      "40001", "6", "1") BOTH("10.0.0.2", "51002",
			      "10.0.0.9", "40001", "6", "1"),
	    "10.0.0.1 10.0.0.9 40001 none 1 0 1\n"
	    "10.0.0.1 10.0.0.9 40001 none 1 0 1\n"
	    "10.0.0.2 10.0.0.9 40001 none 1 0 1\n"
	    "10.0.0.2 10.0.0.9 40001 none 1 0 1\n");
}

/*
 * From port 53 to four others, that were refused: 53 is a scanner's port.  But
 * what port 5060 opened to 5060 says nothing of clients' ports.
 */
static void
test_opens(void **state)
{
	(void)state;
	pairing_check("e 9.9.9.9 53 10.0.0.1 22 6 1 44 1 2 REJECT -\n"
		      "e 9.9.9.9 53 10.0.0.2 22 6 1 44 1 2 REJECT -\n"
		      "e 9.9.9.9 53 10.0.0.3 22 6 1 44 1 2 REJECT -\n"
		      "e 9.9.9.9 53 10.0.0.4 22 6 1 44 1 2 REJECT -\n"
		      "e 9.9.9.9 53 10.0.0.5 40000 6 9 900 1 2 ACCEPT -\n"
		      "e 10.0.0.5 40000 9.9.9.9 53 6 9 900 1 2 ACCEPT -\n",
	    "9.9.9.9 10.0.0.1 22 opens 0 0 0\n"
	    "9.9.9.9 10.0.0.2 22 opens 0 0 0\n"
	    "9.9.9.9 10.0.0.3 22 opens 0 0 0\n"
	    "9.9.9.9 10.0.0.4 22 opens 0 0 0\n"
	    "9.9.9.9 10.0.0.5 40000 opens 1 0 1\n");
	pairing_check("e 10.0.0.9 5060 10.0.0.1 5060 6 1 44 1 2 REJECT -\n"
		      "e 10.0.0.9 5060 10.0.0.2 5060 6 1 44 1 2 REJECT -\n"
		      "e 10.0.0.9 5060 10.0.0.3 5060 6 1 44 1 2 REJECT -\n"
		      "e 10.0.0.9 5060 10.0.0.4 5060 6 1 44 1 2 REJECT -\n"
		      "e 10.0.0.9 5060 10.0.0.5 40000 6 9 900 1 2 ACCEPT -\n"
		      "e 10.0.0.5 40000 10.0.0.9 5060 6 9 900 1 2 ACCEPT -\n",
	    "10.0.0.5 10.0.0.9 5060 service 1 0 1\n"
	    "10.0.0.9 10.0.0.1 5060 alone 0 0 0\n"
	    "10.0.0.9 10.0.0.2 5060 alone 0 0 0\n"
	    "10.0.0.9 10.0.0.3 5060 alone 0 0 0\n"
	    "10.0.0.9 10.0.0.4 5060 alone 0 0 0\n");
}

/* Both ways from 10.0.0.src to 10.0.0.dst, as both interfaces log it. */
static void
meet(struct buf *to, int src, int dst, int port, int proto)
{
	buf_fmt(to, "e%d 10.0.0.%d %d 10.0.0.%d %d %d 9 900 1 1 ACCEPT -\n",
	    dst, src, port, dst, port, proto);
	buf_fmt(to, "e%d 10.0.0.%d %d 10.0.0.%d %d %d 9 900 1 1 ACCEPT -\n",
	    src, src, port, dst, port, proto);
	buf_fmt(to, "e%d 10.0.0.%d %d 10.0.0.%d %d %d 9 900 1 1 ACCEPT -\n",
	    src, dst, port, src, port, proto);
}

/* 123 to 123: the one that seven of ours talk to is the service, not six. */
static void
test_hub(void **state)
{
	(void)state;
	for (int n = 6; n <= 7; n++) {
		struct buf rows = {0}, want = {0};
		for (int i = 1; i <= n; i++) {
			meet(&rows, i, 9, 123, 17);
			buf_fmt(&want, "10.0.0.%d 10.0.0.9 123 %s 1 0 1\n", i,
			    n == 7 ? "hub" : "none");
		}
		pairing_check(buf_cstr(&rows), buf_cstr(&want));
		buf_free(&rows);
		buf_free(&want);
	}
}

/*
 * It is a client outside, where we see no other client of the server, and
 * somebody else was let in from outside: undecided.
 */
static void
test_hub_outside(void **state)
{
	struct buf rows = {0}, want = {0};

	(void)state;
	buf_str(&rows, BOTH("10.0.0.9", "123", "9.9.9.9", "123", "17", "1"));
	buf_str(&want, "9.9.9.9 10.0.0.9 123 none 1 0 1\n");
	for (int i = 1; i <= 7; i++) {
		meet(&rows, i, 9, 123, 17);
		buf_fmt(&want, "10.0.0.%d 10.0.0.9 123 hub 1 0 1\n", i);
	}
	pairing_check(buf_cstr(&rows), buf_cstr(&want));
	buf_free(&rows);
	buf_free(&want);
}

/*
 * Of a cluster in which all meet the log has some: .1 met eight, and most of
 * these met only it, but three have met three.
 */
static void
test_mesh(void **state)
{
	struct buf rows = {0}, want = {0};

	(void)state;
	for (int i = 2; i <= 9; i++) {
		meet(&rows, i, 1, 123, 17);
		buf_fmt(&want, "10.0.0.1 10.0.0.%d 123 none 1 0 1\n", i);
	}
	for (int i = 2; i <= 4; i++)
		for (int k = i + 1; k <= 4; k++) {
			meet(&rows, i, k, 123, 17);
			buf_fmt(&want, "10.0.0.%d 10.0.0.%d 123 none 1 0 1\n",
			    i, k);
		}
	pairing_check(buf_cstr(&rows), buf_cstr(&want));
	buf_free(&rows);
	buf_free(&want);
}

/* The hub's own interface logs nothing: so .7 may be a translator. */
static void
test_hub_unseen(void **state)
{
	struct buf rows = {0}, want = {0};

	(void)state;
	for (int i = 1; i <= 7; i++) {
		buf_fmt(&rows,
		    "e%d 10.0.0.%d 123 10.0.0.9 123 17 9 900 1 1 ACCEPT -\n", i,
		    i);
		buf_fmt(&rows,
		    "e%d 10.0.0.9 123 10.0.0.%d 123 17 9 900 1 1 ACCEPT -\n", i,
		    i);
		/* Else nobody knows whose interface it is. */
		buf_fmt(&rows,
		    "e%d 10.0.0.%d 9 10.0.1.1 9 17 1 90 1 1 ACCEPT -\n", i, i);
		buf_fmt(&want, "10.0.0.%d 10.0.1.1 9 alone 0 0 0\n", i);
		buf_fmt(&want, "10.0.0.%d 10.0.0.9 123 none 1 0 1\n", i);
	}
	pairing_check(buf_cstr(&rows), buf_cstr(&want));
	buf_free(&rows);
	buf_free(&want);
}

/* Either end of a tunnel may begin, however many end at one host. */
static void
test_tunnels(void **state)
{
	struct buf rows = {0}, want = {0};

	(void)state;
	for (int i = 1; i <= 7; i++) {
		meet(&rows, i, 9, 0, 47);
		buf_fmt(&want, "10.0.0.%d 10.0.0.9 0 none 1 0 1\n", i);
	}
	pairing_check(buf_cstr(&rows), buf_cstr(&want));
	buf_free(&rows);
	buf_free(&want);
}

/* Of pings among ours nobody can tell; who pings us once has swept us. */
static void
test_ping(void **state)
{
	struct buf rows = {0}, want = {0};

	(void)state;
	for (int i = 1; i <= 7; i++) {
		meet(&rows, i, 9, 0, 1);
		buf_fmt(&want, "10.0.0.%d 10.0.0.9 0 none 1 0 1\n", i);
	}
	pairing_check(buf_cstr(&rows), buf_cstr(&want));
	buf_free(&rows);
	buf_free(&want);
	for (int i = 1; i <= 7; i++)
		for (int back = 0; back < 2; back++) {
			char ours[16];
			snprintf(ours, sizeof(ours), "10.0.0.%d", i);
			for (int w = 0; w < (i == 7 ? 3 : 1); w++)
				buf_fmt(&rows,
				    "e%d %s 0 %s 0 1 9 900 %d %d ACCEPT -\n", i,
				    back ? ours : "9.9.9.9",
				    back ? "9.9.9.9" : ours, 1 + 600 * w,
				    1 + 600 * w);
		}
	for (int i = 1; i <= 6; i++)
		buf_fmt(&want, "9.9.9.9 10.0.0.%d 0 hub 1 0 1\n", i);
	buf_str(&want, "10.0.0.7 9.9.9.9 0 hub 1 0 1\n");
	pairing_check(buf_cstr(&rows), buf_cstr(&want));
	buf_free(&rows);
	buf_free(&want);
}

/*
 * A lone ICMP record to who sent what nobody answered is an error, and no sign
 * that its sender pings: so of the talk with .9 nobody knows who asked.
 */
static void
test_errors(void **state)
{
	static const char *const rows[] = {
	    "e 10.0.0.%d 5000 10.0.0.9 162 17 1 90 1 2 ACCEPT -\n",
	    "e 10.0.0.9 0 10.0.0.%d 0 1 1 118 1 2 ACCEPT -\n",
	};

	(void)state;
	for (size_t with = 0; with < 2; with++) {
		struct buf text = {0};
		for (size_t k = with; k < 2; k++)
			for (int i = 1; i <= 4; i++) {
				char row[100];
				snprintf(row, sizeof(row), rows[k], i);
				buf_str(&text, row);
			}
		buf_str(&text,
		    BOTH("10.0.0.8", "0", "10.0.0.9", "0", "1", "1"));
		pairing_check(buf_cstr(&text),
		    with == 0 ? "10.0.0.1 10.0.0.9 162 alone 0 0 1\n"
				"10.0.0.2 10.0.0.9 162 alone 0 0 1\n"
				"10.0.0.3 10.0.0.9 162 alone 0 0 1\n"
				"10.0.0.4 10.0.0.9 162 alone 0 0 1\n"
				"10.0.0.8 10.0.0.9 0 none 1 0 1\n"
				"10.0.0.9 10.0.0.1 0 alone 0 0 0\n"
				"10.0.0.9 10.0.0.2 0 alone 0 0 0\n"
				"10.0.0.9 10.0.0.3 0 alone 0 0 0\n"
				"10.0.0.9 10.0.0.4 0 alone 0 0 0\n" :
				"10.0.0.9 10.0.0.1 0 opens 0 0 0\n"
				"10.0.0.9 10.0.0.2 0 opens 0 0 0\n"
				"10.0.0.9 10.0.0.3 0 opens 0 0 0\n"
				"10.0.0.9 10.0.0.4 0 opens 0 0 0\n"
				"10.0.0.9 10.0.0.8 0 opens 1 0 1\n");
		buf_free(&text);
	}
}

static void
test_alone(void **state)
{
	(void)state;
	/* Only one sent; the other sent a reset. */
	pairing_check("e 10.0.0.1 40000 10.0.0.2 50000 6 3 180 1 2 ACCEPT -\n"
		      "e 10.0.0.1 40001 10.0.0.2 51001 6 1 60 1 2 ACCEPT -\n"
		      "e 10.0.0.2 51001 10.0.0.1 40001 6 1 40 1 2 ACCEPT -\n",
	    "10.0.0.1 10.0.0.2 50000 alone 0 0 0\n"
	    "10.0.0.1 10.0.0.2 51001 alone 0 0 0\n");
	/* A reset or the end of something before, from 443 to a client. */
	pairing_check("e 9.9.9.9 443 10.0.0.2 50000 6 1 40 1 2 REJECT -\n",
	    "10.0.0.2 9.9.9.9 443 service 0 0 0\n");
	/* But the same in the size of a SYN asks for something. */
	pairing_check("e 9.9.9.9 443 10.0.0.2 50000 6 1 44 1 2 REJECT -\n",
	    "9.9.9.9 10.0.0.2 50000 alone 0 0 0\n");
	/* AWS's own example: a ping was let in, its answer not let out. */
	pairing_check("e 203.0.113.12 0 172.31.16.139 0 1 4 336 1 2 ACCEPT -\n"
		      "e 172.31.16.139 0 203.0.113.12 0 1 4 336 1 2 REJECT -\n",
	    "203.0.113.12 172.31.16.139 0 alone 0 0 0\n");
}

/*
 * By the table: 2049 is NFS, whose clients have ports from 512 up; 50066 is a
 * service too, but not beside one that no client has.
 */
static void
test_service(void **state)
{
	(void)state;
	pairing_check(BOTH("10.0.0.1", "800", "10.0.0.2", "2049", "6", "1")
			  BOTH("10.0.0.1", "50066", "10.0.0.2", "42", "6", "1")
			      BOTH("10.0.0.1", "30000", "10.0.0.2", "8080", "6",
				  "1"),
	    "10.0.0.1 10.0.0.2 2049 service 1 0 1\n"
	    "10.0.0.1 10.0.0.2 8080 service 1 0 1\n"
	    "10.0.0.1 10.0.0.2 42 port 1 0 1\n");
}

/* A pool that was opened before the log began, to what was opened since. */
static void
test_learned(void **state)
{
	(void)state;
	pairing_check(
	    BOTH("10.0.0.1", "50000", "10.0.0.9", "61616", "6",
		"1") "e 10.0.0.2 50000 10.0.0.9 61616 6 9 900 1 2 ACCEPT 2\n"
		     "e 10.0.0.9 61616 10.0.0.2 50000 6 9 900 1 2 ACCEPT 18\n",
	    "10.0.0.1 10.0.0.9 61616 service 1 0 1\n"
	    "10.0.0.2 10.0.0.9 61616 syn 1 0 1\n");
}

/*
 * 32768 lies between, 49152 says nothing: Linux gives out both sides of it.  Of
 * SCTP too.  A port from 512 to 1023 may be an old client's, one below not.
 */
static void
test_port(void **state)
{
	(void)state;
	pairing_check(BOTH("10.0.0.1", "40000", "10.0.0.2", "30000", "132", "1")
			  BOTH("10.0.0.1", "653", "10.0.0.2", "20048", "17",
			      "1") BOTH("10.0.0.1", "20048", "10.0.0.3", "300",
			      "17", "1"),
	    "10.0.0.1 10.0.0.2 20048 none 1 0 1\n"
	    "10.0.0.1 10.0.0.3 300 port 1 0 1\n"
	    "10.0.0.1 10.0.0.2 30000 port 1 0 1\n");
	pairing_check(BOTH("10.0.0.1", "40000", "10.0.0.2", "30000", "6", "1")
			  BOTH("10.0.0.1", "40000", "10.0.0.3", "50500", "6",
			      "1"),
	    "10.0.0.1 10.0.0.2 30000 port 1 0 1\n"
	    "10.0.0.1 10.0.0.3 50500 none 1 0 1\n");
}

/* A minute is not enough, nor a connection that may be older than the log. */
static void
test_order(void **state)
{
	(void)state;
	pairing_check(
	    "e 10.0.0.7 1 10.0.0.8 1 17 1 99 1000 1000 ACCEPT -\n"
	    "e 10.0.0.2 5000 10.0.0.1 5000 6 9 900 1600 1700 ACCEPT -\n"
	    "e 10.0.0.1 5000 10.0.0.2 5000 6 9 900 1661 1700 ACCEPT -\n"
	    "e 10.0.0.4 5000 10.0.0.3 5000 6 9 900 1600 1700 ACCEPT -\n"
	    "e 10.0.0.3 5000 10.0.0.4 5000 6 9 900 1660 1700 ACCEPT -\n"
	    "e 10.0.0.6 5000 10.0.0.5 5000 6 9 900 1599 1700 ACCEPT -\n"
	    "e 10.0.0.5 5000 10.0.0.6 5000 6 9 900 1690 1700 ACCEPT -\n",
	    "10.0.0.2 10.0.0.1 5000 order 1 0 1\n"
	    "10.0.0.3 10.0.0.4 5000 none 1 0 1\n"
	    "10.0.0.5 10.0.0.6 5000 none 1 0 1\n"
	    "10.0.0.7 10.0.0.8 1 alone 0 0 0\n");
}

/* Nothing outside opened anything to .1, though it did to .2. */
static void
test_reach(void **state)
{
	static const char talk[] = BOTH("10.0.0.1", "50", "9.9.9.9", "50", "17",
	    "1") BOTH("10.0.0.2", "50", "9.9.9.9", "50", "17", "1");
	struct buf rows = {0};

	(void)state;
	buf_str(&rows, talk);
	buf_str(&rows, "e 8.8.8.8 4444 10.0.0.2 22 6 1 44 1 2 REJECT -\n");
	pairing_check(buf_cstr(&rows),
	    "8.8.8.8 10.0.0.2 22 alone 0 0 0\n"
	    "9.9.9.9 10.0.0.2 50 none 1 0 1\n"
	    "10.0.0.1 9.9.9.9 50 reach 1 0 1\n");
	buf_free(&rows);
	/* Where what was rejected is not logged nobody knows who tried. */
	pairing_check(talk,
	    "9.9.9.9 10.0.0.1 50 none 1 0 1\n"
	    "9.9.9.9 10.0.0.2 50 none 1 0 1\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_syn),
	    cmocka_unit_test(test_fanin),
	    cmocka_unit_test(test_opens),
	    cmocka_unit_test(test_hub),
	    cmocka_unit_test(test_hub_outside),
	    cmocka_unit_test(test_hub_unseen),
	    cmocka_unit_test(test_mesh),
	    cmocka_unit_test(test_tunnels),
	    cmocka_unit_test(test_ping),
	    cmocka_unit_test(test_errors),
	    cmocka_unit_test(test_alone),
	    cmocka_unit_test(test_service),
	    cmocka_unit_test(test_learned),
	    cmocka_unit_test(test_port),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
