/* SPDX-License-Identifier: ISC */

/*
 * Connections judged by groups: each fact of AWS's documentation, and each
 * mistake that other programs make, once.  Random accounts are judged in
 * tests/fl-sgtest.t, beside a slow version.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rules/sgjson.h"
#include "rules/verdict.h"

static char path[] = "/tmp/fl-verdict.XXXXXX";

/* What all questions are about. */
static struct {
	struct sgset set;
	struct enis *enis;
	struct match *match;
	struct ipset *local;
	struct verdict_conf conf;
} w;

static void
put(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/*
 * Two interfaces of 10.0.0.1 (group sg-a) and 10.0.0.2 (sg-b, sg-c), with
 * public addresses 203.0.113.1 and .2, and a gateway without groups, .3.
 */
static const char interfaces[] =
    "{\"NetworkInterfaces\":[{\"NetworkInterfaceId\":\"eni-1\","
    "\"VpcId\":\"vpc-1\",\"Groups\":[{\"GroupId\":\"sg-a\"}],"
    "\"PrivateIpAddresses\":[{\"PrivateIpAddress\":\"10.0.0.1\","
    "\"Association\":{\"PublicIp\":\"203.0.113.1\"}}],"
    "\"Ipv6Addresses\":[{\"Ipv6Address\":\"2001:db8::1\"}]},"
    "{\"NetworkInterfaceId\":\"eni-2\",\"VpcId\":\"vpc-1\","
    "\"Groups\":[{\"GroupId\":\"sg-b\"},{\"GroupId\":\"sg-c\"}],"
    "\"PrivateIpAddresses\":[{\"PrivateIpAddress\":\"10.0.0.2\","
    "\"Association\":{\"PublicIp\":\"203.0.113.2\"}}],"
    "\"Ipv6Addresses\":[{\"Ipv6Address\":\"2001:db8::2\"}]},"
    "{\"NetworkInterfaceId\":\"eni-3\",\"VpcId\":\"vpc-1\","
    "\"InterfaceType\":\"nat_gateway\",\"Groups\":[],"
    "\"PrivateIpAddress\":\"10.0.0.3\"}]}";

/* Rules as `describe-security-group-rules` has them, without what is alike. */
static void
rules(const char *text)
{
	struct buf b = {0};

	buf_fmt(&b,
	    "[%s,{\"GroupId\":\"sg-a\",\"IsEgress\":true,\"IpProtocol\":"
	    "\"99\",\"CidrIpv4\":\"192.0.2.1/32\"},"
	    "{\"GroupId\":\"sg-b\",\"IsEgress\":true,\"IpProtocol\":"
	    "\"99\",\"CidrIpv4\":\"192.0.2.1/32\"},"
	    "{\"GroupId\":\"sg-c\",\"IsEgress\":true,\"IpProtocol\":"
	    "\"99\",\"CidrIpv4\":\"192.0.2.1/32\"}]",
	    text);
	put(buf_cstr(&b));
	buf_free(&b);
	sgset_init(&w.set);
	struct jsonfile *f = json_open(path);
	assert_non_null(f);
	assert_int_equal(sgjson_add(&w.set, f, path), 0);
	json_close(f);
	sgset_done(&w.set);
	put(interfaces);
	w.enis = eni_new();
	assert_int_equal(eni_load(w.enis, path), 0);
	eni_done(w.enis);
	w.match = match_new(&w.set, w.enis, NULL);
	w.conf = (struct verdict_conf){w.match, w.local, NULL};
}

static void
forget(void)
{
	match_free(w.match);
	eni_free(w.enis);
	sgset_free(&w.set);
	ipset_free(w.local);
	memset(&w, 0, sizeof(w));
}

#define RULE(group, egress, proto, from, to, peer)                             \
	"{\"GroupId\":\"" group "\",\"IsEgress\":" #egress                     \
	",\"IpProtocol\":\"" proto "\",\"FromPort\":" #from ",\"ToPort\":" #to \
	"," peer "}"
#define IN(group, proto, from, to, peer) \
	RULE(group, false, proto, from, to, peer)
#define OUT(group, proto, from, to, peer) \
	RULE(group, true, proto, from, to, peer)
#define CIDR4(text) "\"CidrIpv4\":\"" text "\""
#define CIDR6(text) "\"CidrIpv6\":\"" text "\""
#define GROUP(id) "\"ReferencedGroupInfo\":{\"GroupId\":\"" id "\"}"

static struct ip
ip(const char *text)
{
	struct ip a;

	assert_int_equal(ip_parse(slice_str(text), &a), 0);
	return a;
}

static struct verdict_conn
conn(const char *src, const char *dst, uint8_t proto, uint16_t port)
{
	return (struct verdict_conn){.src = ip(src),
	    .dst = ip(dst),
	    .proto = proto,
	    .dport = port,
	    .echo = true};
}

/* The verdict of a connection, and whose fault it is. */
static void
is(const char *src, const char *dst, uint8_t proto, uint16_t port,
    enum verdict want, const char *side)
{
	struct verdict_conn c = conn(src, dst, proto, port);
	struct verdict_of v;

	verdict_judge(&w.conf, &c, &v);
	assert_string_equal(verdict_word[v.verdict], verdict_word[want]);
	assert_string_equal(verdict_side(&v, v.verdict), side);
}

#define PASS VERDICT_PASS
#define BLOCKED VERDICT_BLOCKED
#define OUTSIDE VERDICT_OUTSIDE
#define UNSURE VERDICT_UNSURE

/* Both ends have to let it through; answers are not looked at. */
static void
test_ends(void **state)
{
	(void)state;
	rules(OUT("sg-a", "tcp", 443, 443, CIDR4("10.0.0.2/32")) "," IN("sg-b",
	    "tcp", 443, 443, CIDR4("10.0.0.1/32")) "," IN("sg-b", "tcp", 80, 80,
	    CIDR4("0.0.0.0/0")) "," OUT("sg-a", "tcp", 22, 22,
	    CIDR4("0.0.0.0/0")));
	is("10.0.0.1", "10.0.0.2", 6, 443, PASS, "both");
	is("10.0.0.1", "10.0.0.2", 6, 80, BLOCKED, "egress");
	is("10.0.0.1", "10.0.0.2", 6, 22, BLOCKED, "ingress");
	is("10.0.0.1", "10.0.0.2", 6, 25, BLOCKED, "both");
	is("10.0.0.1", "10.0.0.2", 17, 443, BLOCKED, "both");
	is("10.0.0.2", "10.0.0.1", 6, 443, BLOCKED, "both");
	is("198.51.100.1", "10.0.0.2", 6, 80, PASS, "ingress");
	is("10.0.0.1", "198.51.100.1", 6, 22, PASS, "egress");
	is("198.51.100.1", "198.51.100.2", 6, 80, OUTSIDE, "both");
	forget();
}

/* A group beside others lets through what they do not. */
static void
test_union(void **state)
{
	(void)state;
	rules(IN("sg-b", "tcp", 1, 2, CIDR4("0.0.0.0/0")) "," IN("sg-c", "tcp",
	    3, 4, CIDR4("0.0.0.0/0")));
	is("198.51.100.1", "10.0.0.2", 6, 2, PASS, "ingress");
	is("198.51.100.1", "10.0.0.2", 6, 3, PASS, "ingress");
	is("198.51.100.1", "10.0.0.2", 6, 5, BLOCKED, "ingress");
	is("198.51.100.1", "10.0.0.1", 6, 3, BLOCKED, "ingress");
	forget();
}

/* ::/0 is no IPv4, 0.0.0.0/0 no IPv6, though both are numbers of one kind. */
static void
test_families(void **state)
{
	(void)state;
	rules(IN("sg-b", "tcp", 1, 1, CIDR6("::/0")) "," IN("sg-b", "tcp", 2, 2,
	    CIDR4("0.0.0.0/0")) "," IN("sg-b", "-1", -1, -1, CIDR6("::/8")));
	is("198.51.100.1", "10.0.0.2", 6, 1, BLOCKED, "ingress");
	is("198.51.100.1", "10.0.0.2", 6, 2, PASS, "ingress");
	is("2001:db8::9", "2001:db8::2", 6, 1, PASS, "ingress");
	is("2001:db8::9", "2001:db8::2", 6, 2, BLOCKED, "ingress");
	forget();
}

/* A group is its private and IPv6 addresses, not its public ones. */
static void
test_references(void **state)
{
	(void)state;
	rules(IN("sg-b", "tcp", 1, 1, GROUP("sg-a")) "," OUT("sg-a", "-1", -1,
	    -1, CIDR4("0.0.0.0/0")) "," OUT("sg-a", "-1", -1, -1,
	    CIDR6("::/0")) "," IN("sg-a", "tcp", 1, 1, GROUP("sg-a")));
	is("10.0.0.1", "10.0.0.2", 6, 1, PASS, "both");
	is("2001:db8::1", "2001:db8::2", 6, 1, PASS, "both");
	is("203.0.113.1", "10.0.0.2", 6, 1, BLOCKED, "ingress");
	is("10.0.0.1", "10.0.0.1", 6, 1, PASS, "both");
	is("10.0.0.3", "10.0.0.2", 6, 1, BLOCKED, "ingress");
	forget();
}

/* A group that others own: who is in it is not known. */
static void
test_elsewhere(void **state)
{
	(void)state;
	rules(IN("sg-b", "tcp", 1, 1, GROUP("sg-far")) "," IN("sg-c", "tcp", 2,
	    2, "\"PrefixListId\":\"pl-1\""));
	is("10.9.9.9", "10.0.0.2", 6, 1, UNSURE, "ingress");
	is("198.51.100.1", "10.0.0.2", 6, 1, BLOCKED, "ingress");
	is("10.0.0.3", "10.0.0.2", 6, 1, BLOCKED, "ingress");
	is("198.51.100.1", "10.0.0.2", 6, 2, UNSURE, "ingress");
	is("198.51.100.1", "10.0.0.2", 6, 3, BLOCKED, "ingress");
	assert_int_equal(match_missing(w.match), 2);
	forget();
}

/* Types of ICMP: logs do not say them; what was answered was an echo. */
static void
test_icmp(void **state)
{
	struct verdict_conn c;
	struct verdict_of v;

	(void)state;
	rules(IN("sg-a", "icmp", 8, -1, CIDR4("0.0.0.0/0")) "," IN("sg-b",
	    "icmp", 3, 4, CIDR4("0.0.0.0/0")) "," IN("sg-a", "icmpv6", 128, 0,
	    CIDR6("::/0")));
	is("198.51.100.1", "10.0.0.1", 1, 0, PASS, "ingress");
	is("198.51.100.1", "10.0.0.2", 1, 0, BLOCKED, "ingress");
	is("2001:db8::9", "2001:db8::1", 58, 0, PASS, "ingress");
	c = conn("198.51.100.1", "10.0.0.2", 1, 0);
	c.echo = false;
	verdict_judge(&w.conf, &c, &v);
	assert_int_equal(v.verdict, UNSURE);
	forget();
}

/*
 * Mistakes of others: UDP is 17 and not 27; ports above 10 000 are no answers;
 * the one rule of a group is no rule for everything; the source's port is not
 * looked at.
 */
static void
test_mistakes(void **state)
{
	(void)state;
	rules(IN("sg-a", "udp", 53, 53, CIDR4("0.0.0.0/0")) "," IN("sg-b", "17",
	    53, 53, CIDR4("0.0.0.0/0")));
	is("198.51.100.1", "10.0.0.1", 17, 53, PASS, "ingress");
	is("198.51.100.1", "10.0.0.2", 17, 53, PASS, "ingress");
	is("198.51.100.1", "10.0.0.1", 27, 0, BLOCKED, "ingress");
	is("198.51.100.1", "10.0.0.1", 6, 27017, BLOCKED, "ingress");
	is("198.51.100.1", "10.0.0.1", 6, 50051, BLOCKED, "ingress");
	is("198.51.100.1", "10.0.0.1", 17, 54, BLOCKED, "ingress");
	forget();
}

/* Protocols without ports; -1 is all of them. */
static void
test_protocols(void **state)
{
	(void)state;
	rules(IN("sg-a", "50", 1, 2, CIDR4("0.0.0.0/0")) "," IN("sg-b", "-1",
	    -1, -1, CIDR4("10.0.0.0/8")));
	is("198.51.100.1", "10.0.0.1", 50, 0, PASS, "ingress");
	is("198.51.100.1", "10.0.0.1", 51, 0, BLOCKED, "ingress");
	is("10.9.9.9", "10.0.0.2", 6, 65535, PASS, "ingress");
	is("10.9.9.9", "10.0.0.2", 47, 0, PASS, "ingress");
	is("11.0.0.1", "10.0.0.2", 47, 0, BLOCKED, "ingress");
	forget();
}

/* Only the end whose interface logged it; what is ours without a group. */
static void
test_logged(void **state)
{
	struct verdict_conn c;
	struct verdict_of v;
	struct prefix ours;

	(void)state;
	w.local = ipset_new();
	assert_int_equal(prefix_parse(slice_str("10.0.0.0/8"), &ours), 0);
	ipset_add(w.local, ours);
	ipset_done(w.local);
	rules(IN("sg-b", "tcp", 1, 1, CIDR4("0.0.0.0/0")));
	is("10.9.9.9", "10.0.0.2", 6, 1, BLOCKED, "egress");
	is("10.0.0.3", "10.0.0.2", 6, 1, PASS, "ingress");
	c = conn("10.0.0.1", "10.0.0.2", 6, 1);
	c.log = NEED_RECEIVER;
	verdict_judge(&w.conf, &c, &v);
	assert_int_equal(v.verdict, PASS);
	c.log = NEED_SENDER;
	verdict_judge(&w.conf, &c, &v);
	assert_int_equal(v.verdict, BLOCKED);
	forget();
}

static void
near_is(const char *src, uint8_t proto, uint16_t port, const char *want)
{
	struct verdict_conn c = conn(src, "10.0.0.2", proto, port);
	struct verdict_of v;
	struct buf b = {0};

	verdict_judge(&w.conf, &c, &v);
	uint32_t at = verdict_near(&w.conf, &c, &v, RULE_INGRESS);
	if (at != VERDICT_NONE)
		sgset_put(&b, &w.set, &w.set.rule[at]);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static void
test_near(void **state)
{
	(void)state;
	rules(IN("sg-b", "tcp", 20, 22, CIDR4("198.51.100.0/24")) "," IN("sg-b",
	    "tcp", 80, 90, CIDR4("198.51.100.0/24")) "," IN("sg-c", "tcp", 443,
	    443, CIDR4("198.51.96.0/24")) "," IN("sg-c", "tcp", 443, 443,
	    CIDR4("10.0.0.0/8")));
	near_is("198.51.100.1", 6, 70,
	    "sg-b ingress tcp 80-90 198.51.100.0/24");
	near_is("198.51.100.1", 6, 30,
	    "sg-b ingress tcp 20-22 198.51.100.0/24");
	near_is("198.51.97.1", 6, 443, "sg-c ingress tcp 443 198.51.96.0/24");
	near_is("198.51.100.1", 17, 22,
	    "sg-b ingress tcp 20-22 198.51.100.0/24");
	near_is("192.0.2.1", 17, 22, "");
	forget();
}

/* EC2 user guide, connection tracking. */
static void
test_untracked(void **state)
{
	const struct match_what web = {6, {80, 80}}, ssh = {6, {22, 22}};
	struct match_who who;

	(void)state;
	rules(IN("sg-a", "tcp", 80, 80, CIDR4("0.0.0.0/0")) "," IN("sg-a",
	    "tcp", 22, 22, CIDR4("203.0.113.0/24")) "," OUT("sg-a", "-1", -1,
	    -1, CIDR4("0.0.0.0/0")) "," IN("sg-b", "tcp", 80, 80,
	    CIDR4("0.0.0.0/0")) "," OUT("sg-b", "tcp", 0, 65534,
	    CIDR4("0.0.0.0/0")));
	match_who(w.match, ip("10.0.0.1"), (struct slice){NULL, 0}, &who);
	assert_true(match_untracked(w.match, who.host, RULE_INGRESS, true,
	    web));
	assert_false(match_untracked(w.match, who.host, RULE_INGRESS, true,
	    ssh));
	assert_false(match_untracked(w.match, who.host, RULE_INGRESS, false,
	    web));
	match_who(w.match, ip("10.0.0.2"), (struct slice){NULL, 0}, &who);
	assert_false(match_untracked(w.match, who.host, RULE_INGRESS, true,
	    web));
	forget();
}

/* Every rule that lets it through is told, and not one chosen one. */
static void
test_rules(void **state)
{
	const struct match_what what = {6, {443, 443}};
	struct match_who me, peer;
	uint32_t rule[8];

	(void)state;
	rules(IN("sg-b", "tcp", 443, 443, CIDR4("10.0.0.0/8")) "," IN("sg-b",
	    "tcp", 1, 1000,
	    CIDR4("10.0.0.1/32")) "," IN("sg-b", "tcp", 444, 1000,
	    CIDR4("10.0.0.1/32")) "," IN("sg-c", "-1", -1, -1, GROUP("sg-a")));
	match_who(w.match, ip("10.0.0.2"), (struct slice){NULL, 0}, &me);
	match_who(w.match, ip("10.0.0.1"), (struct slice){NULL, 0}, &peer);
	assert_int_equal(match_rules(w.match, me.host, RULE_INGRESS, &peer,
			     what, rule, 8),
	    3);
	assert_int_equal(match_rules(w.match, me.host, RULE_INGRESS, &peer,
			     what, rule, 1),
	    3);
	assert_int_equal(match_rules(w.match, me.host, RULE_EGRESS, &peer, what,
			     rule, 8),
	    0);
	forget();
}

/* A random number below n. */
static unsigned int
below(unsigned int n)
{
	static uint64_t x = 1;

	x = x * 6364136223846793005u + 1442695040888963407u;
	return (unsigned int)(x >> 33) % n;
}

/*
 * What was kept is what is asked anew: of more questions than are kept, many
 * of them asked again.
 */
static void
test_recall(void **state)
{
	static const char *const who[] = {"10.0.0.1", "10.0.0.2", "10.0.0.3",
	    "10.0.0.4", "198.51.100.1", "2001:db8::1", "2001:db8::2",
	    "2001:db8::3"};
	static const uint8_t proto[] = {6, 17, 1, 58, 47};
	uint32_t rule[8];

	(void)state;
	rules(IN("sg-a", "tcp", 100, 40000, CIDR4("10.0.0.0/24")) "," IN("sg-a",
	    "tcp", 300, 500, GROUP("sg-b")) "," IN("sg-b", "-1", -1, -1,
	    CIDR4("198.51.100.0/24")) "," OUT("sg-a", "udp", 7, 9000,
	    CIDR4("0.0.0.0/0")) "," OUT("sg-c", "icmp", 8, -1,
	    GROUP("sg-a")) "," IN("sg-a", "icmpv6", 128, -1,
	    GROUP("sg-other")));
	struct verdict_conf kept = w.conf;
	kept.recall = recall_new(w.match);
	for (int i = 0; i < 400000; i++) {
		struct verdict_conn c = conn(who[below(nitems(who))],
		    who[below(nitems(who))], proto[below(nitems(proto))],
		    (uint16_t)below(below(2) ? 65536 : 600));
		struct verdict_of a, b;
		c.echo = below(2);
		verdict_judge(&w.conf, &c, &a);
		verdict_judge(&kept, &c, &b);
		assert_int_equal(a.verdict, b.verdict);
		for (int dir = RULE_INGRESS; dir <= RULE_EGRESS; dir++) {
			const struct verdict_end *e = &b.end[dir];
			assert_int_equal(a.end[dir].verdict, e->verdict);
			if (e->verdict != PASS)
				continue;
			size_t n = match_rules(w.match, e->who.host,
			    (enum rule_dir)dir, &b.end[1 - dir].who, b.what,
			    rule, nitems(rule));
			assert_int_equal(e->by.nrule, n);
			assert_memory_equal(e->by.rule, rule,
			    n * sizeof(*rule));
		}
	}
	recall_free(kept.recall);
	forget();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ends),
	    cmocka_unit_test(test_union),
	    cmocka_unit_test(test_families),
	    cmocka_unit_test(test_references),
	    cmocka_unit_test(test_elsewhere),
	    cmocka_unit_test(test_icmp),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_protocols),
	    cmocka_unit_test(test_logged),
	    cmocka_unit_test(test_near),
	    cmocka_unit_test(test_untracked),
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_recall),
	};

	int fd = mkstemp(path);
	if (fd < 0)
		return 1;
	close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
