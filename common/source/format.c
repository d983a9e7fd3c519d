/* SPDX-License-Identifier: ISC */

/* See format.h: the table, and the stream's row in it. */

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "source/csv.h"
#include "source/events.h"
#include "source/format.h"
#include "source/insights.h"
#include "source/pq.h"
#include "source/text.h"
#include "stream/rd.h"

const struct format format_table[] = {
#define X(name, claim, open, help) {name, claim, open, help},
#include "source/format.def"
#undef X
};
const size_t format_count = nitems(format_table);

const char *const format_names[] = {
#define X(name, claim, open, help) name,
#include "source/format.def"
#undef X
    NULL,
};

const struct format *
format_named(const char *name)
{
	size_t i = 0;

	while (i + 1 < format_count && strcmp(format_table[i].name, name) != 0)
		i++;
	assert(strcmp(format_table[i].name, name) == 0);
	return &format_table[i];
}

struct stream {
	struct source source;
	struct rd *rd;
};

static int
stream_next(struct source *s, struct block *b)
{
	return rd_next(((struct stream *)s)->rd, b);
}

static bool
stream_wait(struct source *s)
{
	return rd_wait(((struct stream *)s)->rd);
}

static void
stream_close(struct source *s)
{
	rd_free(((struct stream *)s)->rd);
	free(s);
}

enum claim
format_stream_claim(struct slice head, bool whole)
{
	(void)whole;
	return head.p[0] == '#' ? CLAIM_YES : CLAIM_NO;
}

struct source *
format_stream_open(struct feed *feed, const struct format_env *env)
{
	struct stream *s = mem_new(sizeof(*s));

	s->source.next = stream_next;
	s->source.wait = stream_wait;
	s->source.close = stream_close;
	s->rd = rd_new(feed, env->origin, env->all);
	return &s->source;
}
