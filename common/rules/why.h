/* SPDX-License-Identifier: ISC */

/*
 * Why a rule is there, in words that AWS accepts: descriptions of rules and
 * groups, at most 255 of its legal characters ("Amazon VPC user guide",
 * security group rules; "&" is left out since peers that are groups or
 * prefix lists do not take it).
 */

#ifndef RULES_WHY_H
#define RULES_WHY_H

#include "model/origin.h"
#include "rules/ruleset.h"

#define WHY_MAX 255     /* most characters of a description or a name */
#define WHY_SUBJECT 150 /* of a subject in longer texts */
#define WHY_DAY 10      /* of "2026-03-01" */
#define WHY_DAYS 64     /* days whose text is kept */

/* Is c legal in names and descriptions everywhere? */
bool why_legal(char c);

/*
 * Makes text that came from elsewhere legal in place: other bytes become
 * "_", and what is too long is cut.  Returns the new length.
 */
size_t why_clean(char *p, size_t n);

/* The same of up to `most` bytes of a string, copied to p; its length. */
size_t why_copy(char *p, const char *text, size_t most);

/*
 * Days as text: rules are seen first and last on few days, and working out a
 * date takes longer than all else in a line.  All zero is none.
 */
struct why_days {
	struct why_date {
		uint64_t day; /* since 1970, and one more */
		char text[WHY_DAY];
	} date[WHY_DAYS];
};

/*
 * Prints the day of a time, "2026-03-01", or "-" for NUM_NONE and for what no
 * calendar shows; returns the end.
 */
char *why_day(struct why_days *days, char *p, uint64_t t);

/* Is it known from when to when the traffic is? */
static inline bool
why_windowed(const struct evidence *ev)
{
	return ev->from != NUM_NONE && ev->to != NUM_NONE && ev->from <= ev->to;
}

/*
 * Adds "evidence: 18000 records from 2026-03-01T00:00:05Z to
 * 2026-03-01T23:59:59Z, 1 d": the window must be known.
 */
void why_window(struct buf *to, const struct evidence *ev);

/*
 * Adds "500 of 505 records behind the input were malformed, 1 SKIPDATA: the
 * rules may lack something": there must be some.
 */
void why_lost(struct buf *to, const struct evidence *ev);

/*
 * Prints (WHY_MAX) and returns the end:
 * "flows 12, first 2026-03-01, last 2026-03-02, contested: 3 of 7 rejected"
 * and, where the set is priced, ", 12 beyond the evidence".
 */
char *why_rule(struct why_days *days, char *p, const struct ruleset *set,
    const struct rule *r);

/* Prints whose rules they are, in legal characters (WHY_SUBJECT). */
char *why_subject(char *p, const struct ruleset *set, struct prefix subject);

/*
 * The same for rule i of a sorted set and those behind it of its subject:
 * "fl: rules of 10.0.0.1, traffic of 2026-03-01 to 2026-03-02"
 */
char *
why_group(struct why_days *days, char *p, const struct ruleset *set, size_t i);

#endif
