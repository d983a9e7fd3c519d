/* SPDX-License-Identifier: ISC */

/*
 * Interfaces and their own addresses, and what translation makes of them.
 *
 * An interface's own address is in all of its records.  Where one end has an
 * interface whose log does not know the connection, but knows the same own
 * port and peer port with another peer, something translated on the way:
 *
 *   O  X:p - P:443   logged by X
 *   F  X:p - N:443   logged by N alone
 *
 * N is a NAT, or P is another address of N, which the log shows with its first
 * one.  X sent to P, so F makes a rule for N's end, and none for X's.
 *
 * A log that has the addresses of packets shows O at N too, and says so
 * (EVID_REPLACED).  Then a NAT is known by what it sends itself to whom it
 * passes on to, which is a leg of O and no connection of its own:
 *
 *   L  N:q - P:443   logged by N
 */

#ifndef ENGINE_OWNER_H
#define ENGINE_OWNER_H

#include "engine/pair.h"
#include "value/ipset.h"

/*
 * Finds the own address of interfaces that did not say it, after pair_settle.
 * It is one in the set if there is any; where two are in all records, the one
 * that is no other interface's.
 */
void owner_find(struct pair *p, const struct ipset *ours);

/* All own addresses, as a set; caller frees. */
struct ipset *owner_set(const struct pair *p);

/*
 * Says of all ends whether they are ours: in the set, or own addresses; of own
 * addresses, whose interfaces log; and of tuples with an end that is neither
 * ours nor near.  Sets EVID_OWN where it is not known.  Where nothing is known
 * of interfaces, all of ours count as logging.
 */
void
owner_mark(struct pair *p, const struct ipset *ours, const struct ipset *near);

/*
 * Marks TUPLE_HOP and TUPLE_NO_RULE, after owner_mark.  hops: addresses whose
 * connections are all TUPLE_HOP; NULL: none.  vpc: of each tag.
 */
void
owner_translate(struct pair *p, const struct ipset *hops, const uint32_t *vpc);

#endif
