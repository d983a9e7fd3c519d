/* SPDX-License-Identifier: ISC */

/*
 * Who meets whom, over the whole input: what an end of a connection does
 * elsewhere tells what it is here.  A service meets many ports of clients; a
 * client's port meets one service.
 *
 * An end is (vpc, address, protocol, port).  Most ends are the ports of clients
 * that were used once, and nothing can be learned of them: two arrays of bits
 * tell these from ends that were met twice or more (and some others, by
 * chance), so only the latter have facts.
 */

#ifndef ENGINE_FANIN_H
#define ENGINE_FANIN_H

#include "engine/pair.h"

/*
 * Facts of an end; all 0 where it was met once.  Spread is of tuples whose two
 * ports differ, hub of those where they don't or there are none; both count
 * only tuples with data.  Opened is of all but those of equal ports, which are
 * a service's and a client's at once.
 */
struct fanin_end {
	uint32_t spread; /* distinct ports of peers */
	uint32_t hub;    /* distinct peers of ours */
	uint32_t even;   /* of these tuples, those with an end not far below */
	uint32_t opened; /* tuples it opened, by syn or alone */
	uint32_t served; /* answered tuples that others surely opened to it */
	uint32_t called; /* and that it surely opened */
	uint32_t number, pad;
};

struct fanin;

/*
 * Of the tuples of p, which is settled; vpc: the VPC of each tag.  Both are
 * borrowed.  Threads may call what follows at a time, but for fanin_learn.
 */
struct fanin *fanin_new(struct pair *p, const uint32_t *vpc);
void fanin_free(struct fanin *f);

/*
 * Meets the ends of a tuple: all of them, before fanin_learn.  part: the
 * caller's, below pair.parts.
 */
void
fanin_meet(struct fanin *f, size_t part, struct tuple *t, const struct ends *e);

/*
 * Learns spread, hub and opened from all tuples; the opener of those with how
 * HOW_SYN or HOW_ALONE is known.
 */
void fanin_learn(struct fanin *f);

/* Counts a tuple with data, of equal ports or none, into even. */
void fanin_match(struct fanin *f, const struct tuple *t);

/* Counts an answered tuple whose opener is sure into served and called. */
void fanin_serve(struct fanin *f, const struct tuple *t);

/* The facts of an end of a tuple, after fanin_learn; never NULL. */
const struct fanin_end *
fanin_at(const struct fanin *f, const struct tuple *t, unsigned int end);

/* Is a far above b?  The two fours. */
bool fanin_above(uint32_t a, uint32_t b);

/*
 * Is it where many meet, and not one of many that all meet each other?  It is
 * far above nearly all that it meets.  After all calls of fanin_match.
 */
bool fanin_hub(const struct fanin_end *x);

#endif
