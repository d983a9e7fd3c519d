/* SPDX-License-Identifier: ISC */

/*
 * Connections: records in, one row a connection out, with who opened it and
 * whether it is needed.  Pairing is pair.h's, the ladder opener.h's, scans
 * scanner.h's; this puts one behind the other, and sorts what comes out.
 */

#ifndef ENGINE_CONN_H
#define ENGINE_CONN_H

#include "engine/pair.h"
#include "value/ipset.h"

struct conn_conf {
	char *const *extra; /* key columns beside the tuple */
	size_t nextra;
	const struct ipset *ours;  /* -l */
	const struct ipset *near;  /* private ones: ours, or of a neighbour */
	const struct ipset *known; /* scanners that are welcome; or NULL */
	const struct ipset *hops;  /* addresses that only pass on; or NULL */
	size_t threads;            /* that may work on it; 0: one */
};

struct conn;

/* conf and p (both taken): after the last record was added. */
struct conn *
conn_new(const struct conn_conf *conf, struct pair *p, struct schemas *all);
void conn_free(struct conn *c);

/*
 * The columns of the rows: src sport dst dport proto, the extra ones, and the
 * counters.  Those of conn_left have note at the end.
 */
const struct schema *conn_schema(const struct conn *c);
const struct schema *conn_left_schema(const struct conn *c);

/*
 * 1 and the next rows, sorted; 0 at the end.  conn_left gives those that are
 * not needed once more, each with the reason in note.
 */
int conn_next(struct conn *c, struct block *b);
int conn_left(struct conn *c, struct block *b);

/* How many TCP connections with something accepted have both directions? */
struct conn_sides {
	uint64_t all, both;
};
struct conn_sides conn_sides(const struct conn *c);

#endif
