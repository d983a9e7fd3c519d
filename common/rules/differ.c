/* SPDX-License-Identifier: ISC */

/*
 * See differ.h.  Rules of a group, direction and protocol are cut along the
 * addresses at which one of them begins or ends; between two cuts there are
 * but two sets of ports, and their differences.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/differ.h"
#include "value/proto.h"
#include "value/range.h"

const char *const differ_word[DIFFER_STATES] = {
    [DIFFER_SAME] = "unchanged",
    [DIFFER_NEW] = "new",
    [DIFFER_GONE] = "gone",
    [DIFFER_WIDENED] = "widened",
    [DIFFER_NARROWED] = "narrowed",
    [DIFFER_CHANGED] = "changed",
};

/* A rule of one protocol on its way: the addresses or the peer, and ports. */
struct item {
	bool new;
	struct sgset_span span;
	struct ip lo, hi;              /* of a prefix */
	const struct sgset_rule *rule; /* whose peer it is otherwise */
};

/* What is found of one direction and protocol. */
struct work {
	struct differ *d;
	struct differ_rect like; /* subject, direction, protocol */
	struct item *item;       /* of one family, or of other peers */
	size_t n, room;
};

static void
add_rect(struct work *w, bool added, struct range span)
{
	struct differ *d = w->d;

	if (d->n == d->room) {
		d->room = d->room == 0 ? 64 : 2 * d->room;
		d->rect = mem_array(d->rect, d->room, sizeof(*d->rect));
	}
	struct differ_rect *r = &d->rect[d->n++];
	*r = w->like;
	r->added = added;
	r->rule.span = (struct sgset_span){(uint16_t)span.lo,
	    (uint16_t)span.hi};
}

/* ---- ports -------------------------------------------------------------- */

/* Where the new ones (1) and the old ones (0) are, and the others are not. */
struct ports {
	struct ranges has[2];
	struct ranges only[2];
};

static void
ports_free(struct ports *p)
{
	for (size_t i = 0; i < 2; i++) {
		ranges_free(&p->has[i]);
		ranges_free(&p->only[i]);
	}
	*p = (struct ports){0};
}

/* a without b, both done. */
static void
minus(struct ranges *to, const struct ranges *a, const struct ranges *b)
{
	size_t k = 0;

	for (size_t i = 0; i < a->n; i++) {
		uint64_t lo = a->r[i].lo, hi = a->r[i].hi;
		while (k < b->n && b->r[k].hi < lo)
			k++;
		for (size_t j = k; j < b->n && b->r[j].lo <= hi; j++) {
			if (b->r[j].lo > lo)
				ranges_add(to, lo, b->r[j].lo - 1);
			lo = b->r[j].hi + 1;
		}
		if (lo <= hi)
			ranges_add(to, lo, hi);
	}
	ranges_done(to);
}

static void
ports_of(struct ports *p, const struct item *const *item, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ranges_add(&p->has[item[i]->new], item[i]->span.from,
		    item[i]->span.to);
	ranges_done(&p->has[0]);
	ranges_done(&p->has[1]);
	minus(&p->only[0], &p->has[0], &p->has[1]);
	minus(&p->only[1], &p->has[1], &p->has[0]);
}

static bool
ranges_eq(const struct ranges *a, const struct ranges *b)
{
	return a->n == b->n &&
	    (a->n == 0 || memcmp(a->r, b->r, a->n * sizeof(*a->r)) == 0);
}

static void
put_ports(struct work *w, const struct ports *p)
{
	for (size_t way = 0; way < 2; way++)
		for (size_t i = 0; i < p->only[way].n; i++)
			add_rect(w, way == 1, p->only[way].r[i]);
}

/* ---- addresses ---------------------------------------------------------- */

static struct ip
after(struct ip ip)
{
	ip.lo++;
	ip.hi += ip.lo == 0;
	return ip;
}

static struct ip
before(struct ip ip)
{
	ip.hi -= ip.lo == 0;
	ip.lo--;
	return ip;
}

/* The largest prefix that begins at lo and does not pass hi. */
static struct prefix
largest(struct ip lo, struct ip hi)
{
	struct prefix p = {lo, 128};

	while (p.len > 0) {
		unsigned int len = p.len - 1U;
		if (!ip_eq(ip_mask(lo, len), lo) ||
		    ip_cmp(ip_last(lo, len), hi) > 0)
			break;
		p.len = (uint8_t)len;
	}
	return p;
}

/* Rectangles for all prefixes that a range of addresses is made of. */
static void
put_range(struct work *w, struct ip lo, struct ip hi, const struct ports *p)
{
	if (p->only[0].n == 0 && p->only[1].n == 0)
		return;
	w->like.rule.kind = SGSET_CIDR;
	w->like.rule.peer = NULL;
	for (;;) {
		struct prefix part = largest(lo, hi);
		struct ip last = ip_last(part.ip, part.len);
		w->like.rule.cidr = part;
		put_ports(w, p);
		if (ip_eq(last, hi))
			return;
		lo = after(last);
	}
}

static int
by_ip(const void *a, const void *b)
{
	return ip_cmp(*(const struct ip *)a, *(const struct ip *)b);
}

static int
by_lo(const void *a, const void *b)
{
	return ip_cmp(((const struct item *)a)->lo,
	    ((const struct item *)b)->lo);
}

/* The addresses at which something changes, each once.  Caller frees. */
static struct ip *
cuts(const struct work *w, size_t *n)
{
	struct ip *cut = mem_array(NULL, 2 * w->n, sizeof(*cut));
	size_t all = 0;

	for (size_t i = 0; i < w->n; i++) {
		cut[all++] = w->item[i].lo;
		if (!ip_none(w->item[i].hi)) /* the last of all */
			cut[all++] = after(w->item[i].hi);
	}
	qsort(cut, all, sizeof(*cut), by_ip);
	*n = 0;
	for (size_t i = 0; i < all; i++)
		if (i == 0 || !ip_eq(cut[i], cut[*n - 1]))
			cut[(*n)++] = cut[i];
	return cut;
}

/* The items of one family: from cut to cut, with those that are there. */
static void
sweep(struct work *w)
{
	const struct item **there = mem_array(NULL, w->n, sizeof(*there));
	struct ports was = {0};
	struct ip from = {0, 0}, to = {0, 0};
	size_t n, nthere = 0, next = 0;

	if (w->n == 0) {
		free(there);
		return;
	}
	qsort(w->item, w->n, sizeof(*w->item), by_lo);
	struct ip *cut = cuts(w, &n);
	for (size_t i = 0; i < n; i++) {
		struct ports now = {0};
		size_t left = 0;
		for (size_t k = 0; k < nthere; k++)
			if (ip_cmp(there[k]->hi, cut[i]) >= 0)
				there[left++] = there[k];
		nthere = left;
		while (next < w->n && ip_eq(w->item[next].lo, cut[i]))
			there[nthere++] = &w->item[next++];
		ports_of(&now, there, nthere);
		struct ip last = i + 1 < n ? before(cut[i + 1]) : IP_NONE;
		if (i > 0 && ranges_eq(&was.only[0], &now.only[0]) &&
		    ranges_eq(&was.only[1], &now.only[1])) {
			ports_free(&now);
			to = last;
			continue;
		}
		if (i > 0)
			put_range(w, from, to, &was);
		ports_free(&was);
		was = now;
		from = cut[i];
		to = last;
	}
	put_range(w, from, to, &was);
	ports_free(&was);
	free(cut);
	free(there);
}

/* ---- one protocol ------------------------------------------------------- */

static void
add_item(struct work *w, const struct sgset_rule *r, bool new)
{
	if (w->n == w->room) {
		w->room = w->room == 0 ? 64 : 2 * w->room;
		w->item = mem_array(w->item, w->room, sizeof(*w->item));
	}
	struct item *i = &w->item[w->n++];
	*i = (struct item){.new = new, .span = r->span, .rule = r};
	if (r->kind == SGSET_CIDR) {
		i->lo = r->cidr.ip;
		i->hi = ip_last(r->cidr.ip, r->cidr.len);
	}
}

/* Rules of one group and direction. */
struct side {
	const struct sgset_rule *rule;
	size_t n;
};

/* IPv4, IPv6, and what is none of them. */
static int
family(const struct sgset_rule *r)
{
	if (r->kind != SGSET_CIDR)
		return 2;
	return !rule_is4(r->cidr);
}

/* Those of a protocol (or of all), and of a family. */
static void
collect(struct work *w, const struct side *side, uint16_t proto, int which)
{
	w->n = 0;
	for (size_t new = 0; new < 2; new ++)
		for (size_t i = 0; i < side[new].n; i++) {
			const struct sgset_rule *r = &side[new].rule[i];
			if (!r->stale && family(r) == which &&
			    (r->proto == proto || r->proto == SGSET_ALL))
				add_item(w, r, new == 1);
		}
}

static int
by_peer(const void *x, const void *y)
{
	const struct sgset_rule *a = ((const struct item *)x)->rule;
	const struct sgset_rule *b = ((const struct item *)y)->rule;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->peer, b->peer);
}

/* Groups and lists: each by itself. */
static void
compare_peers(struct work *w)
{
	const struct item **there = mem_array(NULL, w->n, sizeof(*there));

	if (w->n > 0)
		qsort(w->item, w->n, sizeof(*w->item), by_peer);
	for (size_t i = 0, next; i < w->n; i = next) {
		struct ports p = {0};
		for (next = i;
		     next < w->n && by_peer(&w->item[i], &w->item[next]) == 0;
		     next++)
			there[next - i] = &w->item[next];
		ports_of(&p, there, next - i);
		w->like.rule.kind = w->item[i].rule->kind;
		w->like.rule.peer = w->item[i].rule->peer;
		w->like.rule.cidr = (struct prefix){{0, 0}, 0};
		put_ports(w, &p);
		ports_free(&p);
	}
	free(there);
}

/* Removed before added, then as rules are shown. */
static int
by_rect(const void *x, const void *y)
{
	const struct differ_rect *a = x, *b = y;

	if (a->rule.dir != b->rule.dir)
		return a->rule.dir - b->rule.dir;
	if (a->added != b->added)
		return a->added - b->added;
	return sgset_cmp(&a->rule, &b->rule);
}

/* All rectangles of a protocol, or of those that no rule names. */
static void
compare_proto(struct work *w, const struct side *side, uint16_t proto)
{
	size_t at = w->d->n;

	w->like.rule.proto = proto;
	for (int which = 0; which < 2; which++) {
		collect(w, side, proto, which);
		sweep(w);
	}
	collect(w, side, proto, 2);
	compare_peers(w);
	if (w->d->n > at)
		qsort(w->d->rect + at, w->d->n - at, sizeof(*w->d->rect),
		    by_rect);
}

/* ---- all protocols ------------------------------------------------------ */

/* Are rectangles those of another protocol, ports included? */
static bool
alike(const struct differ_rect *a, const struct differ_rect *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct differ_rect like = b[i];
		like.rule.proto = a[i].rule.proto;
		if (by_rect(&a[i], &like) != 0)
			return false;
	}
	return true;
}

/*
 * One direction of a group.  What is the same for all protocols that its
 * rules name and for the others is said once, as all.
 */
static void
compare_dir(struct work *w, const struct side *side)
{
	bool named[SGSET_ALL] = {false}, same = true;
	struct differ *d = w->d;
	size_t rest = d->n, n;

	for (size_t new = 0; new < 2; new ++)
		for (size_t i = 0; i < side[new].n; i++)
			if (side[new].rule[i].proto != SGSET_ALL)
				named[side[new].rule[i].proto] = true;
	compare_proto(w, side, SGSET_ALL);
	n = d->n - rest;
	for (uint16_t proto = 0; proto < SGSET_ALL; proto++) {
		size_t at = d->n;
		if (!named[proto])
			continue;
		compare_proto(w, side, proto);
		same &= d->n - at == n &&
		    alike(d->rect + rest, d->rect + at, n);
	}
	if (same)
		d->n = rest + n;
	for (size_t i = 0; !same && i < n; i++)
		d->rect[rest + i].others = true;
}

/* ---- groups ------------------------------------------------------------- */

/* The rules of a group in one direction: they stand together. */
static struct side
side_of(const struct sgset *set, const struct sgset_group *g, uint8_t dir)
{
	struct side s = {NULL, 0};

	for (uint32_t i = 0; g != NULL && i < g->n; i++) {
		const struct sgset_rule *r = &set->rule[g->first + i];
		if (r->dir != dir)
			continue;
		if (s.n++ == 0)
			s.rule = r;
	}
	return s;
}

static enum differ_state
state_of(const struct differ *d, const struct differ_subject *s,
    const struct sgset_group *old, const struct sgset_group *new)
{
	bool more = false, less = false;

	if (old == NULL || new == NULL)
		return old == NULL ? DIFFER_NEW : DIFFER_GONE;
	for (size_t i = 0; i < s->n; i++) {
		more |= d->rect[s->first + i].added;
		less |= !d->rect[s->first + i].added;
	}
	if (more && less)
		return DIFFER_CHANGED;
	if (more)
		return DIFFER_WIDENED;
	return less ? DIFFER_NARROWED : DIFFER_SAME;
}

/* One group that either set has, or both. */
static void
compare_group(struct work *w, const struct sgset *const *set,
    const struct sgset_group *old, const struct sgset_group *new)
{
	struct differ *d = w->d;
	struct differ_subject *s = &d->subject[d->nsubject];

	*s = (struct differ_subject){.first = d->n};
	s->id = old != NULL ? old->id : new->id;
	w->like = (struct differ_rect){.subject = (uint32_t)d->nsubject++};
	for (uint8_t dir = RULE_INGRESS; dir <= RULE_EGRESS; dir++) {
		const struct side side[] = {
		    side_of(set[0], old, dir),
		    side_of(set[1], new, dir),
		};
		w->like.rule.dir = dir;
		compare_dir(w, side);
	}
	s->n = d->n - s->first;
	if (s->n > 0)
		qsort(d->rect + s->first, s->n, sizeof(*d->rect), by_rect);
	s->state = state_of(d, s, old, new);
	d->count[s->state]++;
}

void
differ_sets(struct differ *d, const struct sgset *old, const struct sgset *new)
{
	const struct sgset *set[] = {old, new};
	struct work w = {.d = d};
	size_t i = 0, k = 0;

	*d = (struct differ){0};
	d->subject = mem_array(NULL, old->ngroup + new->ngroup,
	    sizeof(*d->subject));
	while (i < old->ngroup || k < new->ngroup) {
		const struct sgset_group *a = NULL, *b = NULL;
		int c = i == old->ngroup ?
		    1 :
		    k == new->ngroup ?
		    -1 :
		    strcmp(old->group[i].id, new->group[k].id);
		if (c <= 0)
			a = &old->group[i++];
		if (c >= 0)
			b = &new->group[k++];
		compare_group(&w, set, a, b);
	}
	free(w.item);
}

void
differ_free(struct differ *d)
{
	free(d->subject);
	free(d->rect);
	buf_free(&d->text);
}

bool
differ_any(const struct differ *d)
{
	return d->count[DIFFER_SAME] < d->nsubject;
}
