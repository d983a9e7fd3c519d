/* SPDX-License-Identifier: ISC */

/*
 * Thrift's compact protocol, which Parquet writes its footer and the heads of
 * its pages in: a reader over bytes in memory, for who knows what to expect.
 *
 *   struct thrift_at f = {0};
 *   while (thrift_next(t, &f)) {
 *           if (f.id == 3)
 *                   rows = thrift_int(t, &f);
 *           else
 *                   thrift_skip(t, &f);
 *   }
 *
 * Nothing is allocated, no byte behind the end is read, and what is skipped
 * costs time by its bytes: each value takes one at least.  The first thing that
 * is wrong sets t->bad; from then on there are no fields, lists are empty and
 * numbers 0, so that a reader needs to look at it only once, at the end.
 */

#ifndef SOURCE_THRIFT_H
#define SOURCE_THRIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define THRIFT_DEEP 16 /* values inside one another that are skipped */

enum thrift_type {
	THRIFT_STOP,
	THRIFT_TRUE,
	THRIFT_FALSE,
	THRIFT_I8,
	THRIFT_I16,
	THRIFT_I32,
	THRIFT_I64,
	THRIFT_DOUBLE,
	THRIFT_BYTES,
	THRIFT_LIST,
	THRIFT_SET,
	THRIFT_MAP,
	THRIFT_STRUCT,
};

struct thrift {
	const unsigned char *p, *end;
	bool bad;
};

/* Where one stands in a struct: begins as {0}. */
struct thrift_at {
	int32_t id;   /* of the field */
	uint8_t type; /* enum thrift_type; in a list that of its elements */
	bool element; /* it is one of a list */
};

/* The next field.  False at the end of the struct, or where t is bad. */
bool thrift_next(struct thrift *t, struct thrift_at *at);

/*
 * The value of the field; it is bad if it has another type.  thrift_int reads
 * integers of all sizes, thrift_bytes borrows from the memory.
 */
int64_t thrift_int(struct thrift *t, const struct thrift_at *at);
bool thrift_bool(struct thrift *t, const struct thrift_at *at);
struct slice thrift_bytes(struct thrift *t, const struct thrift_at *at);

/*
 * Enters a list: returns how many elements follow, of which *element is to be
 * handed to the functions above.  It is bad if there can't be so many in the
 * bytes that are left.
 */
size_t thrift_list(struct thrift *t, const struct thrift_at *at,
    struct thrift_at *element);

/*
 * Is the field a struct, so that its fields may be read, with a thrift_at of
 * their own?  If not, t is bad.
 */
bool thrift_struct(struct thrift *t, const struct thrift_at *at);

/* Passes over the value, whatever it is. */
void thrift_skip(struct thrift *t, const struct thrift_at *at);

#endif
