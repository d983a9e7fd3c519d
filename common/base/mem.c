/* SPDX-License-Identifier: ISC */

/* See mem.h: the only place where running out of memory ends a tool. */

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

void *
mem_new(size_t n)
{
	void *p = calloc(n ? n : 1, 1);
	mem_check(p);
	return p;
}

void *
mem_array(void *p, size_t n, size_t size)
{
	void *q = reallocarray(p, n ? n : 1, size ? size : 1);
	mem_check(q);
	return q;
}

char *
mem_str(const char *s)
{
	return mem_strn(s, strlen(s));
}

char *
mem_strn(const char *p, size_t n)
{
	char *s = mem_array(NULL, n + 1, 1);
	memcpy(s, p, n);
	s[n] = '\0';
	return s;
}

void
mem_check(const void *p)
{
	if (p == NULL)
		diag_die("out of memory");
}
