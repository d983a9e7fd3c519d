/* SPDX-License-Identifier: ISC */

/* See keep.h: chunks, each of which is filled from its front. */

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/keep.h"
#include "base/mem.h"

#define CHUNK (64 * 1024)

struct chunk {
	struct chunk *before;
	size_t n, size; /* bytes in use, and all */
	alignas(max_align_t) char byte[];
};

struct keep {
	struct chunk *last;
};

struct keep *
keep_new(void)
{
	return mem_new(sizeof(struct keep));
}

/* n bytes, at an address that is divided by align. */
static void *
take(struct keep *k, size_t n, size_t align)
{
	struct chunk *c = k->last;
	size_t at = c != NULL ? (c->n + align - 1) / align * align : 0;

	if (c == NULL || at > c->size || c->size - at < n) {
		size_t size = n < CHUNK ? CHUNK : n;
		c = mem_array(NULL, sizeof(*c) + size, 1);
		*c = (struct chunk){.before = k->last, .size = size};
		k->last = c;
		at = 0;
	}
	c->n = at + n;
	return c->byte + at;
}

void *
keep_room(struct keep *k, size_t n)
{
	return take(k, n, alignof(max_align_t));
}

const char *
keep_str(struct keep *k, const char *s)
{
	if (s == NULL)
		return NULL;
	size_t n = strlen(s) + 1;
	return memcpy(take(k, n, 1), s, n);
}

const char *
keep_text(struct keep *k, struct slice s)
{
	char *to = take(k, s.n + 1, 1);

	if (s.n > 0)
		memcpy(to, s.p, s.n);
	to[s.n] = '\0';
	return to;
}

void
keep_free(struct keep *k)
{
	if (k == NULL)
		return;
	while (k->last != NULL) {
		struct chunk *c = k->last;
		k->last = c->before;
		free(c);
	}
	free(k);
}
