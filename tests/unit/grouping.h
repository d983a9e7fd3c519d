/* SPDX-License-Identifier: ISC */

/* What the tests of agg share: streams in, text out. */

#ifndef UNIT_GROUPING_H
#define UNIT_GROUPING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/agg.h"
#include "stream/rd.h"

/* Adds a stream to a; returns how many rows were good. */
static inline size_t
feed_text(struct agg *a, struct schemas *all, struct slice text)
{
	struct origin origin = {.name = "t", .ev = EVIDENCE_INIT};
	struct block *b = block_new();
	size_t kept = 0;
	const char *why;

	struct feed *rest = feed_open("/dev/null", &why);
	struct rd *r = rd_new(feed_head(text.p, text.n, rest), &origin, all);
	while (rd_next(r, b) == 1) {
		agg_block(a, b);
		kept += b->nsel;
	}
	rd_free(r);
	block_free(b);
	return kept;
}

/* The groups of a as a stream without an end; ends a. */
static inline void
drain(struct agg *a, struct buf *to)
{
	const struct schema *s = agg_schema(a);
	struct block *b = block_new();
	char tmp[CELL_MAX];

	for (size_t c = 0; c < s->ncol; c++)
		buf_fmt(to, "%s%s", c == 0 ? "#" : "\t", s->col[c].name);
	buf_char(to, '\n');
	while (agg_next(a, b) == 1) {
		assert_ptr_equal(b->schema, s);
		for (size_t i = 0; i < b->nsel; i++) {
			for (size_t c = 0; c < s->ncol; c++) {
				buf_str(to, c == 0 ? "" : "\t");
				buf_slice(to, block_cell(b, b->sel[i], c, tmp));
			}
			buf_char(to, '\n');
		}
	}
	block_free(b);
}

/* Groups one stream. */
static inline struct buf
group(const char *list, struct slice text)
{
	struct schemas *all = schemas_new();
	struct keys *k = keys_parse(list);
	struct agg *a = agg_new(k, all);
	struct buf out = {0};

	feed_text(a, all, text);
	drain(a, &out);
	agg_free(a);
	keys_free(k);
	schemas_free(all);
	return out;
}

/* Frees got; of long texts only the first line that differs is shown. */
static inline void
same_bytes(struct buf *got, struct buf *want)
{
	struct slice g = {got->p, got->n}, w = {want->p, want->n};

	while (g.p != NULL && w.p != NULL) {
		struct slice a = slice_cut(&g, '\n');
		struct slice b = slice_cut(&w, '\n');
		if (!slice_eq(a, b))
			fail_msg("got  %.*s\nwant %.*s", (int)a.n, a.p,
			    (int)b.n, b.p);
	}
	assert_true(g.p == NULL && w.p == NULL);
	buf_free(got);
}

#endif
