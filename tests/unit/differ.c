/* SPDX-License-Identifier: ISC */

/*
 * Differences of rule sets: by hand, and point by point beside random sets of
 * a world that is small enough to look at every packet there is.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/differ.h"
#include "value/proto.h"

/* Adds a rule of group sg-N, which may be new. */
static void
add(struct sgset *set, const char *id, uint8_t dir, uint16_t proto,
    uint16_t from, uint16_t to, const char *peer)
{
	struct sgset_rule r = {.dir = dir,
	    .proto = proto,
	    .span = {from, to},
	    .id = "",
	    .about = ""};
	struct sgset_group g = {.id = id, .name = "", .vpc = ""};

	if (prefix_parse(slice_str(peer), &r.cidr) != 0) {
		r.kind = strncmp(peer, "pl-", 3) == 0 ? SGSET_LIST :
							SGSET_GROUP;
		r.peer = peer;
	}
	r.group = sgset_group_add(set, &g, false);
	sgset_rule_add(set, &r);
}

static struct sgset old, new;

static void
begin(void)
{
	sgset_init(&old);
	sgset_init(&new);
}

/* What is found of what was added since, as it is shown. */
static void
shows(const char *want)
{
	struct differ d;
	struct buf b = {0};

	sgset_done(&old);
	sgset_done(&new);
	differ_sets(&d, &old, &new);
	differ_table(&d, &b);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
	differ_free(&d);
	sgset_free(&old);
	sgset_free(&new);
}

#define IN RULE_INGRESS
#define OUT RULE_EGRESS

/* Other text for the same. */
static void
test_same(void **state)
{
	(void)state;
	begin();
	add(&old, "sg-1", IN, 6, 1, 10, "10.0.0.0/8");
	add(&old, "sg-1", IN, 6, 5, 20, "10.0.0.0/9");
	add(&old, "sg-1", IN, 6, 11, 20, "10.128.0.0/9");
	add(&new, "sg-1", IN, 6, 1, 20, "10.0.0.0/8");
	add(&old, "sg-2", OUT, SGSET_ALL, 0, 65535, "::/0");
	add(&new, "sg-2", OUT, SGSET_ALL, 0, 65535, "::/1");
	add(&new, "sg-2", OUT, SGSET_ALL, 0, 65535, "8000::/1");
	shows("2 groups: 2 unchanged\n");
}

static void
test_states(void **state)
{
	(void)state;
	begin();
	add(&old, "sg-1", IN, 6, 22, 22, "0.0.0.0/0");
	add(&new, "sg-1", IN, 6, 22, 22, "10.0.0.0/8");
	add(&old, "sg-2", IN, 6, 80, 80, "10.0.0.0/8");
	add(&new, "sg-2", IN, 6, 80, 82, "10.0.0.0/8");
	add(&old, "sg-3", IN, 6, 80, 80, "10.0.0.1");
	add(&new, "sg-3", IN, 6, 80, 80, "10.0.0.0");
	add(&old, "sg-4", OUT, 17, 53, 53, "sg-1");
	add(&new, "sg-5", OUT, 17, 53, 53, "pl-1");
	shows("sg-1: narrowed\n"
	      "  - ingress tcp 22 0.0.0.0/5\n"
	      "  - ingress tcp 22 8.0.0.0/7\n"
	      "  - ingress tcp 22 11.0.0.0/8\n"
	      "  - ingress tcp 22 12.0.0.0/6\n"
	      "  - ingress tcp 22 16.0.0.0/4\n"
	      "  - ingress tcp 22 32.0.0.0/3\n"
	      "  - ingress tcp 22 64.0.0.0/2\n"
	      "  - ingress tcp 22 128.0.0.0/1\n"
	      "\n"
	      "sg-2: widened\n"
	      "  + ingress tcp 81-82 10.0.0.0/8\n"
	      "\n"
	      "sg-3: changed\n"
	      "  - ingress tcp 80 10.0.0.1/32\n"
	      "  + ingress tcp 80 10.0.0.0/32\n"
	      "\n"
	      "sg-4: gone\n"
	      "  - egress udp 53 sg-1\n"
	      "\n"
	      "sg-5: new\n"
	      "  + egress udp 53 pl-1\n"
	      "\n"
	      "5 groups: 1 new, 1 gone, 1 widened, 1 narrowed, 1 changed\n");
}

/* A rule for all, replaced by one for some. */
static void
test_all(void **state)
{
	(void)state;
	begin();
	add(&old, "sg-1", IN, SGSET_ALL, 0, 65535, "10.0.0.0/8");
	add(&new, "sg-1", IN, 6, 443, 443, "10.0.0.0/8");
	add(&new, "sg-1", IN, 1, 0, 65535, "10.0.0.0/8");
	add(&old, "sg-2", IN, SGSET_ALL, 0, 65535, "10.0.0.0/8");
	add(&old, "sg-2", IN, 6, 1, 2, "10.0.0.0/8");
	add(&new, "sg-2", IN, SGSET_ALL, 0, 65535, "10.0.0.0/9");
	shows("sg-1: narrowed\n"
	      "  - ingress tcp 0-442 10.0.0.0/8\n"
	      "  - ingress tcp 444-65535 10.0.0.0/8\n"
	      "  - ingress all other protocols 10.0.0.0/8\n"
	      "\n"
	      "sg-2: narrowed\n"
	      "  - ingress all 10.128.0.0/9\n"
	      "\n"
	      "2 groups: 2 narrowed\n");
}

/* A peering that is gone lets nothing through. */
static void
test_stale(void **state)
{
	(void)state;
	begin();
	add(&old, "sg-1", IN, 6, 1, 1, "sg-2");
	old.rule[0].stale = true;
	add(&new, "sg-1", IN, 6, 1, 1, "sg-2");
	shows("sg-1: widened\n"
	      "  + ingress tcp 1 sg-2\n"
	      "\n"
	      "1 group: 1 widened\n");
}

/* ---- every packet -------------------------------------------------------- */

#define ROUNDS 400
#define HOSTS 16
#define PORTS 6

static const uint16_t protos[] = {6, 17, 1, 47};
static const char *const others[] = {"sg-a", "pl-b"};

static uint32_t
pick(uint32_t n)
{
	return (uint32_t)random() % n;
}

/* A rule for some of the 16 hosts behind a base, or for another peer. */
static void
random_rule(struct sgset *set)
{
	char text[PREFIX_MAX + 1];
	uint16_t proto = pick(6) == 0 ? SGSET_ALL : protos[pick(4)];
	uint16_t from = 0, to = UINT16_MAX;
	struct prefix p;

	if (proto == 6 || proto == 17) {
		from = (uint16_t)pick(PORTS);
		to = (uint16_t)(from + pick(PORTS - from));
	}
	if (pick(4) == 0) {
		add(set, "sg-1", (uint8_t)pick(2), proto, from, to,
		    others[pick(2)]);
		return;
	}
	struct ip base = pick(2) == 0 ?
	    ip_from4(0x0a000000) :
	    (struct ip){0x20010db800000000, 0xfffffff0};
	p.len = (uint8_t)(124 + pick(5));
	base.lo += pick(HOSTS);
	p.ip = ip_mask(base, p.len);
	*prefix_print(text, p) = '\0';
	add(set, "sg-1", (uint8_t)pick(2), proto, from, to, text);
}

static bool
rule_admits(const struct sgset_rule *r, uint8_t dir, uint16_t proto,
    uint16_t port, struct ip ip, const char *other)
{
	struct prefix p = {ip, 128};

	if (r->dir != dir || (r->proto != proto && r->proto != SGSET_ALL) ||
	    r->span.from > port || r->span.to < port)
		return false;
	if (other != NULL)
		return r->kind != SGSET_CIDR && strcmp(r->peer, other) == 0;
	return r->kind == SGSET_CIDR && rule_prefix_has(r->cidr, p);
}

static bool
admits(const struct sgset *set, uint8_t dir, uint16_t proto, uint16_t port,
    struct ip ip, const char *other)
{
	for (size_t i = 0; i < set->nrule; i++)
		if (rule_admits(&set->rule[i], dir, proto, port, ip, other))
			return true;
	return false;
}

/* Does any rule of a direction name this protocol? */
static bool
is_named(uint8_t dir, uint16_t proto)
{
	const struct sgset *set[] = {&old, &new};

	for (size_t s = 0; s < 2; s++)
		for (size_t i = 0; i < set[s]->nrule; i++)
			if (set[s]->rule[i].dir == dir &&
			    set[s]->rule[i].proto == proto)
				return true;
	return false;
}

/* How many rectangles of a kind hold a packet: one, or none. */
static size_t
times(const struct differ *d, bool added, uint8_t dir, uint16_t proto,
    uint16_t port, struct ip ip, const char *other)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct differ_rect *r = &d->rect[i];
		if (r->added == added &&
		    (!r->others || !is_named(dir, proto)) &&
		    rule_admits(&r->rule, dir, proto, port, ip, other))
			n++;
	}
	return n;
}

static void
check(const struct differ *d, uint8_t dir, uint16_t proto, uint16_t port,
    struct ip ip, const char *other)
{
	bool was = admits(&old, dir, proto, port, ip, other);
	bool is = admits(&new, dir, proto, port, ip, other);

	assert_int_equal(times(d, true, dir, proto, port, ip, other),
	    is && !was);
	assert_int_equal(times(d, false, dir, proto, port, ip, other),
	    was && !is);
}

static void
test_points(void **state)
{
	static const uint16_t asked[] = {6, 17, 1, 47, 50};
	struct differ d;

	(void)state;
	srandom(1);
	for (int round = 0; round < ROUNDS; round++) {
		begin();
		for (uint32_t n = pick(9); n > 0; n--)
			random_rule(&old);
		for (uint32_t n = pick(9); n > 0; n--)
			random_rule(&new);
		sgset_done(&old);
		sgset_done(&new);
		differ_sets(&d, &old, &new);
		for (uint8_t dir = 0; dir < 2; dir++)
			for (size_t p = 0; p < nitems(asked); p++)
				for (uint16_t port = 0; port < PORTS; port++) {
					for (uint32_t h = 0; h < HOSTS; h++) {
						struct ip six = {
						    0x20010db800000000,
						    0xfffffff0 + h};
						check(&d, dir, asked[p], port,
						    ip_from4(0x0a000000 + h),
						    NULL);
						check(&d, dir, asked[p], port,
						    six, NULL);
					}
					for (size_t o = 0; o < 2; o++)
						check(&d, dir, asked[p], port,
						    IP_NONE, others[o]);
				}
		differ_free(&d);
		sgset_free(&old);
		sgset_free(&new);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same),
	    cmocka_unit_test(test_states),
	    cmocka_unit_test(test_all),
	    cmocka_unit_test(test_stale),
	    cmocka_unit_test(test_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
