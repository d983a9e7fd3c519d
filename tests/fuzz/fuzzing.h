/* SPDX-License-Identifier: ISC */

/*
 * What fuzz targets of input formats share: bytes in memory as a feed, and a
 * source that is read to its end, all cells of it.
 */

#ifndef TESTS_FUZZ_FUZZING_H
#define TESTS_FUZZ_FUZZING_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "source/format.h"

/* The function that libFuzzer calls, and replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct memory_feed {
	struct feed feed;
	const char *p;
	size_t n, given;
};

static inline ssize_t
memory_at(struct feed *f, char *to, size_t n, uint64_t offset)
{
	struct memory_feed *m = (struct memory_feed *)f;

	if (offset >= m->n)
		return 0;
	if (n > m->n - offset)
		n = m->n - (size_t)offset;
	memcpy(to, m->p + offset, n);
	return (ssize_t)n;
}

static inline ssize_t
memory_pull(struct feed *f, char *to, size_t n)
{
	struct memory_feed *m = (struct memory_feed *)f;
	ssize_t got = memory_at(f, to, n, m->given);

	m->given += (size_t)got;
	return got;
}

static inline bool
memory_ready(struct feed *f)
{
	(void)f;
	return true;
}

static inline void
memory_close(struct feed *f)
{
	free(f);
}

/* Borrows the bytes. */
static inline struct feed *
memory_feed(const void *p, size_t n)
{
	struct memory_feed *m = mem_new(sizeof(*m));

	m->feed = (struct feed){
	    .pull = memory_pull,
	    .ready = memory_ready,
	    .close = memory_close,
	    .size = n,
	    .at = memory_at,
	};
	m->p = p;
	m->n = n;
	return &m->feed;
}

/* What reading gave; all rows were loaded, and each cell was looked at. */
struct outcome {
	bool opened;
	int end;       /* what the last next returned */
	uint64_t rows; /* selected, and good in all cells */
	uint64_t sum;  /* of the bytes of their cells */
	struct origin origin;
	char said[400]; /* the first message; "" */
};

/* Adds up the bytes of all cells; each must be readable. */
static inline void
look_at_block(struct outcome *o, struct block *b)
{
	size_t all[SCHEMA_COLS];
	char tmp[CELL_MAX];

	for (size_t i = 0; i < b->schema->ncol; i++)
		all[i] = i;
	assert(b->nrow <= BLOCK_ROWS && b->nsel <= b->nrow);
	block_load(b, all, b->schema->ncol);
	o->rows += b->nsel;
	for (size_t i = 0; i < b->nsel; i++) {
		for (size_t c = 0; c < b->schema->ncol; c++) {
			struct slice s = block_cell(b, b->sel[i], c, tmp);
			for (size_t k = 0; k < s.n; k++)
				o->sum = o->sum * 31 + (unsigned char)s.p[k];
		}
	}
}

/*
 * Reads all of a format's input; at most so many blocks.  rest is what the
 * format left when it read before, or NULL.
 */
static inline struct outcome
read_format(struct source *(*open)(struct feed *, const struct format_env *),
    const void *p, size_t n, size_t blocks, struct format_rest *rest)
{
	struct once once = {0};
	struct voice voice = {.once = &once, .hold = true};
	struct outcome o = {.origin = {
				.name = "fuzz",
				.ev = EVIDENCE_INIT,
				.voice = &voice,
			    }};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	const struct format_env env = {
	    .origin = &o.origin,
	    .all = all,
	    .head = {p, n},
	    .rest = rest,
	};
	struct source *s = open(memory_feed(p, n), &env);

	o.opened = s != NULL;
	while (o.opened && blocks-- > 0 && (o.end = s->next(s, b)) == 1)
		look_at_block(&o, b);
	if (s != NULL)
		s->close(s);
	if (voice.n > 0)
		snprintf(o.said, sizeof(o.said), "%s", voice.held[0].text);
	voice_hush(&voice);
	voice_forget(&once);
	o.origin.voice = NULL;
	block_free(b);
	schemas_free(all);
	return o;
}

#endif
