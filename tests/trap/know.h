/* SPDX-License-Identifier: ISC */

/*
 * What can be known: from the records that are in the logs to the truth about
 * each tuple that they show.  The truth is the generator's, since it knows who
 * opened what; whether anybody could tell is judged from the records alone, by
 * what AWS documents and by what ports and services are like.
 */

#ifndef KNOW_H
#define KNOW_H

#include <stdio.h>

#include "net.h"

/* What is in the logs. */
struct watch {
	bool flags;    /* the format has tcp-flags */
	bool full;     /* and vpc-id, pkt-srcaddr, pkt-dstaddr, direction */
	bool accepted; /* only accepted traffic is logged */
	bool half;     /* flow logs are on for half of the interfaces */
	int hour;      /* only records that end in this hour, or -1 */
	bool lossy;    /* some windows are SKIPDATA */
};

/* A window of an interface whose records were lost. */
struct loss {
	int iface;
	int32_t start;
	int32_t end;
};

enum {
	LOSSES = 4
};

/*
 * Marks the records that are not in the logs as gone, and adds up what AWS
 * adds up: records that look alike in one window of one interface.
 */
void know_watch(struct net *net, const struct watch *w, struct loss *losses);

/* Writes the truth about what is in the logs. */
void know_truth(const struct net *net, const struct watch *w, FILE *f);

/* Writes the scanners and how often they failed in the logs. */
void know_scanners(const struct net *net, const struct watch *w, FILE *f);

#endif
