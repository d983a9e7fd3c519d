/* SPDX-License-Identifier: ISC */

/*
 * Records to files, as S3 delivery names and fills them, and the list of true
 * connections.  Writes with libc and zlib; a failure ends the program.
 */

#ifndef DELIVER_H
#define DELIVER_H

#include "traffic.h"

struct delivery {
	const char *dir; /* made if absent */
	uint32_t files;  /* the day is cut into so many equal parts */
	int version;     /* 2: default format; 5: all fields up to version 5 */
	bool plain;      /* .log instead of .log.gz */
	uint64_t seed;   /* goes into the file names */
};

/*
 * Writes the logs; sorts t->recs as delivery would: by file, window and
 * interface, else in no order.  A file without records is written too, with
 * its header.
 */
void deliver_logs(struct traffic *t, const struct delivery *d);

/*
 * Writes the true connections, one a line: src sport dst dport proto legit
 * class.  A translated connection has a second line of class nat for the leg
 * from the NAT's own address.
 */
void deliver_truth(const struct traffic *t, const char *path);

#endif
