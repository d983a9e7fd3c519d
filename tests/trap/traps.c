/* SPDX-License-Identifier: ISC */

/*
 * Legitimate traffic that is easy to get wrong, and illegitimate traffic that
 * is no scan.  Each is played as hosts play it; see class.def for what can be
 * known of it.
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

/* A host that is neither a hop nor a balancer, each i another one. */
static struct end
anyone(struct net *net, uint32_t i)
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

/* A short connection with data. */
static void
visit(struct net *net, int class, struct end from, struct end to, uint16_t port)
{
	talk_begin(net, class, from, to, TCP, port);
	talk_whole(net, play_when(net, 300), play_some(net, 2, 9), 9000, 600,
	    3000);
}

void
play_ports_linux(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {8443, 7777, 15000, 443, 28080};
	struct end to = i % 5 == 0 ? H(APP, i) : H(RPC, i);

	visit(net, C_ports_linux, i % 2 ? H(BATCH, i) : H(NODE, i), to,
	    ports[i % 5]);
}

void
play_ports_windows(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {1433, 7777, 445, 30080};
	struct end to = i % 4 == 1 ? H(RPC, i) :
	    i % 4 == 3             ? H(NODE, i) :
				     H(DB, i);

	visit(net, C_ports_windows, H(WIN, i / 2), to, ports[i % 4]);
}

void
play_ports_full(struct net *net, uint32_t i)
{
	if (i % 2)
		visit(net, C_ports_full, H(LB, i), H(NODE, i / 2), 30080);
	else
		visit(net, C_ports_full, H(LB, i), H(APP, i / 2), 8080);
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

	visit(net, C_services, from, vpc_host(net, at[k].group, i / 7),
	    at[k].port);
}

/*
 * A connection without its opening: keeps alive and, now and then, works;
 * until the day ends, or is closed.
 */
static void
pooled(struct net *net, int class, struct end from, struct end to,
    uint16_t port, bool closed)
{
	uint32_t acts = play_some(net, 3, 6);
	int64_t at = play_some(net, 0, 4 * NET_HOUR) * (int64_t)SECOND;

	talk_begin(net, class, from, to, TCP, port);
	for (uint32_t k = 0; k < acts; k++) {
		if (k > 0 && prng_below(&net->rng, 3) == 0)
			talk_keep(net, at);
		else
			for (uint32_t n = play_some(net, 2, 12); n > 0; n--)
				at = talk_ask(net, at, play_some(net, 90, 900),
				    play_some(net, 100, 9000));
		at += play_some(net, 600, 4 * NET_HOUR) * (int64_t)SECOND;
	}
	if (closed)
		talk_close(net, at);
}

void
play_pool(struct net *net, uint32_t i)
{
	struct end from = H(APP, i);

	switch (i / 8 % 4) {
	case 0:
		pooled(net, C_pool, from, H(DB, i), 5432, false);
		break;
	case 1:
		pooled(net, C_pool, from, H(MQ, i), 61616, false);
		break;
	case 2:
		pooled(net, C_pool, from, H(RPC, i), 7777, false);
		break;
	default:
		pooled(net, C_pool, from, H(QUEUE, i), 9092, false);
	}
}

void
play_pool_fanin(struct net *net, uint32_t i)
{
	pooled(net, C_pool_fanin, H(APP, i), H(RPC, 0), 52000, false);
}

void
play_pool_lone(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	pooled(net, C_pool_lone, a, b, (uint16_t)(50100 + prng_mix(i) % 10000),
	    false);
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
		visit(net, C_above, H(APP, i / 2), H(MQ, i), 61616);
	else
		visit(net, C_above, H(NODE, i / 2), H(RPC, 1), 65000);
}

void
play_chain(struct net *net, uint32_t i)
{
	switch (i % 3) {
	case 0:
		visit(net, C_chain, H(CASS, i / 3 % 3), H(CASS, i / 3 % 3 + 1),
		    9042);
		break;
	case 1:
		visit(net, C_chain, vpc_out(OUT_MX, i % 9), H(MAIL, 0), 25);
		break;
	default:
		visit(net, C_chain, H(MAIL, 0), vpc_out(OUT_MX, 20 + i % 30),
		    25);
	}
}

/* UDP or ICMP, asked n times with seconds between; down 0: no answers. */
static void
beat(struct net *net, int64_t at, uint32_t n, uint32_t seconds, uint32_t up,
    uint32_t down)
{
	for (; n > 0; n--) {
		talk_ask(net, at, up, down);
		at += seconds * (int64_t)SECOND + prng_below(&net->rng, SECOND);
	}
}

/* Port to the same port, polled some times. */
static void
same_port(struct net *net, int class, struct end a, struct end b, uint16_t port)
{
	talk_from(net, class, a, port, b, UDP, port);
	beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 3, 7), 1024, 48,
	    48);
}

void
play_ntp_hub(struct net *net, uint32_t i)
{
	same_port(net, C_ntp_hub, anyone(net, i), H(CLOCK, 0), 123);
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
	beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 4, 8), 900, 1000,
	    900);
}

void
play_monthly(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {8443, 2049, 5439, 10500, 445};
	struct end a, b;

	pair(net, i, &a, &b);
	visit(net, C_monthly, a, b, ports[i % 5]);
}

void
play_monthly_high(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	visit(net, C_monthly_high, a, b,
	    (uint16_t)(50100 + prng_mix(i + 77) % 10000));
}

/* Pings for an hour or two. */
static void
pings(struct net *net, int class, struct end a, struct end b)
{
	talk_begin(net, class, a, b, ICMP, 0);
	beat(net, play_when(net, 2 * NET_HOUR), play_some(net, 5, 8), 400, 56,
	    56);
}

void
play_ping_monitor(struct net *net, uint32_t i)
{
	pings(net, C_ping_monitor, H(MON, 0), anyone(net, i));
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
	pings(net, C_ping_many, anyone(net, i), H(DNS, 0));
}

/* The control connection, and then the transfer. */
void
play_ftp_active(struct net *net, uint32_t i)
{
	struct end a, b;
	uint16_t port;

	pair(net, i, &a, &b);
	visit(net, C_ftp_active, a, b, 21);
	port = net_port(net, a.iface, b.addr, 20);
	talk_from(net, C_ftp_active, b, 20, a, TCP, port);
	talk_whole(net, play_when(net, 300), 1, 0, 90000, 0);
}

void
play_ftp_passive(struct net *net, uint32_t i)
{
	struct end a, b;

	pair(net, i, &a, &b);
	visit(net, C_ftp_passive, a, b, 21);
	visit(net, C_ftp_passive, a, b, (uint16_t)play_some(net, 50100, 51000));
}

void
play_ipv6(struct net *net, uint32_t i)
{
	if (i % 2)
		visit(net, C_ipv6, vpc_client6(net), vpc_host6(net, G_LB, i),
		    443);
	else
		visit(net, C_ipv6, vpc_host6(net, G_APP, i / 2),
		    vpc_host6(net, G_RPC, i), 50051);
}

void
play_nat(struct net *net, uint32_t i)
{
	visit(net, C_nat, i % 2 ? H(BATCH, i) : H(APP, i),
	    vpc_out(OUT_API, i % 12), 443);
}

void
play_tgw(struct net *net, uint32_t i)
{
	struct end desk = vpc_out(OUT_PREMISES, 10 + i);

	if (i % 3 == 0)
		visit(net, C_tgw, desk, H(BASTION, 0), 22);
	else if (i % 3 == 1)
		visit(net, C_tgw, desk, H(APP, i), 8443);
	else
		visit(net, C_tgw, H(APP, i), vpc_out(OUT_PREMISES, i % 4),
		    1521);
}

void
play_proxy(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {443, 443, 443, 80, 8443};

	visit(net, C_proxy, H(PROXY, 0), vpc_out(OUT_SERVER, i * 7 % 3000),
	    ports[i % 5]);
}

void
play_second(struct net *net, uint32_t i)
{
	if (i % 2)
		visit(net, C_second, H(APP, i), vpc_other(net, G_DB, i, 0),
		    5432);
	else
		visit(net, C_second, vpc_other(net, G_DB, i, 0), H(QUEUE, i),
		    9092);
}

void
play_pods(struct net *net, uint32_t i)
{
	struct end pod = vpc_other(net, G_NODE, i, i / 4 % VPC_PODS);

	if (i % 3 == 0)
		visit(net, C_pods, H(LB, i), pod, 8080);
	else if (i % 3 == 1)
		visit(net, C_pods, pod, H(DB, i), 5432);
	else
		visit(net, C_pods, pod, H(CACHE, i), 6379);
}

void
play_twin(struct net *net, uint32_t i)
{
	visit(net, C_twin, H(TEST, i), H(TESTDB, i / 4), i % 3 ? 5432 : 6432);
}

void
play_twin_same(struct net *net, uint32_t i)
{
	uint16_t port = net_port(net, H(APP, i % 4).iface, H(DB, i % 2).addr,
	    5432);
	int64_t at = play_when(net, 600);

	talk_from(net, C_twin_same, H(APP, i % 4), port, H(DB, i % 2), TCP,
	    5432);
	talk_whole(net, at, 5, 20000, 300, 3000);
	talk_from(net, C_twin_vain, H(TEST, i % 4), port, H(TESTDB, i % 2), TCP,
	    5432)
	    ->block = BLOCK_ARRIVING;
	talk_whole(net, at + 30 * SECOND, 1, 0, 100, 100);
}

/* Is played beside twin_same. */
void
play_twin_vain(struct net *net, uint32_t i)
{
	(void)net;
	(void)i;
}

void
play_syslog(struct net *net, uint32_t i)
{
	talk_begin(net, C_syslog, anyone(net, i), H(LOG, 0), UDP, 514);
	beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 8, 14), 750, 160,
	    0);
}

void
play_oneway(struct net *net, uint32_t i)
{
	talk_begin(net, C_oneway, anyone(net, i), H(LOG, 0), UDP, 5140);
	beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 8, 14), 750, 300,
	    0);
}

void
play_vxlan(struct net *net, uint32_t i)
{
	struct end a = H(NODE, i);
	struct end b = H(NODE, i + 1 + i / 4 % 3);

	talk_from(net, C_vxlan, a, (uint16_t)play_some(net, 32768, 65535), b,
	    UDP, 4789);
	beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 8, 14), 700, 900,
	    0);
}

/* A check every quarter of an hour for an hour and a half, each its own. */
static void
checks(struct net *net, int class, struct end from, struct end to,
    uint16_t port, enum fate fate, uint32_t up)
{
	int64_t at = play_when(net, 5400);

	for (int k = 0; k < 6; k++) {
		talk_begin(net, class, from, to, TCP, port)->fate = fate;
		talk_whole(net, at, up > 0, 0, up, up);
		at += 15 * MINUTE;
	}
}

void
play_health(struct net *net, uint32_t i)
{
	struct end to = i / 3 % 3 ? H(APP, i / 9 + i) : H(NODE, i / 9 + i);

	checks(net, C_health, H(LB, i), to, 8081, FATE_OPEN, 0);
}

void
play_health_dead(struct net *net, uint32_t i)
{
	if (i % 2)
		checks(net, C_health_dead, H(LB, i), vpc_ghost(i), 8081,
		    FATE_DEAD, 0);
	else
		checks(net, C_health_dead, H(LB, i), H(WIN, i), 8081,
		    FATE_CLOSED, 0);
}

void
play_health_few(struct net *net, uint32_t i)
{
	struct end from = H(SPARE, 8);

	if (i % 10 == 0)
		for (uint32_t k = 0; k < 7; k++)
			checks(net, C_health_dead, from,
			    k % 2 ? vpc_ghost(20 + k) : H(MONGO, k), 9443,
			    k % 2 ? FATE_DEAD : FATE_CLOSED, 0);
	if (i % 10 < 2)
		checks(net, C_health_few, from, H(CASS, i), 9443, FATE_OPEN,
		    120);
	else
		visit(net, C_health_few, from, H(CASS, i % 2), 9443);
}

void
play_dead_host(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {5432, 6379, 8080, 11300, 55000};

	for (int k = 0; k < 3; k++) {
		talk_begin(net, C_dead_host, H(APP, i), vpc_ghost(40 + i % 10),
		    TCP, ports[i % 5])
		    ->fate = FATE_DEAD;
		talk_whole(net, play_when(net, 300), 1, 0, 1, 1);
	}
}

void
play_blocked(struct net *net, uint32_t i)
{
	struct end from = anyone(net, i);

	if (i % 2) {
		talk_begin(net, C_blocked, from, H(MON, 0), UDP, 8089)->block =
		    BLOCK_ARRIVING;
		beat(net, play_when(net, 3 * NET_HOUR), 9, 800, 200, 0);
		return;
	}
	talk_begin(net, C_blocked, from, H(CI, 0), TCP, i % 4 ? 22 : 8000)
	    ->block = BLOCK_ARRIVING;
	talk_whole(net, play_when(net, 300), 1, 0, 100, 100);
}

void
play_cut(struct net *net, uint32_t i)
{
	struct end from = i % 2 ? vpc_client(net) : H(APP, i);
	struct end to = i % 2 ? H(LB, i) : H(MQ, i);

	talk_begin(net, C_cut, from, to, TCP, i % 2 ? 8443 : 1883)->block =
	    BLOCK_ANSWER;
	talk_whole(net, play_when(net, 300), 1, 0, 100, 100);
}

void
play_barred(struct net *net, uint32_t i)
{
	talk_begin(net, C_barred, i % 2 ? H(BATCH, i) : H(WIN, i),
	    vpc_out(OUT_API, 40 + i % 20), TCP, i % 3 ? 6667 : 25)
	    ->block = BLOCK_LEAVING;
	talk_whole(net, play_when(net, 300), 1, 0, 100, 100);
}

void
play_quic(struct net *net, uint32_t i)
{
	bool inside = i % 2;
	struct end from = inside ? H(WIN, i) : vpc_client(net);
	struct end to = inside ? vpc_out(OUT_SERVER, 4000 + i) : H(LB, i);
	int64_t at = play_when(net, 600);

	talk_begin(net, C_quic, from, to, UDP, 443)->block = inside &&
		i % 4 == 1 ?
	    BLOCK_LEAVING :
	    BLOCK_ARRIVING;
	for (int k = 0; k < 3; k++)
		talk_ask(net, at + k * k * 300, 1200, 1200);
	talk_begin(net, inside ? C_browse : C_web, from, to, TCP, 443);
	talk_whole(net, at + 2 * SECOND, 4, 5000, 800, 20000);
}

void
play_late(struct net *net, uint32_t i)
{
	static const uint8_t flags[] = {0, FIN, RST};
	bool out = i % 2;
	struct end from = out ? H(APP, i) : vpc_client(net);
	struct end to = out ? vpc_out(OUT_API, i % 12) : H(LB, i);
	struct conn *c = talk_begin(net, C_late, from, to, TCP, 443);
	int64_t at;

	at = talk_whole(net, play_when(net, 2 * NET_HOUR),
	    play_some(net, 6, 14), 9 * MINUTE, 700, 9000);

	/* Nobody knows the connection any more. */
	c->block = out ? BLOCK_BACK : BLOCK_ARRIVING;
	at += play_some(net, 400, 900) * (int64_t)SECOND;
	for (uint32_t n = play_some(net, 1, 3); n > 0; n--) {
		net_send(net, at, out, 1, c->head, flags[i / 2 % 3], false);
		at += play_some(net, 1, 90) * (int64_t)SECOND;
	}
}

void
play_scrape_dead(struct net *net, uint32_t i)
{
	checks(net, C_scrape_dead, H(MON, 0),
	    i % 2 ? vpc_ghost(10 + i) : H(SPARE, i), 9100,
	    i % 2 ? FATE_DEAD : FATE_CLOSED, 0);
}

void
play_big(struct net *net, uint32_t i)
{
	struct end from = i % 2 ? H(DB, 1) : H(BATCH, i);
	struct end to = i % 2 ? H(DB, 0) : vpc_out(OUT_API, 80 + i);
	int64_t at = play_when(net, 600);
	bool ok;

	talk_begin(net, C_big, from, to, TCP, i % 2 ? 5432 : 443);
	at = talk_open(net, at, 3, &ok);
	for (uint32_t k = 0; k < 3; k++) {
		at = talk_ask(net, at, i % 2 ? 500 : 5000000000u,
		    i % 2 ? 6000000000u : 500);
		at += 20 * SECOND;
	}
	talk_close(net, at);
}

void
play_visitor(struct net *net, uint32_t i)
{
	talk_begin(net, C_visitor, vpc_out(OUT_ADMIN, i), H(BASTION, 0), TCP,
	    22);
	talk_whole(net, play_when(net, 1800), play_some(net, 60, 200), 20000,
	    120, 700);
}

void
play_backscatter(struct net *net, uint32_t i)
{
	struct end mirror = vpc_out(OUT_MIRROR, i);
	int64_t at = play_when(net, 600);

	for (uint32_t k = play_some(net, 2, 5); k > 0; k--) {
		struct conn *c;
		struct end to = i % 2 ? H(LB, k) : H(MAIL, 0);

		c = talk_from(net, C_backscatter, mirror, i % 3 ? 443 : 80, to,
		    TCP, (uint16_t)play_some(net, 1024, 65535));
		c->block = BLOCK_ARRIVING;
		net_send(net, at, false, 1, i % 4 ? 44 : 40,
		    i % 4 ? SYNACK : RST, false);
		at += play_some(net, 1, 60) * (int64_t)SECOND;
	}
}
