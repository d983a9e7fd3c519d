/* SPDX-License-Identifier: ISC */

/*
 * A day of connections, and the flow-log records that the interfaces on their
 * way write of them.  Knows how AWS observes traffic; does not know how a
 * record looks as text.
 */

#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "world.h"

/* How the observing interface shows the ends of a connection. */
enum view {
	VIEW_PLAIN,   /* as they are */
	VIEW_NAT_IN,  /* NAT, inner side: NAT's address for the outer end */
	VIEW_NAT_OUT, /* NAT, outer side: NAT's address and port inside */
	VIEW_NONE     /* no traffic: the record has no connection */
};

enum action {
	ACTION_NONE,
	ACTION_ACCEPT,
	ACTION_REJECT,
	ACTION_NODATA,
	ACTION_SKIPDATA
};

/* A connection, seen from its originator. */
struct conn {
	struct addr src;
	struct addr dst;
	uint16_t sport;
	uint16_t dport;
	uint16_t natport; /* 0: not translated */
	int8_t from;      /* host, or -1: outside */
	int8_t to;
	uint8_t proto;
	uint8_t flow; /* its row in world_flows */
};

/* One direction of one connection in one window, at one interface. */
struct rec {
	uint64_t order; /* for delivery */
	uint32_t conn;
	uint32_t packets;
	uint32_t bytes;
	uint32_t start; /* seconds of the day */
	uint32_t end;
	uint8_t iface; /* host */
	uint8_t view;
	uint8_t action;
	uint8_t flags; /* of TCP, as AWS reports them: FIN SYN RST SYN-ACK */
	bool reply;    /* from the responder */
};

struct traffic {
	struct conn *conns;
	struct rec *recs;
	size_t nconns;
	size_t nrecs;
	size_t want; /* records to make */
	size_t cap_conns;
	size_t cap_recs;
	size_t idle;      /* NODATA records so far */
	uint32_t times6;  /* shares of IPv6 rows count so often */
	uint64_t without; /* rows of world_flows that are not played */
	size_t *made;     /* records of each row of world_flows */
	uint16_t port[WORLD_HOSTS]; /* last ephemeral port of each host */
	struct prng rng;
};

/*
 * Fills *t with exactly n records, in no particular order.  The shares of the
 * table hold, those of IPv6 rows times6 times, and none of the rows in the
 * mask `without`; in a small log, rows at its end
 * may be missing.
 */
void traffic_make(struct traffic *t, uint64_t seed, size_t n, uint32_t times6,
    uint64_t without);

void traffic_free(struct traffic *t);

#endif
