/* SPDX-License-Identifier: ISC */

/* What the tests of pairing share: records by hand in, connections out. */

#ifndef UNIT_PAIRING_H
#define UNIT_PAIRING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/conn.h"
#include "stream/rd.h"

#define PAIRING_HEAD                                                      \
	"#eni\tsrc\tsport\tdst\tdport\tproto\tpackets\tbytes\tstart\tend" \
	"\taction\tflags\n"

/* Adds rows under a header to p; blanks stand for tabs in rows. */
static inline void
pairing_add(struct pair *p, struct schemas *all, const char *head,
    const char *rows)
{
	struct origin origin = {.name = "t", .ev = EVIDENCE_INIT};
	struct block *b = block_new();
	struct buf text = {0};
	const char *why;

	buf_str(&text, head);
	for (const char *c = rows; *c != '\0'; c++)
		buf_char(&text, *c == ' ' ? '\t' : *c);
	struct feed *rest = feed_open("/dev/null", &why);
	struct rd *r = rd_new(feed_head(text.p, text.n, rest), &origin, all);
	while (rd_next(r, b) == 1)
		pair_block(p, b);
	rd_free(r);
	block_free(b);
	buf_free(&text);
}

static inline struct ipset *
pairing_set(const char *word)
{
	struct ipset *s = ipset_new();

	assert_int_equal(ipset_word(s, slice_str(word)), 0);
	ipset_done(s);
	return s;
}

/* The connections of p, which it takes: chosen columns, blanks between. */
static inline struct buf
pairing_text(struct pair *p, struct schemas *all, const char *const *col,
    size_t n)
{
	struct ipset *ours = pairing_set("10.0.0.0/8");
	struct ipset *near = pairing_set("172.16.0.0/12");
	struct conn_conf conf = {NULL, 0, ours, near, NULL, NULL, 3};
	struct conn *c = conn_new(&conf, p, all);
	struct block *b = block_new();
	struct buf out = {0};
	char tmp[CELL_MAX];

	while (conn_next(c, b) == 1)
		for (size_t i = 0; i < b->nsel; i++)
			for (size_t k = 0; k < n; k++) {
				size_t at = schema_column(b->schema,
				    field_find(slice_str(col[k])),
				    slice_str(col[k]));
				buf_slice(&out,
				    at == SCHEMA_NONE ?
					(struct slice){"?", 1} :
					block_cell(b, b->sel[i], at, tmp));
				buf_char(&out, k + 1 < n ? ' ' : '\n');
			}
	block_free(b);
	conn_free(c);
	ipset_free(ours);
	ipset_free(near);
	return out;
}

/* Records to "src dst dport how answered scans needed", a line each. */
static inline void
pairing_check(const char *rows, const char *want)
{
	static const char *const col[] = {"src", "dst", "dport", "how",
	    "answered", "scans", "needed"};
	struct schemas *all = schemas_new();
	struct pair *p = pair_new(NULL, 0);

	pairing_add(p, all, PAIRING_HEAD, rows);
	struct buf out = pairing_text(p, all, col, nitems(col));
	assert_string_equal(buf_cstr(&out), want);
	buf_free(&out);
	schemas_free(all);
}

#endif
