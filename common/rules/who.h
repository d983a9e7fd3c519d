/* SPDX-License-Identifier: ISC */

/*
 * What fl-label says of an end of a row: many rows, few different ends, each
 * of which has a number.
 */

#ifndef RULES_WHO_H
#define RULES_WHO_H

#include "model/block.h"

enum who_label {
	WHO_SG,   /* ids of security groups, commas between */
	WHO_NAME, /* of the instance */
	WHO_TYPE, /* of the interface */
	WHO_VPC,  /* where a group that is named matches the address */
	WHO_PL,   /* ids of prefix lists */
	WHO_LABELS
};

enum who_side {
	WHO_SRC,
	WHO_DST,
	WHO_SIDES
};

#define WHO_NONE 0 /* the end of which nothing is known */

/* The columns of a label. */
extern const enum field_id who_field[WHO_SIDES][WHO_LABELS];

/* n 0: there is no such column; "-": there is, and it says nothing. */
struct who {
	struct slice cell[WHO_LABELS];
	bool odd; /* what should be ids of AWS are none: ident.h */
};

struct whos;

struct whos *who_new(void);
void who_free(struct whos *w); /* NULL is fine */

/* Where a block has the labels of a side; NULL where it has none. */
struct who_columns {
	const struct slice *cell[WHO_LABELS];
};

void who_bind(struct who_columns *c, const struct block *b, enum who_side side);

/* The number of an end; its cells are copied. */
uint32_t who_id(struct whos *w, const struct who_columns *c, size_t row);

const struct who *who_at(const struct whos *w, uint32_t id);
size_t who_count(const struct whos *w);

/* Is a label there, and does it say something? */
static inline bool
who_says(const struct who *w, enum who_label label)
{
	const struct slice *s = &w->cell[label];

	return s->n > 0 && !(s->n == 1 && s->p[0] == '-');
}

/* Has it security groups that rules can be given to, at this address? */
static inline bool
who_guarded(const struct who *w)
{
	return who_says(w, WHO_SG) &&
	    (w->cell[WHO_VPC].n == 0 || who_says(w, WHO_VPC));
}

/* Is it a gateway, which only passes on what others send? */
bool who_gateway(const struct who *w);

/* Does a header have what tells the groups of both ends? */
bool who_labelled(const struct schema *s);

#endif
