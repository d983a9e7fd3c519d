/* SPDX-License-Identifier: ISC */

/*
 * Bytes that stay where they are until all of them are freed: the words of
 * files that were read.
 */

#ifndef BASE_KEEP_H
#define BASE_KEEP_H

#include <stddef.h>

#include "base/buf.h"

struct keep;

struct keep *keep_new(void);

/* n bytes for any type, not zeroed. */
void *keep_room(struct keep *k, size_t n);

/* A copy of a string; NULL stays NULL. */
const char *keep_str(struct keep *k, const char *s);

/* A copy of bytes as a string: there is no NUL among them. */
const char *keep_text(struct keep *k, struct slice s);

/* k may be NULL. */
void keep_free(struct keep *k);

#endif
