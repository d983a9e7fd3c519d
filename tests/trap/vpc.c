/* SPDX-License-Identifier: ISC */

/* See vpc.h. */

#include <err.h>
#include <stdlib.h>

#include "vpc.h"

static const struct {
	const char *name;
	uint8_t vpc;
	uint8_t subnet;
	uint8_t host;
	uint8_t count;
	uint8_t ports;
	uint16_t window;
} groups[GROUPS] = {
#define GROUP(id, vpc, subnet, host, count, ports, window) \
	{#id, vpc, subnet, host, count, PORTS_##ports, window},
#include "vpc.def"
#undef GROUP
};

/* Where the interfaces of the group begin. */
static int
first(enum group g)
{
	int at = 0;

	for (enum group i = 0; i < g; i++)
		at += groups[i].count;
	return at;
}

static enum group
group_of(int iface)
{
	enum group g = 0;

	while (iface >= groups[g].count)
		iface -= groups[g++].count;
	return g;
}

void
vpc_make(struct net *net)
{
	int n = first(GROUPS);

	net->ifaces = calloc((size_t)n, sizeof(*net->ifaces));
	if (net->ifaces == NULL)
		err(2, NULL);
	for (enum group g = 0; g < GROUPS; g++)
		for (uint32_t k = 0; k < groups[g].count; k++) {
			uint32_t low = groups[g].subnet * 256u +
			    groups[g].host + k;
			struct iface *f = &net->ifaces[net->nifaces++];

			f->primary = ip4(0x0a000000u + low);
			f->six = (struct ip){0x20010db812341a00u +
				groups[g].subnet,
			    0x1000u + low};
			f->window = groups[g].window;
			f->phase = prng_below(&net->rng, f->window);
			f->turn = prng_below(&net->rng, 60000);
			f->vpc = groups[g].vpc;
			f->subnet = groups[g].subnet;
			f->ports = groups[g].ports;
			f->hop = g == G_NAT || g == G_TGW;
			f->old = g == G_WIN || g == G_DC;
		}
}

int
vpc_count(enum group g)
{
	return groups[g].count;
}

struct end
vpc_host(const struct net *net, enum group g, uint32_t i)
{
	int at = first(g) + (int)(i % groups[g].count);

	return (struct end){at, net->ifaces[at].primary};
}

struct end
vpc_host6(const struct net *net, enum group g, uint32_t i)
{
	int at = first(g) + (int)(i % groups[g].count);

	return (struct end){at, net->ifaces[at].six};
}

struct end
vpc_some(struct net *net, enum group g)
{
	return vpc_host(net, g, prng_skew(&net->rng, 0, groups[g].count - 1u));
}

struct end
vpc_other(const struct net *net, enum group g, uint32_t i, uint32_t k)
{
	struct end e = vpc_host(net, g, i);

	e.addr.lo += VPC_SECOND + k * 8;
	return e;
}

const char *
vpc_name(int iface)
{
	return groups[group_of(iface)].name;
}

bool
vpc_public(int iface)
{
	enum group g = group_of(iface);

	return g == G_LB || g == G_BASTION || g == G_VPN || g == G_MAIL;
}

/*
 * 198.18.0.0/15 stands for the internet.  Half of the visits are by 3 % of
 * the people.
 */
struct end
vpc_client(struct net *net)
{
	uint32_t i = prng_skew(&net->rng, 0, 65535) & 0xffff;

	/* Neighbours in rank are no neighbours in address. */
	return (struct end){-1,
	    ip4(0xc6120000u + (uint32_t)(i * 40503u & 0xffff))};
}

struct end
vpc_client6(struct net *net)
{
	uint64_t i = prng_skew(&net->rng, 0, 20000);
	uint64_t where = prng_mix(i) >> 36;

	return (struct end){-1,
	    {0x20010db8f0000000u + where, prng_mix(i * 31) | 1}};
}

struct end
vpc_out(enum outside kind, uint32_t i)
{
	static const uint32_t base[] = {0xc6336414u, 0xc0000240u, 0xc63364c8u,
	    0xac140100u, 0xc6130000u, 0xcb007110u, 0xc6138000u, 0x0a010000u,
	    0xc613f000u};

	if (kind == OUT_SCANNER)
		i = i * 20011u & 0x7fff;
	return (struct end){-1, ip4(base[kind] + i)};
}

struct end
vpc_ghost(uint32_t i)
{
	return (struct end){-1, ip4(0x0a0005c8u + i % 50)};
}

bool
vpc_ours(struct ip a)
{
	return ip_is4(a) ? (a.lo >> 16 & 0xffff) == 0x0a00 :
			   a.hi >> 8 == 0x20010db812341a;
}

bool
vpc_premises(struct ip a)
{
	return ip_is4(a) && (a.lo >> 20 & 0xfff) == 0xac1;
}

bool
vpc_peer(struct ip a)
{
	return ip_is4(a) && (a.lo >> 16 & 0xffff) == 0x0a01;
}
