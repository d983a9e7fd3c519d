/* SPDX-License-Identifier: ISC */

/*
 * JSON documents of other programs, with limits, and getters that say what
 * was expected and what was found, at which path:
 *
 *   enis.json: NetworkInterfaces[3].Groups[0].GroupId: expected a string,
 *   found a number
 *
 * A file may hold several documents, one behind the other, as pages are.
 * Parsing is jansson's matter: documents are objects or lists, nested up to
 * 2048 deep, with no member twice.
 */

#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

#define JSON_MOST ((size_t)256 << 20) /* bytes of a file */

struct json_t; /* jansson's */

/* A value, and where it stands.  Lives as long as what it is in. */
struct json {
	struct json_t *value;
	const struct json *up; /* what it is in; NULL: a document */
	const char *name;      /* as a member; NULL: an item */
	size_t at;             /* as an item, or document: its number */
	const struct jsonfile *file;
};

struct jsonfile;

/* Reads a file ("-" is stdin).  NULL after a message (status 2). */
struct jsonfile *json_open(const char *path);

/* The same of a text that was read already, by utf_read. */
struct jsonfile *json_take(const char *path, struct slice text);
void json_close(struct jsonfile *f);

/*
 * A member of an object that has it and is not null: 1 and *to, 0 where there
 * is none, -1 after a message where it is something else (status 2); where it
 * must be there, its absence is such.
 */
int
json_text(const struct json *of, const char *name, bool must, const char **to);
int json_flag(const struct json *of, const char *name, bool must, bool *to);
int
json_number(const struct json *of, const char *name, bool must, long long *to);
int
json_list(const struct json *of, const char *name, bool must, struct json *to);
int json_member(const struct json *of, const char *name, bool must,
    struct json *to); /* an object */

/* The items of a list. */
size_t json_size(const struct json *list);
struct json json_item(const struct json *list, size_t i);

/* Is a value, an item, of a type?  0, or -1 after a message (status 2). */
int json_is_record(const struct json *j);
int json_is_text(const struct json *j, const char **to);

/* Says what is wrong with a member (NULL: with the value); status 2. */
void json_bad(const struct json *of, const char *name, const char *fmt, ...)
    FL_PRINTF(3, 4);

/*
 * What AWS's command line writes: documents {"List": [item, ...]}, and what
 * people make of them: such pages in a list, or below "data"; a list of items
 * alone; items alone.
 */
struct json_shape {
	const char *list; /* the name of the list */
	const char *mark; /* a member that tells an item alone */
};

struct json_items {
	const struct jsonfile *file;
	const struct json_shape *shape;
	size_t nshape;
	size_t next; /* document */
	struct json path[6];
	size_t i[6];  /* the next item of a list in the path */
	size_t depth; /* how long the path is */
	bool more;    /* the last page said that another one follows */
};

/* For all items of the file of one of n shapes, which are borrowed. */
void json_items(struct json_items *it, const struct jsonfile *f,
    const struct json_shape *shape, size_t n);

/*
 * The next item, an object, whose path lives until the next call, and which
 * shape it has.  1; 0 at the end; -1 after a message (status 2), where there
 * is something else.
 */
int json_items_next(struct json_items *it, struct json *item, size_t *shape);

#endif
