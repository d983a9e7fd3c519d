/* SPDX-License-Identifier: ISC */

/*
 * One kind of address: 128 bits, IPv4 as ::ffff:a.b.c.d, so that comparing,
 * masking and sorting are two integer steps for both families.  Prefix
 * lengths are in 128-bit terms everywhere inside (10.0.0.0/8 is 104); only
 * text has 8.
 */

#ifndef VALUE_IP_H
#define VALUE_IP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct ip {
	uint64_t hi, lo; /* host order */
};

/* An address, or a prefix: ip has no bits set behind len. */
struct prefix {
	struct ip ip;
	uint8_t len; /* 0..128; 128 is a single address */
};

/* "No address" (a cell "-"): all ones, which no parser yields. */
#define IP_NONE ((struct ip){UINT64_MAX, UINT64_MAX})
#define IP_V4_BASE 96 /* bits before an IPv4 address */
#define IP_MAX 46     /* room for an address in text, no NUL */
#define PREFIX_MAX 50 /* the same with "/128" */

/*
 * Reads all of s as an address: dotted IPv4 (four decimal numbers, no leading
 * zeros) or IPv6 (RFC 4291 text, any case, also with a dotted tail).  0, or
 * -1 and *ip untouched.  The all-ones address is refused.
 */
int ip_parse(struct slice s, struct ip *ip);

/* The same of dotted IPv4 only.  True and *v4, or false. */
bool ip_dotted(struct slice s, uint32_t *v4);

/*
 * Prints in RFC 5952 form (IPv4 dotted); returns the end.  No "-" here:
 * IP_NONE must not come in.
 */
char *ip_print(char *p, struct ip ip);

/* As addresses are compared, by value: <0, 0, >0. */
static inline int
ip_cmp(struct ip a, struct ip b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return (a.lo > b.lo) - (a.lo < b.lo);
}

static inline bool
ip_eq(struct ip a, struct ip b)
{
	return a.hi == b.hi && a.lo == b.lo;
}

static inline bool
ip_none(struct ip a)
{
	return a.hi == UINT64_MAX && a.lo == UINT64_MAX;
}

static inline bool
ip_is4(struct ip a)
{
	return a.hi == 0 && a.lo >> 32 == 0xffff;
}

static inline struct ip
ip_from4(uint32_t v4)
{
	return (struct ip){0, 0xffff00000000ULL | v4};
}

/* The address with all bits behind len cleared, or set. */
struct ip ip_mask(struct ip a, unsigned int len);
struct ip ip_last(struct ip a, unsigned int len);

/*
 * Reads an address or ADDRESS/LENGTH.  Returns 0; or -1 where it is neither;
 * or 1 where bits are set behind the length: *p is then the masked prefix,
 * for "did you mean 10.0.0.0/8?".  Cells and user input both come here.
 */
int prefix_parse(struct slice s, struct prefix *p);

/* Prints as parsed, without a length for a single address; returns the end. */
char *prefix_print(char *p, struct prefix pre);

/* By address, then the shorter length first. */
int prefix_cmp(struct prefix a, struct prefix b);

/* Is all of b inside a? */
bool prefix_has(struct prefix a, struct prefix b);

/*
 * How many addresses a prefix holds: 2^(128-len), as a double since IPv6 has
 * more than 64 bits' worth; exact for a power of two.
 */
double prefix_size(struct prefix p);

#endif
