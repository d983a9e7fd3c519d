/* SPDX-License-Identifier: ISC */

/* See words.h: a feed, and one buffer that holds what was not given yet. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/feed.h"
#include "base/mem.h"
#include "base/words.h"

enum {
	BITE = 65536,      /* bytes asked of the feed at once */
	LONGEST = 1 << 20, /* a longer line is no text of a person's */
};

struct words {
	struct feed *feed;
	char *path;     /* for messages */
	struct buf buf; /* [at, n) was read and not given yet */
	size_t at;
	size_t line; /* the number of the line last cut */
	bool end;    /* the feed has no more */
	bool failed; /* and that was reported */
};

struct words *
words_open(const char *path)
{
	const char *why;

	struct feed *feed = feed_open(path, &why);
	if (strcmp(path, "-") == 0)
		path = "stdin";
	if (feed == NULL) {
		diag_warn(DIAG_LOST, "%s: %s", path, why);
		return NULL;
	}
	struct words *w = mem_new(sizeof(*w));
	w->feed = feed;
	w->path = mem_str(path);
	buf_room(&w->buf, BITE);
	return w;
}

/* Reads on; 0 (the end included), or -1 and reported. */
static int
more(struct words *w)
{
	struct buf *b = &w->buf;

	if (w->at > 0) {
		b->n -= w->at;
		memmove(b->p, b->p + w->at, b->n);
		w->at = 0;
	}
	if (b->n > LONGEST) {
		diag_warn(DIAG_LOST, "%s:%zu: line too long: not a text file?",
		    w->path, w->line + 1);
		w->failed = true;
		return -1;
	}
	ssize_t got = feed_pull(w->feed, buf_room(b, BITE), BITE);
	if (got == -1) {
		diag_warn(DIAG_LOST, "%s: %s", w->path, w->feed->why);
		w->failed = true;
		return -1;
	}
	b->n += (size_t)got;
	w->end = got == 0;
	return 0;
}

/* 1 and the next line without its newline, 0 at the end, -1 and reported. */
static int
cut(struct words *w, struct slice *line)
{
	if (w->failed)
		return -1;
	for (;;) {
		struct slice rest = {w->buf.p + w->at, w->buf.n - w->at};
		*line = slice_cut(&rest, '\n');
		if (rest.p != NULL || (w->end && line->n > 0)) {
			w->at += line->n + (rest.p != NULL);
			w->line++;
			return 1;
		}
		if (w->end)
			return 0;
		if (more(w) == -1)
			return -1;
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct slice
strip(struct slice s, bool first)
{
	if (first && s.n >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0) {
		s.p += 3;
		s.n -= 3;
	}
	while (s.n > 0 && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

int
words_next(struct words *w, struct slice *line)
{
	for (;;) {
		int got = cut(w, line);
		if (got != 1)
			return got;
		*line = strip(*line, w->line == 1);
		if (line->n > 0 && line->p[0] != '#')
			return 1;
	}
}

size_t
words_line(const struct words *w)
{
	return w->line;
}

const char *
words_path(const struct words *w)
{
	return w->path;
}

void
words_close(struct words *w)
{
	if (w == NULL)
		return;
	feed_close(w->feed);
	buf_free(&w->buf);
	free(w->path);
	free(w);
}
