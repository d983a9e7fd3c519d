/* SPDX-License-Identifier: ISC */

/*
 * What an audit found, for people and machines: a table, JSON, Markdown as
 * text; tsv as blocks of a stream, a row a rule, and behind each that is too
 * wide one for each rule that would replace it.
 */

#ifndef RULES_AUDIT_SHOW_H
#define RULES_AUDIT_SHOW_H

#include "rules/audit.h"

struct audit_show {
	const struct audit *audit; /* done */
	const struct evidence *ev;
	size_t rule, fresh; /* audit_next goes on here */
	struct buf text;    /* of the block handed out last */
};

/* A format: its name, and what makes the text; NULL: it is a stream. */
struct audit_format {
	const char *name;
	void (*text)(const struct audit_show *s, struct buf *to);
};

/* The format of a name; NULL: the first. */
const struct audit_format *audit_format(const char *name);

/* Their names, for a table of options; NULL at the end. */
extern const char *const audit_names[];

/* audit_text.c, audit_json.c */
void audit_table(const struct audit_show *s, struct buf *to);
void audit_markdown(const struct audit_show *s, struct buf *to);
void audit_json(const struct audit_show *s, struct buf *to);

/* The stream: 1 and the next block, which lives until the next call; 0. */
const struct schema *audit_schema(struct schemas *all);
int audit_next(struct audit_show *s, const struct schema *schema,
    struct origin *origin, struct block *b);
void audit_show_free(struct audit_show *s);

/* ---- what formats share ------------------------------------------------- */

/* What a reviewer should know of a rule; nothing where there is nothing. */
void audit_note(const struct audit *a, uint32_t rule, struct buf *to);

/* "12 of 40 rules are unused, 3 wide ...": the answer in a line. */
void audit_summary(const struct audit *a, struct buf *to);

/*
 * From when to when the traffic is, and on which days there was none: in a
 * sentence; and what that means.
 */
void audit_window(const struct audit_show *s, struct buf *to);
void audit_warning(const struct audit_show *s, struct buf *to);

/* The words "-", "revoke", "replace". */
extern const char *const audit_change_word[];

#endif
