/* SPDX-License-Identifier: ISC */

/*
 * Ids that AWS gives: sg-0123456789abcdef0, vpc-..., pl-..., eni-....  They go
 * into scripts, JSON and templates as they are, so nothing is taken for one
 * that could mean more there than itself, or that no buffer has room for.
 */

#ifndef RULES_IDENT_H
#define RULES_IDENT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/json.h"

#define IDENT_MAX 64 /* bytes; AWS's are shorter than half of it */

/* Is it a kind, as "sg-", and small letters and digits behind it? */
bool ident_is(struct slice s, const char *kind);

/* The same of all words of a list, with commas between. */
bool ident_list(struct slice s, const char *kind);

/* json_text for an id: what is none is refused, with its path; "" is none. */
int ident_json(const struct json *of, const char *name, const char *kind,
    bool must, const char **to);

#endif
