/* SPDX-License-Identifier: ISC */

/*
 * ref_seen, and ref with it, on random worlds: all that was seen is admitted,
 * each rule admits some of it, and what is admitted beyond is counted address
 * by address.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rules/ref.h"
#include "ruling.h"

static const unsigned int seed = 20261124;

/* Prefix lists: pl-0 of two addresses, pl-big, and pl-one, which is in it. */
static char path[] = "/tmp/fl-ref.XXXXXX";

enum {
	HOSTS = 10,         /* in groups */
	WORLD = 4,          /* and that many are not */
	LISTED = HOSTS + 2, /* those before are in the prefix list */
	ENDS = HOSTS + WORLD,
	IDS = 5, /* groups */
	PORTS = 3,
};

struct world {
	unsigned int in[ENDS]; /* groups of an end, as bits */
	int vpc[ENDS];
	bool peered;
	bool fact[2][ENDS][PORTS][ENDS];
	size_t nfact;
};

static struct prefix
address(int i)
{
	char text[32];

	snprintf(text, sizeof(text), "%s.%d", i < HOSTS ? "10.0.0" : "198.51.0",
	    i);
	return whom(NULL, text);
}

static uint32_t
end_in(struct ref *r, const struct world *w, int i)
{
	char sg[64] = "-", name[16];
	size_t n = 0;

	for (int g = 0; g < IDS; g++)
		if (w->in[i] >> g & 1)
			n += (size_t)snprintf(sg + n, sizeof(sg) - n, "%ssg-%d",
			    n > 0 ? "," : "", g);
	snprintf(name, sizeof(name), "host-%d", i);
	const char *vpc = w->vpc[i] != 0 ? "vpc-1" : "vpc-0";
	return end_of(r->whos, sg, name, "interface", i < HOSTS ? vpc : "-",
	    i >= HOSTS && i < LISTED ? "pl-0" : "-");
}

/* Groups are of one VPC each: those with odd numbers of vpc-1. */
static void
draw(struct world *w, struct ref *r, struct ruleset *set)
{
	*w = (struct world){.peered = random() % 2};
	for (int i = 0; i < HOSTS; i++) {
		w->vpc[i] = random() % 4 == 0;
		while (w->in[i] == 0)
			w->in[i] = (unsigned int)random() &
			    (w->vpc[i] ? 10 : 21);
	}
	for (long n = random() % 40; n >= 0; n--) {
		int dir = (int)random() % 2, a = (int)random() % HOSTS,
		    b = (int)random() % ENDS, port = (int)random() % PORTS;
		struct rule x = {
		    .subject = address(a),
		    .peer = address(b),
		    .from = port,
		    .to = port,
		    .proto = 6,
		    .dir = (uint8_t)dir,
		    .seen = 1,
		};

		if (w->fact[dir][a][port][b])
			continue;
		w->fact[dir][a][port][b] = true;
		w->nfact++;
		ruleset_add(set, &x);
		/* In words of their own: numbers may come in any order. */
		uint32_t peer = end_in(r, w, b);
		ref_rule(r, end_in(r, w, a), peer);
	}
}

/* Does a prefix, a group or the list stand for an end? */
static bool
stands_for(const struct world *w, const struct ruleset *set, struct prefix p,
    int i)
{
	if (!party_is(p))
		return rule_prefix_eq(p, address(i));
	if (p.len == PARTY_LIST)
		return i >= HOSTS && i < LISTED;
	const char *id = party_of(set->parties, p)->id;
	assert_int_equal(strlen(id), 4);
	return w->in[i] >> (id[3] - '0') & 1;
}

/* Is an end known: was it seen, or is it in the list? */
static bool
counts(const struct world *w, int i)
{
	if (i >= HOSTS && i < LISTED)
		return true;
	for (int dir = 0; dir < 2; dir++)
		for (int port = 0; port < PORTS; port++)
			for (int k = 0; k < ENDS; k++)
				if (w->fact[dir][i][port][k] ||
				    w->fact[dir][k][port][i])
					return true;
	return false;
}

/*
 * All is admitted that was seen, every rule was needed by something, and only
 * groups that can be named are.  Returns how many triples are admitted.
 */
static size_t
check(const struct world *w, const struct ruleset *set)
{
	static bool admitted[2][ENDS][PORTS][ENDS];
	size_t n = 0;

	memset(admitted, 0, sizeof(admitted));
	for (size_t i = 0; i < set->n; i++) {
		const struct rule *r = ruleset_at(set, i);
		uint64_t seen = 0;

		assert_int_equal(r->subject.len, PARTY_GROUP);
		assert_int_equal(r->from, r->to);
		for (int k = 0; k < ENDS * ENDS; k++) {
			int a = k / ENDS, b = k % ENDS, port = r->from;

			if (!stands_for(w, set, r->subject, a) ||
			    !stands_for(w, set, r->peer, b) || !counts(w, a) ||
			    !counts(w, b))
				continue;
			admitted[r->dir][a][port][b] = true;
			seen += w->fact[r->dir][a][port][b];
			if (r->peer.len == PARTY_GROUP && !w->peered)
				assert_int_equal(w->vpc[a], w->vpc[b]);
		}
		assert_true(seen > 0);
		assert_int_equal(r->seen, seen);
	}
	for (int dir = 0; dir < 2; dir++)
		for (int a = 0; a < ENDS; a++)
			for (int port = 0; port < PORTS; port++)
				for (int b = 0; b < ENDS; b++) {
					bool in = admitted[dir][a][port][b];

					assert_true(in ||
					    !w->fact[dir][a][port][b]);
					n += in;
				}
	return n;
}

static void
test_random(void **state)
{
	static const char *peered[] = {"vpc-0,vpc-1"}, *lists[] = {path};
	uint64_t beyond = 0;

	(void)state;
	srandom(seed);
	for (int round = 0; round < 500; round++) {
		static struct world w;
		struct ruleset set = {0};
		struct ref r;

		r = (struct ref){.by = REF_GROUP};
		r.conf.lists = (struct opt_list){lists, 1};
		assert_int_equal(ref_open(&r), 0);
		draw(&w, &r, &set);
		if (w.peered)
			r.conf.peered = (struct opt_list){peered, 1};
		ref_apply(&r, &set);
		ref_seen(&r, &set);
		ruleset_sort(&set, RULESET_SHOWN);
		assert_int_equal(r.evidence, w.nfact);
		size_t n = check(&w, &set);
		assert_int_equal(ref_price(&r, &set), n - w.nfact);
		beyond += n - w.nfact;
		r.conf.peered.item = r.conf.lists.item = NULL;
		ruleset_free(&set);
		ref_free(&r);
	}
	assert_true(beyond > 0);
}

static void
fact(struct ref *r, struct ruleset *set, const char *peer, const char *lists)
{
	uint32_t subject = end_of(r->whos, "sg-0", "a", "interface", "v", "-");
	uint32_t other = end_of(r->whos, "-", "-", "-", "-", lists);

	add_rule(set, "10.0.0.1", RULE_EGRESS, 443, peer);
	ref_rule(r, subject, other);
}

/*
 * Of several lists that an address is in the smallest is named; what another
 * rule's list admits of the evidence counts for that, too.
 */
static void
test_lists(void **state)
{
	static const char *lists[] = {path};
	struct ref r = {.by = REF_GROUP, .conf.lists = {lists, 1}};
	struct ruleset set = {0};

	(void)state;
	assert_int_equal(ref_open(&r), 0);
	fact(&r, &set, "192.0.2.1", "pl-big,pl-one");
	fact(&r, &set, "192.0.2.2", "pl-big");
	ref_apply(&r, &set);
	ref_seen(&r, &set);
	ruleset_sort(&set, RULESET_SHOWN);
	assert_int_equal(set.n, 2);
	const struct rule *big = ruleset_at(&set, 0);
	const struct rule *one = ruleset_at(&set, 1);
	assert_string_equal(party_of(set.parties, big->peer)->id, "pl-big");
	assert_string_equal(party_of(set.parties, one->peer)->id, "pl-one");
	assert_int_equal(big->seen, 2);
	assert_int_equal(one->seen, 1);
	assert_int_equal(r.unknown, 0);
	/* Four addresses, one of them twice, of which two were seen. */
	assert_int_equal(ref_price(&r, &set), 2);
	r.conf.lists.item = NULL;
	ruleset_free(&set);
	ref_free(&r);
}

int
main(void)
{
	static const char list[] =
	    "[{\"PrefixListId\":\"pl-0\",\"Entries\":"
	    "[{\"Cidr\":\"198.51.0.10/32\"},{\"Cidr\":\"198.51.0.11/32\"}]},"
	    "{\"PrefixListId\":\"pl-big\",\"Entries\":"
	    "[{\"Cidr\":\"192.0.2.0/30\"},{\"Cidr\":\"192.0.2.1/32\"}]},"
	    "{\"PrefixListId\":\"pl-one\",\"Entries\":"
	    "[{\"Cidr\":\"192.0.2.1/32\"}]}]";
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_random),
	};
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, list, sizeof(list) - 1) < 0)
		return 1;
	close(fd);
	printf("seed %u\n", seed);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
