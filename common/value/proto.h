/* SPDX-License-Identifier: ISC */

/* IP protocol numbers and their names (IANA), from proto.def. */

#ifndef VALUE_PROTO_H
#define VALUE_PROTO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum {
	PROTO_ICMP = 1,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_ICMP6 = 58,
};

/* "tcp", or NULL where the number has no name here. */
const char *proto_name(uint64_t proto);

/* A name (any case) or a number up to 255.  0, or -1. */
int proto_parse(struct slice s, uint64_t *proto);

/* Do its packets carry ports that a security group looks at?  (TCP, UDP.) */
static inline bool
proto_ports(uint64_t proto)
{
	return proto == PROTO_TCP || proto == PROTO_UDP;
}

static inline bool
proto_icmp(uint64_t proto)
{
	return proto == PROTO_ICMP || proto == PROTO_ICMP6;
}

/* The i-th name of the table, NULL behind the last: for suggestions. */
const char *proto_word(size_t i);

#endif
