/* SPDX-License-Identifier: ISC */

/*
 * A network that is watched: interfaces, connections between them and the
 * outside, and the flow-log records that interfaces write of what they see.
 *
 * Whoever plays traffic calls net_send for each group of packets and learns
 * whether it arrived; all that flow logs do to it happens in here.  An
 * interface adds up packets of one direction, verdict and aggregation window,
 * ORs their flags and writes one record when the window is over.  Windows of
 * two interfaces begin at different seconds, and the times in a record lag, by
 * 60 s at most (AWS docs, "start" and "end").
 *
 * What an interface shows is not always what is true: see net_shown.
 */

#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../gen/prng.h"

enum {
	NET_EPOCH = 1772323200, /* 2026-03-01T00:00:00Z, in Unix seconds */
	NET_DAY = 86400,
	NET_HOUR = 3600
};

enum {
	ICMP = 1,
	TCP = 6,
	UDP = 17,
	GRE = 47,
	ESP = 50,
	ICMP6 = 58,
	SCTP = 132
};

/* As AWS reports them; SYN-ACK is no two bits of ours. */
enum {
	FIN = 1,
	SYN = 2,
	RST = 4,
	SYNACK = 18
};

/* IPv4 is ::ffff:a.b.c.d; both halves in host order. */
struct ip {
	uint64_t hi;
	uint64_t lo;
};

/* How the kernel of a host picks the port of a client. */
enum ports {
	PORTS_LINUX, /* 32768-60999: a hash of the destination, then upwards */
	PORTS_WINDOWS, /* 49152-65535, one after the other */
	PORTS_FULL,    /* 1024-65535: NAT, load balancers, Lambda */
	PORTS_FEW      /* 20000-20063: a proxy that is held to them */
};

struct iface {
	struct ip primary; /* what records show for all its IPv4 addresses */
	struct ip six;
	uint32_t window; /* seconds: 60 on Nitro instances, else 600 */
	uint32_t phase;  /* when its windows begin */
	uint32_t turn;   /* of its ports */
	uint8_t vpc;
	uint8_t subnet;
	uint8_t ports;
	bool hop;       /* no instance: a NAT or transit gateway */
	bool old;       /* no TCP timestamps: Windows */
	bool unwatched; /* flow logs are off here */
};

/* Who drops packets of a connection. */
enum {
	BLOCK_LEAVING = 1,  /* requests, at the originator's interface */
	BLOCK_ARRIVING = 2, /* requests, at the responder's */
	BLOCK_ANSWER = 4,   /* replies, at the responder's: a network ACL */
	BLOCK_BACK = 8      /* replies, at the originator's: a network ACL */
};

/* What a program at the other end does. */
enum fate {
	FATE_OPEN,
	FATE_CLOSED, /* the host is there, nothing listens */
	FATE_DEAD    /* nothing is there */
};

struct conn {
	struct ip src; /* the true originator */
	struct ip dst;
	uint16_t sport;
	uint16_t dport;
	uint16_t natport; /* behind a NAT, else 0 */
	int16_t from;     /* interface, or -1: outside */
	int16_t to;
	int16_t hop; /* interface between, or -1 */
	uint8_t proto;
	uint8_t block;
	uint8_t fate;
	uint8_t class;
	uint8_t head; /* bytes of the headers of a bare packet */
	bool replied; /* a reply arrived */
	bool refused;
	bool kept; /* by a balancer that keeps the address of its client */
};

/* How the interface of a record shows the connection. */
enum view {
	VIEW_FROM,  /* at the originator's */
	VIEW_TO,    /* at the responder's */
	VIEW_INNER, /* at a hop, towards our end: its address for the other */
	VIEW_OUTER  /* at a NAT, towards the outside: its address for our end */
};

struct rec {
	uint64_t bytes;
	uint64_t key; /* equal for what AWS would have added up */
	uint32_t conn;
	uint32_t packets;
	int32_t start; /* seconds of the day */
	int32_t end;
	int16_t iface;
	uint8_t view;
	uint8_t flags;
	bool reply;
	bool reject;
	bool data; /* holds payload */
	bool gone; /* not in the logs */
};

/* A tuple as some record shows it; the originator first. */
struct shown {
	struct ip src;
	struct ip dst;
	uint16_t sport;
	uint16_t dport;
};

/* A record that is not finished. */
struct cell {
	struct rec rec;
	int64_t window;
	bool used;
};

enum {
	NET_CELLS = 16
};

struct net {
	struct iface *ifaces;
	struct conn *conns;
	struct rec *recs;
	size_t nifaces;
	size_t nconns;
	size_t nrecs;
	size_t cap_conns;
	size_t cap_recs;
	bool six; /* much IPv6 */
	struct prng rng;
	struct cell cells[NET_CELLS]; /* of the connection played now */
};

static inline struct ip
ip4(uint32_t v4)
{
	return (struct ip){0, 0xffff00000000u | v4};
}

static inline bool
ip_is4(struct ip a)
{
	return a.hi == 0 && a.lo >> 32 == 0xffff;
}

static inline bool
ip_same(struct ip a, struct ip b)
{
	return a.hi == b.hi && a.lo == b.lo;
}

/* Room for one more of need things; ends the program if there is none. */
void *net_grow(void *p, size_t *cap, size_t need, size_t size);

/* Zeroed room for n things, at least one; the same. */
void *net_room(size_t n, size_t size);

/* The address as text, in buf of INET6_ADDRSTRLEN. */
const char *net_text(struct ip a, char *buf);

/*
 * Begins a connection, closing the one before.  It stays where it is until the
 * next begins; the caller may set block, fate, hop, natport, head.
 */
struct conn *net_begin(struct net *net, struct conn like);

/*
 * Sends packets of one direction at ms milliseconds of the day, which may be
 * negative: before the logs begin.  bytes are those of the IP packets.  Returns
 * whether they arrived.
 */
bool net_send(struct net *net, int64_t ms, bool reply, uint32_t packets,
    uint64_t bytes, uint8_t flags, bool data);

/* Writes what is not yet written of the connection played last. */
void net_end(struct net *net);

/*
 * What the record shows, with pkt- fields or without.  With them it is the
 * true tuple, but for the outer leg of a NAT.  Without, an interface shows its
 * own end by its primary address, whichever packets were for.
 */
struct shown net_shown(const struct net *net, const struct rec *r, bool pkt);

/* Is the record of packets that leave the interface? */
bool net_egress(const struct net *net, const struct rec *r);

/* A client's port at the interface (-1: some host outside) towards dst. */
uint16_t net_port(struct net *net, int iface, struct ip dst, uint16_t dport);

#endif
