/* SPDX-License-Identifier: ISC */

/*
 * Records of a transit gateway (AWS, "Transit Gateway Flow Logs").  They stand
 * in one folder with those of VPCs and read alike, but a transit gateway has
 * no security groups and its logs have no action: what passed it is never
 * evidence for rules.
 */

#ifndef MODEL_TRANSIT_H
#define MODEL_TRANSIT_H

#include "model/block.h"
#include "model/want.h"

/* The first of its own fields that a header has; FIELD_COUNT: none. */
enum field_id transit_field(const struct schema *s);

/* Wants all of its own fields. */
void transit_want(struct want *w);

/*
 * For who looks for evidence: rows that are such records, or groups of them,
 * leave the selection, and *n counts them.  False: that left none.
 */
bool transit_leave(struct block *b, uint64_t *n);

/*
 * At the end: says how many were left out, if any.  Where nothing else was
 * kept that is an error (status 2): it must not become no evidence.
 */
void transit_say(uint64_t n, uint64_t kept);

#endif
