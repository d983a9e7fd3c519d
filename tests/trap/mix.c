/* SPDX-License-Identifier: ISC */

/* Ordinary traffic: what most of a day's records are about. */

#include "play.h"

#define H(group, i) vpc_host(net, G_##group, i)
#define ANY(group) vpc_some(net, G_##group)

/* One connection of a few exchanges, over in a minute or two. */
static void
quick(struct net *net, int class, struct end from, struct end to, uint16_t port,
    uint32_t n, uint32_t up, uint32_t down)
{
	talk_begin(net, class, from, to, TCP, port);
	talk_whole(net, play_when(net, 300), prng_skew(&net->rng, 1, n), 8000,
	    up, down);
}

/* One that lasts: hours at most, mostly some windows. */
static void
session(struct net *net, int class, struct end from, struct end to,
    uint16_t port, uint32_t up, uint32_t down)
{
	uint32_t minutes = prng_skew(&net->rng, 5, 400);
	uint32_t n = prng_skew(&net->rng, 4, 40) + minutes / 5;

	talk_begin(net, class, from, to, TCP, port);
	talk_whole(net, play_when(net, 60), n, minutes * 2 * MINUTE / n, up,
	    down);
}

/* Asked n times over UDP. */
static void
lookup(struct net *net, int class, struct end from, struct end to,
    uint16_t port, uint32_t n, uint32_t gap, uint32_t up, uint32_t down)
{
	talk_begin(net, class, from, to, UDP, port);
	talk_whole(net, play_when(net, 60), n, gap, up, down);
}

void
play_web(struct net *net, uint32_t i)
{
	struct end who = vpc_client(net);
	(void)i;

	for (uint32_t k = prng_skew(&net->rng, 1, 5); k > 0; k--)
		quick(net, C_web, who, ANY(LB), 443, 12, 700, 30000);
}

void
play_web_plain(struct net *net, uint32_t i)
{
	(void)i;
	quick(net, C_web_plain, vpc_client(net), ANY(LB), 80, 1, 400, 300);
}

void
play_web6(struct net *net, uint32_t i)
{
	quick(net, C_web6, vpc_client6(net), vpc_host6(net, G_LB, i), 443, 12,
	    700, 30000);
}

void
play_to_app(struct net *net, uint32_t i)
{
	if (i % 3)
		session(net, C_to_app, ANY(LB), ANY(APP), 8080, 1500, 20000);
	else
		quick(net, C_to_app, ANY(LB), ANY(NODE), 30080, 20, 900, 9000);
}

void
play_sql(struct net *net, uint32_t i)
{
	if (i % 2)
		session(net, C_sql, ANY(APP), ANY(DB), 5432, 400, 3000);
	else
		quick(net, C_sql, i % 4 ? ANY(APP) : ANY(BATCH), ANY(DB), 5432,
		    20, 400, 3000);
}

void
play_cache(struct net *net, uint32_t i)
{
	if (i % 4 == 0)
		session(net, C_cache, ANY(APP), ANY(CACHE), 6379, 200, 900);
	else
		quick(net, C_cache, ANY(APP), ANY(CACHE), 6379, 30, 200, 900);
}

void
play_events(struct net *net, uint32_t i)
{
	session(net, C_events, i % 3 ? ANY(APP) : ANY(BATCH), ANY(QUEUE), 9092,
	    9000, 300);
}

void
play_rpc(struct net *net, uint32_t i)
{
	static const uint16_t ports[] = {50051, 50051, 7777, 15000, 65000};

	quick(net, C_rpc, i % 2 ? ANY(APP) : ANY(NODE), ANY(RPC), ports[i % 5],
	    30, 900, 4000);
}

void
play_document(struct net *net, uint32_t i)
{
	(void)i;
	quick(net, C_document, ANY(APP), ANY(MONGO), 27017, 30, 500, 6000);
}

void
play_wide(struct net *net, uint32_t i)
{
	if (i % 3)
		quick(net, C_wide, ANY(APP), ANY(CASS), 9042, 30, 500, 6000);
	else
		quick(net, C_wide, H(CASS, i / 3), H(CASS, i / 3 + 1), 7000, 30,
		    900, 9000);
}

void
play_dns(struct net *net, uint32_t i)
{
	static const uint8_t who[] = {G_APP, G_APP, G_NODE, G_WIN, G_MAIL,
	    G_BATCH, G_MON, G_CI, G_PROXY};

	if (i % 40 == 0)
		quick(net, C_dns, ANY(MAIL), ANY(DNS), 53, 1, 60, 3000);
	else
		lookup(net, C_dns, vpc_some(net, who[i % sizeof(who)]),
		    ANY(DNS), 53, 1, 0, 40, 120);
}

void
play_recurse(struct net *net, uint32_t i)
{
	struct end to = vpc_out(OUT_SERVER,
	    6000 + prng_skew(&net->rng, 0, 900));

	(void)i;
	talk_begin(net, C_recurse, ANY(DNS), to, UDP, 53)->fate =
	    to.addr.lo % 12 == 0 ? FATE_DEAD : FATE_OPEN;
	talk_whole(net, play_when(net, 60), 1, 0, 50, 200);
}

void
play_api(struct net *net, uint32_t i)
{
	quick(net, C_api, i % 5 ? ANY(APP) : ANY(BATCH),
	    vpc_out(OUT_API, prng_skew(&net->rng, 0, 30)), 443, 10, 900, 5000);
}

void
play_store(struct net *net, uint32_t i)
{
	quick(net, C_store, i % 2 ? ANY(BATCH) : H(DB, 2),
	    vpc_out(OUT_API, 60 + prng_below(&net->rng, 6)), 443, 30, 4000000,
	    500);
}

void
play_scrape(struct net *net, uint32_t i)
{
	static const uint8_t who[] = {G_APP, G_NODE, G_BATCH, G_DB, G_CACHE,
	    G_CASS, G_MONGO, G_QUEUE, G_MQ, G_RPC, G_DNS, G_MAIL};

	session(net, C_scrape, H(MON, 0),
	    vpc_host(net, who[i % sizeof(who)], i / sizeof(who)), 9100, 200,
	    40000);
}

void
play_statsd(struct net *net, uint32_t i)
{
	lookup(net, C_statsd, i % 2 ? ANY(APP) : ANY(RPC), H(MON, 0), 8125, 30,
	    5 * MINUTE, 300, 0);
}

void
play_logs(struct net *net, uint32_t i)
{
	lookup(net, C_logs, i % 2 ? ANY(NODE) : ANY(APP), H(LOG, 0), 514, 30,
	    5 * MINUTE, 300, 0);
}

void
play_ssh(struct net *net, uint32_t i)
{
	static const uint8_t who[] = {G_APP, G_NODE, G_DB, G_BATCH, G_QUEUE};

	session(net, C_ssh, H(BASTION, 0), vpc_some(net, who[i % sizeof(who)]),
	    22, 100, 600);
}

void
play_mail(struct net *net, uint32_t i)
{
	if (i % 3 == 0)
		quick(net, C_mail, i % 2 ? ANY(APP) : ANY(BATCH), H(MAIL, 0),
		    25, 4, 9000, 100);
	else if (i % 3 == 1)
		quick(net, C_mail, vpc_out(OUT_MX, prng_below(&net->rng, 9)),
		    H(MAIL, 0), 25, 4, 30000, 100);
	else
		quick(net, C_mail, H(MAIL, 0),
		    vpc_out(OUT_MX, prng_below(&net->rng, 60)), 25, 4, 30000,
		    100);
}

void
play_browse(struct net *net, uint32_t i)
{
	if (i % 2)
		quick(net, C_browse, ANY(WIN), H(PROXY, 0), 3128, 9, 800,
		    40000);
	else
		quick(net, C_browse, H(PROXY, 0),
		    vpc_out(OUT_SERVER, prng_skew(&net->rng, 0, 3000)), 443, 9,
		    800, 40000);
}

void
play_deploy(struct net *net, uint32_t i)
{
	quick(net, C_deploy, H(CI, 0), i % 2 ? ANY(APP) : ANY(NODE), 22, 9,
	    300000, 900);
}

void
play_replica(struct net *net, uint32_t i)
{
	session(net, C_replica, H(DB, 1 + i % 2), H(DB, 0), 5432, 900, 600000);
}
