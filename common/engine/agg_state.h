/* SPDX-License-Identifier: ISC */

/*
 * What grouping is made of, for the four files that share it: agg.c (adds),
 * agg_spill.c (writes what does not fit), agg_tabs.c (brings tables in one
 * order), agg_out.c (the way out).
 *
 * There are two tables, one a form of key (key.h); behind each key lie its
 * counters:
 *
 *   word  0      1        2        3      4 (two halves)  5 .. 11
 *         flows  rejects  packets  bytes  first, last     conns .. how
 *
 * Words 5 and on are there once a header had one of these counters.  A time
 * of 32 bits lasts until 2106; later ones are malformed.  So a group of five
 * IPv4 columns takes 16 + 40 bytes, and its slots.
 */

#ifndef ENGINE_AGG_STATE_H
#define ENGINE_AGG_STATE_H

#include "base/losers.h"
#include "engine/agg.h"
#include "engine/key.h"
#include "engine/spill.h"
#include "engine/tab.h"
#include "model/counter.h"

#define COUNTERS 13
#define WORDS_FEW 5
#define WORDS_ALL 12
#define LIMITS (KEY_PARTS + 4)

/* Where a counter lies; by the order of counter_order. */
struct place {
	uint8_t word, shift, bits;
};

extern const struct place agg_places[COUNTERS];

/* Cells of a column above top are malformed. */
struct limit {
	size_t col;
	uint64_t top;
	const char *wrong;
};

/*
 * Groups on their way out: the entries of one table, sorted.  Where some keys
 * are wide, all are compared in that form.
 */
struct sorted {
	const struct tab *tab;
	enum key_form form;
	uint32_t *row;
	size_t next;
	const uint64_t *head; /* the next key as it is compared; NULL: none */
	uint64_t *wide;       /* room for it, where it has to be widened */
};

/* What comes out of all tables, in one order. */
struct sorted_all {
	struct sorted *list;
	size_t n;
	struct losers tree;
	size_t words; /* of a key as it is compared */
};

/* A group of the block that is being filled. */
struct group {
	uint64_t *entry;
	enum key_form form;
	const char *text; /* from a run: names that are still to be filled in */
	size_t at;        /* from a run: in rows */
};

struct agg {
	const struct keys *keys;
	struct schemas *all;
	bool key[FIELD_COUNT]; /* fields that are keys */
	bool had[COUNTERS];    /* an input had it, and it is no key */
	struct intern *names;
	struct tab tab[KEY_FORMS];
	unsigned int pay; /* words of the counters behind a key */
	uint64_t zero[WORDS_ALL];
	uint64_t *scratch; /* a batch of keys, or one entry */

	/* Groups that do not fit: agg_spill.c. */
	size_t bound;        /* bytes of memory */
	struct spill *spill; /* NULL: no bound */

	/* What was merged into this one, each with tables of its own. */
	struct agg **part;
	size_t nparts;

	/* What is bound to the header read last. */
	const struct schema *in;
	size_t col[KEY_PARTS];
	struct counterplan plan;
	size_t load[KEY_PARTS + COUNTERS + 1];
	size_t nload;
	struct limit limit[LIMITS];
	size_t nlimit;

	/* The way out. */
	bool done;
	bool merging;     /* the groups come from the runs of spill */
	struct buf rows;  /* then: those of the block */
	uint32_t *sorted; /* names by rank */
	struct sorted_all out;
	struct group *group;
	struct origin origin;
};

FL_INLINE uint64_t
unpack(struct place at, const uint64_t *pay)
{
	uint64_t v = pay[at.word];

	if (at.bits == 64)
		return v;
	v = v >> at.shift & UINT32_MAX;
	return v == UINT32_MAX ? NUM_NONE : v;
}

FL_INLINE void
pack(struct place at, uint64_t *pay, uint64_t v)
{
	if (at.bits == 64) {
		pay[at.word] = v;
		return;
	}
	pay[at.word] &= ~((uint64_t)UINT32_MAX << at.shift);
	pay[at.word] |= (v & UINT32_MAX) << at.shift;
}

/* How many counters the payloads have room for. */
static inline size_t
agg_counters(unsigned int pay)
{
	return pay == WORDS_FEW ? COUNTER_ALWAYS : COUNTERS;
}

/* Merges v[i] into the i-th payload. */
void
agg_join(size_t counter, uint64_t *const *pay, const uint64_t *v, size_t n);

/* An empty table of that form. */
void agg_start(struct agg *a, enum key_form form);

/*
 * Ends looking things up: the ids of names in all keys become ranks, and
 * a->sorted has the id of each.
 */
void agg_rank(struct agg *a);

/* The entries of a form in order, once agg_rank was called; caller frees. */
uint32_t *agg_order(struct agg *a, enum key_form form);

/*
 * Ends the adding where all groups are in memory: sorts the tables of a and
 * of its parts, in a thread each.
 */
void agg_sort(struct agg *a);

/* Fills group[] with the next n groups or fewer, merged; how many. */
size_t agg_collect(struct agg *a, size_t n);

/* Frees what agg_sort made. */
void agg_unsort(struct agg *a);

/* How many groups are in the tables of a, without its parts. */
size_t agg_count(const struct agg *a);

/* The memory of all groups while they are sorted, with as many more. */
size_t agg_bytes(const struct agg *a, const size_t more[KEY_FORMS]);

/* Widens the counters of a and of its parts to WORDS_ALL. */
void agg_widen(struct agg *a);

/* Writes all groups of the tables as runs; the tables are empty then. */
void agg_write(struct agg *a);

/* Begins the merge of all runs. */
void agg_open(struct agg *a);

/*
 * The next group of the runs, with all its counters, behind the bytes of to;
 * false: that was all.  *r points into to.
 */
bool agg_merged(struct agg *a, struct buf *to, struct record *r);

/* Is the table as full as it may get, with one batch more? */
static inline bool
agg_full(const struct agg *a)
{
	static const size_t batch[KEY_FORMS] = {TAB_BATCH, TAB_BATCH};

	return a->spill != NULL && agg_count(a) > 0 &&
	    agg_bytes(a, batch) > a->bound;
}

#endif
