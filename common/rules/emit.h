/* SPDX-License-Identifier: ISC */

/*
 * Rules for people and machines: one row of a table and one file a format.
 * A format makes text, which the tool hands to its output piece by piece, for
 * it may be larger than all that went in; tsv is a stream, and streams are
 * written by the tool from ruleset_next.
 */

#ifndef RULES_EMIT_H
#define RULES_EMIT_H

#include "base/buf.h"
#include "base/opt.h"
#include "rules/ruleset.h"
#include "rules/why.h"

/* A set on its way out as text. */
struct emit_run {
	const struct emit_text *text; /* NULL: the tool writes a stream */
	const struct ruleset *set;    /* sorted */
	const char *why; /* the input was not whole; NULL: it was */
	size_t next;     /* the rule that is written next */
	bool begun, ended;
	struct why_days days;
	void *own; /* what the format keeps */
};

/* Adds a part of the text. */
typedef void emit_part(struct emit_run *run, struct buf *to);

/* A format: what stands before, each rule, what stands behind. */
struct emit_text {
	emit_part *begin, *rule, *end;
};

struct emit {
	const char *name;
	const struct emit_text *text; /* NULL: it is a stream */
};

struct emit_conf {
	const char *format; /* -f; NULL: the first of the table */
};

/* -f, with the names of the table as choices. */
extern const struct opt emit_opts[];
extern const size_t emit_nopts;

/* The format that was chosen; the option's choices have been checked. */
const struct emit *emit_find(const struct emit_conf *conf);

/* emit_table.c: what the AWS console shows. */
extern const struct emit_text emit_table;

/* emit_json.c: what describe-security-groups prints. */
extern const struct emit_text emit_json;

/*
 * Begins the text of a sorted set.  why: why the input was not whole, so that
 * the rules must not look complete; NULL if it was.  Both are borrowed.
 */
void emit_begin(struct emit_run *run, const struct emit *format,
    const struct ruleset *set, const char *why);

/*
 * 1 and the next piece behind what the buffer has; 0: that was all, and what
 * the run took is free.
 */
int emit_next(struct emit_run *run, struct buf *to);

/*
 * "tcp", "udp", "icmp", "icmpv6", else the number, as AWS's API has it: at p
 * (NUM_MAX), and returns the end.
 */
char *emit_proto(char *p, uint64_t proto);

/* A reason as one line of ASCII: names of files may hold any bytes. */
void emit_why(struct buf *to, const char *why);

#endif
