/* SPDX-License-Identifier: ISC */

/* See bins.h. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/temp.h"
#include "engine/bins.h"

struct bin {
	uint64_t *buf; /* the last block, not full yet; NULL: none */
	size_t n;      /* entries in all */
	off_t *block;  /* where the full blocks lie */
	size_t cap;
};

struct bins {
	size_t n, words;
	int fd;
	off_t end;
	struct bin *bin;
};

struct bins *
bins_new(size_t n, size_t words)
{
	struct bins *b = mem_new(sizeof(*b));

	b->n = n;
	b->words = words;
	b->fd = temp_open();
	b->bin = mem_new(n * sizeof(*b->bin));
	return b;
}

void
bins_free(struct bins *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < b->n; i++) {
		free(b->bin[i].buf);
		free(b->bin[i].block);
	}
	close(b->fd);
	free(b->bin);
	free(b);
}

static size_t
block_bytes(const struct bins *b)
{
	return BINS_BLOCK * b->words * sizeof(uint64_t);
}

/* Writes the full block of a bin. */
static void
flush(struct bins *b, struct bin *x)
{
	size_t full = x->n / BINS_BLOCK;

	if (full > x->cap) {
		x->cap = x->cap ? 2 * x->cap : 8;
		x->block = mem_array(x->block, x->cap, sizeof(*x->block));
	}
	x->block[full - 1] = b->end;
	temp_write(b->fd, x->buf, block_bytes(b), b->end);
	b->end += (off_t)block_bytes(b);
}

void
bins_put(struct bins *b, size_t bin, const uint64_t *entry)
{
	struct bin *x = &b->bin[bin];

	if (x->buf == NULL)
		x->buf = mem_array(NULL, 1, block_bytes(b));
	memcpy(x->buf + x->n % BINS_BLOCK * b->words, entry,
	    b->words * sizeof(*entry));
	x->n++;
	if (x->n % BINS_BLOCK == 0)
		flush(b, x);
}

size_t
bins_count(const struct bins *b, size_t bin)
{
	return b->bin[bin].n;
}

size_t
bins_get(struct bins *b, size_t bin, size_t *at, uint64_t *entry)
{
	const struct bin *x = &b->bin[bin];
	size_t n = x->n - *at < BINS_BLOCK ? x->n - *at : BINS_BLOCK;

	if (n == BINS_BLOCK)
		temp_read(b->fd, entry, block_bytes(b),
		    x->block[*at / BINS_BLOCK]);
	else if (n > 0)
		memcpy(entry, x->buf, n * b->words * sizeof(*entry));
	*at += n;
	return n;
}
