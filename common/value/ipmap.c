/* SPDX-License-Identifier: ISC */

/* See ipmap.h. */

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/order.h"
#include "value/ipmap.h"

#define TOP 16 /* bits of an IPv4 address in the index */

struct item {
	struct prefix prefix;
	uint32_t number;
	uint32_t up; /* the next shorter prefix that holds it; IPMAP_NONE */
};

/* Ranges of one family: where each begins, and its longest item. */
struct ranges4 {
	uint32_t *start, *item;
	size_t n;
};

struct ranges6 {
	struct ip *start;
	uint32_t *item;
	size_t n;
};

struct ipmap {
	struct item *item; /* sorted by prefix_cmp once done */
	size_t n, room;
	struct ranges4 v4;
	struct ranges6 v6; /* all but IPv4 */
	uint32_t *top;     /* per upper half: how many starts are below it */
	bool done;
};

struct ipmap *
ipmap_new(void)
{
	return mem_new(sizeof(struct ipmap));
}

void
ipmap_free(struct ipmap *m)
{
	if (m == NULL)
		return;
	free(m->item);
	free(m->v4.start);
	free(m->v4.item);
	free(m->v6.start);
	free(m->v6.item);
	free(m->top);
	free(m);
}

void
ipmap_add(struct ipmap *m, struct prefix p, uint32_t number)
{
	assert(!m->done && number != IPMAP_NONE && m->n < IPMAP_NONE);
	if (m->n == m->room) {
		m->room = m->room == 0 ? 64 : 2 * m->room;
		m->item = mem_array(m->item, m->room, sizeof(*m->item));
	}
	m->item[m->n++] = (struct item){p, number, IPMAP_NONE};
}

/* ---- building ---------------------------------------------------------- */

/* Sorts the items, shorter prefixes first, and keeps the last of equals. */
static void
sort(struct ipmap *m)
{
	uint64_t *key = mem_array(NULL, m->n, 3 * sizeof(*key));
	struct item *to = mem_array(NULL, m->n, sizeof(*to));
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++) {
		struct prefix p = m->item[i].prefix;
		key[3 * i] = p.ip.hi;
		key[3 * i + 1] = p.ip.lo;
		key[3 * i + 2] = (uint64_t)p.len << 32 | i;
	}
	uint32_t *rank = order_sort(key, m->n, 3, 3);
	for (size_t i = 0; i < m->n; i++) {
		to[n] = m->item[rank[i]];
		if (n > 0 && prefix_cmp(to[n - 1].prefix, to[n].prefix) == 0)
			to[n - 1] = to[n];
		else
			n++;
	}
	free(rank);
	free(key);
	free(m->item);
	m->item = to;
	m->n = n;
}

/* Each range begins in place of one that begins there, too. */
static void
begin4(struct ranges4 *v4, uint32_t start, uint32_t item)
{
	if (v4->n > 0 && v4->start[v4->n - 1] == start)
		v4->n--;
	v4->start[v4->n] = start;
	v4->item[v4->n++] = item;
}

static void
begin6(struct ranges6 *v6, struct ip start, uint32_t item)
{
	if (v6->n > 0 && ip_eq(v6->start[v6->n - 1], start))
		v6->n--;
	v6->start[v6->n] = start;
	v6->item[v6->n++] = item;
}

/*
 * A range begins at ip, behind all that began before.  What reaches from one
 * family into the other begins anew there.
 */
static void
begin(struct ipmap *m, struct ip ip, uint32_t item)
{
	const struct ip after4 = {0, 1ULL << 48};
	struct ranges4 *v4 = &m->v4;
	struct ranges6 *v6 = &m->v6;

	if (v4->n == 0 && ip_cmp(ip, ip_from4(0)) >= 0)
		begin4(v4, 0, v6->item[v6->n - 1]);
	if (ip_is4(ip)) {
		begin4(v4, (uint32_t)ip.lo, item);
		return;
	}
	if (ip_cmp(ip, after4) >= 0 && ip_cmp(v6->start[v6->n - 1], after4) < 0)
		begin6(v6, after4, v4->item[v4->n - 1]);
	begin6(v6, ip, item);
}

/* The address behind a prefix: false if there is none. */
static bool
behind(struct prefix p, struct ip *ip)
{
	*ip = ip_last(p.ip, p.len);
	ip->lo++;
	ip->hi += ip->lo == 0;
	return ip->hi != 0 || ip->lo != 0;
}

/* Closes the innermost open item; returns the one around it. */
static uint32_t
close_item(struct ipmap *m, uint32_t open)
{
	const struct item *it = &m->item[open];
	struct ip next;

	if (behind(it->prefix, &next))
		begin(m, next, it->up);
	return it->up;
}

/* From outer to inner items, which are sorted, to ranges. */
static void
sweep(struct ipmap *m)
{
	uint32_t open = IPMAP_NONE;

	begin6(&m->v6, (struct ip){0, 0}, IPMAP_NONE);
	for (uint32_t i = 0; i < m->n; i++) {
		struct item *it = &m->item[i];
		while (open != IPMAP_NONE &&
		    !prefix_has(m->item[open].prefix, it->prefix))
			open = close_item(m, open);
		it->up = open;
		begin(m, it->prefix.ip, i);
		open = i;
	}
	while (open != IPMAP_NONE)
		open = close_item(m, open);
	/* So that each family has a range, even if nothing begins behind it. */
	begin(m, IP_NONE, IPMAP_NONE);
}

static void
index_v4(struct ipmap *m)
{
	const struct ranges4 *v4 = &m->v4;
	size_t at = 0;

	m->top = mem_array(NULL, (1U << TOP) + 1, sizeof(*m->top));
	for (uint32_t half = 0; half < 1U << TOP; half++) {
		while (at < v4->n && v4->start[at] >> (32 - TOP) < half)
			at++;
		m->top[half] = (uint32_t)at;
	}
	m->top[1U << TOP] = (uint32_t)v4->n;
}

void
ipmap_done(struct ipmap *m)
{
	size_t room = 2 * m->n + 4; /* see begin */

	assert(!m->done);
	sort(m);
	m->v4.start = mem_array(NULL, room, sizeof(*m->v4.start));
	m->v4.item = mem_array(NULL, room, sizeof(*m->v4.item));
	m->v6.start = mem_array(NULL, room, sizeof(*m->v6.start));
	m->v6.item = mem_array(NULL, room, sizeof(*m->v6.item));
	sweep(m);
	m->v4.start = mem_array(m->v4.start, m->v4.n, sizeof(*m->v4.start));
	m->v4.item = mem_array(m->v4.item, m->v4.n, sizeof(*m->v4.item));
	m->v6.start = mem_array(m->v6.start, m->v6.n, sizeof(*m->v6.start));
	m->v6.item = mem_array(m->v6.item, m->v6.n, sizeof(*m->v6.item));
	index_v4(m);
	m->done = true;
}

/* ---- asking ------------------------------------------------------------ */

/* The item of the range that holds an IPv4 address. */
static uint32_t
find4(const struct ipmap *m, uint32_t ip)
{
	const uint32_t *top = m->top + (ip >> (32 - TOP));
	/* The range may begin before all of this half. */
	size_t from = top[0] - (top[0] > 0), n = top[1] - from;
	const uint32_t *base = m->v4.start + from;

	/* base begins at or before ip; the answer is in [base, base + n). */
	while (n > 1) {
		size_t half = n / 2;
		base += base[half] <= ip ? half : 0;
		n -= half;
	}
	return m->v4.item[base - m->v4.start];
}

static uint32_t
find6(const struct ipmap *m, struct ip ip)
{
	const struct ip *base = m->v6.start;

	for (size_t n = m->v6.n; n > 1;) {
		size_t half = n / 2;
		base += ip_cmp(base[half], ip) <= 0 ? half : 0;
		n -= half;
	}
	return m->v6.item[base - m->v6.start];
}

static uint32_t
find(const struct ipmap *m, struct ip ip)
{
	assert(m->done);
	if (ip_is4(ip))
		return find4(m, (uint32_t)ip.lo);
	return ip_none(ip) ? IPMAP_NONE : find6(m, ip);
}

uint32_t
ipmap_find(const struct ipmap *m, struct ip ip)
{
	uint32_t i = find(m, ip);

	return i != IPMAP_NONE ? m->item[i].number : IPMAP_NONE;
}

uint32_t
ipmap_around(const struct ipmap *m, struct prefix p)
{
	uint32_t i = find(m, p.ip);

	while (i != IPMAP_NONE && m->item[i].prefix.len > p.len)
		i = m->item[i].up;
	return i != IPMAP_NONE ? m->item[i].number : IPMAP_NONE;
}
