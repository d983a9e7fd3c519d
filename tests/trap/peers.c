/* SPDX-License-Identifier: ISC */

/*
 * Traps of clusters, directories, telephony and other things that run beside
 * web servers and databases.  See class.def for what can be known of each.
 */

#include "play.h"

#define H(group, i) vpc_host(net, G_##group, i)

void
play_mountd(struct net *net, uint32_t i)
{
	uint16_t from = (uint16_t)play_some(net, 600, 1023);
	uint8_t proto = i % 3 ? TCP : UDP;

	talk_from(net, C_mountd, play_anyone(net, i), from, H(CI, 0), proto,
	    20048);
	talk_whole(net, play_when(net, 300), 2, 900, 120, 200);
}

/* A connection that was there before the log, and works now and then. */
static void
standing(struct net *net, int class, struct end from, struct end to,
    uint16_t port)
{
	int64_t at = play_some(net, 0, 2 * NET_HOUR) * (int64_t)SECOND;

	talk_begin(net, class, from, to, TCP, port);
	for (uint32_t n = play_some(net, 3, 6); n > 0; n--) {
		for (uint32_t k = play_some(net, 2, 6); k > 0; k--)
			at = talk_ask(net, at, play_some(net, 90, 900),
			    play_some(net, 90, 900));
		at += play_some(net, 600, 4 * NET_HOUR) * (int64_t)SECOND;
	}
}

void
play_mutual(struct net *net, uint32_t i)
{
	uint32_t a = i / 2, b = a + 1 + a / 6;

	if (i % 2)
		standing(net, C_mutual, H(PEERS, a), H(PEERS, b), 3306);
	else
		standing(net, C_mutual, H(PEERS, b), H(PEERS, a), 3306);
}

void
play_mesh(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {2380, 7000, 33445};

	standing(net, C_mesh, H(PEERS, i / 3), H(PEERS, i / 3 + 1 + i / 18 % 5),
	    ports[i % 3]);
}

void
play_ad(struct net *net, uint32_t i)
{
	static const struct {
		uint16_t port;
		uint8_t proto;
	} asked[] = {{389, UDP}, {88, TCP}, {389, TCP}, {445, TCP}, {135, TCP},
	    {3268, TCP}, {464, UDP}, {88, UDP}};
	struct end from = i % 8 == 0 ? H(DC, i / 8) : H(WIN, i / 2);
	struct end to = H(DC, i % 8 == 0 ? i / 8 + 1 : i / 6);
	uint32_t k = i / 2 % 8;

	if (i % 2 == 0)
		play_visit(net, C_ad, from, to, 49667);
	else if (asked[k].proto == TCP)
		play_visit(net, C_ad, from, to, asked[k].port);
	else {
		talk_begin(net, C_ad, from, to, UDP, asked[k].port);
		talk_whole(net, play_when(net, 60), 1, 0, 200, 160);
	}
}

void
play_sip(struct net *net, uint32_t i)
{
	talk_from(net, C_sip, play_anyone(net, i), 5060, H(SIP, 0), UDP, 5060);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 4, 8), 900,
	    600, 500);
}

void
play_rtp(struct net *net, uint32_t i)
{
	struct end a = play_anyone(net, i), b = H(SIP, 0);
	uint16_t to = (uint16_t)(16384 + 2 * play_some(net, 0, 8000));
	int64_t at = play_when(net, 900);

	/* Either end of a call sends first. */
	talk_from(net, C_rtp, i % 2 ? a : b,
	    (uint16_t)(16384 + 2 * play_some(net, 0, 8000)), i % 2 ? b : a, UDP,
	    to);
	for (uint32_t k = play_some(net, 3, 40); k > 0; k--) {
		net_send(net, at, false, 500, 500 * 200, 0, true);
		net_send(net, at + 90, true, 500, 500 * 200, 0, true);
		at += 10 * SECOND;
	}
}

void
play_sctp(struct net *net, uint32_t i)
{
	talk_from(net, C_sctp, H(PEERS, i),
	    (uint16_t)play_some(net, 32768, 60999),
	    i % 2 ? vpc_out(OUT_PEER, 210) : H(PEERS, i + 1 + i / 6), SCTP,
	    3868);
	play_beat(net, play_when(net, 2 * NET_HOUR), play_some(net, 4, 8), 600,
	    200, 150);
}

void
play_gre(struct net *net, uint32_t i)
{
	struct end gate = H(VPN, 0);
	struct end peer = i % 3 ? vpc_out(OUT_PARTNER, 80 + i) :
				  H(SPARE, i / 3);

	if (prng_mix(i) & 1)
		talk_begin(net, C_gre, gate, peer, GRE, 0);
	else
		talk_begin(net, C_gre, peer, gate, GRE, 0);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 4, 8), 900,
	    1000, 900);
}

/* Linux keeps an idle connection by a packet every two hours. */
void
play_backup(struct net *net, uint32_t i)
{
	int64_t at = play_some(net, 0, 2 * NET_HOUR - 1) * (int64_t)SECOND;

	talk_begin(net, C_backup, play_anyone(net, i), H(BACKUP, 0), TCP, 1556);
	for (int k = 0; k < 12; k++) {
		if (k == 1)
			talk_ask(net, at - MINUTE, 4000000, 900);
		talk_keep(net, at);
		at += 2 * NET_HOUR * (int64_t)SECOND;
	}
}

/* SYN, ACK, a word, FIN, ACK; nothing has options but the SYN. */
void
play_tiny(struct net *net, uint32_t i)
{
	int64_t at = play_when(net, 60);
	bool ok;

	talk_begin(net, C_tiny, play_anyone(net, i), H(DC, i), TCP, 9389);
	at = talk_open(net, at, 3, &ok);
	net_send(net, at, false, 1, 46, 0, true);
	net_send(net, at + 2, true, 1, 47, 0, true);
	net_send(net, at + 4, false, 1, 40, 0, false);
	net_send(net, at + 5, false, 1, 40, FIN, false);
	net_send(net, at + 7, true, 1, 40, FIN, false);
	net_send(net, at + 8, false, 1, 40, 0, false);
}

/* Between two hosts, from one port of their own clients' range to another. */
static void
between(struct net *net, int class, uint32_t i)
{
	uint32_t n = (uint32_t)vpc_count(G_SPARE);
	struct end a = H(SPARE, i), b = H(SPARE, i + 1 + i / n % (n - 1));

	talk_from(net, class, prng_mix(i) & 1 ? a : b,
	    (uint16_t)play_some(net, 50100, 60000), prng_mix(i) & 1 ? b : a,
	    UDP, (uint16_t)play_some(net, 50100, 60000));
}

void
play_slow_answer(struct net *net, uint32_t i)
{
	int64_t at = play_some(net, NET_HOUR, 22 * NET_HOUR) * (int64_t)SECOND;

	between(net, C_slow_answer, i);
	for (int k = 0; k < 9; k++) {
		talk_ask(net, at, 100, 0);
		at += 30 * SECOND;
	}
	for (uint32_t k = play_some(net, 2, 5); k > 0; k--) {
		talk_ask(net, at, 100, 300);
		at += 5 * MINUTE;
	}
}

void
play_old_stream(struct net *net, uint32_t i)
{
	/* Half of them around ten, where tests cut out an hour. */
	int64_t at = i % 2 ? 9 * NET_HOUR * (int64_t)SECOND : -30 * MINUTE;
	int64_t report = at;

	between(net, C_old_stream, i);
	for (int k = 0; k < 90; k++) {
		if (at >= report) {
			net_send(net, at, false, 1, 80, 0, true);
			report += play_some(net, 500, 900) * (int64_t)SECOND;
		}
		net_send(net, at + 50, true, 1, 900, 0, true);
		at += MINUTE;
	}
}

void
play_kube(struct net *net, uint32_t i)
{
	struct end pod = vpc_other(net, G_NODE, i / 3 + 1 + i / 12 % 3,
	    i % VPC_PODS);

	if (i % 3 == 0) {
		play_visit(net, C_kube,
		    vpc_other(net, G_NODE, i / 3, i / 7 % VPC_PODS), pod, 8080);
		return;
	}

	/* A node port: the node passes it on from an address of its own. */
	play_visit(net, C_kube, i % 3 == 1 ? H(LB, i) : H(CI, 0),
	    H(NODE, i / 3), 31080);
	play_visit(net, C_kube, H(NODE, i / 3), pod, 9898);
}

void
play_nlb(struct net *net, uint32_t i)
{
	struct end from = i % 3 ? vpc_client(net) : H(BATCH, i / 3);
	struct end to = H(APP, i / 2);
	int64_t at = play_when(net, 300);
	struct conn like, *c;
	struct prng again;

	c = talk_begin(net, C_nlb, from, H(NLB, i), TCP, 443);
	like = *c;
	again = net->rng;
	talk_whole(net, at, 4, 9000, 600, 3000);
	like.kept = true;
	like.from = -1;
	like.to = (int16_t)to.iface;
	like.dst = ip_is4(like.src) ? to.addr : net->ifaces[to.iface].six;
	like.dport = i % 2 ? 443 : 8443;
	net_begin(net, like);
	net->rng = again;
	talk_whole(net, at, 4, 9000, 600, 3000);
}

void
play_two(struct net *net, uint32_t i)
{
	switch (i % 4) {
	case 0:
		play_visit(net, C_two, H(APP, i / 4), H(TWO, i), 8080);
		break;
	case 1:
		play_visit(net, C_two, H(TWIN, i), H(DB, i), 5432);
		break;
	case 2:
		play_visit(net, C_two, H(TWO, i), vpc_out(OUT_API, i % 9), 443);
		break;
	default:
		play_visit(net, C_two, H(BATCH, i / 4), H(TWIN, i), 8080);
	}
}

void
play_resolver(struct net *net, uint32_t i)
{
	struct end office = vpc_out(OUT_PREMISES, 3000 + i % 5);
	uint8_t proto = i % 4 == 2 ? TCP : UDP;

	if (i % 4 == 3)
		talk_begin(net, C_resolver, office, H(RESOLVER, i / 4), UDP,
		    53);
	else
		talk_begin(net, C_resolver, H(RESOLVER, i / 4), office, proto,
		    53);
	talk_whole(net, play_when(net, 60), 1, 0, 50,
	    proto == TCP ? 3000 : 200);
}

void
play_syslog_out(struct net *net, uint32_t i)
{
	talk_begin(net, C_syslog_out, play_anyone(net, i),
	    vpc_out(OUT_API, 100 + i % 2), UDP, i % 3 ? 514 : 10514);
	play_beat(net, play_when(net, 3 * NET_HOUR), play_some(net, 8, 14), 750,
	    200, 0);
}

void
play_dead_poll(struct net *net, uint32_t i)
{
	int64_t at = (7 * NET_HOUR + play_some(net, 0, 1100)) * (int64_t)SECOND;

	for (int k = 0; k < 14; k++) {
		talk_begin(net, C_dead_poll, H(WATCH, 0), vpc_ghost(20 + i),
		    TCP, 6556)
		    ->fate = FATE_DEAD;
		talk_whole(net, at, 1, 0, 1, 1);
		at += 20 * MINUTE;
	}

	/* Some are alive, and asked once. */
	if (i % 3 == 0)
		play_visit(net, C_scrape, H(WATCH, 0), H(APP, i / 3), 6556);
}
