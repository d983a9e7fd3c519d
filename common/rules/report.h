/* SPDX-License-Identifier: ISC */

/*
 * What a trial found, for people and machines: a table, JSON, Markdown as
 * text; tsv as blocks of a stream.
 */

#ifndef RULES_REPORT_H
#define RULES_REPORT_H

#include "model/block.h"
#include "rules/beyond.h"

struct report {
	const struct trial *trial; /* done */
	const struct sgset *set;
	const struct beyond *beyond; /* what is shown of it */
	size_t nbeyond;
	size_t next;     /* report_next goes on here */
	struct buf text; /* of the block handed out last */
};

/* A format: its name, and what makes the text; NULL: it is a stream. */
struct report_format {
	const char *name;
	void (*text)(const struct report *r, struct buf *to);
};

/* The format of a name; NULL: the first. */
const struct report_format *report_find(const char *name);

/* Their names, for a table of options; NULL at the end. */
extern const char *const report_names[];

/* report_text.c, report_json.c */
void report_table(const struct report *r, struct buf *to);
void report_markdown(const struct report *r, struct buf *to);
void report_json(const struct report *r, struct buf *to);

/* The stream: 1 and the next block, which lives until the next call; 0. */
const struct schema *report_schema(struct schemas *all);
int report_next(struct report *r, const struct schema *schema,
    struct origin *origin, struct block *b);
void report_free(struct report *r);

/* "3 of 4 connections (75 %), 8 flows, 1.2 kB": how much still works. */
void report_coverage(const struct report *r, struct buf *to);

#endif
