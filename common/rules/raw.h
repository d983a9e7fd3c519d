/* SPDX-License-Identifier: ISC */

/*
 * Flow-log records for a trial, without any opinion about them: what was
 * accepted in both directions must be openable, by the end whose SYN was
 * logged, or else by either.
 *
 * A tuple is both directions of a connection.  Two interfaces may each have
 * logged it: counters are kept apart, and the larger ones count.
 */

#ifndef RULES_RAW_H
#define RULES_RAW_H

#include "rules/trial.h"

struct raw;

/* enis: whose records say by their interface which end logged; may be NULL. */
struct raw *raw_new(const struct enis *enis);
void raw_free(struct raw *raw);

/*
 * Can records of this header be judged?  -1 after a message (status 2) with
 * what is missing.
 */
int raw_head(const struct schema *schema, const char *name);

/* Adds records.  Those that do not parse leave sel, and are reported. */
void raw_block(struct raw *raw, struct block *b);

/* Judges all tuples, and counts how many had no data, or one direction. */
void raw_judge(struct raw *raw, struct trial *t);

#endif
