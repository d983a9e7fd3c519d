/* SPDX-License-Identifier: ISC */

/*
 * Security groups from the stream that fl-sgrules -f tsv writes.  A subject
 * that is an address or prefix is a group for it, fl-ADDRESS as -f json calls
 * it; sg-... is the id of a group, and any other the name of one, fl-NAME.  A
 * peer is a prefix, a prefix list (pl-...) or else a group; where it is "-",
 * peerid has it.  Of ICMP the ports are type and code.  All protocols are -1,
 * or "-" where a column service says "all".
 */

#ifndef RULES_SGTSV_H
#define RULES_SGTSV_H

#include "model/block.h"
#include "rules/sgset.h"

/* A producer of blocks, as all are: 1 a block, 0 the end, -1 reported. */
typedef int sgtsv_next(void *state, struct block *b);

/*
 * Adds all rules that a producer has.  0, or -1 after a message (status 2):
 * the producer's, what the header lacks, or that rows are no rules.  name is
 * that of the input.
 */
int
sgtsv_add(struct sgset *set, sgtsv_next *next, void *state, const char *name);

/*
 * The parts: can rows of this header be rules?  -1 after a message.  Adds the
 * rule of a row, with what it is about, which is kept; false: it is none,
 * which was said.
 */
int sgtsv_head(const struct schema *schema, const char *name);
bool sgtsv_row(struct sgset *set, const struct block *b, uint32_t row,
    const char *about);

#endif
