/* SPDX-License-Identifier: ISC */

/*
 * gzip as a feed (RFC 1952): members one after the other, each checked
 * against its CRC and length.  What the verdicts are is decided here, once;
 * a library below only inflates and sums, so all of them agree.
 *
 * Everything that was decoded before damage is given first; then the pull
 * fails, with a text that begins with "damaged gzip".  Bytes behind the last
 * member: zeros are padding (tapes, block devices); anything else fails too,
 * because what looks like garbage may be a member whose head was damaged.
 */

#ifndef SOURCE_GZ_H
#define SOURCE_GZ_H

#include "base/feed.h"

/* What is left to read and to write; the library moves both forward. */
struct gz_span {
	const unsigned char *in;
	size_t nin;
	unsigned char *out;
	size_t nout;
};

enum gz_step {
	GZ_MORE, /* in is used up, or out is full */
	GZ_DONE, /* the deflate stream ended; in stands behind it */
	GZ_BAD,  /* not a deflate stream */
};

/* A library that inflates raw deflate. */
struct gz_lib {
	const char *name;
	void *(*start)(void);
	enum gz_step (*inflate)(void *state, struct gz_span *span);
	void (*again)(void *state); /* for the next member */
	void (*end)(void *state);
	uint32_t (*crc)(uint32_t crc, const void *p, size_t n); /* from 0 */
};

extern const struct gz_lib gz_zlib;
extern const struct gz_lib gz_isal; /* only where libisal was there */

/*
 * The libraries that were linked, best first, NULL at the end.  The first is
 * used, unless the environment variable FL_GZ names another.
 */
extern const struct gz_lib *const gz_libs[];

/* Do these first bytes begin a gzip member?  Two bytes decide. */
bool gz_claim(const char *head, size_t n);

/* Decodes `under`, which it owns.  lib NULL: the one to use. */
struct feed *gz_open(struct feed *under, const struct gz_lib *lib);

#endif
