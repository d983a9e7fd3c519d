/* SPDX-License-Identifier: ISC */

/* See spill.h. */

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/losers.h"
#include "base/mem.h"
#include "base/order.h"
#include "base/temp.h"
#include "engine/spill.h"

#define ROOM (SPILL_BUFFER / sizeof(uint64_t))

struct run {
	int fd;
	off_t at, end; /* in the file */
	enum key_form form;
	unsigned int pay;
};

/* A run that is being read. */
struct source {
	struct run run;      /* what is still to be read */
	off_t began;         /* where the run lies */
	uint64_t *buf;       /* room words, of which those from at to end */
	size_t room;         /* ... are to be looked at */
	size_t at, end;      /* in words */
	size_t size;         /* words of the record at `at` */
	const uint64_t *key; /* its key in the common form; NULL: no more */
	uint64_t *wide;      /* room for that form; NULL: it is the run's */
	struct record rec;
};

struct spill {
	const struct keys *keys;
	bool named; /* there are names among the keys */
	int *fd;    /* the first is our own; the others were taken */
	size_t nfd;
	off_t end; /* of our file */
	struct run *run;
	size_t nrun;

	/* The run that is being written. */
	struct run cur;
	uint64_t *buf;
	size_t fill; /* words in buf */

	/* The runs that are being merged. */
	struct source *src;
	struct losers tree;
	size_t nsrc;
	enum key_form form; /* the common one: wide, if there are both */
	size_t words;       /* of a key in it */
	bool held;          /* the caller has the record of the winner */
};

/* ---- birth and death -------------------------------------------------- */

struct spill *
spill_new(const struct keys *keys)
{
	struct spill *s = mem_new(sizeof(*s));

	s->keys = keys;
	for (size_t i = 0; i < keys->n; i++)
		s->named |= keys->part[i].field->kind == KIND_NAME;
	s->fd = mem_array(NULL, 1, sizeof(*s->fd));
	s->nfd = 1;
	s->fd[0] = temp_open();
	s->buf = mem_array(NULL, ROOM, sizeof(*s->buf));
	return s;
}

void
spill_free(struct spill *s)
{
	if (s == NULL)
		return;
	spill_close(s);
	for (size_t i = 0; i < s->nfd; i++)
		close(s->fd[i]);
	free(s->fd);
	free(s->run);
	free(s->buf);
	free(s);
}

/* ---- writing ---------------------------------------------------------- */

static void
flush(struct spill *s)
{
	size_t n = s->fill * sizeof(*s->buf);

	temp_write(s->fd[0], s->buf, n, s->end);
	s->end += (off_t)n;
	s->fill = 0;
}

void
spill_start(struct spill *s, enum key_form form, unsigned int pay)
{
	s->cur = (struct run){s->fd[0], s->end, s->end, form, pay};
}

static void
put_words(struct spill *s, const uint64_t *p, size_t n)
{
	while (n > 0) {
		if (s->fill == ROOM)
			flush(s);
		size_t part = n < ROOM - s->fill ? n : ROOM - s->fill;
		memcpy(s->buf + s->fill, p, part * sizeof(*p));
		s->fill += part;
		p += part;
		n -= part;
	}
}

/* Bytes, and zeros up to a whole word. */
static void
put_bytes(struct spill *s, struct slice text)
{
	while (text.n > 0) {
		uint64_t word = 0;
		size_t n = text.n < sizeof(word) ? text.n : sizeof(word);
		memcpy(&word, text.p, n);
		put_words(s, &word, 1);
		text.p += n;
		text.n -= n;
	}
}

void
spill_put(struct spill *s, const uint64_t *entry, struct slice text)
{
	put_words(s, entry, s->keys->words[s->cur.form] + s->cur.pay);
	put_bytes(s, text);
}

static void
add_run(struct spill *s, struct run run)
{
	s->run = mem_array(s->run, s->nrun + 1, sizeof(*s->run));
	s->run[s->nrun++] = run;
}

void
spill_end(struct spill *s)
{
	flush(s);
	s->cur.end = s->end;
	add_run(s, s->cur);
}

size_t
spill_runs(const struct spill *s)
{
	return s->nrun;
}

void
spill_take(struct spill *s, struct spill *from)
{
	size_t own = from->nrun > 0 ? from->nfd : 0;

	if (own == 0)
		return;
	s->fd = mem_array(s->fd, s->nfd + own, sizeof(*s->fd));
	memcpy(s->fd + s->nfd, from->fd, own * sizeof(*s->fd));
	s->nfd += own;
	from->nfd = 0;
	for (size_t i = 0; i < from->nrun; i++)
		add_run(s, from->run[i]);
	from->nrun = 0;
}

/* ---- reading ---------------------------------------------------------- */

/* Has n words from src->at on in memory; false: the run is at its end. */
static bool
want(struct source *src, size_t n)
{
	struct run *run = &src->run;
	size_t have = src->end - src->at;

	if (have >= n)
		return true;
	if (run->at == run->end && have == 0)
		return false;
	memmove(src->buf, src->buf + src->at, have * sizeof(*src->buf));
	src->at = 0;
	if (n > src->room) {
		src->room = n;
		src->buf = mem_array(src->buf, n, sizeof(*src->buf));
	}
	size_t left = (src->room - have) * sizeof(*src->buf);
	if ((off_t)left > run->end - run->at)
		left = (size_t)(run->end - run->at);
	src->end = have + left / sizeof(*src->buf);
	temp_read(run->fd, src->buf + have, left, run->at);
	run->at += (off_t)left;
	assert(src->end - src->at >= n);
	return true;
}

/* How long the names of a record are. */
static size_t
text_bytes(const struct spill *s, enum key_form form, const uint64_t *key)
{
	size_t n = 0;

	for (size_t i = 0; s->named && i < s->keys->n; i++) {
		const struct keypart *p = &s->keys->part[i];
		if (p->field->kind != KIND_NAME)
			continue;
		uint64_t len = key_num(p, form, key);
		n += len == INTERN_NONE ? 0 : len;
	}
	return n;
}

/* Looks at the record at src->at, if there is one. */
static void
load(struct spill *s, struct source *src)
{
	enum key_form form = src->run.form;
	size_t words = s->keys->words[form] + src->run.pay;

	src->key = NULL;
	if (!want(src, words))
		return;
	size_t text = text_bytes(s, form, src->buf + src->at);
	src->size = words + (text + sizeof(uint64_t) - 1) / sizeof(uint64_t);
	want(src, src->size);
	const uint64_t *entry = src->buf + src->at;
	src->rec = (struct record){form, src->run.pay, entry,
	    {(const char *)(entry + words), text}};
	src->key = entry;
	if (src->wide == NULL)
		return;
	key_widen(s->keys, entry, src->wide);
	src->key = src->wide;
}

/* ---- merging ---------------------------------------------------------- */

/* One part of two keys: <0, 0, >0; at[] is where their names go on. */
static int
compare_names(const struct keypart *p, enum key_form form,
    const uint64_t *const key[2], const char *at[2])
{
	uint64_t n[2];
	struct slice name[2];

	for (int i = 0; i < 2; i++) {
		n[i] = key_num(p, form, key[i]);
		name[i] = (struct slice){at[i], n[i]};
		if (n[i] != INTERN_NONE)
			at[i] += n[i];
	}
	if (n[0] != INTERN_NONE && n[1] != INTERN_NONE)
		return slice_cmp(name[0], name[1]);
	return (n[0] > n[1]) - (n[0] < n[1]);
}

static int
compare_ips(const struct keypart *p, enum key_form form,
    const uint64_t *const key[2])
{
	uint8_t len[2];
	struct ip a = key_ip(p, form, key[0], &len[0]);
	struct ip b = key_ip(p, form, key[1], &len[1]);

	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	if (a.lo != b.lo)
		return a.lo < b.lo ? -1 : 1;
	return len[0] - len[1];
}

/* The order of keys with names: part by part. */
static int
compare_parts(const struct spill *s, enum key_form form, const struct source *a,
    const struct source *b)
{
	const uint64_t *const key[2] = {a->key, b->key};
	const char *at[2] = {a->rec.text.p, b->rec.text.p};
	int c = 0;

	for (size_t i = 0; i < s->keys->n && c == 0; i++) {
		const struct keypart *p = &s->keys->part[i];
		if (p->field->kind == KIND_NAME) {
			c = compare_names(p, form, key, at);
		} else if (p->field->kind == KIND_IP) {
			c = compare_ips(p, form, key);
		} else {
			uint64_t x = key_num(p, form, key[0]);
			uint64_t y = key_num(p, form, key[1]);
			c = (x > y) - (x < y);
		}
	}
	return c;
}

/* Does the record of source a come before that of b? */
static bool
before(const void *arg, size_t a, size_t b)
{
	const struct spill *s = arg;
	const struct source *x = &s->src[a], *y = &s->src[b];

	if (x->key == NULL || y->key == NULL)
		return y->key == NULL;
	if (!s->named)
		return order_cmp(x->key, y->key, s->words) < 0;
	return compare_parts(s, s->form, x, y) < 0;
}

/*
 * Which runs are to be merged: all, or else those of the more frequent form,
 * of which there are two at least.  They go to the front; how many.
 */
static size_t
choose(struct spill *s, size_t most)
{
	size_t count[KEY_FORMS] = {0}, n = 0;

	if (s->nrun <= most)
		return s->nrun;
	for (size_t i = 0; i < s->nrun; i++)
		count[s->run[i].form]++;
	enum key_form form = count[KEY_WIDE] > count[KEY_NARROW] ? KEY_WIDE :
								   KEY_NARROW;
	for (size_t i = 0; i < s->nrun && n < most; i++) {
		if (s->run[i].form != form)
			continue;
		struct run run = s->run[i];
		/* The others keep their order: the oldest go first. */
		memmove(s->run + n + 1, s->run + n, (i - n) * sizeof(run));
		s->run[n++] = run;
	}
	return n;
}

static void
open_source(struct spill *s, struct source *src, struct run run)
{
	src->run = run;
	src->began = run.at;
	src->room = ROOM;
	src->buf = mem_array(NULL, ROOM, sizeof(*src->buf));
	if (run.form != s->form)
		src->wide = mem_array(NULL, s->words, sizeof(*src->wide));
	load(s, src);
}

bool
spill_open(struct spill *s, size_t most)
{
	size_t n = choose(s, most);

	assert(most >= 4 && s->nsrc == 0);
	s->form = n > 0 ? s->run[0].form : KEY_NARROW;
	for (size_t i = 1; i < n; i++) {
		if (s->run[i].form != s->form)
			s->form = KEY_WIDE;
	}
	s->words = s->keys->words[s->form];
	s->src = mem_new(n * sizeof(*s->src));
	s->nsrc = n;
	for (size_t i = 0; i < n; i++)
		open_source(s, &s->src[i], s->run[i]);
	if (n > 0)
		losers_init(&s->tree, n, before, s);
	s->nrun -= n;
	if (s->nrun > 0)
		memmove(s->run, s->run + n, s->nrun * sizeof(*s->run));
	s->held = false;
	return s->nrun == 0;
}

/* The source of the least record; NULL: the end. */
static struct source *
winner(struct spill *s)
{
	if (s->nsrc == 0)
		return NULL;
	struct source *src = &s->src[losers_least(&s->tree)];
	if (s->held) {
		s->held = false;
		src->at += src->size;
		load(s, src);
		losers_again(&s->tree);
		src = &s->src[losers_least(&s->tree)];
	}
	return src->key != NULL ? src : NULL;
}

bool
spill_next(struct spill *s, struct record *r)
{
	const struct source *src = winner(s);

	if (src == NULL)
		return false;
	*r = src->rec;
	s->held = true;
	return true;
}

/* A key has one form only, and in it equal keys are equal words. */
bool
spill_again(struct spill *s, const struct record *like, struct record *r)
{
	const struct source *src = winner(s);

	if (src == NULL || src->rec.form != like->form ||
	    order_cmp(src->rec.entry, like->entry,
		s->keys->words[like->form]) != 0 ||
	    !slice_eq(src->rec.text, like->text))
		return false;
	return spill_next(s, r);
}

/* The space of runs that were merged into one; where that can be done. */
static void
give_back(const struct source *src)
{
	fallocate(src->run.fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
	    src->began, src->run.end - src->began);
}

void
spill_close(struct spill *s)
{
	for (size_t i = 0; i < s->nsrc; i++) {
		give_back(&s->src[i]);
		free(s->src[i].buf);
		free(s->src[i].wide);
	}
	free(s->src);
	losers_free(&s->tree);
	s->src = NULL;
	s->nsrc = 0;
}
