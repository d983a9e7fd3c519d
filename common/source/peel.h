/* SPDX-License-Identifier: ISC */

/*
 * Takes wrappings off until a log lies open: gzip and base64, also in each
 * other.  What comes out is a feed and its head, from which sniff.h tells the
 * format.
 */

#ifndef SOURCE_PEEL_H
#define SOURCE_PEEL_H

#include "base/buf.h"
#include "base/feed.h"

#define PEEL_HEAD (64 * 1024)     /* most bytes that are looked at */
#define PEEL_DEEP 4               /* most wrappings */
#define PEEL_MOST (PEEL_DEEP + 2) /* and what recode.h does */

/*
 * Bytes of a feed that were read ahead.  A feed is never read further than a
 * question needs, so that a pipe that trickles is answered early.
 */
struct peel {
	struct feed *feed; /* owned */
	char *head;        /* PEEL_HEAD bytes of room */
	size_t n;          /* of which are there */
	bool whole;        /* the feed has nothing behind them */
	const char *why;   /* because it failed there; NULL: it did not */
	const char *over[PEEL_MOST]; /* what was taken off, outermost first */
	size_t nover;
};

/* Starts with a feed, which it owns. */
void peel_open(struct peel *p, struct feed *feed);

/*
 * One more pull to the head: are there more bytes now?  If not, the feed
 * ended or failed, which sets whole, or the head is full.
 */
bool peel_more(struct peel *p);

/*
 * Takes all wrappings off, and a byte order mark; UTF-16, and lines that end in
 * CR alone, become UTF-8 with newlines (recode.h).  0, or -1 and p->why:
 * a compression we don't read, with the command that does; wrapped too often;
 * a feed that failed before its first byte.
 */
int peel_unwrap(struct peel *p);

/* The feed with its head put back, owned by the caller; p is empty then. */
struct feed *peel_take(struct peel *p);

void peel_close(struct peel *p);

#endif
