/* SPDX-License-Identifier: ISC */

/*
 * evid.h: what sizes and flags say.  Sizes are worked out from RFC 791, 8200
 * and 9293: IPv4 20 + TCP 20 bytes, options of Linux 20 and of macOS 24 in a
 * SYN, 12 behind it.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "engine/evid.h"
#include "value/proto.h"

static const struct ends tcp4 = {{{0, 0xffff0a000001}, {0, 0xffff0a000002}},
    {40000, 443}, PROTO_TCP, 0};
static const struct ends tcp6 = {{{1, 1}, {1, 2}}, {40000, 443}, PROTO_TCP, 0};
static const struct ends udp4 = {{{0, 0xffff0a000001}, {0, 0xffff0a000002}},
    {40000, 53}, PROTO_UDP, 0};

/* A tuple that one interface saw: packets and bytes of end 0, then of 1. */
static struct tuple
tuple(const struct ends *e, uint64_t p0, uint64_t b0, uint64_t p1, uint64_t b1)
{
	struct tuple t = evid_none;
	struct evid_sum sum = {0};

	t.eni[0] = 1;
	t.seen[0][0] = (struct traffic){p0, b0};
	t.seen[0][1] = (struct traffic){p1, b1};
	t.flows[0] = p0 > 0;
	t.flows[1] = p1 > 0;
	t.bits |= p0 > 0 ? evid_at(EVID_PASSED, 0, 0) : 0;
	t.bits |= p1 > 0 ? evid_at(EVID_PASSED, 0, 1) : 0;
	evid_take(&sum, &t, 0);
	evid_settle(&t, e, &sum);
	return t;
}

/* What an exchange is: data, answered (end 0 opened), refused by end 1. */
static void
test_sizes(void **state)
{
	static const struct {
		const char *what;
		const struct ends *e;
		uint64_t p0, b0, p1, b1;
		bool data, answered, refused;
	} row[] = {
	    {"SYN, no answer", &tcp4, 3, 180, 0, 0, 0, 0, 0},
	    {"SYN, reset", &tcp4, 1, 60, 1, 40, 0, 0, 1},
	    {"macOS: a SYN of 64 bytes", &tcp4, 1, 64, 1, 40, 0, 0, 1},
	    {"Windows asks three times", &tcp4, 3, 156, 3, 120, 0, 0, 1},
	    {"Linux, SYN sent again", &tcp4, 2, 120, 2, 80, 0, 0, 1},
	    {"masscan: a bare SYN", &tcp4, 1, 40, 1, 40, 0, 1, 0},
	    {"more resets than SYNs", &tcp4, 1, 60, 2, 80, 0, 1, 0},
	    {"SYN, SYN-ACK, reset", &tcp4, 2, 100, 1, 60, 0, 1, 0},
	    {"half open: SYN-ACK six times", &tcp4, 1, 44, 6, 264, 0, 1, 0},
	    {"half open, of Linux", &tcp4, 2, 100, 6, 360, 0, 1, 0},
	    {"connect and close", &tcp4, 4, 216, 3, 164, 0, 1, 0},
	    {"connect and close, of Windows", &tcp4, 4, 172, 3, 132, 0, 1, 0},
	    {"one byte more one way", &tcp4, 4, 221, 3, 164, 1, 1, 0},
	    {"a banner", &tcp4, 3, 164, 2, 133, 1, 1, 0},
	    {"PING to Redis", &tcp4, 5, 274, 4, 223, 1, 1, 0},
	    {"four of 40 bytes each way", &tcp4, 4, 160, 4, 160, 1, 1, 0},
	    {"idle: keep-alives both ways", &tcp4, 9, 468, 9, 468, 1, 1, 0},
	    {"bare ACKs to much data", &tcp4, 2, 3000, 2, 80, 1, 1, 0},
	    {"a page", &tcp4, 10, 1200, 8, 9000, 1, 1, 0},
	    {"IPv6: SYN, reset", &tcp6, 1, 80, 1, 60, 0, 0, 1},
	    {"IPv6: connect and close", &tcp6, 4, 296, 3, 224, 0, 1, 0},
	    {"IPv6: a byte more", &tcp6, 4, 301, 3, 224, 1, 1, 0},
	    {"UDP, answered", &udp4, 1, 60, 1, 90, 1, 1, 0},
	    {"UDP, not", &udp4, 9, 600, 0, 0, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < nitems(row); i++) {
		struct tuple t = tuple(row[i].e, row[i].p0, row[i].b0,
		    row[i].p1, row[i].b1);
		if (((t.bits & EVID_DATA) != 0) != row[i].data ||
		    evid_answered(&t, row[i].e, 0) != row[i].answered ||
		    evid_refused(&t, row[i].e, 1) != row[i].refused)
			fail_msg("%s: data %d, answered %d, refused %d",
			    row[i].what, (t.bits & EVID_DATA) != 0,
			    evid_answered(&t, row[i].e, 0),
			    evid_refused(&t, row[i].e, 1));
	}
}

/* With flags a reset is seen, and a SYN-ACK is an answer whatever its size. */
static void
test_flags(void **state)
{
	(void)state;
	struct tuple t = tuple(&tcp4, 1, 40, 1, 40);
	t.bits |= evid_end(EVID_FLAGS | EVID_SYN, 0);
	t.bits |= evid_end(EVID_FLAGS | EVID_RST, 1);
	assert_false(evid_answered(&t, &tcp4, 0));
	t.bits |= evid_end(EVID_SYNACK, 1);
	assert_true(evid_answered(&t, &tcp4, 0));

	/* Resets are no data, however large or many the SYNs. */
	t = tuple(&tcp4, 9, 720, 9, 360);
	t.bits |= evid_end(EVID_FLAGS | EVID_SYN, 0);
	assert_false(evid_refused(&t, &tcp4, 1));
	t.bits |= evid_end(EVID_FLAGS | EVID_RST, 1);
	assert_true(evid_refused(&t, &tcp4, 1));
	t.bits |= evid_end(EVID_SYNACK, 1);
	assert_false(evid_refused(&t, &tcp4, 1));
}

/* AWS: 2 is the initiator's, 18 the responder's; 2 counts before 18. */
static void
test_opener(void **state)
{
	static const struct {
		uint32_t zero, one;
		int opener;
	} row[] = {
	    {0, 0, -1},
	    {EVID_SYN, 0, 0},
	    {0, EVID_SYN, 1},
	    {EVID_SYNACK, 0, 1},
	    {0, EVID_SYNACK, 0},
	    {EVID_SYN, EVID_SYNACK, 0},
	    {EVID_SYN, EVID_SYN, 2},
	    {EVID_SYN | EVID_SYNACK, 0, 0},
	    {EVID_SYNACK, EVID_SYNACK, -1},
	    {EVID_RST | EVID_FLAGS, EVID_FLAGS, -1},
	};

	(void)state;
	for (size_t i = 0; i < nitems(row); i++) {
		struct tuple t = evid_none;
		t.bits = evid_end(row[i].zero, 0) | evid_end(row[i].one, 1);
		assert_int_equal(evid_opener(&t), row[i].opener);
	}
}

/* Accepted at one interface and rejected at the other: not delivered. */
static void
test_interfaces(void **state)
{
	struct tuple t = evid_none;
	struct evid_sum sum = {0};

	(void)state;
	t.eni[0] = 1;
	t.eni[1] = 2;
	t.flows[0] = 4;
	t.rejects[0] = 2;
	t.flows[1] = 2;
	t.seen[0][0] = (struct traffic){9, 900};
	t.seen[1][0] = (struct traffic){10, 800};
	t.seen[0][1] = (struct traffic){7, 700};
	t.seen[1][1] = (struct traffic){7, 600};
	t.bits = evid_at(EVID_PASSED, 0, 0) | evid_at(EVID_STOPPED, 1, 0) |
	    evid_at(EVID_PASSED, 0, 1) | evid_at(EVID_PASSED, 1, 1);
	struct tuple late = t;
	evid_take(&sum, &t, 0);
	evid_take(&sum, &t, 1);
	evid_settle(&t, &tcp4, &sum);
	assert_false(evid_delivered(&t, 0));
	assert_true(evid_delivered(&t, 1));
	assert_false(evid_answered(&t, &tcp4, 0));

	/* Those of the interface that saw most packets, then most bytes. */
	assert_int_equal(t.seen[0][0].packets, 10);
	assert_int_equal(t.seen[0][0].bytes, 800);
	assert_int_equal(t.seen[0][1].bytes, 700);

	/* Accepted there at another time: a late reject changes nothing. */
	late.bits |= evid_at(EVID_PASSED, 1, 0);
	sum = (struct evid_sum){0};
	evid_take(&sum, &late, 0);
	evid_take(&sum, &late, 1);
	evid_settle(&late, &tcp4, &sum);
	assert_true(evid_delivered(&late, 0));
	assert_true(evid_answered(&late, &tcp4, 0));
}

/*
 * Two VPCs of one log without VPCs have the same addresses.  In one the ends
 * talk, in the other the same SYN is let out and rejected where it arrives.
 */
static void
test_twins(void **state)
{
	(void)state;
	for (int data = 0; data < 2; data++) {
		struct tuple t = evid_none;
		struct evid_sum sum = {0};
		t.eni[0] = 1;
		t.eni[1] = 2;
		t.flows[0] = t.flows[1] = 2;
		for (unsigned int d = 0; d < 2; d++) {
			t.seen[0][d] = data ? (struct traffic){9, 900} :
					      (struct traffic){2, 104};
			t.seen[1][d] = t.seen[0][d];
			t.bits |= evid_at(EVID_PASSED, 0, d) |
			    evid_at(EVID_PASSED, 1, d);
		}
		evid_take(&sum, &t, 0);
		evid_take(&sum, &t, 1);
		struct tuple vain = evid_none;
		vain.eni[0] = 3;
		vain.eni[1] = 4;
		vain.seen[0][0] = (struct traffic){1, 60};
		vain.seen[1][0] = (struct traffic){1, 60};
		vain.bits = evid_at(EVID_PASSED, 0, 0) |
		    evid_at(EVID_STOPPED, 1, 0);
		evid_take(&sum, &vain, 0);
		evid_take(&sum, &vain, 1);
		t.flows[0] += 2;
		t.rejects[0]++;
		evid_settle(&t, &tcp4, &sum);
		assert_int_equal(evid_delivered(&t, 0), data);
		assert_int_equal(evid_answered(&t, &tcp4, 0), data);
	}
}

/* Without names what was accepted must be more than what was rejected. */
static void
test_nameless(void **state)
{
	static const struct {
		uint64_t accepted, rejected;
		bool delivered;
	} row[] = {{5, 0, true}, {5, 4, true}, {5, 5, false}, {1, 9, false}};

	(void)state;
	for (size_t i = 0; i < nitems(row); i++) {
		struct tuple t = evid_none;
		struct evid_sum sum = {0};
		t.eni[0] = EVID_REJECTED;
		t.eni[1] = EVID_ACCEPTED;
		t.seen[0][0].packets = row[i].rejected;
		t.seen[1][0].packets = row[i].accepted;
		t.flows[0] = 2;
		t.rejects[0] = 1;
		evid_take(&sum, &t, 0);
		evid_take(&sum, &t, 1);
		evid_settle(&t, &tcp4, &sum);
		assert_int_equal(evid_delivered(&t, 0), row[i].delivered);
		assert_int_equal(t.seen[0][0].packets,
		    row[i].accepted + row[i].rejected);
	}
}

/* Windows: 600 seconds each, any 61 in a row apart. */
static void
test_windows(void **state)
{
	uint64_t all = 0;

	(void)state;
	assert_true(evid_window(1200) == evid_window(1799));
	assert_true(evid_window(1199) != evid_window(1200));
	for (uint64_t i = 0; i < 61; i++)
		all |= evid_window(1772323200 + i * 600);
	assert_int_equal(evid_windows(all), 61);
	assert_true(evid_window(0) == evid_window(61 * 600));
}

/* Three of six in a row, and round the end of the word. */
static void
test_often(void **state)
{
	static const struct {
		uint64_t n[4]; /* numbers of windows */
		bool often;
	} row[] = {
	    {{7, 8, 9, 9}, true},
	    {{7, 9, 12, 12}, true},
	    {{7, 9, 13, 13}, false},
	    {{7, 13, 19, 25}, false},
	    {{59, 60, 61, 61}, true},
	    {{59, 62, 64, 64}, true},
	    {{7, 8, 8, 8}, false},
	    {{0, 30, 31, 32}, true},
	};

	(void)state;
	for (size_t i = 0; i < nitems(row); i++) {
		uint64_t word = 0;
		for (size_t k = 0; k < 4; k++)
			word |= evid_window(row[i].n[k] * 600);
		if (evid_often(word) != row[i].often)
			fail_msg("row %zu", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_flags),
	    cmocka_unit_test(test_opener),
	    cmocka_unit_test(test_interfaces),
	    cmocka_unit_test(test_twins),
	    cmocka_unit_test(test_nameless),
	    cmocka_unit_test(test_windows),
	    cmocka_unit_test(test_often),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
