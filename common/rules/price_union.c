/* SPDX-License-Identifier: ISC */

/*
 * See price.h: what rules admit together.  Rules of a subject are rectangles,
 * peers wide and ports high, that may overlap: the ports are cut at all their
 * edges, and in each slab between two cuts the peers are counted once.
 *
 *    443 +--------+               slab 443: app
 *    442 |  app   |  +-------+    slab 81-442: app, 10.0.0.0/8
 *     81 +--------+--+       |
 *     80             |10.0/8 |    slab 80: 10.0.0.0/8
 *                    +-------+
 *
 * Subjects that have the same groups have the same rules, so that is done once
 * for each class of them.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/price.h"

struct work {
	const struct ruleset *set;
	const struct members *members;
	/* The classes of a group: class[first[g]] to class[first[g + 1]]. */
	uint32_t *first, *class;
	struct member_holder *holder; /* by address */
	size_t nholder;
	struct member_holder *net; /* those of them with more than one */
	size_t nnet;

	const struct rule **rule; /* of the subject at hand */
	size_t nrule, cap;
	int32_t *cut;
	size_t ncut;
	struct prefix *peer; /* of a slab and family */
	size_t npeer, peer_cap;
	bool *marked; /* classes that a slab names */
};

/* ---- what is asked often ------------------------------------------------ */

static int
by_address(const void *a, const void *b)
{
	const struct member_holder *x = a, *y = b;
	int c = rule_prefix_cmp(x->prefix, y->prefix);

	return c != 0 ? c : (x->class > y->class) - (x->class < y->class);
}

static void
sort_holders(struct work *w)
{
	const struct members *m = w->members;

	w->nholder = m->nholder;
	w->holder = mem_array(NULL, m->nholder, sizeof(*w->holder));
	w->net = mem_array(NULL, m->nholder, sizeof(*w->net));
	if (m->nholder == 0)
		return;
	memcpy(w->holder, m->holder, m->nholder * sizeof(*w->holder));
	qsort(w->holder, w->nholder, sizeof(*w->holder), by_address);
	for (size_t i = 0; i < w->nholder; i++)
		if (w->holder[i].prefix.len < 128)
			w->net[w->nnet++] = w->holder[i];
}

static void
list_classes(struct work *w)
{
	const struct members *m = w->members;
	size_t n = 0;

	w->first = mem_new((m->ngroup + 2) * sizeof(*w->first));
	for (size_t c = 0; c < m->nclass; c++)
		for (uint32_t i = 0; i < m->class[c].n; i++, n++)
			w->first[m->class[c].group[i] + 2]++;
	for (size_t g = 0; g < m->ngroup; g++)
		w->first[g + 2] += w->first[g + 1];
	w->class = mem_array(NULL, n, sizeof(*w->class));
	for (size_t c = 0; c < m->nclass; c++)
		for (uint32_t i = 0; i < m->class[c].n; i++)
			w->class[w->first[m->class[c].group[i] + 1]++] =
			    (uint32_t)c;
	w->marked = mem_new(m->nclass);
}

/* ---- a slab ------------------------------------------------------------- */

static void
add_peer(struct work *w, struct prefix p, int family)
{
	if (rule_is4(p) != (family == MEMBER_IP4))
		return;
	if (w->npeer == w->peer_cap) {
		w->peer_cap = w->peer_cap > 0 ? 2 * w->peer_cap : 64;
		w->peer = mem_array(w->peer, w->peer_cap, sizeof(*w->peer));
	}
	w->peer[w->npeer++] = p;
}

/* Marks the classes of a group; returns their addresses that are new. */
static uint64_t
mark(struct work *w, uint64_t group, int family)
{
	uint64_t sum = 0;

	for (uint32_t i = w->first[group]; i < w->first[group + 1]; i++) {
		uint32_t c = w->class[i];

		if (w->marked[c])
			continue;
		w->marked[c] = true;
		sum = member_plus(sum, w->members->class[c].size.n[family]);
	}
	return sum;
}

static int
by_prefix(const void *a, const void *b)
{
	return prefix_cmp(*(const struct prefix *)a, *(const struct prefix *)b);
}

/* The first holder by address that is not before a prefix. */
static size_t
first_in(const struct member_holder *h, size_t n, struct prefix p)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (rule_prefix_cmp(h[mid].prefix, p) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Addresses of a prefix that marked classes hold, so they count already. */
static uint64_t
counted(const struct work *w, struct prefix p)
{
	size_t i = w->members != NULL ? first_in(w->net, w->nnet, p) : 0;
	uint64_t sum = 0;

	for (; i > 0 && rule_prefix_has(w->net[i - 1].prefix, p); i--)
		if (w->marked[w->net[i - 1].class])
			return member_addresses(p);
	if (w->members == NULL)
		return 0;
	for (i = first_in(w->holder, w->nholder, p);
	     i < w->nholder && rule_prefix_has(p, w->holder[i].prefix); i++)
		if (w->marked[w->holder[i].class])
			sum = member_plus(sum,
			    member_addresses(w->holder[i].prefix));
	return sum;
}

/* The prefixes of a slab, each address once, without what is counted. */
static uint64_t
measure(struct work *w)
{
	const struct prefix *last = NULL;
	uint64_t sum = 0, n, off;

	if (w->npeer > 0)
		qsort(w->peer, w->npeer, sizeof(*w->peer), by_prefix);
	for (size_t i = 0; i < w->npeer; i++) {
		if (last != NULL && rule_prefix_has(*last, w->peer[i]))
			continue;
		last = &w->peer[i];
		n = member_addresses(*last);
		off = counted(w, *last);
		if (n != MEMBER_MOST)
			n = n > off ? n - off : 0;
		sum = member_plus(sum, n);
	}
	return sum;
}

/* How many peers of a family rules have that are alive at a port. */
static uint64_t
peers_at(struct work *w, const struct rule **rule, size_t n, int32_t port,
    int family)
{
	uint64_t sum = 0;

	w->npeer = 0;
	if (w->members != NULL)
		memset(w->marked, 0, w->members->nclass);
	for (size_t i = 0; i < n; i++) {
		struct prefix peer = rule[i]->peer;
		const struct party *p = party_of(w->set->parties, peer);

		if (rule[i]->from > port || rule[i]->to < port)
			continue;
		if (p == NULL)
			add_peer(w, peer, family);
		else if (p->kind == PARTY_GROUP)
			sum = member_plus(sum,
			    mark(w, peer.ip.lo - w->set->group0, family));
		else
			for (size_t k = 0; k < p->nmember; k++)
				add_peer(w, p->member[k], family);
	}
	return member_plus(sum, measure(w));
}

/* ---- a subject ---------------------------------------------------------- */

static int
by_port(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* The edges of the ports of n rules, each once. */
static void
make_cuts(struct work *w, const struct rule **rule, size_t n)
{
	size_t kept = 0;

	w->cut = mem_array(w->cut, 2 * n, sizeof(*w->cut));
	for (size_t i = 0; i < n; i++) {
		w->cut[2 * i] = rule[i]->from;
		w->cut[2 * i + 1] = rule[i]->to + 1;
	}
	qsort(w->cut, 2 * n, sizeof(*w->cut), by_port);
	for (size_t i = 0; i < 2 * n; i++)
		if (kept == 0 || w->cut[kept - 1] != w->cut[i])
			w->cut[kept++] = w->cut[i];
	w->ncut = kept;
}

/*
 * What n rules of a direction and protocol, by first port, admit of a family:
 * pairs of peer and port.  Rules that begin in a slab or end before it are
 * passed over, so that many ports cost no more than they have rules.
 */
static uint64_t
area(struct work *w, const struct rule **rule, size_t n, int family)
{
	uint64_t sum = 0;
	size_t end = 0, alive = 0;
	const struct rule **at = mem_array(NULL, n, sizeof(*at));

	make_cuts(w, rule, n);
	for (size_t i = 0; i + 1 < w->ncut; i++) {
		int32_t port = w->cut[i];
		size_t kept = 0;

		for (size_t k = 0; k < alive; k++)
			if (at[k]->to >= port)
				at[kept++] = at[k];
		for (alive = kept; end < n && rule[end]->from <= port; end++)
			at[alive++] = rule[end];
		sum = member_plus(sum,
		    member_times(peers_at(w, at, alive, port, family),
			(uint64_t)(w->cut[i + 1] - port)));
	}
	free(at);
	return sum;
}

static int
by_service(const void *a, const void *b)
{
	const struct rule *x = *(const struct rule *const *)a;
	const struct rule *y = *(const struct rule *const *)b;

	if (x->dir != y->dir)
		return x->dir - y->dir;
	if (x->proto != y->proto)
		return x->proto - y->proto;
	return (x->from > y->from) - (x->from < y->from);
}

/* Adds rules first to end of the set to those of the subject at hand. */
static void
add_rules(struct work *w, size_t first, size_t end)
{
	for (; first < end; first++) {
		if (w->nrule == w->cap) {
			w->cap = w->cap > 0 ? 2 * w->cap : 64;
			w->rule = mem_array(w->rule, w->cap, sizeof(*w->rule));
		}
		w->rule[w->nrule++] = ruleset_at(w->set, first);
	}
}

/* What the rules at hand admit of subjects with so many addresses. */
static uint64_t
admit(struct work *w, const struct member_size *own)
{
	uint64_t sum = 0;
	size_t end;

	if (w->nrule > 0)
		qsort(w->rule, w->nrule, sizeof(*w->rule), by_service);
	for (size_t i = 0; i < w->nrule; i = end) {
		const struct rule *r = w->rule[i];

		for (end = i; end < w->nrule; end++)
			if (w->rule[end]->dir != r->dir ||
			    w->rule[end]->proto != r->proto)
				break;
		for (int f = 0; f < MEMBER_FAMILIES; f++)
			if (own->n[f] > 0)
				sum = member_plus(sum,
				    member_times(own->n[f],
					area(w, w->rule + i, end - i, f)));
	}
	w->nrule = 0;
	return sum;
}

/* ---- all of them -------------------------------------------------------- */

/* One past the rules of the subject of rule i. */
static size_t
subject_end(const struct ruleset *set, size_t i)
{
	const struct rule *r = ruleset_at(set, i);

	while (++i < set->n)
		if (!rule_same_subject(r, ruleset_at(set, i)))
			break;
	return i;
}

/* Subjects that are no groups: each by itself. */
static uint64_t
admit_each(struct work *w)
{
	uint64_t sum = 0;
	size_t end;

	for (size_t i = 0; i < w->set->n; i = end) {
		struct prefix s = ruleset_at(w->set, i)->subject;
		uint64_t n = party_is(s) ? 1 : member_addresses(s);
		struct member_size own = {{n, n}};

		end = subject_end(w->set, i);
		if (s.len == PARTY_GROUP)
			continue;
		add_rules(w, i, end);
		sum = member_plus(sum, admit(w, &own));
	}
	return sum;
}

/* Those of groups: by classes. */
static uint64_t
admit_classes(struct work *w)
{
	const struct members *m = w->members;
	size_t *first = mem_new((m->ngroup + 1) * sizeof(*first));
	size_t *end = mem_new((m->ngroup + 1) * sizeof(*end)), next;
	uint64_t sum = 0;

	for (size_t i = 0; i < w->set->n; i = next) {
		struct prefix s = ruleset_at(w->set, i)->subject;

		next = subject_end(w->set, i);
		if (s.len != PARTY_GROUP)
			continue;
		first[s.ip.lo - w->set->group0] = i;
		end[s.ip.lo - w->set->group0] = next;
	}
	for (size_t c = 0; c < m->nclass; c++) {
		const struct member_class *class = &m->class[c];

		for (uint32_t i = 0; i < class->n; i++)
			add_rules(w, first[class->group[i]],
			    end[class->group[i]]);
		sum = member_plus(sum, admit(w, &class->size));
	}
	free(first);
	free(end);
	return sum;
}

uint64_t
price_union(const struct ruleset *set, const struct members *members)
{
	struct work w = {.set = set, .members = members};
	uint64_t sum;

	if (members != NULL) {
		list_classes(&w);
		sort_holders(&w);
	}
	sum = admit_each(&w);
	if (members != NULL)
		sum = member_plus(sum, admit_classes(&w));
	free(w.first);
	free(w.class);
	free(w.holder);
	free(w.net);
	free(w.rule);
	free(w.cut);
	free(w.peer);
	free(w.marked);
	return sum;
}
