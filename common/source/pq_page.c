/* SPDX-License-Identifier: ISC */

/* See pq_state.h: a chunk to pages, unpacked. */

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "source/gz.h"
#include "source/pq_state.h"

#define STEP (256 * 1024) /* bytes that are read at a time, at least */

/* A head as it is written (parquet.thrift, PageHeader), and the three it may
 * hold. */
struct head {
	int64_t type, size, packed; /* bytes of the page, unpacked or not */
	int64_t n, encoding, levels_encoding;
	int64_t levels, repeats; /* bytes of PQ_DATA2's */
	bool plain;              /* PQ_DATA2's values are not packed */
	bool summed;
	uint32_t sum;
	bool kind[PQ_DATA2 + 1]; /* which of the three there were */
};

int
pq_column_lost(const struct pq_pages *p, const char *fmt, ...)
{
	int n = p->leaf->name.n < 60 ? (int)p->leaf->name.n : 60;
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	origin_lost(p->file->origin, "Parquet column %.*s: %s", n,
	    p->leaf->name.p, what);
	return -1;
}

/* ---- bytes ------------------------------------------------------------ */

int
pq_hold(struct pq_file *f, size_t n)
{
	if (n > PQ_HELD_MOST - f->held) {
		origin_lost(f->origin,
		    "Parquet: its pages take more than %d MiB at a time",
		    PQ_HELD_MOST >> 20);
		return -1;
	}
	f->held += n;
	return 0;
}

int
pq_room(struct pq_file *f, struct pq_bytes *b, size_t n, size_t keep)
{
	if (n > b->held) {
		if (pq_hold(f, n - b->held) == -1)
			return -1;
		b->held = n;
	}
	if (n > b->room || b->p == NULL) {
		char *p = mem_array(NULL, n + 2 * BLOCK_PAD, 1);
		memset(p, 0, BLOCK_PAD);
		p += BLOCK_PAD;
		if (keep > 0)
			memcpy(p, b->p, keep);
		if (b->p != NULL)
			free(b->p - BLOCK_PAD);
		b->p = p;
		b->room = n;
	}
	memset(b->p + n, 0, BLOCK_PAD);
	return 0;
}

void
pq_rest(struct pq_file *f, struct pq_bytes *b)
{
	f->held -= b->held;
	b->held = 0;
}

void
pq_drop(struct pq_file *f, struct pq_bytes *b)
{
	pq_rest(f, b);
	if (b->p != NULL)
		free(b->p - BLOCK_PAD);
	*b = (struct pq_bytes){0};
}

/*
 * Has n bytes from the next page on at hand, and more where that is cheap; as
 * many as there are in the chunk, if those are fewer.  How many; -1.
 */
static ssize_t
look(struct pq_pages *p, size_t n)
{
	struct feed *feed = p->file->feed;
	uint64_t rest = p->to - p->at, gone = p->at - p->raw_at;

	if (n > rest)
		n = (size_t)rest;
	if (gone + n <= p->nraw)
		return (ssize_t)(p->nraw - gone);
	size_t want = n > STEP ? n : rest < STEP ? (size_t)rest : STEP;
	size_t keep = gone < p->nraw ? p->nraw - (size_t)gone : 0;
	if (keep > 0)
		memmove(p->raw.p, p->raw.p + gone, keep);
	p->raw_at = p->at;
	p->nraw = keep;
	if (pq_room(p->file, &p->raw, want, keep) == -1)
		return -1;
	while (p->nraw < n) {
		ssize_t got = feed->at(feed, p->raw.p + p->nraw, want - p->nraw,
		    p->raw_at + p->nraw);
		if (got == -1)
			return pq_column_lost(p, "%s", feed->why);
		if (got == 0)
			return pq_column_lost(p, "the file became shorter");
		p->nraw += (size_t)got;
	}
	memset(p->raw.p + p->nraw, 0, BLOCK_PAD);
	return (ssize_t)p->nraw;
}

static const char *
here(const struct pq_pages *p)
{
	return p->raw.p + (p->at - p->raw_at);
}

/* ---- heads ------------------------------------------------------------ */

/* DataPageHeader and DictionaryPageHeader begin alike. */
static void
read_kind(struct thrift *t, struct head *h, bool data)
{
	struct thrift_at f = {0};

	while (thrift_next(t, &f)) {
		if (f.id == 1)
			h->n = thrift_int(t, &f);
		else if (f.id == 2)
			h->encoding = thrift_int(t, &f);
		else if (f.id == 3 && data)
			h->levels_encoding = thrift_int(t, &f);
		else
			thrift_skip(t, &f);
	}
}

/* DataPageHeaderV2. */
static void
read_kind2(struct thrift *t, struct head *h)
{
	struct thrift_at f = {0};

	h->levels_encoding = PQ_RLE;
	while (thrift_next(t, &f)) {
		switch (f.id) {
		case 1:
			h->n = thrift_int(t, &f);
			break;
		case 4:
			h->encoding = thrift_int(t, &f);
			break;
		case 5:
			h->levels = thrift_int(t, &f);
			break;
		case 6:
			h->repeats = thrift_int(t, &f);
			break;
		case 7:
			h->plain = !thrift_bool(t, &f);
			break;
		default:
			thrift_skip(t, &f);
			break;
		}
	}
}

static void
read_head(struct thrift *t, struct head *h)
{
	struct thrift_at f = {0};

	*h = (struct head){.type = -1, .size = -1, .packed = -1, .n = -1};
	while (thrift_next(t, &f)) {
		if (f.id == 1) {
			h->type = thrift_int(t, &f);
		} else if (f.id == 2) {
			h->size = thrift_int(t, &f);
		} else if (f.id == 3) {
			h->packed = thrift_int(t, &f);
		} else if (f.id == 4) {
			h->summed = true;
			h->sum = (uint32_t)thrift_int(t, &f);
		} else if (f.id == 5 && thrift_struct(t, &f)) {
			h->kind[PQ_DATA] = true;
			read_kind(t, h, true);
		} else if (f.id == 7 && thrift_struct(t, &f)) {
			h->kind[PQ_DICT] = true;
			read_kind(t, h, false);
		} else if (f.id == 8 && thrift_struct(t, &f)) {
			h->kind[PQ_DATA2] = true;
			read_kind2(t, h);
		} else {
			thrift_skip(t, &f);
		}
	}
}

/*
 * The head of the next page, which is then passed over.  It says nowhere how
 * long it is; most are below 100 bytes, with statistics more.
 */
static int
take_head(struct pq_pages *p, struct head *h)
{
	for (size_t n = 256;; n *= 8) {
		if (n > PQ_HEAD_MOST)
			n = PQ_HEAD_MOST;
		ssize_t got = look(p, n);
		if (got == -1)
			return -1;
		const unsigned char *from = (const unsigned char *)here(p);
		struct thrift t = {from, from + got, false};
		read_head(&t, h);
		if (!t.bad) {
			p->at += (uint64_t)(t.p - from);
			return 0;
		}
		if ((size_t)got < n || n == PQ_HEAD_MOST)
			return pq_column_lost(p,
			    "damaged: the head of a page can't be read");
	}
}

/* What can be told to be wrong by the head alone.  0, or -1. */
static int
check_head(const struct pq_pages *p, const struct head *h)
{
	if (h->size < 0 || h->packed < 0 || (uint64_t)h->packed > p->to - p->at)
		return pq_column_lost(p,
		    "damaged: a page goes beyond the column");
	if (h->size > PQ_PAGE_MOST || h->packed > PQ_PAGE_MOST)
		return pq_column_lost(p, "a page of more than %d MiB",
		    PQ_PAGE_MOST >> 20);
	if (h->type != PQ_DATA && h->type != PQ_DICT && h->type != PQ_DATA2)
		return 0; /* to be skipped */
	if (!h->kind[h->type] || h->n < 0 || h->n > INT32_MAX)
		return pq_column_lost(p,
		    "damaged: the head of a page says %" PRId64 " values",
		    h->n);
	return 0;
}

/* ---- pages ------------------------------------------------------------ */

/* Unpacks n bytes to `size`, in p->page if they are packed.  0, or -1. */
static int
unpack(struct pq_pages *p, struct slice *s, int64_t size, bool plain)
{
	if (plain || pq_unpack_none(p->codec)) {
		if (s->n != (uint64_t)size)
			return pq_column_lost(p,
			    "damaged: a page says it has %" PRId64
			    " bytes and has %zu",
			    size, s->n);
		return 0;
	}
	if (pq_room(p->file, &p->page, (size_t)size, 0) == -1)
		return -1;
	const char *why = size == 0 ?
	    NULL :
	    pq_unpack(p->codec, *s, p->page.p, (size_t)size);
	if (why != NULL)
		return pq_column_lost(p, "damaged: %s", why);
	*s = (struct slice){p->page.p, (size_t)size};
	return 0;
}

/* Version 1: the levels are packed with the values, behind their length. */
static int
cut_levels(struct pq_pages *p, const struct head *h, struct pq_page *page)
{
	uint32_t n;

	page->levels = (struct slice){NULL, 0};
	if (!p->leaf->optional)
		return 0;
	if (h->levels_encoding != PQ_RLE)
		return pq_column_lost(p, "nulls that are encoded in the way %d",
		    (int)h->levels_encoding);
	if (page->values.n < sizeof(n))
		return pq_column_lost(p, "damaged: a page is too short");
	memcpy(&n, page->values.p, sizeof(n));
	n = le32toh(n);
	page->values.p += sizeof(n);
	page->values.n -= sizeof(n);
	if (n > page->values.n)
		return pq_column_lost(p, "damaged: a page is too short");
	page->levels = (struct slice){page->values.p, n};
	page->values.p += n;
	page->values.n -= n;
	return 0;
}

/* Version 2: the levels stand before what is packed. */
static int
open_data2(struct pq_pages *p, const struct head *h, struct slice body,
    struct pq_page *page)
{
	if (h->levels < 0 || h->repeats != 0 || (uint64_t)h->levels > body.n ||
	    h->levels > h->size)
		return pq_column_lost(p,
		    "damaged: the nulls of a page go beyond it");
	page->levels = (struct slice){p->leaf->optional ? body.p : NULL,
	    (size_t)h->levels};
	page->values = (struct slice){body.p + h->levels,
	    body.n - (size_t)h->levels};
	return unpack(p, &page->values, h->size - h->levels, h->plain);
}

/* The page behind its head.  0, or -1. */
static int
open_page(struct pq_pages *p, const struct head *h, struct slice body,
    struct pq_page *page)
{
	*page = (struct pq_page){
	    .kind = h->type == PQ_DICT ? PQ_DICT : PQ_DATA,
	    .n = (uint32_t)h->n,
	    .encoding = h->encoding,
	    .values = body,
	};
	if (h->summed && gz_libs[0]->crc(0, body.p, body.n) != h->sum)
		return pq_column_lost(p,
		    "damaged: a page has not the checksum that it says");
	if (h->type == PQ_DATA2)
		return open_data2(p, h, body, page);
	if (unpack(p, &page->values, h->size, false) == -1)
		return -1;
	return h->type == PQ_DATA ? cut_levels(p, h, page) : 0;
}

void
pq_pages_start(struct pq_pages *p, const struct pq_chunk *chunk)
{
	p->at = p->raw_at = chunk->from;
	p->to = chunk->to;
	p->codec = chunk->codec;
	p->nraw = 0;
}

int
pq_pages_next(struct pq_pages *p, struct pq_page *page)
{
	struct head h;

	for (;;) {
		if (p->at == p->to)
			return 0;
		if (take_head(p, &h) == -1 || check_head(p, &h) == -1 ||
		    look(p, (size_t)h.packed) == -1)
			return -1;
		struct slice body = {here(p), (size_t)h.packed};
		p->at += (uint64_t)h.packed;
		if (h.type == PQ_DATA || h.type == PQ_DICT ||
		    h.type == PQ_DATA2)
			return open_page(p, &h, body, page) == -1 ? -1 : 1;
	}
}

void
pq_pages_free(struct pq_pages *p)
{
	pq_drop(p->file, &p->raw);
	pq_drop(p->file, &p->page);
}
