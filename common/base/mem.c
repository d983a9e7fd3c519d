/* SPDX-License-Identifier: ISC */

/* See mem.h: the only place where running out of memory ends a tool. */

#include <sys/mman.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

#define PAGE 4096
#define HUGE_PAGE ((size_t)2 << 20)

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

/*
 * Address space for size bytes that nothing can be read from yet.  It begins
 * where a huge page does, or moving page tables would break these up.
 */
static void *
reserve(size_t size)
{
	char *p = mmap(NULL, size + HUGE_PAGE, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	mem_check(p == MAP_FAILED ? NULL : p);
	size_t before = -(uintptr_t)p % HUGE_PAGE;
	if (before > 0)
		munmap(p, before);
	munmap(p + before + size, HUGE_PAGE - before);
	return p + before;
}

void *
mem_huge(void *p, size_t old, size_t size)
{
	if (size > SIZE_MAX / 2)
		mem_check(NULL);
	old = (old + PAGE - 1) & ~(size_t)(PAGE - 1);
	size = (size + PAGE - 1) & ~(size_t)(PAGE - 1);
	if (size == 0) {
		if (old > 0)
			munmap(p, old);
		return NULL;
	}
	void *to = reserve(size);
	if (old == 0)
		to = mmap(to, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	else
		to = mremap(p, old, size, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	mem_check(to == MAP_FAILED ? NULL : to);
	if (size >= HUGE_PAGE)
		madvise(to, size, MADV_HUGEPAGE); /* if there are any */
	return to;
}

void
mem_forget(void *p, size_t n)
{
	n &= ~(size_t)(PAGE - 1);
	if (n > 0)
		madvise(p, n, MADV_DONTNEED);
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
