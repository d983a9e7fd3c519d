/* SPDX-License-Identifier: ISC */

/*
 * The hosts of vpc.def as interfaces, the addresses outside, and who is
 * whose neighbour.
 */

#ifndef VPC_H
#define VPC_H

#include "net.h"

enum group {
#define GROUP(id, vpc, subnet, host, count, ports, window) G_##id,
#include "vpc.def"
#undef GROUP
	GROUPS
};

enum {
	VPC_SECOND = 100, /* secondary addresses: 10.0.S.(H + 100) */
	VPC_PODS = 4      /* pods of a node: its address + 101 ... */
};

/* One end of a connection to be: interface or -1, and address. */
struct end {
	int iface;
	struct ip addr;
};

/* Makes the interfaces. */
void vpc_make(struct net *net);

/* How many hosts the group has. */
int vpc_count(enum group g);

/* The i-th host of the group, modulo their number, by its IPv4 address. */
struct end vpc_host(const struct net *net, enum group g, uint32_t i);
struct end vpc_host6(const struct net *net, enum group g, uint32_t i);

/* A host of the group, mostly its first ones. */
struct end vpc_some(struct net *net, enum group g);

/* The i-th host by another of its addresses: 0 is the secondary one. */
struct end
vpc_other(const struct net *net, enum group g, uint32_t i, uint32_t k);

/* The name of an interface's group, and has it a public address? */
const char *vpc_name(int iface);
bool vpc_public(int iface);

/* Somebody on the internet: few come often, most once. */
struct end vpc_client(struct net *net);
struct end vpc_client6(struct net *net);

/* The i-th of a kind of named outsiders: partners, APIs, mail servers ... */
enum outside {
	OUT_PARTNER,
	OUT_API,
	OUT_MX,
	OUT_PREMISES, /* our offices, by the transit gateway; private */
	OUT_SCANNER,
	OUT_ADMIN,
	OUT_SERVER, /* that a proxy or a browser meets */
	OUT_PEER,   /* in a peered VPC */
	OUT_MIRROR  /* whom others attack with our address */
};
struct end vpc_out(enum outside kind, uint32_t i);

/* An address of ours that nothing has. */
struct end vpc_ghost(uint32_t i);

/* Ours: 10.0.0.0/16 and 2001:db8:1234:1a00::/56. */
bool vpc_ours(struct ip a);

/* Behind the transit gateway: 172.16.0.0/12. */
bool vpc_premises(struct ip a);

/* In the peered VPC: 10.1.0.0/16. */
bool vpc_peer(struct ip a);

#endif
