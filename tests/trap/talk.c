/* SPDX-License-Identifier: ISC */

/* See talk.h. */

#include <string.h>

#include "talk.h"

/* The connection played now. */
static struct conn *
now(struct net *net)
{
	return &net->conns[net->nconns - 1];
}

static bool
v6(const struct conn *c)
{
	return !ip_is4(c->src);
}

/* Some milliseconds there and back: little inside, more to the outside. */
static int64_t
trip(struct net *net)
{
	const struct conn *c = now(net);

	if (c->from >= 0 && c->to >= 0)
		return 1 + prng_below(&net->rng, 2);
	return prng_range(&net->rng, 5, 180);
}

/*
 * The hop between the ends: NAT to the internet, TGW to our offices; none to
 * multicast groups.
 */
static void
route(struct net *net, struct conn *c)
{
	int ours = c->from >= 0 ? c->from : c->to;
	struct ip far = c->from >= 0 ? c->dst : c->src;

	c->hop = -1;
	if ((c->from >= 0 && c->to >= 0) || ours < 0 || !ip_is4(far) ||
	    vpc_ours(far) || vpc_peer(far) ||
	    (far.lo & 0xe0000000u) == 0xe0000000u)
		return;
	if (vpc_premises(far)) {
		c->hop = (int16_t)vpc_host(net, G_TGW, 0).iface;
		return;
	}
	if (c->from < 0 || vpc_public(ours) || net->ifaces[ours].hop)
		return;
	c->hop = (int16_t)vpc_host(net, G_NAT, 0).iface;
	c->natport = (uint16_t)prng_range(&net->rng, 1024, 65535);
}

/* The IPv6 address of an end, if it has one; those outside all have. */
static bool
six(const struct net *net, const struct end *e, struct ip *to)
{
	if (e->iface >= 0) {
		*to = net->ifaces[e->iface].six;
		return ip_same(e->addr, net->ifaces[e->iface].primary);
	}
	to->hi = vpc_ours(e->addr) ? 0x20010db812341a05u : 0x20010db8f1000000u;
	to->lo = 0x100000000u | (e->addr.lo & 0xffffffffu);
	return ip_is4(e->addr) && !vpc_premises(e->addr) &&
	    (e->addr.lo & 0xe0000000u) != 0xe0000000u;
}

/* Where there is much IPv6, half of the pairs talk over it. */
static void
prefer_six(const struct net *net, struct conn *c, const struct end *from,
    const struct end *to)
{
	struct ip a, b;

	if (!net->six || prng_mix(from->addr.lo ^ to->addr.lo << 20) & 1)
		return;
	if (!six(net, from, &a) || !six(net, to, &b))
		return;
	c->src = a;
	c->dst = b;
	if (c->proto == ICMP)
		c->proto = ICMP6;
}

struct conn *
talk_from(struct net *net, int class, struct end from, uint16_t sport,
    struct end to, uint8_t proto, uint16_t port)
{
	struct conn c = {
	    .src = from.addr,
	    .dst = to.addr,
	    .sport = sport,
	    .dport = port,
	    .from = (int16_t)from.iface,
	    .to = (int16_t)to.iface,
	    .proto = proto,
	    .class = (uint8_t) class,
	};
	bool plain;

	prefer_six(net, &c, &from, &to);

	/* Most of the internet has timestamps, Windows has not. */
	plain = from.iface >= 0 ? net->ifaces[from.iface].old :
				  from.addr.lo % 5 < 2;
	c.head = plain ? 40 : 52;
	if (to.iface >= 0 && net->ifaces[to.iface].old)
		c.head = 40;
	if (v6(&c))
		c.head += 20;
	route(net, &c);
	return net_begin(net, c);
}

struct conn *
talk_begin(struct net *net, int class, struct end from, struct end to,
    uint8_t proto, uint16_t port)
{
	uint16_t sport = 0;

	if (proto == TCP || proto == UDP)
		sport = net_port(net, from.iface, to.addr, port);
	return talk_from(net, class, from, sport, to, proto, port);
}

/* The bytes of a SYN: MSS, SACK and window scale, timestamps; Apple pads. */
static uint32_t
syn(const struct conn *c)
{
	uint32_t extra = v6(c) ? 20 : 0;

	if (c->head == 40 + extra)
		return 52 + extra;
	return (c->from < 0 && c->src.lo % 7 == 0 ? 64 : 60) + extra;
}

/* What the other end says to a SYN that arrived; true: SYN-ACK came back. */
static bool
greet(struct net *net, int64_t at)
{
	struct conn *c = now(net);
	uint32_t extra = v6(c) ? 20 : 0;

	if (c->fate == FATE_DEAD)
		return false;
	if (c->fate == FATE_CLOSED) {
		c->refused |= net_send(net, at, true, 1, 40 + extra, RST,
		    false);
		return false;
	}
	return net_send(net, at, true, 1,
	    (c->head == 40 + extra ? 52 : 60) + extra, SYNACK, false);
}

int64_t
talk_open(struct net *net, int64_t at, int tries, bool *ok)
{
	struct conn *c = now(net);
	int64_t wait = SECOND;
	int64_t way = trip(net);

	*ok = true;
	if (c->proto != TCP)
		return at;
	for (int i = 0; i < tries; i++) {
		if (net_send(net, at, false, 1, syn(c), SYN, false) &&
		    greet(net, at + way)) {
			at += 2 * way;
			net_send(net, at, false, 1, c->head, 0, false);
			return at;
		}
		if (c->refused)
			break;
		at += wait;
		wait *= 2;
	}
	*ok = false;
	return at;
}

/* Sends so many bytes in segments, the other way their acknowledgements. */
static void
stream(struct net *net, int64_t at, bool reply, uint64_t bytes)
{
	struct conn *c = now(net);
	bool inside = c->from >= 0 && c->to >= 0;
	uint32_t room = (inside && bytes > 100000 ? 9001u : 1500u) - c->head;
	uint32_t n = (uint32_t)((bytes + room - 1) / room);
	uint32_t lost;

	if (bytes == 0)
		return;

	/* One segment in a hundred is lost and sent again. */
	lost = (n + prng_below(&net->rng, 100)) / 100;
	bytes += (uint64_t)lost * room;
	n += lost;
	if (net_send(net, at, reply, n, bytes + (uint64_t)n * c->head, 0, true))
		net_send(net, at + 1, !reply, n / 2,
		    (uint64_t)(n / 2) * c->head, 0, false);
}

int64_t
talk_ask(struct net *net, int64_t at, uint64_t up, uint64_t down)
{
	struct conn *c = now(net);
	int64_t way = trip(net);
	uint32_t head = v6(c) ? 48 : 28;
	bool there;

	if (c->proto == TCP) {
		stream(net, at, false, up);
		at += 2 * way + prng_below(&net->rng, 30);
		stream(net, at, true, down);
		/* What is not carried by data is acknowledged alone. */
		if (prng_below(&net->rng, 2))
			net_send(net, at + way, false, 1, c->head, 0, false);
		return at + way;
	}
	there = net_send(net, at, false, 1, up + head, 0, true);
	at += 2 * way;
	if (there && c->fate == FATE_OPEN && down > 0) {
		uint32_t n = (uint32_t)((down + 1399) / 1400);

		net_send(net, at, true, n, down + (uint64_t)n * head, 0, true);
	}
	return at;
}

int64_t
talk_keep(struct net *net, int64_t at)
{
	struct conn *c = now(net);
	bool reply = prng_below(&net->rng, 2);

	if (net_send(net, at, reply, 1, c->head, 0, false))
		net_send(net, at + 1, !reply, 1, c->head, 0, false);
	return at + 1;
}

int64_t
talk_close(struct net *net, int64_t at)
{
	struct conn *c = now(net);
	bool reply = prng_below(&net->rng, 3) == 0;
	int64_t way = trip(net);

	if (c->proto != TCP)
		return at;
	if (prng_below(&net->rng, 12) == 0) {
		net_send(net, at, reply, 1, v6(c) ? 60 : 40, RST, false);
		return at;
	}
	if (!net_send(net, at, reply, 1, c->head, FIN, false))
		return at;
	at += way;
	net_send(net, at, !reply, 1, c->head, FIN, false);
	at += way;
	net_send(net, at, reply, 1, c->head, 0, false);
	return at;
}

int64_t
talk_whole(struct net *net, int64_t at, uint32_t n, uint32_t gap, uint64_t up,
    uint64_t down)
{
	bool ok;

	at = talk_open(net, at, (int)prng_range(&net->rng, 2, 6), &ok);
	if (!ok)
		return at;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t u = up / 2 + prng_skew(&net->rng, 0, (uint32_t)up);
		uint64_t d = down / 2 + prng_skew(&net->rng, 0, (uint32_t)down);

		at = talk_ask(net, at, u, d);
		if (gap > 0 && i + 1 < n)
			at += prng_below(&net->rng, gap);
	}
	return talk_close(net, at + prng_below(&net->rng, 20));
}
