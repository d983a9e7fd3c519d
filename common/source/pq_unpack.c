/* SPDX-License-Identifier: ISC */

/* See pq_state.h: the codecs of pages, a row each. */

#include <stdio.h>

#include "source/gz.h"
#include "source/pq_state.h"

#ifdef FL_SNAPPY
#include <snappy-c.h>
#endif

/* ---- gzip ------------------------------------------------------------- */

/* Bytes in memory as a feed that gz.h reads from. */
struct bytes {
	struct feed feed;
	struct slice left;
};

static ssize_t
bytes_pull(struct feed *f, char *p, size_t n)
{
	struct bytes *b = (struct bytes *)f;

	if (n > b->left.n)
		n = b->left.n;
	memcpy(p, b->left.p, n);
	b->left.p += n;
	b->left.n -= n;
	return (ssize_t)n;
}

static bool
bytes_ready(struct feed *f)
{
	(void)f;
	return true;
}

static void
bytes_close(struct feed *f)
{
	(void)f;
}

static const char *
gzip(struct slice from, char *to, size_t n)
{
	struct bytes b = {{bytes_pull, bytes_ready, bytes_close, NULL, 0, 0,
			      NULL},
	    from};
	struct feed *gz = gz_open(&b.feed, NULL);
	const char *why = NULL;
	ssize_t got = 1;
	char more;

	while (n > 0 && got > 0) {
		got = feed_pull(gz, to, n);
		to += got > 0 ? got : 0;
		n -= got > 0 ? (size_t)got : 0;
	}
	if (got > 0)
		got = feed_pull(gz, &more, 1);
	if (got < 0)
		why = "its gzip can't be unpacked";
	else if (n > 0 || got > 0)
		why = "a page unpacks to another size than it says";
	feed_close(gz);
	return why;
}

/* ---- snappy ----------------------------------------------------------- */

#ifdef FL_SNAPPY

static const char *
snappy(struct slice from, char *to, size_t n)
{
	size_t size;

	if (snappy_uncompressed_length(from.p, from.n, &size) != SNAPPY_OK)
		return "its snappy can't be unpacked";
	if (size != n)
		return "a page unpacks to another size than it says";
	if (snappy_uncompress(from.p, from.n, to, &size) != SNAPPY_OK)
		return "its snappy can't be unpacked";
	return NULL;
}

#define NO_SNAPPY NULL
#else
#define snappy NULL
#define NO_SNAPPY                                                           \
	"packed with snappy, which this build does without (libsnappy-dev " \
	"was not there)"
#endif

/* ---- the table -------------------------------------------------------- */

#define WRITE_ANEW "; write it anew with gzip or snappy"

/* In the order of parquet.thrift, CompressionCodec. */
static const struct codec {
	const char *why; /* it is not read; NULL */
	const char *(*unpack)(struct slice from, char *to, size_t n);
} codecs[] = {
    {NULL, NULL},
    {NO_SNAPPY, snappy},
    {NULL, gzip},
    {"packed with LZO, which is not read" WRITE_ANEW, NULL},
    {"packed with Brotli, which is not read" WRITE_ANEW, NULL},
    {"packed with LZ4, which is not read" WRITE_ANEW, NULL},
    {"packed with zstd, which is not read" WRITE_ANEW, NULL},
    {"packed with LZ4, which is not read" WRITE_ANEW, NULL},
};

const char *
pq_unpack_why(uint64_t codec)
{
	return codec < nitems(codecs) ? codecs[codec].why :
					"packed with a codec we don't know";
}

bool
pq_unpack_none(uint64_t codec)
{
	return codec == 0;
}

const char *
pq_unpack(uint64_t codec, struct slice from, char *to, size_t n)
{
	return codecs[codec].unpack(from, to, n);
}
