/* SPDX-License-Identifier: ISC */

/*
 * Makes documents of jansson's values, without a check of each: out of memory
 * exits, as everywhere.
 */

#ifndef BASE_JSONPUT_H
#define BASE_JSONPUT_H

#include <stdint.h>

#include <jansson.h>

#include "base/buf.h"

/* New values. */
json_t *jsonput_object(void);
json_t *jsonput_list(void);
json_t *jsonput_count(uint64_t v); /* null for UINT64_MAX */

/* Of any bytes: null for what is not UTF-8. */
json_t *jsonput_text(struct slice text);

/* Gives an object a member, or a list an item, and takes it. */
void jsonput_set(json_t *to, const char *name, json_t *value);
void jsonput_add(json_t *list, json_t *value);

/* Adds a document as text, in ASCII, with a newline; and takes it. */
void jsonput_done(struct buf *to, json_t *document);

#endif
