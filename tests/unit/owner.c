/* SPDX-License-Identifier: ISC */

/* owner.h: own addresses, and what translation leaves in a log. */

#include "pairing.h"

#include "engine/owner.h"

/* "e=address" of each interface, in the order of names; "-": unknown. */
static void
check_own(const char *head, const char *rows, const char *want)
{
	struct schemas *all = schemas_new();
	struct ipset *ours = pairing_set("10.0.0.0/8");
	struct pair *p = pair_new(NULL, 0);
	struct buf got = {0};

	pairing_add(p, all, head, rows);
	pair_settle(p);
	owner_find(p, ours);
	for (uint32_t i = 0; i < p->neni; i++)
		for (int v6 = 0; v6 < 2; v6++) {
			struct ip own = pair_eni(p, i)->own[v6];
			char text[IP_MAX];
			if (ip_none(own))
				continue;
			buf_slice(&got, intern_name(p->names, i));
			buf_char(&got, '=');
			buf_add(&got, text,
			    (size_t)(ip_print(text, own) - text));
			buf_char(&got, ' ');
		}
	assert_string_equal(buf_cstr(&got), want);
	buf_free(&got);
	pair_free(p);
	ipset_free(ours);
	schemas_free(all);
}

static void
test_own(void **state)
{
	(void)state;
	/* In all records; IPv6 by itself. */
	check_own(PAIRING_HEAD,
	    "a 10.0.0.1 1 10.0.0.2 2 6 1 40 1 1 ACCEPT -\n"
	    "a 10.0.0.3 1 10.0.0.1 2 6 1 40 1 1 ACCEPT -\n"
	    "a 2001:db8::1 1 2001:db8::2 2 6 1 60 1 1 ACCEPT -\n"
	    "a 2001:db8::3 1 2001:db8::1 2 6 1 60 1 1 ACCEPT -\n",
	    "a=10.0.0.1 a=2001:db8::1 ");
	/* One peer only: ours, or the one that is nobody else's. */
	check_own(PAIRING_HEAD, "a 10.0.0.1 1 9.9.9.9 2 6 1 40 1 1 ACCEPT -\n",
	    "a=10.0.0.1 ");
	check_own(PAIRING_HEAD, "a 10.0.0.1 1 10.0.0.2 2 6 1 40 1 1 ACCEPT -\n",
	    "");
	check_own(PAIRING_HEAD,
	    "a 10.0.0.1 1 10.0.0.2 2 6 1 40 1 1 ACCEPT -\n"
	    "b 10.0.0.1 1 10.0.0.2 2 6 1 40 1 1 ACCEPT -\n"
	    "b 10.0.0.1 1 10.0.0.3 2 6 1 40 1 1 ACCEPT -\n",
	    "a=10.0.0.2 b=10.0.0.1 ");
	/* A busy peer outside is not the interface. */
	check_own(PAIRING_HEAD,
	    "a 10.0.0.1 1 9.9.9.9 2 6 1 40 1 1 ACCEPT -\n"
	    "a 10.0.0.1 1 9.9.9.9 3 6 1 40 1 1 ACCEPT -\n"
	    "a 10.0.0.7 1 9.9.9.9 2 6 1 40 1 1 ACCEPT -\n",
	    "a=10.0.0.1 ");
}

/* The log says it: dir, and an address that is not the packet's. */
static void
test_said(void **state)
{
	(void)state;
	check_own("#eni\tsrc\tsport\tdst\tdport\tproto\tdir\n",
	    "a 10.0.0.1 1 10.0.0.2 2 6 egress\n"
	    "b 10.0.0.1 1 10.0.0.2 2 6 ingress\n",
	    "a=10.0.0.1 b=10.0.0.2 ");
	check_own("#eni\tsrc\tsport\tdst\tdport\tproto\tpktsrc\tpktdst\n",
	    "a 10.0.0.1 1 10.0.0.2 2 6 10.0.0.1 9.9.9.9\n", "a=10.0.0.2 ");
}

/* Which ends have no rule, and hops: "address port - address port what". */
static void
check_marks(const char *head, const char *rows, const char *hops,
    const char *want)
{
	struct schemas *all = schemas_new();
	struct ipset *ours = pairing_set("10.0.0.0/8");
	struct ipset *set = hops != NULL ? pairing_set(hops) : NULL;
	struct pair *p = pair_new(NULL, 0);
	struct pair_cursor c = {.pair = p};
	struct buf got = {0};

	pairing_add(p, all, head, rows);
	pair_settle(p);
	owner_find(p, ours);
	uint32_t *vpc = pair_vpcs(p);
	owner_mark(p, ours, ours);
	owner_translate(p, set, vpc);
	while (pair_next(&c)) {
		pair_look(&c);
		buf_fmt(&got, "%u-%u%s%s%s ", c.e.port[0], c.e.port[1],
		    c.t->state & TUPLE_NO_RULE ? " not0" : "",
		    c.t->state & TUPLE_NO_RULE << 1 ? " not1" : "",
		    c.t->state & TUPLE_HOP ? " hop" : "");
	}
	assert_string_equal(buf_cstr(&got), want);
	buf_free(&got);
	free(vpc);
	pair_free(p);
	ipset_free(ours);
	ipset_free(set);
	schemas_free(all);
}

/* X is 10.0.0.1, N 10.0.0.5, P 9.9.9.9; as owner.h draws it. */
#define O "x 10.0.0.1 101 9.9.9.9 443 6 9 900 1 1 ACCEPT -\n"
#define F "n 10.0.0.1 101 10.0.0.5 443 6 9 900 1 1 ACCEPT -\n"
#define L "n 10.0.0.5 102 9.9.9.9 443 6 9 900 1 1 ACCEPT -\n"
#define X "x 10.0.0.1 103 10.0.0.9 53 17 1 90 1 1 ACCEPT -\n"

static void
test_translation(void **state)
{
	(void)state;
	check_marks(PAIRING_HEAD, O F L X, NULL,
	    "443-101 101-443 not0 443-102 103-53 ");
	/* X's own log has the pair: then it was sent. */
	check_marks(PAIRING_HEAD,
	    O F L X "x 10.0.0.1 101 10.0.0.5 443 6 9 900 1 1 ACCEPT -\n", NULL,
	    "443-101 101-443 443-102 103-53 ");
	/* X has no log: nobody knows what it sent. */
	check_marks(PAIRING_HEAD, F L, NULL, "101-443 443-102 ");
	/* Nothing from that port to that port: no translation. */
	check_marks(PAIRING_HEAD,
	    F L X "x 10.0.0.1 101 9.9.9.9 444 6 9 900 1 1 ACCEPT -\n", NULL,
	    "101-443 443-102 103-53 444-101 ");
	check_marks(PAIRING_HEAD, O F L X, "10.0.0.5",
	    "443-101 101-443 not0 hop 443-102 hop 103-53 ");
}

/* The same with the addresses of packets: F is O, and L a leg of it. */
static void
test_packets(void **state)
{
	static const char head[] =
	    "#eni\tsrc\tsport\tdst\tdport\tproto\tpktsrc\tpktdst\n";

	(void)state;
	check_marks(head,
	    "x 10.0.0.1 101 9.9.9.9 443 6 10.0.0.1 9.9.9.9\n"
	    "n 10.0.0.1 101 10.0.0.5 443 6 10.0.0.1 9.9.9.9\n"
	    "n 10.0.0.5 102 9.9.9.9 443 6 10.0.0.5 9.9.9.9\n"
	    "n 10.0.0.5 103 9.9.9.9 80 6 10.0.0.5 9.9.9.9\n",
	    NULL, "443-101 443-102 hop 80-103 ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_own),
	    cmocka_unit_test(test_said),
	    cmocka_unit_test(test_translation),
	    cmocka_unit_test(test_packets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
