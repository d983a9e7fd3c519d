/* SPDX-License-Identifier: ISC */

/*
 * What one set of security groups lets through and another does not: by
 * meaning, as rectangles of peers and ports, and not by text.
 *
 *   ports ^    old: ####     new: ....
 *         |   ###:::::....      removed  #   peers x ports
 *         |   ###:::::....      added    .   peers x ports
 *         +---------------> peers            both ways disjoint
 *
 * Prefixes are compared as addresses.  A group or a prefix list is a peer of
 * its own: nobody says here who is in it.  A rule for all protocols lets each
 * of them through, so that it may be replaced by rules for some.
 */

#ifndef RULES_DIFFER_H
#define RULES_DIFFER_H

#include "model/block.h"
#include "rules/sgset.h"

/* What became of a group. */
enum differ_state {
	DIFFER_SAME,     /* nothing, or another text for the same */
	DIFFER_NEW,      /* only the new set has it */
	DIFFER_GONE,     /* only the old set has it */
	DIFFER_WIDENED,  /* lets more through */
	DIFFER_NARROWED, /* lets less through */
	DIFFER_CHANGED,  /* both */
	DIFFER_STATES,
};

extern const char *const differ_word[DIFFER_STATES];

struct differ_rect {
	uint32_t subject; /* of differ->subject */
	bool added;
	bool others; /* only the protocols that no rule of either set names */
	struct sgset_rule rule; /* direction, service, peer */
};

struct differ_subject {
	const char *id; /* borrowed of the sets */
	enum differ_state state;
	size_t first, n; /* rectangles: ingress first, removed first */
};

struct differ {
	struct differ_subject *subject; /* by id */
	size_t nsubject;
	struct differ_rect *rect;
	size_t n, room;
	size_t count[DIFFER_STATES]; /* of subjects */
	size_t next;                 /* differ_next goes on here */
	struct buf text;             /* of the block handed out last */
};

/* Both are done, and must live as long as the result; free with differ_free. */
void
differ_sets(struct differ *d, const struct sgset *old, const struct sgset *new);
void differ_free(struct differ *d);

/* Is there anything? */
bool differ_any(const struct differ *d);

/* For people: groups that are not the same, with what is + and -. */
void differ_table(const struct differ *d, struct buf *to);
void differ_markdown(const struct differ *d, struct buf *to);
void differ_json(const struct differ *d, struct buf *to);

/*
 * As a stream: change and the columns that say which rule, as fl-sgrules
 * -f tsv has them; a peer that is no prefix is in peerid.
 */
const struct schema *differ_schema(struct schemas *all);
int differ_next(struct differ *d, const struct schema *schema,
    struct origin *origin, struct block *b);

#endif
