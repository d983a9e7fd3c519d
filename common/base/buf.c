/* SPDX-License-Identifier: ISC */

/* See buf.h. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"

int
slice_cmp(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n > 0 ? memcmp(a.p, b.p, n) : 0;
	if (c != 0)
		return c;
	return (a.n > b.n) - (a.n < b.n);
}

struct slice
slice_cut(struct slice *rest, char sep)
{
	struct slice head = *rest;
	const char *at = head.n > 0 ? memchr(head.p, sep, head.n) : NULL;

	if (at == NULL) {
		*rest = (struct slice){NULL, 0};
		return head;
	}
	head.n = (size_t)(at - head.p);
	rest->p = at + 1;
	rest->n -= head.n + 1;
	return head;
}

char *
buf_room(struct buf *b, size_t n)
{
	if (n > SIZE_MAX / 2 - b->n)
		diag_die("out of memory");
	if (b->p == NULL || b->cap - b->n < n) {
		size_t cap = b->cap < 64 ? 64 : b->cap;
		while (cap - b->n < n)
			cap *= 2;
		b->p = mem_array(b->p, cap, 1);
		b->cap = cap;
	}
	return b->p + b->n;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(buf_room(b, n), p, n);
	b->n += n;
}

void
buf_slice(struct buf *b, struct slice s)
{
	buf_add(b, s.p, s.n);
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_char(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->n++;
}

void
buf_vfmt(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return;
	vsnprintf(buf_room(b, (size_t)n + 1), (size_t)n + 1, fmt, ap);
	b->n += (size_t)n;
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(b, fmt, ap);
	va_end(ap);
}

const char *
buf_cstr(struct buf *b)
{
	*buf_room(b, 1) = '\0';
	return b->p;
}

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}
