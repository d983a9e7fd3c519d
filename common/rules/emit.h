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

struct emit {
	const char *name;
	/* Adds the text of a sorted set; NULL: it is a stream. */
	void (*text)(const struct ruleset *set, struct buf *to);
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
void emit_table(const struct ruleset *set, struct buf *to);

/* emit_json.c: what describe-security-groups prints. */
void emit_json(const struct ruleset *set, struct buf *to);

/* "tcp", "udp", "icmp", "icmpv6", else the number: as AWS's API has it. */
void emit_proto(struct buf *to, uint64_t proto);

#endif
