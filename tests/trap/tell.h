/* SPDX-License-Identifier: ISC */

/*
 * What an observer could tell of each unit.  The reasons are those that people
 * have, each with room to spare, so that what is called decidable is so by far:
 * whether some method's threshold is 3 or 5 must not matter here.
 */

#ifndef TELL_H
#define TELL_H

#include "know.h"

/* What one interface logged; [0] is of requests, [1] of replies. */
struct seen {
	uint64_t packets[2];
	uint64_t bytes[2];
	int16_t iface;
	bool used;
};

enum {
	TELL_SEEN = 6 /* two ends and a hop, in two VPCs of equal addresses */
};

/* A tuple as the logs show it; [0] is of requests, [1] of replies. */
struct unit {
	struct shown shown;
	const struct conn *conn;
	struct seen seen[TELL_SEEN];
	uint32_t accepts[2];
	uint32_t rejects[2];
	int32_t first[2]; /* seconds of the day */
	uint8_t class;
	uint8_t proto;
	uint8_t by;  /* interfaces that logged it in any guise: 1 from, 2 to */
	bool own[2]; /* logged in this guise by the interface of that end */
	bool real;   /* shown as it is */
	bool data;
	bool syn;
	bool synack;
	bool replied;
};

/* Windows of a (originator, responder, protocol, port). */
struct pair {
	uint64_t hash;
	uint32_t windows;
	uint32_t first;
	uint32_t last;
};

/* An end of units: an address and port. */
struct meets {
	uint64_t hash;
	uint32_t ports; /* different peer ports, in units with replies */
	uint32_t peers; /* different peers over equal ports */
};

/* A source of scans. */
struct failed {
	struct ip src;
	uint32_t contacts; /* (destination, protocol, port) without data */
	uint32_t got;      /* those with data */
	uint8_t class;
};

struct tell {
	const struct net *net;
	const struct watch *watch;
	struct unit *units;
	uint32_t *unit_of; /* of each record */
	struct pair *pairs;
	struct meets *meets;
	struct failed *failed;
	bool *known; /* is it plain which address an interface has? */
	size_t nunits;
	size_t npairs;
	size_t nmeets;
	size_t nfailed;
};

enum cover {
	COVER_NOT,
	COVER_MAY,
	COVER_MUST
};

/* The pair of a unit, as a hash. */
uint64_t tell_pair(const struct unit *u);

/* Fills meets and failed; units and pairs have to be there. */
void tell_prepare(struct tell *t);

void tell_free(struct tell *t);

/*
 * Could one tell who opened it?  "yes"; "no", so to say it wrong is a fault and
 * to say nothing is right; "-" where what can be seen points the wrong way, so
 * nobody can be blamed.
 */
const char *tell_opener(const struct tell *t, const struct unit *u);

/* Does it need a rule at the originator (0) or responder (1)? */
enum cover tell_cover(const struct tell *t, const struct unit *u, int side);

#endif
