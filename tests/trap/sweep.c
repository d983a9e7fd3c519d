/* SPDX-License-Identifier: ISC */

/*
 * Scanners.  What a contact comes to is the matter of its target: a group that
 * lets it in or not, a service or none.  An instance is an address outside,
 * but for ping sweeps, which come from our offices and see all hosts.
 */

#include "play.h"

#define H(group, i) vpc_host(net, G_##group, i)

/* What they look for. */
static const uint16_t wanted[] = {22, 23, 80, 443, 445, 3389, 8080, 1433, 3306,
    5432, 6379, 5900, 25, 21, 8443, 9200, 27017, 11211, 2375, 5060, 9100, 53,
    123, 161, 110, 143, 993, 8888, 5000, 7001, 1723, 139, 135, 8081, 9090};

/* What to do at an open port. */
enum manner {
	HALF,      /* RST after SYN-ACK */
	BANNER,    /* asks and takes the answer */
	CONNECT,   /* closes at once */
	MUTE,      /* says nothing: the SYN-ACK is sent again */
	STRAY_ACK, /* begins with no SYN, but with ACK alone */
	STRAY_FIN
};

/* A host that scanners reach; spare ones have wide open groups. */
static struct end
target(struct net *net, uint32_t k)
{
	switch (k % 15) {
	case 0:
	case 1:
	case 2:
		return H(LB, k % 15);
	case 3:
		return H(BASTION, 0);
	case 4:
		return H(VPN, 0);
	case 5:
		return H(MAIL, 0);
	default:
		return H(SPARE, k % 15 - 6);
	}
}

/* Sets what happens to the connection at its target. */
static void
meet(const struct net *net, struct conn *c)
{
	bool open = false;

	if (c->to < 0)
		c->fate = FATE_DEAD;
	else if (c->to >= H(LB, 0).iface && c->to <= H(LB, 2).iface)
		open = c->proto == TCP && (c->dport == 443 || c->dport == 80);
	else if (c->to == H(BASTION, 0).iface)
		open = c->proto == TCP && c->dport == 22;
	else if (c->to == H(MAIL, 0).iface)
		open = c->proto == TCP && c->dport == 25;
	else if (c->to >= H(SPARE, 0).iface && c->to <= H(SPARE, 8).iface)
		c->fate = c->to % 3 ? FATE_CLOSED : FATE_DEAD;
	if (!open && c->fate == FATE_OPEN)
		c->block = BLOCK_ARRIVING;
}

/* What somebody says to a packet of no connection. */
static int64_t
stray(struct net *net, const struct conn *c, int64_t at, uint8_t flags)
{
	uint32_t bytes = ip_is4(c->src) ? 40 : 60;

	if (net_send(net, at, false, 1, bytes, flags, false) &&
	    (c->fate == FATE_CLOSED || (c->fate == FATE_OPEN && flags == 0)))
		net_send(net, at + 40, true, 1, bytes, RST, false);
	return at + 100;
}

/* One contact by TCP.  Scanners' SYNs have no options but MSS. */
static int64_t
knock(struct net *net, struct conn *c, int64_t at, enum manner manner)
{
	uint32_t six = ip_is4(c->src) ? 0 : 20;
	bool ok;

	meet(net, c);
	c->head = (uint8_t)(40 + six);
	if (manner == BANNER || manner == CONNECT)
		return talk_whole(net, at, manner == BANNER, 0, 90, 700);
	if (manner >= STRAY_ACK) {
		c->refused = true;
		return stray(net, c, at, manner == STRAY_ACK ? 0 : FIN);
	}
	net_send(net, at, false, 1, 44 + six, SYN, false);
	ok = c->block == 0 && c->fate == FATE_OPEN;
	if (ok && manner == MUTE) {
		for (int k = 0; k < 6; k++)
			net_send(net, at + 40 + ((1 << k) - 1) * SECOND, true,
			    1, 44 + six, SYNACK, false);
	} else if (ok) {
		net_send(net, at + 40, true, 1, 44 + six, SYNACK, false);
		net_send(net, at + 80, false, 1, 40 + six, RST, false);
	} else if (c->block == 0 && c->fate == FATE_CLOSED) {
		c->refused = true;
		net_send(net, at + 40, true, 1, 40 + six, RST, false);
	}
	return at + 100;
}

struct sweep {
	int class;
	enum manner manner;
	uint16_t sport;   /* 0: any */
	uint32_t targets; /* 1: all on one host */
	uint32_t gap;     /* seconds between contacts, at most */
};

/* So many contacts, each another one. */
static void
sweep(struct net *net, const struct sweep *s, struct end from, uint32_t n)
{
	uint32_t ports = sizeof(wanted) / sizeof(wanted[0]);
	uint32_t at_port = prng_below(&net->rng, ports);
	uint32_t at_host = prng_below(&net->rng, 15);
	uint32_t long_ago = n * s->gap < NET_DAY - 60 ? n * s->gap :
							NET_DAY - 60;
	int64_t at = play_when(net, long_ago);

	for (uint32_t k = 0; k < n; k++) {
		/* 15 and 35 have 105 different pairs in step; then others. */
		uint32_t turn = k / 105;
		uint16_t port = wanted[(at_port + k + turn) % ports];
		struct end to = target(net,
		    s->targets == 1 ? at_host : at_host + k);
		struct conn *c;

		if (s->targets == 1)
			port = (uint16_t)(k + 20);
		c = s->sport != 0 ?
		    talk_from(net, s->class, from, s->sport, to, TCP, port) :
		    talk_begin(net, s->class, from, to, TCP, port);
		knock(net, c, at, s->manner);
		if (s->gap > 0)
			at += prng_range(&net->rng, s->gap / 2, s->gap) *
			    (int64_t)SECOND;
		at += prng_below(&net->rng, 900);
	}
}

/* The scanner of the i-th instance of the class. */
static struct end
scanner(int class, uint32_t i)
{
	return vpc_out(OUT_SCANNER, (uint32_t) class * 512u + i % 512);
}

void
play_scan_syn(struct net *net, uint32_t i)
{
	struct sweep s = {C_scan_syn, HALF, 0, 15, 3};

	sweep(net, &s, scanner(s.class, i), play_some(net, 22, 26));
}

void
play_scan_closed(struct net *net, uint32_t i)
{
	struct end from = scanner(C_scan_closed, i);
	int64_t at = play_when(net, 600);

	for (uint32_t k = 0; k < 22; k++) {
		knock(net,
		    talk_begin(net, C_scan_closed, from,
			H(SPARE, 1 + k % 2 + k / 2 % 2 * 3), TCP,
			(uint16_t)(8000 + k * 7)),
		    at, HALF);
		at += play_some(net, 100, 3000);
	}
}

void
play_scan_half(struct net *net, uint32_t i)
{
	struct end from = scanner(C_scan_half, i);
	struct sweep s = {C_scan_half, HALF, 0, 15, 1};

	/* Open ports first. */
	for (uint32_t k = 0; k < 3; k++) {
		knock(net,
		    talk_begin(net, s.class, from, H(LB, k), TCP, k ? 443 : 80),
		    play_when(net, 60), HALF);
	}
	sweep(net, &s, from, play_some(net, 22, 25));
}

void
play_scan_fixed(struct net *net, uint32_t i)
{
	static const uint16_t from[] = {40000, 443, 61000, 53, 8080};
	struct sweep s = {C_scan_fixed, HALF, from[i % 5], 15, 2};

	sweep(net, &s, scanner(s.class, i), play_some(net, 22, 26));
}

void
play_scan_full(struct net *net, uint32_t i)
{
	static const struct {
		uint8_t group;
		uint16_t port;
	} doors[] = {{G_LB, 443}, {G_LB, 80}, {G_BASTION, 22}, {G_MAIL, 25}};
	struct end from = scanner(C_scan_full, i);
	struct sweep s = {C_scan_full, BANNER, 0, 15, 2};

	knock(net,
	    talk_begin(net, s.class, from, vpc_host(net, doors[i % 4].group, i),
		TCP, doors[i % 4].port),
	    play_when(net, 60), BANNER);
	sweep(net, &s, from, play_some(net, 23, 27));
}

void
play_scan_udp(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {53, 123, 161, 1900, 11211, 5060, 389,
	    137, 69, 5353};
	struct end from = scanner(C_scan_udp, i);
	int64_t at = play_when(net, 900);

	for (uint32_t k = 0; k < 22; k++) {
		struct conn *c = talk_begin(net, C_scan_udp, from,
		    target(net, k % 14 + k / 14), UDP, ports[k % 10]);

		meet(net, c);
		talk_ask(net, at, 40, 0);
		at += play_some(net, 200, 20000);
	}
}

void
play_scan_ping(struct net *net, uint32_t i)
{
	static const uint8_t groups[] = {G_APP, G_NODE, G_DB, G_CASS, G_SPARE};
	struct end from = vpc_out(OUT_PREMISES, 2048 + i);
	int64_t at = play_when(net, 900);

	for (uint32_t g = 0; g < sizeof(groups); g++)
		for (int k = 0; k < vpc_count(groups[g]); k++) {
			struct end to = vpc_host(net, groups[g], (uint32_t)k);
			struct conn *c = talk_begin(net, C_scan_ping, from, to,
			    ICMP, 0);

			/* A few answer. */
			if (to.iface % 6 != 0)
				c->block = BLOCK_ARRIVING;
			talk_ask(net, at, 56, 56);
			at += play_some(net, 100, 4000);
		}
}

void
play_scan_slow(struct net *net, uint32_t i)
{
	struct sweep s = {C_scan_slow, i % 2 ? BANNER : HALF, 0, 15, 3300};

	sweep(net, &s, scanner(s.class, i), 26);
}

void
play_scan_one(struct net *net, uint32_t i)
{
	struct sweep s = {C_scan_one, BANNER, 0, 1, 0};

	sweep(net, &s, scanner(s.class, i), play_some(net, 22, 30));
}

void
play_scan_inside(struct net *net, uint32_t i)
{
	static const struct {
		uint8_t group;
		uint16_t open;
	} hosts[] = {{G_APP, 8080}, {G_DB, 5432}, {G_CASS, 9042},
	    {G_QUEUE, 9092}};
	struct end from = vpc_out(OUT_PEER, 9 * 256 + i);
	int64_t at = play_when(net, 900);

	for (uint32_t k = 0; k < 28; k++) {
		uint16_t port = wanted[(i + k / 4) % 30];
		struct conn *c;

		if (k < 4)
			port = hosts[k].open;
		c = talk_begin(net, C_scan_inside, from,
		    vpc_host(net, hosts[k % 4].group, i), TCP, port);
		c->fate = port == hosts[k % 4].open ? FATE_OPEN : FATE_CLOSED;
		talk_whole(net, at, 1, 0, 90, 700);
		at += play_some(net, 100, 3000);
	}
}

void
play_scan_shared(struct net *net, uint32_t i)
{
	struct sweep s = {C_scan_shared, HALF, 0, 15, 20};

	sweep(net, &s, vpc_out(OUT_PARTNER, 100 + i), play_some(net, 22, 26));
}

void
play_partner(struct net *net, uint32_t i)
{
	int64_t at = play_when(net, 3 * NET_HOUR);

	for (int k = 0; k < 5; k++) {
		talk_begin(net, C_partner, vpc_out(OUT_PARTNER, 100 + i),
		    H(LB, i), TCP, 443);
		talk_whole(net, at, 4, 4000, 900, 5000);
		at += 33 * MINUTE;
	}
}

void
play_noise(struct net *net, uint32_t i)
{
	struct end from = vpc_out(OUT_SCANNER, 16 * 512 + i % 24000);
	struct sweep s = {C_noise, i % 5 ? HALF : BANNER, 0, 15, 9};

	sweep(net, &s, from, play_some(net, 1, 3));
}

/* Every other one knocks only where somebody opens, and gets no data. */
static void
doors(struct net *net, int class, enum manner manner, uint32_t i)
{
	static const struct {
		uint8_t group;
		uint16_t port;
	} open[] = {{G_LB, 443}, {G_LB, 80}, {G_LB, 443}, {G_BASTION, 22},
	    {G_MAIL, 25}, {G_LB, 80}};
	struct end from = scanner(class, i);
	struct sweep s = {class, manner, 0, 15, 1};

	for (uint32_t k = 0; k < 6; k++)
		knock(net,
		    talk_begin(net, class, from,
			vpc_host(net, open[k].group, k), TCP, open[k].port),
		    play_when(net, 60), manner);
	if (i % 2 == 0)
		sweep(net, &s, from, play_some(net, 22, 25));
}

void
play_scan_connect(struct net *net, uint32_t i)
{
	doors(net, C_scan_connect, CONNECT, i);
}

void
play_scan_mute(struct net *net, uint32_t i)
{
	doors(net, C_scan_mute, MUTE, i);
}

void
play_scan_ack(struct net *net, uint32_t i)
{
	struct sweep s = {C_scan_ack, STRAY_ACK, 0, 15, 2};

	sweep(net, &s, scanner(s.class, i), play_some(net, 24, 28));
}

void
play_scan_fin(struct net *net, uint32_t i)
{
	struct sweep s = {C_scan_fin, STRAY_FIN, 0, 15, 2};

	sweep(net, &s, scanner(s.class, i), play_some(net, 24, 28));
}

void
play_scan_xmas(struct net *net, uint32_t i)
{
	struct sweep s = {C_scan_xmas, STRAY_FIN, i % 2 ? 40000 : 0, 15, 9};

	sweep(net, &s, scanner(s.class, i), play_some(net, 24, 28));
}

/* A worm: what it did not get it tries again three hours later. */
void
play_scan_own(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {445, 22, 5985};
	struct end from = H(SICK, i);
	uint32_t n = (uint32_t)vpc_count(G_SPARE);

	for (int round = 0; round < 3; round++) {
		int64_t at = (play_some(net, 0, 1800) + round * 190 * 60 +
				 NET_HOUR) *
		    (int64_t)SECOND;

		for (uint32_t k = 0; k < 22; k++) {
			struct end to = k < n ? H(SPARE, k) : vpc_ghost(k);
			struct conn *c = talk_begin(net, C_scan_own, from, to,
			    TCP, ports[i % 3]);

			c->fate = k < n && k % 3 ? FATE_CLOSED : FATE_DEAD;
			talk_whole(net, at, 1, 0, 90, 90);
			at += play_some(net, 100, 3000);
		}
	}
}
