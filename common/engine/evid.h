/* SPDX-License-Identifier: ISC */

/*
 * What the records of one connection say by themselves: how much went either
 * way, whether it was delivered, answered, refused, and who sent a SYN.
 *
 * A tuple is both directions of a connection.  Its ends are ordered: the lower
 * (address, port) is end 0, and direction d is what end d sent.  While records
 * are read a tuple has two places for interfaces, since mostly one or two of
 * them see it; evid_settle makes one answer of them.
 */

#ifndef ENGINE_EVID_H
#define ENGINE_EVID_H

#include <stdbool.h>
#include <stdint.h>

#include "model/field.h"
#include "value/ip.h"

#define EVID_PLACES 2

/*
 * Interfaces that have no name: what was accepted and what was rejected count
 * as two, so that which was more can be asked in the end.
 */
#define EVID_FREE UINT32_MAX /* of no interface: the place is free */
#define EVID_ACCEPTED (EVID_FREE - 1)
#define EVID_REJECTED (EVID_FREE - 2)

/* Bits of struct tuple.  These are of end 0, and by 4 higher of end 1. */
enum {
	EVID_SYN = 1,    /* sent a SYN without ACK */
	EVID_SYNACK = 2, /* sent a SYN-ACK */
	EVID_RST = 4,
	EVID_FLAGS = 8, /* its flags are known */
};
/* Of direction 0 in place 0; by 2 higher of direction 1, by 4 of place 1. */
enum {
	EVID_PASSED = 1 << 8, /* accepted at some time */
	EVID_STOPPED = 2 << 8,
};
/* Of end 0 at place 0; by 1 higher of end 1, by 2 of place 1. */
enum {
	EVID_OWN = 1 << 16,      /* has the interface's own address */
	EVID_REPLACED = 1 << 20, /* is behind it: the log shows its address */
};
/* Of the tuple as a whole. */
enum {
	EVID_NOSIZE = 1 << 24,    /* packets or bytes are missing */
	EVID_NOACTION = 1 << 25,  /* so is whether it was accepted */
	EVID_MORE = 1 << 26,      /* more interfaces, in the next link */
	EVID_TWO = 1 << 27,       /* one of two rows: both ends opened */
	EVID_DELIVERED = 1 << 28, /* direction 0; by 1 higher of 1 */
	EVID_DATA = 1 << 30,      /* more than a handshake was exchanged */
};

/* What became of a tuple: struct tuple.state. */
enum {
	TUPLE_ANSWERED = 1,
	TUPLE_NEEDED = 2,
	TUPLE_SCAN = 4,
	TUPLE_NO_RULE = 8,  /* none for end 0; by 1 higher end 1 */
	TUPLE_HOP = 32,     /* a leg of another connection */
	TUPLE_OURS = 64,    /* end 0 is ours; by 1 higher end 1 */
	TUPLE_LOGS = 256,   /* its own interface logs; by 1 higher end 1 */
	TUPLE_FAR = 1024,   /* an end is neither ours nor private */
	TUPLE_ERROR = 2048, /* an ICMP error about another tuple */
};

struct traffic {
	uint64_t packets, bytes;
};

/* All that is kept of a connection, behind its key in a table (pair.h). */
struct tuple {
	union {
		struct traffic seen[EVID_PLACES][2]; /* by place, direction */
		struct {
			struct traffic settled[2]; /* is seen[0] */
			uint32_t fact[2];          /* of each end: fanin.c's */
		};
	};
	uint64_t window[2]; /* of each direction, as bits */
	uint32_t first[2];  /* UINT32_MAX: unknown */
	uint32_t last;      /* 0: unknown */
	uint32_t bits;
	uint32_t eni[EVID_PLACES];
	uint32_t flows[2], rejects[2]; /* records of each direction */
	uint32_t relation;             /* scanner.c's */
	uint8_t how : 4;               /* enum how */
	uint8_t from : 1;              /* the end that opened it */
	uint8_t why;                   /* enum scanner_why */
	uint16_t state;
};

struct ends {
	struct ip ip[2];
	uint16_t port[2];
	uint8_t proto;
	uint32_t tag; /* of the vpc and of extra key columns (pair.h) */
};

/* A tuple without records. */
extern const struct tuple evid_none;

/* A bit of an end, or of a direction at a place. */
static inline uint32_t
evid_end(uint32_t bit, unsigned int end)
{
	return bit << 4 * end;
}

static inline uint32_t
evid_at(uint32_t bit, unsigned int place, unsigned int dir)
{
	return bit << (4 * place + 2 * dir);
}

static inline uint32_t
evid_side(uint32_t bit, unsigned int place, unsigned int end)
{
	return bit << (2 * place + end);
}

static inline bool
evid_delivered(const struct tuple *t, unsigned int dir)
{
	return t->bits & (uint32_t)EVID_DELIVERED << dir;
}

/* Is an end ours, and does its own interface log?  After owner_mark. */
static inline bool
evid_ours(const struct tuple *t, unsigned int end)
{
	return t->state & TUPLE_OURS << end;
}

static inline bool
evid_logs(const struct tuple *t, unsigned int end)
{
	return t->state & TUPLE_LOGS << end;
}

/* Has its own interface logged the tuple?  After owner_mark. */
static inline bool
evid_logged(const struct tuple *t, unsigned int end)
{
	return t->bits &
	    (evid_side(EVID_OWN, 0, end) | evid_side(EVID_OWN, 1, end));
}

/* The bit of a window in a word. */
uint64_t evid_window(uint64_t start);

/* How many windows a word has; does it have HABIT of some OFTEN in a row? */
unsigned int evid_windows(uint64_t word);
bool evid_often(uint64_t word);

/* What several interfaces saw of one tuple. */
struct evid_sum {
	struct traffic most[2];     /* of the interface that saw most */
	struct traffic named[2][2]; /* without a name: accepted, rejected */
	unsigned int passed[2];     /* how many interfaces accepted it */
	bool stopped[2];            /* some interface never did */
};

/* Takes a place of a tuple in, if it is in use. */
void evid_take(struct evid_sum *sum, const struct tuple *t, unsigned int place);

/*
 * Makes one answer of all interfaces: seen[0], and the bits EVID_DELIVERED and
 * EVID_DATA.  t has the bits of ends, windows and times of all of them.
 */
void
evid_settle(struct tuple *t, const struct ends *e, const struct evid_sum *sum);

/*
 * Has what an end sent the size of SYNs, which no other empty packet has?  They
 * hold 4, 8, 20 or 24 bytes of options.  TCP, after evid_settle.
 */
bool evid_syns(const struct tuple *t, const struct ends *e, unsigned int end);

/*
 * Did an end send nothing but a refusal: bare headers, which are resets by
 * their flags, or no more than the few SYNs that it got?  TCP, after
 * evid_settle.
 */
bool
evid_refused(const struct tuple *t, const struct ends *e, unsigned int end);

/*
 * Did both ends send nothing but a few bare headers, which no SYN is?  So does
 * one who asks by ACK alone and gets a reset.  TCP, after evid_settle.
 */
bool evid_bare(const struct tuple *t, const struct ends *e);

/* Was what end `from` opened answered?  After evid_settle. */
bool
evid_answered(const struct tuple *t, const struct ends *e, unsigned int from);

/*
 * The end that opened by flags alone; 2: both did; -1: flags don't say.
 * Sources: AWS, "Flow log records", tcp-flags: 2 is the initiator's, 18 the
 * responder's.  A responder may have both in one window, so 2 counts first.
 */
int evid_opener(const struct tuple *t);

#endif
