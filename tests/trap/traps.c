/* SPDX-License-Identifier: ISC */

/*
 * Traps about who opened a connection, and what the players share.  Each is
 * played as hosts play it; see class.def for what can be known of it.
 */

#include "play.h"

#define H(group, i) vpc_host(net, G_##group, i)

const struct class play_classes[CLASSES] = {
#define TRAP(id, kind, share, why) {#id, kind, true, share, why, play_##id},
#define MIX(id, kind, share, why) {#id, kind, false, share, why, play_##id},
#include "class.def"
};

uint32_t
play_some(struct net *net, uint32_t lo, uint32_t hi)
{
	return prng_range(&net->rng, lo, hi);
}

int64_t
play_when(struct net *net, uint32_t seconds)
{
	/* The weight of each hour. */
	static const uint8_t awake[24] = {3, 2, 2, 1, 1, 2, 4, 7, 10, 12, 12,
	    11, 11, 12, 12, 11, 10, 10, 11, 12, 11, 9, 7, 5};
	uint32_t s;

	if (seconds < NET_HOUR && prng_below(&net->rng, 4) == 0)
		s = 10 * NET_HOUR + prng_below(&net->rng, NET_HOUR - seconds);
	else
		do
			s = prng_below(&net->rng, NET_DAY - seconds);
		while (prng_below(&net->rng, 12) >= awake[s / NET_HOUR]);
	return (int64_t)s * SECOND + prng_below(&net->rng, SECOND);
}

struct end
play_anyone(struct net *net, uint32_t i)
{
	static const uint8_t groups[] = {G_APP, G_NODE, G_BATCH, G_WIN, G_DB,
	    G_CACHE, G_CASS, G_MONGO, G_QUEUE, G_MQ, G_RPC};
	uint32_t total = 0;

	for (size_t g = 0; g < sizeof(groups); g++)
		total += (uint32_t)vpc_count(groups[g]);
	i %= total;
	for (size_t g = 0;; g++) {
		uint32_t n = (uint32_t)vpc_count(groups[g]);

		if (i < n)
			return vpc_host(net, groups[g], i);
		i -= n;
	}
}

void
play_visit(struct net *net, int class, struct end from, struct end to,
    uint16_t port)
{
	talk_begin(net, class, from, to, TCP, port);
	talk_whole(net, play_when(net, 300), play_some(net, 2, 9), 9000, 600,
	    3000);
}

void
play_beat(struct net *net, int64_t at, uint32_t n, uint32_t seconds,
    uint32_t up, uint32_t down)
{
	for (; n > 0; n--) {
		talk_ask(net, at, up, down);
		at += seconds * (int64_t)SECOND + prng_below(&net->rng, SECOND);
	}
}

/* The i-th pair of spare hosts, in either order. */
static void
pair(struct net *net, uint32_t i, struct end *a, struct end *b)
{
	uint32_t n = (uint32_t)vpc_count(G_SPARE);
	uint32_t x = i % n;
	uint32_t y = (x + 1 + i / n % (n / 2)) % n;

	if (prng_mix(x * n + y) & 1) {
		*a = H(SPARE, x);
		*b = H(SPARE, y);
	} else {
		*a = H(SPARE, y);
		*b = H(SPARE, x);
	}
}

void
play_ports_linux(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {8443, 7777, 15000, 443, 28080};
	struct end to = i % 5 == 0 ? H(APP, i) : H(RPC, i);

	play_visit(net, C_ports_linux, i % 2 ? H(BATCH, i) : H(NODE, i), to,
	    ports[i % 5]);
}

void
play_ports_windows(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {1433, 7777, 445, 30080};
	struct end to = i % 4 == 1 ? H(RPC, i) :
	    i % 4 == 3             ? H(NODE, i) :
				     H(DB, i);

	play_visit(net, C_ports_windows, H(WIN, i / 2), to, ports[i % 4]);
}

void
play_ports_full(struct net *net, uint32_t i)
{
	if (i % 2)
		play_visit(net, C_ports_full, H(LB, i), H(NODE, i / 2), 30080);
	else
		play_visit(net, C_ports_full, H(LB, i), H(APP, i / 2), 8080);
}

void
play_services(struct net *net, uint32_t i)
{
	static const struct {
		uint16_t port;
		uint8_t group;
	} at[] = {{8080, G_APP}, {8443, G_APP}, {9042, G_CASS}, {9092, G_QUEUE},
	    {9100, G_NODE}, {27017, G_MONGO}, {50051, G_RPC}};
	uint32_t k = i % 7;
	struct end from = i % 3 == 0 ? H(BATCH, i) :
	    i % 3 == 1               ? H(CI, i) :
				       H(WIN, i);

	play_visit(net, C_services, from, vpc_host(net, at[k].group, i / 7),
	    at[k].port);
}

/*
 * The acts of a connection that was opened long ago: keeps alive and, now and
 * then, works.
 */
static void
work(struct net *net, uint32_t acts)
{
	int64_t at = play_some(net, 0, 4 * NET_HOUR) * (int64_t)SECOND;

	for (uint32_t k = 0; k < acts; k++) {
		if (k > 0 && prng_below(&net->rng, 3) == 0)
			talk_keep(net, at);
		else
			for (uint32_t n = play_some(net, 2, 12); n > 0; n--)
				at = talk_ask(net, at, play_some(net, 90, 900),
				    play_some(net, 100, 9000));
		at += play_some(net, 600, 4 * NET_HOUR) * (int64_t)SECOND;
	}
}

static void
pooled(struct net *net, int class, struct end from, struct end to,
    uint16_t port)
{
	talk_begin(net, class, from, to, TCP, port);
	work(net, play_some(net, 3, 6));
}

void
play_pool(struct net *net, uint32_t i)
{
	struct end from = H(APP, i);

	switch (i / 8 % 4) {
	case 0:
		pooled(net, C_pool, from, H(DB, i), 5432);
		break;
	case 1:
		pooled(net, C_pool, from, H(MQ, i), 61616);
		break;
	case 2:
		pooled(net, C_pool, from, H(RPC, i), 7777);
		break;
	default:
		pooled(net, C_pool, from, H(QUEUE, i), 9092);
	}
}

void
play_pool_fanin(struct net *net, uint32_t i)
{
	pooled(net, C_pool_fanin, H(APP, i), H(RPC, 0), 52000);
}

void
play_pool_lone(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	pooled(net, C_pool_lone, a, b, (uint16_t)(50100 + prng_mix(i) % 10000));
}

void
play_before(struct net *net, uint32_t i)
{
	int64_t at = -(int64_t)play_some(net, 60, 6 * NET_HOUR) * SECOND;
	int64_t end = play_some(net, 900, 14 * NET_HOUR) * (int64_t)SECOND;
	bool ok;

	talk_begin(net, C_before, i % 2 ? H(APP, i) : H(NODE, i),
	    i % 4 < 2 ? H(DB, i) : H(RPC, i), TCP, i % 4 < 2 ? 5432 : 50051);
	at = talk_open(net, at, 3, &ok);
	while (at < end) {
		at = talk_ask(net, at, 300, 2000);
		at += play_some(net, 300, 3 * NET_HOUR) * (int64_t)SECOND;
	}
	talk_close(net, end);
}

void
play_above(struct net *net, uint32_t i)
{
	if (i % 2)
		play_visit(net, C_above, H(APP, i / 2), H(MQ, i), 61616);
	else
		play_visit(net, C_above, H(NODE, i / 2), H(RPC, 1), 65000);
}

void
play_chain(struct net *net, uint32_t i)
{
	switch (i % 3) {
	case 0:
		play_visit(net, C_chain, H(CASS, i / 3 % 3),
		    H(CASS, i / 3 % 3 + 1), 9042);
		break;
	case 1:
		play_visit(net, C_chain, vpc_out(OUT_MX, i % 9), H(MAIL, 0),
		    25);
		break;
	default:
		play_visit(net, C_chain, H(MAIL, 0),
		    vpc_out(OUT_MX, 20 + i % 30), 25);
	}
}

/* Port to the same port, polled some times. */
static void
same_port(struct net *net, int class, struct end a, struct end b, uint16_t port)
{
	talk_from(net, class, a, port, b, UDP, port);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 3, 7), 1024,
	    48, 48);
}

void
play_ntp_hub(struct net *net, uint32_t i)
{
	same_port(net, C_ntp_hub, play_anyone(net, i), H(CLOCK, 0), 123);
}

void
play_ntp_out(struct net *net, uint32_t i)
{
	same_port(net, C_ntp_out, H(CLOCK, 0), vpc_out(OUT_SERVER, 5000 + i),
	    123);
}

void
play_ntp_pair(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	same_port(net, C_ntp_pair, a, b, 123);
}

void
play_gossip(struct net *net, uint32_t i)
{
	uint32_t a = i % 8;
	uint32_t b = (a + 1 + i / 8 % 3) % 8;

	if (prng_mix(a * 8 + b) & 1)
		same_port(net, C_gossip, H(APP, a), H(APP, b), 7946);
	else
		same_port(net, C_gossip, H(APP, b), H(APP, a), 7946);
}

void
play_both_open(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	talk_from(net, C_both_open, a, 5060, b, TCP, 5060);
	talk_whole(net, play_some(net, 0, 11 * NET_HOUR) * (int64_t)SECOND, 4,
	    9000, 600, 500);
	talk_from(net, C_both_open, b, 5060, a, TCP, 5060);
	talk_whole(net,
	    play_some(net, 12 * NET_HOUR, 23 * NET_HOUR) * (int64_t)SECOND, 4,
	    9000, 600, 500);
}

void
play_ike(struct net *net, uint32_t i)
{
	struct end gate = H(VPN, 0);
	struct end peer = vpc_out(OUT_PARTNER, 40 + i / 2);
	uint16_t port = i % 2 ? 4500 : 500;

	/* Each peer is always the same one that opens. */
	if (prng_mix(i / 2) & 1)
		same_port(net, C_ike, gate, peer, port);
	else
		same_port(net, C_ike, peer, gate, port);
}

void
play_esp(struct net *net, uint32_t i)
{
	struct end gate = H(VPN, 0);
	struct end peer = vpc_out(OUT_PARTNER, 40 + i);

	if (prng_mix(i) & 1)
		talk_begin(net, C_esp, gate, peer, ESP, 0);
	else
		talk_begin(net, C_esp, peer, gate, ESP, 0);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 4, 8), 900,
	    1000, 900);
}

void
play_monthly(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {8443, 2049, 5439, 10500, 445};
	struct end a, b;

	pair(net, i, &a, &b);
	play_visit(net, C_monthly, a, b, ports[i % 5]);
}

void
play_monthly_high(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	play_visit(net, C_monthly_high, a, b,
	    (uint16_t)(50100 + prng_mix(i + 77) % 10000));
}

/* Pings for an hour or two. */
static void
pings(struct net *net, int class, struct end a, struct end b)
{
	talk_begin(net, class, a, b, ICMP, 0);
	play_beat(net, play_when(net, 2 * NET_HOUR), play_some(net, 5, 8), 400,
	    56, 56);
}

void
play_ping_monitor(struct net *net, uint32_t i)
{
	pings(net, C_ping_monitor, H(MON, 0), play_anyone(net, i));
}

void
play_ping_pair(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	pings(net, C_ping_pair, a, b);
}

void
play_ping_many(struct net *net, uint32_t i)
{
	pings(net, C_ping_many, play_anyone(net, i), H(DNS, 0));
}

/* The control connection, and then the transfer. */
void
play_ftp_active(struct net *net, uint32_t i)
{
	struct end a, b;
	uint16_t port;

	pair(net, i, &a, &b);
	play_visit(net, C_ftp_active, a, b, 21);
	port = net_port(net, a.iface, b.addr, 20);
	talk_from(net, C_ftp_active, b, 20, a, TCP, port);
	talk_whole(net, play_when(net, 300), 1, 0, 90000, 0);
}

void
play_ftp_passive(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	play_visit(net, C_ftp_passive, a, b, 21);
	play_visit(net, C_ftp_passive, a, b,
	    (uint16_t)play_some(net, 50100, 51000));
}

void
play_nfs(struct net *net, uint32_t i)
{
	uint16_t port = (uint16_t)play_some(net, 670, 860);
	struct end from = play_anyone(net, i);
	struct end to = H(CI, 0);

	talk_from(net, C_nfs, from, port, to, TCP, 2049);
	if (i % 2)
		talk_whole(net, play_when(net, NET_HOUR), 9, 300000, 200, 9000);
	else
		work(net, play_some(net, 3, 6));
}

void
play_msrpc(struct net *net, uint32_t i)
{
	play_visit(net, C_msrpc, i % 4 ? H(WIN, i) : H(BATCH, i), H(MQ, 1),
	    i % 6 ? 49668 : 135);
}

void
play_ipv6(struct net *net, uint32_t i)
{
	if (i % 2)
		play_visit(net, C_ipv6, vpc_client6(net),
		    vpc_host6(net, G_LB, i), 443);
	else
		play_visit(net, C_ipv6, vpc_host6(net, G_APP, i / 2),
		    vpc_host6(net, G_RPC, i), 50051);
}
