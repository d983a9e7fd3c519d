/* SPDX-License-Identifier: ISC */

/*
 * How hosts talk: TCP with its handshake, retransmissions, segments and
 * acknowledgements, UDP, ICMP.  Each call plays one act of the connection that
 * net_begin began, from a moment on, and returns the moment it is over, in
 * milliseconds of the day.
 *
 * Sizes are those of IP packets.  A bare TCP segment has 20 + 20 bytes and 12
 * more for timestamps if both ends use them; 20 more over IPv6.  Ends reply to
 * each second full segment with a bare acknowledgement.
 */

#ifndef TALK_H
#define TALK_H

#include "vpc.h"

enum {
	SECOND = 1000, /* milliseconds */
	MINUTE = 60 * SECOND
};

/*
 * Begins a connection of the class from one end to a port of the other: picks
 * the client's port, and the NAT or transit gateway on the way, if any.
 */
struct conn *talk_begin(struct net *net, int class, struct end from,
    struct end to, uint8_t proto, uint16_t port);

/* As talk_begin, from this port. */
struct conn *talk_from(struct net *net, int class, struct end from,
    uint16_t sport, struct end to, uint8_t proto, uint16_t port);

/* The handshake, with up to tries SYNs; sets *ok to whether it succeeded. */
int64_t talk_open(struct net *net, int64_t at, int tries, bool *ok);

/*
 * A request of up bytes and its answer of down bytes.  TCP retransmits; of UDP
 * and ICMP there is an answer if something listens and down is not 0.
 */
int64_t talk_ask(struct net *net, int64_t at, uint64_t up, uint64_t down);

/* Keeps an idle TCP connection: a bare segment and its acknowledgement. */
int64_t talk_keep(struct net *net, int64_t at);

/* FIN and FIN, now and then RST. */
int64_t talk_close(struct net *net, int64_t at);

/*
 * The whole: opens; asks n times with pauses of up to gap milliseconds; closes.
 * If it does not open, that is all.  Without a handshake for UDP and ICMP.
 */
int64_t talk_whole(struct net *net, int64_t at, uint32_t n, uint32_t gap,
    uint64_t up, uint64_t down);

#endif
