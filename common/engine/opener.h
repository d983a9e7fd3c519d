/* SPDX-License-Identifier: ISC */

/*
 * Who opened a connection: a ladder of evidence, strongest first.  What it
 * decides for a tuple holds for all its windows, and comes from the whole
 * input, so no order shows.
 *
 *   syn      a SYN without ACK, or a SYN-ACK, in any window
 *   fanin    one end met four times as many ports as the other: the service
 *   opens    an end opened four times as many tuples from this port
 *   hub      equal ports or none: one end met seven hosts, and four times
 *            as many as the other and as nearly all that it met
 *   alone    only one end sent, or the other sent a refusal
 *   service  one port is a service: it served others, or the table has it
 *   port     512 or 32768 lies between the ports
 *   alone    only one end was let through
 *   order    one direction began earlier by more than clocks may differ
 *   reach    nothing outside ever opened anything to this address of ours,
 *            in a log that has what was rejected
 *   none     undecided: the lower end stands as originator
 */

#ifndef ENGINE_OPENER_H
#define ENGINE_OPENER_H

#include "engine/pair.h"

/*
 * Sets how and from of all tuples, after owner_translate.  vpc: of each tag.
 */
void opener_decide(struct pair *p, const uint32_t *vpc);

#endif
