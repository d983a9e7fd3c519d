/* SPDX-License-Identifier: ISC */

/*
 * What an input format is: a row of format.def that knows its own by a head,
 * and opens it as a source of blocks.
 */

#ifndef SOURCE_FORMAT_H
#define SOURCE_FORMAT_H

#include "base/feed.h"
#include "model/block.h"
#include "model/want.h"
#include "source/layout.h"

/* One input that is being read.  A format embeds this as its first member. */
struct source {
	/* 1 and the next block, 0 at the end, -1 after a reported error. */
	int (*next)(struct source *s, struct block *b);
	/* Would next wait for somebody to write? */
	bool (*wait)(struct source *s);
	void (*close)(struct source *s);
};

enum claim {
	CLAIM_NO,
	CLAIM_YES,
	CLAIM_MORE, /* more of the head would tell; never asked if whole */
};

/* What a format leaves for the next file of a reader. */
struct format_rest {
	void *p; /* what only the format knows; NULL: nothing */
	void (*free)(void *p);
};

/* What a format is opened with; all is borrowed, the head only by open. */
struct format_env {
	struct origin *origin;
	struct schemas *all;
	const struct layout *columns; /* -F, or NULL */
	const struct want *want;      /* columns to read; NULL: all */
	struct slice head;            /* the first bytes of the feed */
	struct format_rest *rest;     /* of the reader, or NULL */
	const char *why;              /* what failed right behind it, or NULL */
};

struct format {
	const char *name; /* as -T says it */
	/* Pure and bounded.  head is not empty; whole: no more will come. */
	enum claim (*claim)(struct slice head, bool whole);
	/*
	 * Takes the feed.  NULL if it can't be read, after origin_lost; the
	 * feed is closed then.  Sets origin->raw.
	 */
	struct source *(*open)(struct feed *feed, const struct format_env *env);
	const char *help;
};

/* The rows of format.def. */
extern const struct format format_table[];
extern const size_t format_count;

/* Their names, for -T, NULL at the end. */
extern const char *const format_names[];

/* The format of a name in format_names; it must be one. */
const struct format *format_named(const char *name);

/* The stream (stream/rd.h) as a row like the others. */
enum claim format_stream_claim(struct slice head, bool whole);
struct source *
format_stream_open(struct feed *feed, const struct format_env *env);

#endif
