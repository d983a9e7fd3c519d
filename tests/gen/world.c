/* SPDX-License-Identifier: ISC */

/* See world.h: the tables made from the .def files, and questions to them. */

#include "world.h"

#define H(id) (1u << WORLD_##id)

/* Names that flows.def may use for a set. */
enum {
#define HOST(id, name, subnet, host) id = H(id),
#include "hosts.def"
#undef HOST
#define POOL(id, base, count, service) id = H(id),
#include "pools.def"
#undef POOL
	LBS = LB1 | LB2,
	APPS = APP1 | APP2 | APP3,
	DATA = DB1 | DB2 | CACHE,
	PUBLIC = LBS | BASTION | MAIL,
	INSIDE = PUBLIC | APPS | DATA | RPC | QUEUE | DNS | MON | CI | BATCH
};

struct pool {
	uint32_t base;
	uint32_t count;
	const char *service;
};

const struct host world_hosts[WORLD_HOSTS] = {
#define HOST(id, name, subnet, host) {name, subnet, host},
#include "hosts.def"
#undef HOST
};

static const struct pool pools[WORLD_IDS - WORLD_HOSTS] = {
#define POOL(id, base, count, service) {base, count, service},
#include "pools.def"
#undef POOL
};

/* clang-format 14 loses the backslashes of nested braces in a macro. */
/* clang-format off */
const struct size world_sizes[SIZES] = {
#define SIZE(id, e0, e1, u0, u1, d0, d1) {{e0, e1}, {u0, u1}, {d0, d1}},
#include "sizes.def"
#undef SIZE
};

const struct flow world_flows[] = {
#define FLOW(class, legit, from, to, fam, proto, port, shape, t0, t1, size, \
    fate, share) \
	{class, legit, from, to, fam, WORLD_##proto, port, SHAPE_##shape, \
	    {t0, t1}, SIZE_##size, FATE_##fate, share},
#include "flows.def"
#undef FLOW
};
/* clang-format on */

const size_t world_nflows = sizeof(world_flows) / sizeof(world_flows[0]);

/* First octets that hold ordinary public addresses. */
static const uint8_t octets[] = {2, 5, 8, 12, 18, 20, 23, 24, 31, 34, 37, 41,
    45, 46, 50, 58, 62, 66, 70, 73, 77, 80, 81, 84, 86, 90, 91, 95, 98, 101,
    105, 109, 112, 116, 122, 125, 151, 176, 181, 187, 190, 200, 201, 210, 213,
    217};

/* Provider prefixes of the public IPv6 space, /32. */
static const uint32_t prefixes[] = {0x26001700, 0x2a01cb00, 0x2804014c,
    0x24098900};

static const uint64_t vpc6 = 0x20010db812341a00; /* 2001:db8:1234:1a00::/56 */

struct addr
world_host_addr(int host, int family)
{
	const struct host *h = &world_hosts[host];

	if (family == 6)
		return (struct addr){vpc6 | h->subnet, h->host};
	return world_ip4(0x0a000000u | (uint32_t)h->subnet << 8 |
	    (uint32_t)h->host);
}

/* The who-th person of a crowd; key tells crowds apart. */
static struct addr
person(uint64_t key, uint32_t who, int family)
{
	uint64_t h = prng_mix(key << 32 | who);
	uint32_t first = octets[(h >> 32) % sizeof(octets)];

	if (family == 6) {
		uint64_t p = prefixes[h & 3];
		return (struct addr){p << 32 | h >> 32, prng_mix(h)};
	}

	/* 1 + x % 254: neither .0 nor .255. */
	return world_ip4(first << 24 | (uint32_t)(h >> 8 & 0xffff) << 8 |
	    (uint32_t)(1 + (h & 0xff) % 254));
}

uint32_t
world_pool_size(int id)
{
	return pools[id - WORLD_FIRST_POOL].count;
}

struct addr
world_pool_addr(int id, int family, uint32_t who)
{
	const struct pool *p = &pools[id - WORLD_FIRST_POOL];

	if (p->base == 0)
		return person((uint64_t)id, who, family);
	return world_ip4(p->base + who);
}

/* One address of the pool id. */
static struct addr
pool_addr(struct prng *r, int id, int family, uint32_t crowd)
{
	const struct pool *p = &pools[id - WORLD_FIRST_POOL];
	uint32_t who;

	if (id == WORLD_SCANNER)
		crowd = crowd / 64;

	/* Every second visit is one of a few regulars'. */
	if (p->count == 0)
		who = prng_below(r, 2) ? prng_skew(r, 0, crowd + 7) :
					 prng_below(r, crowd + 8);
	else
		who = prng_below(r, p->count);
	return world_pool_addr(id, family, who);
}

/* The number of the n-th set bit. */
static int
nth(uint32_t set, uint32_t n)
{
	for (int id = 0; id < WORLD_IDS; id++)
		if (set >> id & 1 && n-- == 0)
			return id;
	return 0;
}

struct end
world_draw(struct prng *r, uint32_t set, int family, uint32_t crowd)
{
	uint32_t members = 0;
	int id;

	for (uint32_t s = set; s != 0; s &= s - 1)
		members++;
	id = nth(set, prng_below(r, members));
	if (id < WORLD_HOSTS)
		return (struct end){id, world_host_addr(id, family)};
	return (struct end){-1, pool_addr(r, id, family, crowd)};
}

bool
world_public(int host)
{
	return world_hosts[host].subnet == 0;
}

bool
world_serves(int host, int proto, uint16_t port, bool crowd)
{
	for (size_t i = 0; i < world_nflows; i++) {
		const struct flow *f = &world_flows[i];

		if (f->legit && f->proto == proto && f->port == port &&
		    f->to >> host & 1 && (!crowd || f->from & CLIENT))
			return true;
	}
	return false;
}

const char *
world_service(struct addr a)
{
	uint32_t v4 = (uint32_t)a.lo;

	if (world_is4(a))
		for (size_t i = 0; i < WORLD_IDS - WORLD_HOSTS; i++)
			if (v4 - pools[i].base < pools[i].count)
				return pools[i].service;
	return "-";
}
