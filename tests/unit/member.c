/* SPDX-License-Identifier: ISC */

/*
 * member: classes of interfaces with the same groups, and how many addresses
 * they hold; by hand, and on random ends against a map of all addresses.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "rules/member.h"
#include "ruling.h"

static const unsigned int seed = 20261124;

static void
test_sums(void **state)
{
	(void)state;
	assert_true(member_plus(1, 2) == 3);
	assert_true(member_plus(MEMBER_MOST - 1, 1) == MEMBER_MOST);
	assert_true(member_plus(MEMBER_MOST, 1) == MEMBER_MOST);
	assert_true(member_plus(MEMBER_MOST, MEMBER_MOST) == MEMBER_MOST);
	assert_true(member_plus(1ULL << 63, 1ULL << 63) == MEMBER_MOST);
	assert_true(member_times(3, 5) == 15);
	assert_true(member_times(0, MEMBER_MOST) == 0);
	assert_true(member_times(MEMBER_MOST, 1) == MEMBER_MOST);
	assert_true(member_times(1ULL << 32, 1ULL << 31) == 1ULL << 63);
	assert_true(member_times(1ULL << 32, 1ULL << 32) == MEMBER_MOST);
}

static void
test_addresses(void **state)
{
	static const struct {
		const char *prefix;
		uint64_t n;
	} t[] = {
	    {"10.0.0.1", 1},
	    {"10.0.2.0/28", 16},
	    {"10.0.0.0/8", 1 << 24},
	    {"0.0.0.0/0", 1ULL << 32},
	    {"2001:db8::1", 1},
	    {"2001:db8::/80", 1ULL << 48},
	    {"2001:db8::/65", 1ULL << 63},
	    {"2001:db8::/64", MEMBER_MOST},
	    {"::/0", MEMBER_MOST},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_true(member_addresses(whom(NULL, t[i].prefix)) ==
		    t[i].n);
}

static void
class_is(const struct members *m, uint32_t class, const char *ids, uint64_t v4,
    uint64_t v6)
{
	const struct member_class *c = &m->class[class];
	struct buf got = {0};

	assert_true(class < m->nclass);
	for (uint32_t i = 0; i < c->n; i++) {
		buf_fmt(&got, "%s%s", i > 0 ? " " : "",
		    m->group[c->group[i]].id);
		assert_true(member_in(c, c->group[i]));
	}
	assert_string_equal(buf_cstr(&got), ids);
	assert_true(c->size.n[MEMBER_IP4] == v4);
	assert_true(c->size.n[MEMBER_IP6] == v6);
	buf_free(&got);
}

static void
group_is(const struct members *m, size_t i, const char *id, const char *name,
    const char *vpc, uint64_t v4, uint64_t v6)
{
	const struct member_group *g = &m->group[i];

	assert_true(i < m->ngroup);
	assert_string_equal(g->id, id);
	assert_string_equal(g->name, name);
	assert_string_equal(g->vpc, vpc);
	assert_true(g->size.n[MEMBER_IP4] == v4);
	assert_true(g->size.n[MEMBER_IP6] == v6);
	assert_true(m->size[i] == member_plus(v4, v6));
}

static void
seen(struct members *m, uint32_t who, const char *at)
{
	member_seen(m, who, whom(NULL, at));
}

/* As member.h draws it: three classes of three groups. */
static void
test_seen(void **state)
{
	struct whos *w = who_new();
	uint32_t app = end_of(w, "sg-app", "a", NULL, NULL, NULL);
	uint32_t both = end_of(w, "sg-ssh,sg-app", "b", NULL, NULL, NULL);
	uint32_t again = end_of(w, "sg-app,sg-ssh,sg-app", "c", NULL, NULL,
	    NULL);
	uint32_t db = end_of(w, "sg-db", "d", NULL, NULL, NULL);
	uint32_t world = end_of(w, "-", "e", NULL, NULL, NULL);
	struct members *m = member_new(w, NULL);

	(void)state;
	seen(m, app, "10.0.1.30");
	seen(m, both, "10.0.1.21");
	seen(m, again, "10.0.1.22");
	seen(m, both, "10.0.1.21");
	seen(m, db, "10.0.2.10");
	seen(m, db, "10.0.2.12");
	seen(m, db, "2001:db8::1");
	seen(m, world, "198.51.100.1");
	seen(m, WHO_NONE, "198.51.100.2");
	member_done(m);
	assert_int_equal(m->ngroup, 3);
	group_is(m, 0, "sg-app", "", "", 3, 0);
	group_is(m, 1, "sg-db", "", "", 2, 1);
	group_is(m, 2, "sg-ssh", "", "", 2, 0);
	assert_int_equal(m->nclass, 3);
	assert_int_equal(m->of_who[both], m->of_who[again]);
	assert_int_equal(m->of_who[world], MEMBER_NONE);
	assert_int_equal(m->of_who[WHO_NONE], MEMBER_NONE);
	class_is(m, m->of_who[app], "sg-app", 1, 0);
	class_is(m, m->of_who[both], "sg-app sg-ssh", 2, 0);
	class_is(m, m->of_who[db], "sg-db", 2, 1);
	assert_false(member_in(&m->class[m->of_who[app]], 2));
	assert_int_equal(m->nholder, 6);
	for (size_t i = 1; i < m->nholder; i++)
		assert_true(m->holder[i - 1].class <= m->holder[i].class);
	member_free(m);
	member_free(NULL);
	who_free(w);
}

static void
test_none(void **state)
{
	struct whos *w = who_new();
	struct members *m = member_new(w, NULL);

	(void)state;
	member_done(m);
	assert_int_equal(m->ngroup, 0);
	assert_int_equal(m->nclass, 0);
	assert_int_equal(m->nholder, 0);
	member_free(m);
	who_free(w);
}

/* Where the VPC is not said, a group that is named matches nothing. */
static void
test_vpc(void **state)
{
	struct whos *w = who_new();
	uint32_t in = end_of(w, "sg-1", "a", NULL, "vpc-1", NULL);
	uint32_t out = end_of(w, "sg-1", "a", NULL, "-", NULL);
	uint32_t only = end_of(w, "sg-2", "a", NULL, "-", NULL);
	struct members *m = member_new(w, NULL);

	(void)state;
	seen(m, in, "10.0.0.1");
	seen(m, out, "203.0.113.1");
	seen(m, only, "203.0.113.2");
	member_done(m);
	assert_int_equal(m->ngroup, 1);
	group_is(m, 0, "sg-1", "", "vpc-1", 1, 0);
	assert_int_equal(m->of_who[out], MEMBER_NONE);
	assert_int_equal(m->of_who[only], MEMBER_NONE);
	member_free(m);
	who_free(w);
}

/* What is inside another prefix of its class counts once; of another, twice. */
static void
test_inside(void **state)
{
	struct whos *w = who_new();
	uint32_t a = end_of(w, "sg-1", NULL, NULL, NULL, NULL);
	uint32_t b = end_of(w, "sg-1,sg-2", NULL, NULL, NULL, NULL);
	struct members *m = member_new(w, NULL);

	(void)state;
	seen(m, a, "10.0.0.3");
	seen(m, a, "10.0.0.0/28");
	seen(m, a, "10.0.0.4/30");
	seen(m, a, "10.0.0.16");
	seen(m, a, "2001:db8::/80");
	seen(m, a, "2001:db8::5");
	seen(m, b, "10.0.0.3");
	member_done(m);
	class_is(m, m->of_who[a], "sg-1", 17, 1ULL << 48);
	class_is(m, m->of_who[b], "sg-1 sg-2", 1, 0);
	group_is(m, 0, "sg-1", "", "", 18, 1ULL << 48);
	group_is(m, 1, "sg-2", "", "", 1, 0);
	assert_int_equal(m->nholder, 4);
	member_free(m);
	who_free(w);
}

static void
test_most(void **state)
{
	struct whos *w = who_new();
	uint32_t a = end_of(w, "sg-1", NULL, NULL, NULL, NULL);
	uint32_t b = end_of(w, "sg-1,sg-2", NULL, NULL, NULL, NULL);
	struct members *m = member_new(w, NULL);

	(void)state;
	seen(m, a, "2001:db8:0:1::/64");
	seen(m, a, "2001:db8:0:2::/64");
	seen(m, a, "10.0.0.1");
	seen(m, b, "2001:db8:0:3::/65");
	member_done(m);
	class_is(m, m->of_who[a], "sg-1", 1, MEMBER_MOST);
	group_is(m, 0, "sg-1", "", "", 1, MEMBER_MOST);
	group_is(m, 1, "sg-2", "", "", 0, 1ULL << 63);
	member_free(m);
	who_free(w);
}

/* ---- interfaces -------------------------------------------------------- */

static struct enis *
interfaces(const char *json)
{
	char path[] = "/tmp/fl-member.XXXXXX";
	struct enis *all = eni_new();
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, json, strlen(json)), strlen(json));
	close(fd);
	assert_int_equal(eni_load(all, path), 0);
	unlink(path);
	eni_done(all);
	return all;
}

#define ENI(id, vpc, groups, more)                                  \
	"{\"NetworkInterfaceId\":\"" id "\",\"VpcId\":\"" vpc "\"," \
	"\"Groups\":[" groups "]," more "}"
#define GROUP(id, name) "{\"GroupId\":\"" id "\",\"GroupName\":\"" name "\"}"
#define ADDRESS(ip)                                                            \
	"\"PrivateIpAddresses\":[{\"Primary\":true,\"PrivateIpAddress\":\"" ip \
	"\",\"Association\":{\"PublicIp\":\"203.0.113.1\"}}]"

/*
 * Private addresses, IPv6 and delegated prefixes are members, whether they
 * were seen or not; public ones, and interfaces without groups, are not.
 */
static void
test_interfaces(void **state)
{
	struct enis *enis = interfaces("[" ENI("eni-1", "vpc-1",
	    GROUP("sg-b", "two") "," GROUP("sg-a", ""),
	    ADDRESS(
		"10.0.0.1") ",\"Ipv4Prefixes\":[{\"Ipv4Prefix\":"
			    "\"10.0.2.0/28\"}],\"Ipv6Addresses\":"
			    "[{\"Ipv6Address\":\"2001:db8::1\"}]") "," ENI("eni-2",
	    "vpc-1", GROUP("sg-a", "one"), ADDRESS("10.0.0.2")) "," ENI("eni-3",
	    "vpc-1", "", ADDRESS("10.0.0.3")) "]");
	struct whos *w = who_new();
	uint32_t both = end_of(w, "sg-a,sg-b", NULL, NULL, NULL, NULL);
	uint32_t gone = end_of(w, "sg-c", NULL, NULL, NULL, NULL);
	struct members *m = member_new(w, enis);

	(void)state;
	seen(m, both, "10.0.0.1");
	seen(m, both, "10.0.2.3");
	seen(m, both, "10.0.0.9");
	seen(m, gone, "10.0.0.4");
	member_done(m);
	assert_int_equal(m->ngroup, 3);
	group_is(m, 0, "sg-a", "one", "vpc-1", 19, 1);
	group_is(m, 1, "sg-b", "two", "vpc-1", 18, 1);
	group_is(m, 2, "sg-c", "", "", 1, 0);
	assert_int_equal(m->nclass, 3);
	class_is(m, m->of_who[both], "sg-a sg-b", 18, 1);
	class_is(m, m->of_who[gone], "sg-c", 1, 0);
	member_free(m);
	who_free(w);
	eni_free(enis);
}

/* ---- random ------------------------------------------------------------ */

enum {
	ENDS = 40,
	IDS = 5,
	SPAN = 256, /* addresses that there are: 10.0.0.0/24 */
};

/* Groups of an end in any order, some twice; returns them as bits. */
static unsigned int
draw_groups(char text[64])
{
	unsigned int bits = 0;
	size_t n = 0;

	for (long left = 1 + random() % 4; left > 0; left--) {
		unsigned int id = (unsigned int)random() % IDS;

		bits |= 1U << id;
		n += (size_t)snprintf(text + n, 64 - n, "%ssg-%u",
		    n > 0 ? "," : "", id);
	}
	return bits;
}

static void
test_random(void **state)
{
	(void)state;
	srandom(seed);
	for (int round = 0; round < 300; round++) {
		static bool holds[1 << IDS][SPAN];
		unsigned int bits[ENDS], used = 0;
		uint64_t want[IDS] = {0};
		uint32_t id[ENDS];
		struct whos *w = who_new();

		memset(holds, 0, sizeof(holds));
		for (int i = 0; i < ENDS; i++) {
			char sg[64], name[16];

			snprintf(name, sizeof(name), "%d", i);
			bits[i] = draw_groups(sg);
			used |= bits[i];
			id[i] = end_of(w, sg, name, NULL, NULL, NULL);
		}
		struct members *m = member_new(w, NULL);
		for (int k = 0; k < 100; k++) {
			int i = (int)random() % ENDS;
			unsigned int len = 32 -
			    (unsigned int)(random() % 4 ? 0 : random() % 6);
			unsigned int at = (unsigned int)random() % SPAN;
			char text[32];

			at &= ~0U << (32 - len);
			snprintf(text, sizeof(text), "10.0.0.%u/%u", at, len);
			seen(m, id[i], text);
			for (unsigned int a = 0; a < 1U << (32 - len); a++)
				holds[bits[i]][at + a] = true;
		}
		member_done(m);
		for (unsigned int set = 1; set < 1 << IDS; set++)
			for (int a = 0; a < SPAN; a++)
				for (int g = 0; g < IDS; g++)
					want[g] += holds[set][a] &&
					    (set >> g & 1);
		size_t g = 0;
		for (int i = 0; i < IDS; i++) {
			char text[16];

			if ((used >> i & 1) == 0)
				continue;
			snprintf(text, sizeof(text), "sg-%d", i);
			group_is(m, g++, text, "", "", want[i], 0);
		}
		assert_int_equal(m->ngroup, g);
		for (int i = 0; i < ENDS; i++)
			for (int k = 0; k < ENDS; k++)
				assert_int_equal(bits[i] == bits[k],
				    m->of_who[id[i]] == m->of_who[id[k]]);
		member_free(m);
		who_free(w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sums),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_seen),
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_vpc),
	    cmocka_unit_test(test_inside),
	    cmocka_unit_test(test_most),
	    cmocka_unit_test(test_interfaces),
	    cmocka_unit_test(test_random),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
