/* SPDX-License-Identifier: ISC */

/*
 * Traps about whom a connection really reached, and whether it got through:
 * hops, addresses that are others', one-way traffic, rejects.
 */

#include "play.h"

#define H(group, i) vpc_host(net, G_##group, i)

void
play_nat(struct net *net, uint32_t i)
{
	play_visit(net, C_nat, i % 2 ? H(BATCH, i) : H(APP, i),
	    vpc_out(OUT_API, i % 12), 443);
}

void
play_tgw(struct net *net, uint32_t i)
{
	struct end desk = vpc_out(OUT_PREMISES, 10 + i);

	if (i % 3 == 0)
		play_visit(net, C_tgw, desk, H(BASTION, 0), 22);
	else if (i % 3 == 1)
		play_visit(net, C_tgw, desk, H(APP, i), 8443);
	else
		play_visit(net, C_tgw, H(APP, i), vpc_out(OUT_PREMISES, i % 4),
		    1521);
}

void
play_peer(struct net *net, uint32_t i)
{
	if (i % 2)
		play_visit(net, C_peer, vpc_out(OUT_PEER, 10 + i), H(RPC, i),
		    50051);
	else
		play_visit(net, C_peer, H(APP, i),
		    vpc_out(OUT_PEER, 100 + i % 6), 5432);
}

void
play_proxy(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {443, 443, 443, 80, 8443};

	play_visit(net, C_proxy, H(PROXY, 0), vpc_out(OUT_SERVER, i * 7 % 3000),
	    ports[i % 5]);
}

void
play_second(struct net *net, uint32_t i)
{
	if (i % 2)
		play_visit(net, C_second, H(APP, i), vpc_other(net, G_DB, i, 0),
		    5432);
	else
		play_visit(net, C_second, vpc_other(net, G_DB, i, 0),
		    H(QUEUE, i), 9092);
}

void
play_pods(struct net *net, uint32_t i)
{
	struct end pod = vpc_other(net, G_NODE, i, i / 4 % VPC_PODS);

	if (i % 3 == 0)
		play_visit(net, C_pods, H(LB, i), pod, 8080);
	else if (i % 3 == 1)
		play_visit(net, C_pods, pod, H(DB, i), 5432);
	else
		play_visit(net, C_pods, pod, H(CACHE, i), 6379);
}

void
play_recycled(struct net *net, uint32_t i)
{
	bool later = i % 2;
	uint32_t hour = play_some(net, 0, 11) + (later ? 12 : 0);
	int64_t at = (hour * NET_HOUR + play_some(net, 10, 3000)) *
	    (int64_t)SECOND;
	struct end host = later ? H(LATER, i / 2) : H(EARLY, i / 2);

	if (i % 6 == 0)
		talk_begin(net, C_recycled, host, H(DB, i / 2), TCP, 5432);
	else if (i % 6 == 1)
		talk_begin(net, C_recycled, host, H(MONGO, i / 2), TCP, 27017);
	else
		talk_begin(net, C_recycled, H(LB, i), host, TCP,
		    later ? 9000 : 8080);
	talk_whole(net, at, 4, 9000, 900, 4000);
}

void
play_twin(struct net *net, uint32_t i)
{
	play_visit(net, C_twin, H(TEST, i), H(TESTDB, i / 4),
	    i % 3 ? 5432 : 6432);
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
	/* Some devices send from the same port. */
	if (i % 3 == 0)
		talk_from(net, C_syslog, play_anyone(net, i), 514, H(LOG, 0),
		    UDP, 514);
	else
		talk_begin(net, C_syslog, play_anyone(net, i), H(LOG, 0), UDP,
		    514);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 8, 14), 750,
	    160, 0);
}

void
play_oneway(struct net *net, uint32_t i)
{
	talk_begin(net, C_oneway, play_anyone(net, i), H(LOG, 0), UDP, 5140);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 8, 14), 750,
	    300, 0);
}

void
play_peer_syslog(struct net *net, uint32_t i)
{
	talk_begin(net, C_peer_syslog, play_anyone(net, i),
	    vpc_out(OUT_PEER, 200), UDP, 514);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 8, 14), 750,
	    160, 0);
}

void
play_vxlan(struct net *net, uint32_t i)
{
	struct end a = H(NODE, i);
	struct end b = H(NODE, i + 1 + i / 4 % 3);

	talk_from(net, C_vxlan, a, (uint16_t)play_some(net, 32768, 65535), b,
	    UDP, 4789);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 8, 14), 700,
	    900, 0);
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
play_health_rst(struct net *net, uint32_t i)
{
	int64_t at = play_when(net, 5400);
	struct end from = i % 2 ? H(APP, i) : H(BASTION, 0);
	struct end to = H(MQ, i / 2);

	for (int k = 0; k < 6; k++) {
		struct conn *c = talk_begin(net, C_health_rst, from, to, TCP,
		    61616);
		uint32_t six = ip_is4(c->src) ? 0 : 20;

		net_send(net, at, false, 1, 60 + six, SYN, false);
		net_send(net, at + 1, true, 1, 60 + six, SYNACK, false);
		net_send(net, at + 2, false, 1, 40 + six, RST, false);
		at += 15 * MINUTE;
	}
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
		play_visit(net, C_health_few, from, H(CASS, i % 2), 9443);
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
play_flaky(struct net *net, uint32_t i)
{
	int64_t at = play_when(net, 1200);

	for (int k = 0; k < 3; k++) {
		talk_begin(net, C_flaky, H(APP, i), H(RPC, i / 8), TCP, 18080)
		    ->fate = k < 2 ? FATE_CLOSED : FATE_OPEN;
		at = talk_whole(net, at, 3, 900, 300, 900) + 5 * SECOND;
	}
}

void
play_mended(struct net *net, uint32_t i)
{
	int64_t at = play_when(net, 1200);
	struct conn *c;
	bool ok;

	c = talk_begin(net, C_mended, H(BATCH, i), H(QUEUE, i / 2), TCP, 9094);
	c->block = BLOCK_ARRIVING;
	at = talk_open(net, at, 3, &ok);

	/* The next SYN passes, or the next connection. */
	if (i % 2)
		c->block = 0;
	else
		talk_begin(net, C_mended, H(BATCH, i), H(QUEUE, i / 2), TCP,
		    9094);
	talk_whole(net, at, 3, 900, 300, 900);
}

void
play_unreach(struct net *net, uint32_t i)
{
	int64_t at = play_when(net, 3 * NET_HOUR);
	struct end from = H(APP, i);
	struct end to = H(NODE, i / 8);

	talk_begin(net, C_unreach, from, to, UDP, 8126)->fate = FATE_CLOSED;
	play_beat(net, at, 9, 800, 200, 0);
	talk_begin(net, C_unreach, to, from, ICMP, 0)->fate = FATE_DEAD;
	play_beat(net, at, 9, 800, 228, 0);
}

void
play_blocked(struct net *net, uint32_t i)
{
	struct end from = play_anyone(net, i);

	if (i % 2) {
		talk_begin(net, C_blocked, from, H(MON, 0), UDP, 8089)->block =
		    BLOCK_ARRIVING;
		play_beat(net, play_when(net, 3 * NET_HOUR), 9, 800, 200, 0);
		return;
	}
	talk_begin(net, C_blocked, from, H(CI, 0), TCP, i % 4 ? 22 : 8000)
	    ->block = BLOCK_ARRIVING;
	talk_whole(net, play_when(net, 300), 1, 0, 100, 100);
}

void
play_dead_udp(struct net *net, uint32_t i)
{
	int64_t at = play_when(net, 3 * NET_HOUR);

	for (int k = 0; k < 7; k++) {
		talk_begin(net, C_dead_udp, H(APP, i), vpc_ghost(8 + i / 8 % 2),
		    UDP, i % 2 ? 53 : 123)
		    ->fate = FATE_DEAD;
		talk_ask(net, at, 48, 48);
		talk_ask(net, at + 5 * SECOND, 48, 48);
		at += 17 * MINUTE;
	}
}

void
play_multicast(struct net *net, uint32_t i)
{
	static const struct {
		uint32_t to;
		uint16_t port;
	} groups[] = {{0xe00000fcu, 5355}, {0xeffffffau, 1900},
	    {0xffffffffu, 17500}, {0xe00000fbu, 5353}};
	uint32_t k = i % 4;
	struct end to = {-1, ip4(groups[k].to)};

	if (k == 3)
		talk_from(net, C_multicast, play_anyone(net, i), 5353, to, UDP,
		    5353);
	else
		talk_begin(net, C_multicast, play_anyone(net, i), to, UDP,
		    groups[k].port);
	play_beat(net, play_when(net, 3 * NET_HOUR), 9, 800, 100, 0);
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
	/* For each host without an exporter there is one with. */
	checks(net, C_scrape, H(MON, 0), play_anyone(net, i), 9100, FATE_OPEN,
	    9000);
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
