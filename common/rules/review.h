/* SPDX-License-Identifier: ISC */

/*
 * The rules of a set as a list to approve and to review (PCI DSS 1.2.5,
 * 1.2.7): what became of each since an older set, by what it lets through,
 * and the reason that people gave for it.
 *
 * A rule that lets nothing new through, but is another text, has the reason of
 * a rule of the older set that let all of it through.  One that is new, or
 * wider than before, needs a reason of its own.
 */

#ifndef RULES_REVIEW_H
#define RULES_REVIEW_H

#include "rules/differ.h"
#include "rules/just.h"

enum review_state {
	REVIEW_SAME,     /* all that it lets through was let through */
	REVIEW_NEW,      /* nothing like it was */
	REVIEW_WIDENED,  /* a part of it was */
	REVIEW_NARROWED, /* of the older set: a part of it still is */
	REVIEW_GONE,     /* of the older set: nothing like it is */
	REVIEW_STATES,
};
#define REVIEW_THERE REVIEW_NARROWED /* states of rules that are there */

struct review_row {
	enum review_state state;
	const char *subject;
	const struct sgset_rule *rule; /* of the newer set if it is there */
	const struct just_row *why;    /* its reason; NULL: none */
	const struct sgset_rule *from; /* whose reason it was; NULL: its own */
	const char *key;               /* its cells in a table of reasons */
};

struct review {
	struct just *just;
	const struct differ *differ;
	struct review_row *row; /* by group; then those not there any more */
	size_t n, room;
	size_t count[REVIEW_STATES];
	struct keep *keep;
};

/*
 * d compares old and new, which are done; all is borrowed.  Free with
 * review_free.
 */
void review_make(struct review *r, const struct differ *d,
    const struct sgset *old, const struct sgset *new, struct just *just);
void review_free(struct review *r);

/* The list for people, and the table of reasons brought up to date. */
void review_markdown(const struct review *r, struct buf *to);
void review_table(const struct review *r, bool bare, struct buf *to);

extern const char *const review_word[REVIEW_STATES];

#endif
