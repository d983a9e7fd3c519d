/* SPDX-License-Identifier: ISC */

/*
 * Rules for people and machines: one row of a table and one file a format.
 * A format makes text, which the tool hands to its output; tsv is a stream,
 * and streams are written by the tool from ruleset_next.
 */

#ifndef RULES_EMIT_H
#define RULES_EMIT_H

#include "base/buf.h"
#include "base/opt.h"
#include "rules/ruleset.h"

/*
 * Adds the text of a sorted set.  why: why the input was not whole, so that
 * the rules must not look complete; NULL if it was.
 */
typedef void
emit_text(const struct ruleset *set, const char *why, struct buf *to);

struct emit {
	const char *name;
	/* NULL: it is a stream. */
	emit_text *text;
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
emit_text emit_table;

/* emit_json.c: what describe-security-groups prints. */
emit_text emit_json;

/* "tcp", "udp", "icmp", "icmpv6", else the number: as AWS's API has it. */
void emit_proto(struct buf *to, uint64_t proto);

/* A reason as one line of ASCII: names of files may hold any bytes. */
void emit_why(struct buf *to, const char *why);

#endif
