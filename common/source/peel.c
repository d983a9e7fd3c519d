/* SPDX-License-Identifier: ISC */

/* See peel.h. */

#include <stdlib.h>
#include <string.h>

#include "base/compat.h"
#include "base/mem.h"
#include "source/gz.h"
#include "source/peel.h"

/* What we know by its first bytes and do not read. */
static const struct {
	const char *magic;
	size_t n;
	const char *why;
} foreign[] = {
    {"\x28\xb5\x2f\xfd",         4, "zstd: unpack it first, with zstd -dc"          },
    {"BZh",		      3, "bzip2: unpack it first, with bzip2 -dc"        },
    {"\xfd\x37\x7a\x58\x5a\x00", 6, "xz: unpack it first, with xz -dc"              },
    {"\xff\xfe",		 2, "UTF-16: convert it first, with iconv -f UTF-16"},
    {"\xfe\xff",		 2, "UTF-16: convert it first, with iconv -f UTF-16"},
    {"PK\x03\x04",               4, "zip: unpack it first, with unzip -p"           },
};

#define MAGIC_MOST 6 /* the longest of them */

void
peel_open(struct peel *p, struct feed *feed)
{
	*p = (struct peel){.feed = feed};
	p->head = mem_array(NULL, PEEL_HEAD, 1);
}

int
peel_more(struct peel *p)
{
	if (p->whole || p->n == PEEL_HEAD)
		return 0;
	ssize_t got = feed_pull(p->feed, p->head + p->n, PEEL_HEAD - p->n);
	if (got == -1)
		return -1;
	p->whole = got == 0;
	p->n += (size_t)got;
	return got > 0;
}

/*
 * Enough bytes to tell every magic, or a whole line: none of them holds a
 * newline.  0, or -1 where the feed failed before its first byte.
 */
static int
read_magic(struct peel *p)
{
	while (p->n < MAGIC_MOST && memchr(p->head, '\n', p->n) == NULL) {
		int r = peel_more(p);
		if (r == -1 && p->n == 0)
			return -1;
		if (r != 1)
			break;
	}
	return 0;
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

int
peel_unwrap(struct peel *p, const char **why)
{
	for (size_t deep = 0;; deep++) {
		if (read_magic(p) == -1) {
			*why = p->feed->why;
			return -1;
		}
		*why = find_foreign(p);
		if (*why != NULL)
			return -1;
		if (!gz_claim(p->head, p->n)) {
			drop_bom(p);
			return 0;
		}
		if (deep == PEEL_DEEP) {
			*why = "gzip in gzip, more than 4 times";
			return -1;
		}
		p->feed = gz_open(feed_head(p->head, p->n, p->feed), NULL);
		p->n = 0;
		p->whole = false;
	}
}

struct feed *
peel_take(struct peel *p)
{
	struct feed *feed = feed_head(p->head, p->n, p->feed);

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
