/* SPDX-License-Identifier: ISC */

/*
 * Groups that do not fit in memory: sorted runs of them in one file without a
 * name, and the merge of the runs.
 *
 *   full table -> run 0   | entry | entry |       ascending by key
 *   full table -> run 1   | entry | entry |
 *   ...                        \     /
 *                            merge: least key of all runs first
 *
 * Runs, and not partitions by hash: the result has to be sorted, so a table
 * is sorted once either way, and then a run is written once and read once.
 * Each run is as large as memory allows whatever the keys are, so nothing can
 * be skewed; where there are more runs than can be read at once some are
 * merged into one before.
 *
 * A run has entries of one form (key.h), key and payload, as tab.h has them.
 * Only names differ: their ids mean something in memory only.  The field of a
 * name holds its length, and the bytes of all names follow, so names take
 * no memory for long either:
 *
 *   | key, with lengths | payload | names, one behind the other, to 8 |
 *
 * It knows how keys are ordered, and nothing of what a payload means: entries
 * with one key come one after the other.
 */

#ifndef ENGINE_SPILL_H
#define ENGINE_SPILL_H

#include "engine/key.h"

#define SPILL_BUFFER 65536 /* bytes of memory that a run takes to be read */

/* An entry of a run. */
struct record {
	enum key_form form;
	unsigned int pay;      /* words of the payload, behind the key */
	const uint64_t *entry; /* key and payload */
	struct slice text;     /* its names, one behind the other */
};

struct spill;

/*
 * Opens the file, in $TMPDIR or else in /tmp.  Whatever fails with it, now or
 * later, is said, and ends the tool (diag_die).  keys are borrowed.
 */
struct spill *spill_new(const struct keys *keys);
void spill_free(struct spill *s);

/*
 * Writes a run: its start, its records in ascending order, no two with
 * the same key, and its end.
 */
void spill_start(struct spill *s, enum key_form form, unsigned int pay);
void spill_put(struct spill *s, const uint64_t *entry, struct slice text);
void spill_end(struct spill *s);

/* How many runs there are. */
size_t spill_runs(const struct spill *s);

/* Moves all runs of `from` to s.  Same keys. */
void spill_take(struct spill *s, struct spill *from);

/*
 * Opens runs to be merged; they are no longer counted.  True: that is all of
 * them.  False: there are more than `most`, which is 4 at least, and these
 * are some of one form: the caller merges them into a new run, and comes
 * again.
 */
bool spill_open(struct spill *s, size_t most);

/* The least record of the open runs, until the next call; false: the end. */
bool spill_next(struct spill *s, struct record *r);

/* The same, but only if it has the key of `like`, a copy of the last one. */
bool spill_again(struct spill *s, const struct record *like, struct record *r);

/* Ends merging, and gives what the runs took back. */
void spill_close(struct spill *s);

#endif
