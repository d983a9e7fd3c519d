/* SPDX-License-Identifier: ISC */

/* See peel.h. */

#include <stdlib.h>
#include <string.h>

#include "base/compat.h"
#include "base/mem.h"
#include "source/base64.h"
#include "source/gz.h"
#include "source/peel.h"
#include "source/recode.h"

/* What we know by its first bytes and do not read. */
static const struct {
	const char *magic;
	size_t n;
	const char *why;
} foreign[] = {
    {"\x28\xb5\x2f\xfd", 4, "zstd: unpack it first, with zstd -dc"},
    {"BZh", 3, "bzip2: unpack it first, with bzip2 -dc"},
    {"\xfd\x37\x7a\x58\x5a\x00", 6, "xz: unpack it first, with xz -dc"},
    {"PK\x03\x04", 4, "zip: unpack it first, with unzip -p"},
};

#define MAGIC_MOST 6 /* the longest of them */

void
peel_open(struct peel *p, struct feed *feed)
{
	*p = (struct peel){.feed = feed};
	p->head = mem_array(NULL, PEEL_HEAD, 1);
}

bool
peel_more(struct peel *p)
{
	if (p->whole || p->n == PEEL_HEAD)
		return false;
	ssize_t got = feed_pull(p->feed, p->head + p->n, PEEL_HEAD - p->n);
	p->whole = got <= 0;
	if (got == -1)
		p->why = p->feed->why;
	if (got > 0)
		p->n += (size_t)got;
	return got > 0;
}

/* Enough bytes to tell every magic, or a line: none of them has a newline. */
static void
read_magic(struct peel *p)
{
	while (p->n < MAGIC_MOST && memchr(p->head, '\n', p->n) == NULL)
		if (!peel_more(p))
			break;
}

static const char *
find_foreign(const struct peel *p)
{
	for (size_t i = 0; i < nitems(foreign); i++) {
		if (p->n >= foreign[i].n &&
		    memcmp(p->head, foreign[i].magic, foreign[i].n) == 0)
			return foreign[i].why;
	}
	return NULL;
}

/* Editors of other systems begin UTF-8 with a byte order mark. */
static void
drop_bom(struct peel *p)
{
	static const char bom[] = "\xef\xbb\xbf";
	size_t n = sizeof(bom) - 1;

	if (p->n < n || memcmp(p->head, bom, n) != 0)
		return;
	p->n -= n;
	memmove(p->head, p->head + n, p->n);
}

static struct feed *
open_gz(struct feed *under)
{
	return gz_open(under, NULL);
}

struct wrapping {
	const char *name;
	struct feed *(*open)(struct feed *under);
};

static const struct wrapping gzip = {"gzip", open_gz};
static const struct wrapping base64 = {"base64", base64_open};

/* The wrapping that the head begins; NULL: there is none. */
static const struct wrapping *
find_wrapping(struct peel *p)
{
	if (gz_claim(p->head, p->n))
		return &gzip;
	for (;;) {
		enum claim c = base64_claim((struct slice){p->head, p->n},
		    p->whole);
		if (c != CLAIM_MORE)
			return c == CLAIM_YES ? &base64 : NULL;
		peel_more(p);
	}
}

/* The feed with its head put back. */
static struct feed *
whole_feed(struct peel *p)
{
	return feed_head(p->head, p->n, p->feed);
}

/* One wrapping less: the head is to be read anew, from another feed. */
static void
take_off(struct peel *p, const char *name, struct feed *feed)
{
	p->over[p->nover++] = name;
	p->feed = feed;
	p->n = 0;
	p->whole = false;
	p->why = NULL;
	read_magic(p);
}

/* What other systems save as text becomes what we call so. */
static void
recode(struct peel *p)
{
	size_t left = PEEL_MOST - PEEL_DEEP; /* UTF-16 and CR in it */
	bool more;

	while (left > 0) {
		struct slice head = {p->head, p->n};
		enum recode how = recode_tell(head, p->whole, &more);
		if (more && (peel_more(p) || p->whole))
			continue;
		if (how == RECODE_NONE)
			break;
		take_off(p, recode_name[how], recode_open(whole_feed(p), how));
		left--;
	}
}

int
peel_unwrap(struct peel *p)
{
	read_magic(p);
	for (size_t deep = 0; p->n > 0; deep++) {
		const struct wrapping *w = find_wrapping(p);
		if (w == NULL)
			break;
		if (deep == PEEL_DEEP) {
			p->why = "gzip and base64 in each other, more than 4 "
				 "times";
			return -1;
		}
		take_off(p, w->name, w->open(whole_feed(p)));
	}
	const char *foreign_why = find_foreign(p);
	if (foreign_why != NULL) {
		p->why = foreign_why;
		return -1;
	}
	recode(p);
	if (p->n == 0)
		return p->why != NULL ? -1 : 0;
	drop_bom(p);
	return 0;
}

struct feed *
peel_take(struct peel *p)
{
	struct feed *feed = whole_feed(p);

	free(p->head);
	*p = (struct peel){0};
	return feed;
}

void
peel_close(struct peel *p)
{
	feed_close(p->feed);
	free(p->head);
	*p = (struct peel){0};
}
