/* SPDX-License-Identifier: ISC */

/*
 * Pairing: all records of a connection, both directions, all windows and all
 * interfaces, as one tuple in a table.
 *
 * The key is exact; the lower end comes first, so both directions have one:
 *
 *   narrow, both ends IPv4, two words
 *     | address 0 (32) | address 1 (32) |
 *     | port 0 (16) | port 1 (16) | proto (8) | tag (18) | link (6) |
 *   wide, five words: address 0 and 1 with 128 bits each, then the same word
 *
 * A tag stands for the VPC and the values of extra key columns.  A tuple has
 * two places for interfaces; where more saw it, it goes on in an entry with
 * the next link, until pair_settle makes one of all.  So an IPv4 connection
 * takes 16 + 128 bytes and its slots (tab.h), whatever saw it.
 *
 * Everything that is kept is a sum, a least, a greatest or an or, so no order
 * of records, files or threads shows.
 */

#ifndef ENGINE_PAIR_H
#define ENGINE_PAIR_H

#include "engine/evid.h"
#include "engine/intern.h"
#include "engine/tab.h"
#include "model/block.h"
#include "model/schema.h"
#include "model/want.h"

enum pair_form {
	PAIR_NARROW,
	PAIR_WIDE
};
#define PAIR_FORMS 2
#define PAIR_EXTRA 16 /* most extra key columns */

#define PAIR_LINK_BITS 6
#define PAIR_TAG_BITS 18
#define PAIR_SOON 8 /* entries that are on their way from memory */
#define PAIR_TWIN ((1U << PAIR_LINK_BITS) - 1) /* the second of two rows */

/* What is known of an interface, from all of its records. */
struct pair_eni {
	uint32_t begin;   /* least start; UINT32_MAX: unknown */
	struct ip own[2]; /* of IPv4, of IPv6; IP_NONE: unknown */
};

struct expr;

struct pair_range { /* of entries, by form */
	size_t from[PAIR_FORMS], to[PAIR_FORMS];
};

struct pair {
	struct tab tab[PAIR_FORMS];
	struct intern *names; /* of interfaces */
	struct pair_eni *eni; /* by name; the last is for no name */
	uint32_t neni, capeni;
	struct intern *tags; /* "vpc\textra\textra" */
	size_t nextra;
	const char *extra[PAIR_EXTRA];
	bool noeni, noaction, nosize; /* some records had none */

	/* What is bound to the header read last. */
	const struct schema *in;
	size_t col[FIELD_COUNT];
	size_t excol[PAIR_EXTRA];
	size_t load[FIELD_COUNT + PAIR_EXTRA];
	size_t nload;
	/* What does not fit: pair_spill.c. */
	size_t bound;                  /* bytes of memory; 0: no bound */
	struct bins *bins[PAIR_FORMS]; /* NULL: nothing was written */
	struct pair **more;            /* with bins of other threads */
	size_t nmore;
	uint32_t *enimap, *tagmap; /* of one of these: its names as ours */
	bool mapped;               /* the entries lie in a file */
	size_t parts;              /* to be set before pair_settle; pair_each */

	/* Parts of the entries that can be looked at one after the other. */
	struct pair_range *range;
	size_t nrange;

	struct buf text; /* of a tag */
	uint32_t tag;    /* of the same, once it was looked up */
	struct batch *batch;
	struct pair_missing *missing;
};

/*
 * Adds the names of extra key columns, which a list with commas (NULL: none)
 * has; each is to be freed.  0, or -1 after a message (status 2) where one is
 * not alike in both directions, with what was read before it.
 */
int pair_extras(const char *list, char *name[PAIR_EXTRA], size_t *n);

/*
 * May records be filtered by that before they are paired?  Only by what is
 * alike in both directions.  0, or -1 after a message (status 2) with the
 * words to say instead.
 */
int pair_filter(const struct expr *e);

/* extra (borrowed): names of n <= PAIR_EXTRA key columns. */
struct pair *pair_new(char *const *extra, size_t n);
void pair_free(struct pair *p);

/* Names the columns that pairing looks at, for input_want. */
void pair_want(const struct pair *p, struct want *w);

/*
 * Bounds the memory that tuples take, to about so many bytes; what is more
 * goes to a file (temp.h).  Beside it stay the names, and facts of ends that
 * many tuples share.
 */
void pair_bound(struct pair *p, size_t bytes);

/*
 * Adds the selected records of a block.  Rows that are no record of a
 * connection (an address, a port or the protocol is missing or malformed)
 * leave sel and are reported.  A header that pairing can do nothing with is
 * fatal.
 */
void pair_block(struct pair *p, struct block *b);

/*
 * Adds all of q, which it takes, to p.  Same extra columns, and both are
 * bounded or none.
 */
void pair_merge(struct pair *p, struct pair *q);

/*
 * Ends the adding: one answer of all interfaces for each tuple (evid_settle),
 * and two tuples where both ends opened, the second with link PAIR_TWIN.
 */
void pair_settle(struct pair *p);

/*
 * Puts the tuples of a source into one range: all are in one, but where they
 * do not fit in memory.  Once from is set.
 */
void pair_part(struct pair *p);

static inline unsigned int
pair_words(enum pair_form form)
{
	return form == PAIR_NARROW ? 2 : 5;
}

/* The ends of an entry's key, and its tuple. */
static inline struct ends
pair_ends(enum pair_form form, const uint64_t *key)
{
	uint64_t last = key[pair_words(form) - 1];
	struct ends e = {
	    .port = {(uint16_t)(last >> 48), (uint16_t)(last >> 32)},
	    .proto = (uint8_t)(last >> 24),
	    .tag = last >> PAIR_LINK_BITS & ((1U << PAIR_TAG_BITS) - 1),
	};

	if (form == PAIR_NARROW) {
		e.ip[0] = ip_from4((uint32_t)(key[0] >> 32));
		e.ip[1] = ip_from4((uint32_t)key[0]);
	} else {
		e.ip[0] = (struct ip){key[0], key[1]};
		e.ip[1] = (struct ip){key[2], key[3]};
	}
	return e;
}

static inline struct tuple *
pair_tuple(enum pair_form form, uint64_t *entry)
{
	return (struct tuple *)(void *)(entry + pair_words(form));
}

/* How many entries there are: as many tuples, and some links. */
static inline size_t
pair_count(const struct pair *p)
{
	return p->tab[PAIR_NARROW].n + p->tab[PAIR_WIDE].n;
}

/*
 * All tuples one after the other, after pair_settle: begin with {.pair = p}, or
 * with a range and one.  The ends are there once pair_look was called.
 */
struct pair_cursor {
	struct pair *pair;
	size_t part, parts; /* of each range, only one of so many; 0: all */
	size_t range;       /* of those in pair.range */
	bool one;           /* and no other */
	bool begun;
	enum pair_form form;
	size_t at, end; /* entries that come next */
	uint64_t *entry;
	struct ends e;
	struct tuple *t;
};

/*
 * Runs work for each part of the tuples, in a thread of its own: pair.parts
 * of them.  What does not fit in memory is one.
 */
void pair_each(struct pair *p, void (*work)(void *arg, size_t part), void *arg);

/* Goes on to the next entries.  False: that was all. */
bool pair_span(struct pair_cursor *c);

/* Is the link of an entry that of a tuple, and not the next of one? */
static inline bool
pair_live(enum pair_form form, const uint64_t *entry)
{
	uint64_t link = entry[pair_words(form) - 1] & PAIR_TWIN;

	return link == 0 || link == PAIR_TWIN;
}

/* Asks for an entry that comes soon; behind the last one that does no harm. */
FL_INLINE void
pair_ask(const uint64_t *entry)
{
	for (size_t i = 0; i < 3; i++)
		__builtin_prefetch((const char *)entry + 64 * i);
}

/* The next tuple.  False: that was all. */
static inline bool
pair_next(struct pair_cursor *c)
{
	do {
		while (c->at < c->end) {
			const struct tab *t = &c->pair->tab[c->form];
			c->entry = tab_entry(t, c->at++);
			pair_ask(c->entry + PAIR_SOON * t->words);
			if (!pair_live(c->form, c->entry))
				continue;
			c->t = pair_tuple(c->form, c->entry);
			return true;
		}
	} while (pair_span(c));
	return false;
}

/* The tuple of an entry that comes later; NULL: that is not known. */
static inline const struct tuple *
pair_ahead(const struct pair_cursor *c, size_t n)
{
	if (c->at + n >= c->end)
		return NULL;
	return pair_tuple(c->form,
	    tab_entry(&c->pair->tab[c->form], c->at + n));
}

/* The part that does the work of an address: any, but always the same. */
static inline size_t
pair_share(const struct pair *p, struct ip ip)
{
	uint64_t h = tab_mix(ip.hi ^ 0xd1b54a32d192ed03, ip.lo ^ ~ip.hi);

	return (h >> 32) * p->parts >> 32;
}

/* Takes the ends out of the key. */
static inline void
pair_look(struct pair_cursor *c)
{
	c->e = pair_ends(c->form, c->entry);
}

/* Gives back the memory of entries that a cursor has left behind. */
void pair_drop(struct pair *p, enum pair_form form, size_t upto);

/* The facts of an interface; all have some, also those without a name. */
struct pair_eni *pair_eni(const struct pair *p, uint32_t eni);

/* The VPC of a tag, as a number; tags of one VPC have one. */
uint32_t *pair_vpcs(const struct pair *p);

#endif
