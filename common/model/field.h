/* SPDX-License-Identifier: ISC */

/*
 * What columns there are: the rows of field.def, found by any spelling, and
 * what each means for parsing, printing, sorting and merging.
 */

#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* How a cell reads, prints, sorts and packs; see cell.h. */
enum kind {
	KIND_NAME,   /* bytes */
	KIND_IP,     /* address or prefix */
	KIND_NUM,    /* up to 2^48; sums up to 2^64 - 2 */
	KIND_PORT,   /* 0..65535 */
	KIND_RPORT,  /* -1..65535, held as 0..65536 */
	KIND_PROTO,  /* 0..255 */
	KIND_FLAGS,  /* bits, 0..255 */
	KIND_TIME,   /* Unix seconds */
	KIND_ACTION, /* enum action */
	KIND_HOW,    /* enum how */
	KIND_COUNT,
};

/* How two rows of a group become one. */
enum merge {
	MERGE_KEY,
	MERGE_SUM,
	MERGE_MIN,
	MERGE_MAX,
	MERGE_BEST
};

enum action {
	ACTION_ACCEPT,
	ACTION_REJECT
};

/* What told the originator, strongest first: the smaller wins. */
enum how {
	HOW_SYN,
	HOW_FANIN,
	HOW_OPENS,
	HOW_HUB,
	HOW_ALONE,
	HOW_SERVICE,
	HOW_PORT,
	HOW_ORDER,
	HOW_REACH,
	HOW_NONE,
};

struct field {
	const char *name;  /* as our headers say it: "dport" */
	const char *aws;   /* as AWS says it: "dstport"; "" */
	const char *alias; /* other words, blank-separated; "" */
	const char *help;  /* half a line, for people */
	uint8_t version;   /* of the flow logs that brought it; 0 */
	enum kind kind;
	enum merge merge;
};

enum field_id {
#define X(id, name, aws, alias, ver, kind, merge, help) FIELD_##id,
#include "model/field.def"
#undef X
	FIELD_COUNT,
};

/* The table, by enum field_id. */
extern const struct field field_table[FIELD_COUNT];

/* Stands for every column we do not know: a name, a key. */
extern const struct field field_other;

/* The field of any spelling, or NULL.  Case, - and _ do not count. */
const struct field *field_find(struct slice word);

static inline const struct field *
field_at(enum field_id id)
{
	return &field_table[id];
}

static inline enum field_id
field_id(const struct field *f)
{
	return f == &field_other ? FIELD_COUNT :
				   (enum field_id)(f - field_table);
}

/*
 * A name that a user typed where a column is wanted.  A known field sets
 * *field; a word near a known one is a slip: -1, with *near set to the word
 * to suggest; anything else may be a column of the user's own: 0 and *field
 * is &field_other.  "col:NAME" is always such a column, *word then becomes
 * NAME.  Bytes that a name can't hold (tab, newline, comma, =, blank, #) or
 * no bytes: -1 and *near NULL.
 */
int
field_typed(struct slice *word, const struct field **field, const char **near);

#endif
