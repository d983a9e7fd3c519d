/* SPDX-License-Identifier: ISC */

/*
 * The world that the generated logs are about: a small VPC, the outside, and
 * the table of who talks to whom.  All of it is data, in the .def files
 * beside; nothing here knows how a connection looks in a flow log.
 */

#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prng.h"

enum {
	WORLD_DAY = 1772323200, /* 2026-03-01T00:00:00Z, in Unix seconds */
	WORLD_WINDOW = 600,     /* aggregation interval, in seconds */
	WORLD_WINDOWS = 144     /* of the day */
};

enum {
	WORLD_ICMP = 1,
	WORLD_TCP = 6,
	WORLD_UDP = 17,
	WORLD_ICMP6 = 58
};

/* Hosts first, then pools: one number space, so that a set is a mask. */
enum world_id {
#define HOST(id, name, subnet, host) WORLD_##id,
#include "hosts.def"
#undef HOST
	WORLD_HOSTS,
	WORLD_FIRST_POOL = WORLD_HOSTS,
	WORLD_BEFORE_POOL = WORLD_HOSTS - 1,
#define POOL(id, base, count, service) WORLD_##id,
#include "pools.def"
#undef POOL
	WORLD_IDS
};

/* IPv4 is ::ffff:a.b.c.d; both halves in host order. */
struct addr {
	uint64_t hi;
	uint64_t lo;
};

struct host {
	const char *name;
	uint8_t subnet;
	uint8_t host;
};

/* One end of a connection: a host of ours, or -1 and an address. */
struct end {
	int host;
	struct addr addr;
};

/* What an episode is; TIMES of its row is n. */
enum shape {
	SHAPE_BURST, /* n connections in one window */
	SHAPE_LONG,  /* one connection through n windows */
	SHAPE_BEAT,  /* one short connection in each of n windows */
	SHAPE_SWEEP, /* n ports on every target in turn */
	SHAPE_PORTS  /* n ports on one target */
};

enum fate {
	FATE_OK,
	FATE_LATE,    /* as OK, then packets that come after the close */
	FATE_SILENT,  /* accepted, no answer */
	FATE_BLOCKED, /* rejected by the receiver's interface */
	FATE_BARRED,  /* rejected by the sender's interface */
	FATE_CUT,     /* accepted, but the answer rejected: a network ACL */
	FATE_REFUSED, /* accepted, answered by RST */
	FATE_OPEN,    /* handshake only: a scanner met an open port */
	FATES
};

/* Payload of one window; bytes are those of one exchange. */
struct size {
	uint32_t exchanges[2];
	uint32_t up[2];
	uint32_t down[2];
};

enum size_id {
#define SIZE(id, e0, e1, u0, u1, d0, d1) SIZE_##id,
#include "sizes.def"
#undef SIZE
	SIZES
};

/* One row of the table; see the head of flows.def. */
struct flow {
	const char *class;
	bool legit;
	uint32_t from; /* a mask over enum world_id */
	uint32_t to;
	uint8_t family; /* 4 or 6 */
	uint8_t proto;
	uint16_t port;
	enum shape shape;
	uint8_t times[2];
	enum size_id size;
	enum fate fate;
	uint32_t share;
};

extern const struct host world_hosts[WORLD_HOSTS];
extern const struct size world_sizes[SIZES];
extern const struct flow world_flows[];
extern const size_t world_nflows;

static inline struct addr
world_ip4(uint32_t v4)
{
	return (struct addr){0, 0xffff00000000u | v4};
}

static inline bool
world_is4(struct addr a)
{
	return a.hi == 0 && a.lo >> 32 == 0xffff;
}

/* The address of a host in family 4 or 6. */
struct addr world_host_addr(int host, int family);

/*
 * Draws one member of the set, host or pool, and of a pool one address.  Crowds
 * have that many people.
 */
struct end world_draw(struct prng *r, uint32_t set, int family, uint32_t crowd);

/* How many addresses a pool has (0: it is a crowd), and one of them. */
uint32_t world_pool_size(int id);
struct addr world_pool_addr(int id, int family, uint32_t who);

/* Has the host a public address? */
bool world_public(int host);

/*
 * Does some row of the table say that host serves the port, and, with crowd
 * set, that it serves it to the internet at large?
 */
bool world_serves(int host, int proto, uint16_t port, bool crowd);

/* The AWS service whose public address this is, or "-". */
const char *world_service(struct addr a);

#endif
