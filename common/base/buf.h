/* SPDX-License-Identifier: ISC */

/* Bytes: a borrowed slice of them, and a buffer that grows. */

#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/compat.h"

/* Bytes that somebody else owns; p may be NULL where n is 0. */
struct slice {
	const char *p;
	size_t n;
};

/* A buffer that grows; all zero is an empty one.  Owns p. */
struct buf {
	char *p;
	size_t n;   /* bytes in use */
	size_t cap; /* bytes allocated */
};

static inline struct slice
slice_str(const char *s)
{
	return (struct slice){s, strlen(s)};
}

static inline bool
slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_str(s));
}

/* By bytes, a prefix first: <0, 0, >0. */
int slice_cmp(struct slice a, struct slice b);

/*
 * Cuts the bytes up to the first `sep` off the front of *rest and returns
 * them; *rest becomes what follows the separator.  Without a separator all
 * of it is returned, and rest->p becomes NULL: the sign that it is used up.
 */
struct slice slice_cut(struct slice *rest, char sep);

/* Room for n more bytes behind b->n; returns where they start. */
char *buf_room(struct buf *b, size_t n);

void buf_add(struct buf *b, const void *p, size_t n);
void buf_slice(struct buf *b, struct slice s);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...) FL_PRINTF(2, 3);
void buf_vfmt(struct buf *b, const char *fmt, va_list ap) FL_PRINTF(2, 0);

/*
 * Hands on n bytes at most to p, of those from *given on, which it moves
 * behind them; returns how many.
 */
static inline size_t
slice_give(struct slice s, size_t *given, char *p, size_t n)
{
	if (n > s.n - *given)
		n = s.n - *given;
	memcpy(p, s.p + *given, n);
	*given += n;
	return n;
}

/* Puts a NUL behind the bytes (not counted in n) and returns them. */
const char *buf_cstr(struct buf *b);

/* Frees the bytes; the buffer is empty and usable again. */
void buf_free(struct buf *b);

#endif
