/* SPDX-License-Identifier: ISC */

/*
 * zlib below gz.h: always there, and what other libraries are compared with.
 * Knows raw deflate and CRC-32, nothing of gzip's headers.
 */

#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

#include "base/compat.h"
#include "base/diag.h"
#include "base/mem.h"
#include "source/gz.h"

static void *
start(void)
{
	z_stream *z = mem_new(sizeof(*z));

	/* Negative: no header and no trailer, we read those. */
	int r = inflateInit2(z, -MAX_WBITS);
	if (r != Z_OK)
		diag_die("zlib: %s",
		    r == Z_MEM_ERROR ? "out of memory" : zError(r));
	return z;
}

static uInt
bounded(size_t n)
{
	return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

static enum gz_step
step(void *state, struct gz_span *span)
{
	z_stream *z = state;
	uInt nin = bounded(span->nin);
	uInt nout = bounded(span->nout);

	z->next_in = unconst(span->in);
	z->avail_in = nin;
	z->next_out = span->out;
	z->avail_out = nout;
	int r = inflate(z, Z_NO_FLUSH);
	if (r == Z_MEM_ERROR)
		mem_check(NULL);
	span->in += nin - z->avail_in;
	span->nin -= nin - z->avail_in;
	span->out += nout - z->avail_out;
	span->nout -= nout - z->avail_out;
	if (r == Z_STREAM_END)
		return GZ_DONE;
	/* Z_BUF_ERROR: nothing to do without more room or more bytes. */
	return r == Z_OK || r == Z_BUF_ERROR ? GZ_MORE : GZ_BAD;
}

static void
again(void *state)
{
	(void)inflateReset(state);
}

static void
end(void *state)
{
	(void)inflateEnd(state);
	free(state);
}

static uint32_t
crc(uint32_t sum, const void *p, size_t n)
{
	return (uint32_t)crc32_z(sum, p, n);
}

const struct gz_lib gz_zlib = {
    .name = "zlib",
    .start = start,
    .inflate = step,
    .again = again,
    .end = end,
    .crc = crc,
};
