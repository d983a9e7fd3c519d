/* SPDX-License-Identifier: ISC */

/*
 * Memory or exit: every allocation of the suite goes through here, so that
 * running out of memory has one message, one exit (2) and one place.
 */

#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* n zeroed bytes; never NULL (n = 0 gives a pointer that may be freed). */
void *mem_new(size_t n);

/*
 * Resizes an array to n elements of the given size, as reallocarray(3) does.
 * Takes p (may be NULL); the old pointer is void after the call.  New
 * elements are not zeroed.  A product that overflows counts as out of memory.
 */
void *mem_array(void *p, size_t n, size_t size);

/*
 * The same for an array that may get large and is hit all over: from `old`
 * bytes to `size`, either may be 0, in mappings of their own, with huge pages
 * asked for.  New bytes are zero, pages that were never touched take no
 * memory, and growing moves page tables instead of bytes.  Not for free(3):
 * size 0 frees and returns NULL.
 */
void *mem_huge(void *p, size_t old, size_t size);

/*
 * Gives back the memory of the first n bytes of such an array, which nobody
 * will look at again.
 */
void mem_forget(void *p, size_t n);

/* A copy of a string, or of n bytes with a NUL behind them; caller frees. */
char *mem_str(const char *s);
char *mem_strn(const char *p, size_t n);

/* For libraries that return NULL when they had no memory: says so, exits 2. */
void mem_check(const void *p);

#endif
