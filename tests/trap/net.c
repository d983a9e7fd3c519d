/* SPDX-License-Identifier: ISC */

/* See net.h. */

#include <arpa/inet.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

void *
net_grow(void *p, size_t *cap, size_t need, size_t size)
{
	if (need < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 4096;
	p = reallocarray(p, *cap, size);
	if (p == NULL)
		err(2, NULL);
	return p;
}

void *
net_room(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (p == NULL)
		err(2, NULL);
	return p;
}

const char *
net_text(struct ip a, char *buf)
{
	unsigned char b[16];

	for (int i = 0; i < 8; i++) {
		b[i] = (unsigned char)(a.hi >> (56 - 8 * i));
		b[8 + i] = (unsigned char)(a.lo >> (56 - 8 * i));
	}
	if (ip_is4(a))
		inet_ntop(AF_INET, b + 12, buf, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, b, buf, INET6_ADDRSTRLEN);
	return buf;
}

/* The lag of a time in a record: mostly little, never above a minute. */
static int32_t
lag(struct prng *r)
{
	return prng_below(r, 4) ? (int32_t)prng_below(r, 3) :
				  (int32_t)prng_skew(r, 0, 60);
}

/* Writes the cell as a record; those before the day are nobody's. */
static void
write_cell(struct net *net, struct cell *c)
{
	struct rec *r = &c->rec;
	int32_t late = lag(&net->rng);

	c->used = false;
	r->key = prng_mix((uint64_t)c->window << 20 ^ (uint64_t)r->iface << 1 ^
	    r->reject);
	r->start += late;
	r->end += late + (prng_below(&net->rng, 8) == 0);
	if (r->start < 0 || r->end >= NET_DAY)
		return;
	net->recs = net_grow(net->recs, &net->cap_recs, net->nrecs, sizeof(*r));
	net->recs[net->nrecs++] = *r;
}

void
net_end(struct net *net)
{
	for (int i = 0; i < NET_CELLS; i++)
		if (net->cells[i].used)
			write_cell(net, &net->cells[i]);
}

struct conn *
net_begin(struct net *net, struct conn like)
{
	net_end(net);
	net->conns = net_grow(net->conns, &net->cap_conns, net->nconns,
	    sizeof(*net->conns));
	net->conns[net->nconns] = like;
	return &net->conns[net->nconns++];
}

/* The cell that these packets add to. */
static struct cell *
find(struct net *net, int16_t iface, enum view view, bool reply, bool reject,
    int64_t second)
{
	const struct iface *f = &net->ifaces[iface];
	int64_t window = (second + NET_DAY + f->phase) / f->window;
	struct cell *hole = NULL;

	for (int i = 0; i < NET_CELLS; i++) {
		struct cell *c = &net->cells[i];

		if (!c->used) {
			hole = c;
			continue;
		}
		if (c->rec.iface != iface || c->rec.view != view ||
		    c->rec.reply != reply || c->rec.reject != reject)
			continue;
		if (c->window == window)
			return c;
		write_cell(net, c);
		hole = c;
		break;
	}
	if (hole == NULL)
		errx(2, "a connection with too many records at once");
	*hole = (struct cell){.used = true, .window = window};
	hole->rec = (struct rec){
	    .conn = (uint32_t)net->nconns - 1,
	    .start = (int32_t)second,
	    .end = (int32_t)second,
	    .iface = iface,
	    .view = (uint8_t)view,
	    .reply = reply,
	    .reject = reject,
	};
	return hole;
}

/* What all interfaces on the way have in common of one group of packets. */
struct group {
	int64_t second;
	uint64_t bytes;
	uint32_t packets;
	uint8_t flags;
	bool reply;
	bool data;
};

/* Lets the interface see the packets, if there is one; do they pass? */
static bool
pass(struct net *net, const struct group *g, int iface, enum view view,
    bool reject)
{
	struct cell *c;

	if (iface < 0)
		return !reject;
	c = find(net, (int16_t)iface, view, g->reply, reject, g->second);
	c->rec.packets += g->packets;
	c->rec.bytes += g->bytes;
	c->rec.flags |= g->flags;
	c->rec.data |= g->data;
	if (g->second < c->rec.start)
		c->rec.start = (int32_t)g->second;
	if (g->second > c->rec.end)
		c->rec.end = (int32_t)g->second;
	return !reject;
}

/* Lets the hop see them, on its one or two sides. */
static void
hop(struct net *net, const struct group *g, const struct conn *c)
{
	if (c->hop < 0)
		return;
	pass(net, g, c->hop, VIEW_INNER, false);
	if (c->natport != 0)
		pass(net, g, c->hop, VIEW_OUTER, false);
}

bool
net_send(struct net *net, int64_t ms, bool reply, uint32_t packets,
    uint64_t bytes, uint8_t flags, bool data)
{
	struct conn *c = &net->conns[net->nconns - 1];
	struct group g = {
	    .second = ms >= 0 ? ms / 1000 : -((999 - ms) / 1000),
	    .bytes = bytes,
	    .packets = packets,
	    .flags = c->proto == TCP ? flags : 0,
	    .reply = reply,
	    .data = data,
	};

	if (packets == 0)
		return true;
	if (!reply) {
		if (!pass(net, &g, c->from, VIEW_FROM,
			c->block & BLOCK_LEAVING))
			return false;
		hop(net, &g, c);
		return pass(net, &g, c->to, VIEW_TO, c->block & BLOCK_ARRIVING);
	}
	if (!pass(net, &g, c->to, VIEW_TO, c->block & BLOCK_ANSWER))
		return false;
	hop(net, &g, c);
	if (!pass(net, &g, c->from, VIEW_FROM, c->block & BLOCK_BACK))
		return false;
	c->replied = true;
	return true;
}

/* The address that the interface's own records have for one of its own. */
static struct ip
own(const struct net *net, int iface, struct ip a)
{
	return ip_is4(a) ? net->ifaces[iface].primary : a;
}

struct shown
net_shown(const struct net *net, const struct rec *r, bool pkt)
{
	const struct conn *c = &net->conns[r->conn];
	struct shown s = {c->src, c->dst, c->sport, c->dport};

	switch (r->view) {
	case VIEW_FROM:
		if (!pkt)
			s.src = own(net, r->iface, s.src);
		break;
	case VIEW_TO:
		if (!pkt)
			s.dst = own(net, r->iface, s.dst);
		break;
	case VIEW_INNER:
		if (pkt)
			break;
		if (c->from >= 0)
			s.dst = net->ifaces[r->iface].primary;
		else
			s.src = net->ifaces[r->iface].primary;
		break;
	case VIEW_OUTER:
		s.src = net->ifaces[r->iface].primary;
		s.sport = c->natport;
		break;
	}
	return s;
}

bool
net_egress(const struct net *net, const struct rec *r)
{
	switch (r->view) {
	case VIEW_FROM:
	case VIEW_OUTER:
		return !r->reply;
	case VIEW_INNER:
		/* Towards our end: its requests come in, its replies too. */
		return r->reply == (net->conns[r->conn].from >= 0);
	default:
		return r->reply;
	}
}

/* A destination's place in the port range of a Linux host. */
static uint32_t
place(struct ip dst, uint16_t dport)
{
	return (uint32_t)(prng_mix(dst.hi ^ prng_mix(dst.lo + dport)) >> 33);
}

uint16_t
net_port(struct net *net, int iface, struct ip dst, uint16_t dport)
{
	static const uint16_t low[] = {32768, 49152, 1024, 20000};
	static const uint16_t count[] = {28232, 16384, 64512, 64};
	struct prng *r = &net->rng;
	int kind = iface >= 0 ? net->ifaces[iface].ports :
	    prng_below(r, 3)  ? PORTS_WINDOWS :
				PORTS_FULL;
	uint32_t at;

	switch (kind) {
	case PORTS_LINUX:
		/* RFC 6056, algorithm 3: an offset a destination. */
		net->ifaces[iface].turn += 2;
		at = place(dst, dport) + net->ifaces[iface].turn;
		break;
	case PORTS_WINDOWS:
	case PORTS_FEW:
		at = iface >= 0 ? net->ifaces[iface].turn++ :
				  (uint32_t)(prng_next(r) >> 40);
		break;
	default:
		at = (uint32_t)(prng_next(r) >> 40);
	}
	return (uint16_t)(low[kind] + at % count[kind]);
}
