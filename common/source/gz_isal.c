/* SPDX-License-Identifier: ISC */

/*
 * ISA-L below gz.h: the decoder where libisal is installed, three times as
 * fast as zlib (make bench, "inflate").  Knows raw deflate and CRC-32.
 */

#include <limits.h>
#include <stdlib.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "base/compat.h"
#include "base/mem.h"
#include "source/gz.h"

static void *
start(void)
{
	struct inflate_state *s = mem_array(NULL, 1, sizeof(*s));

	isal_inflate_init(s); /* sets what it reads; most of it are buffers */
	return s;
}

static uint32_t
bounded(size_t n)
{
	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

/* Gives back whole bytes that were read ahead, behind the end of a stream. */
static void
unread(struct inflate_state *s)
{
	uint32_t ahead = (uint32_t)s->read_in_length / CHAR_BIT;

	s->next_in -= ahead;
	s->avail_in += ahead;
	s->read_in_length = 0;
	s->read_in = 0;
}

static enum gz_step
step(void *state, struct gz_span *span)
{
	struct inflate_state *s = state;
	uint32_t nin = bounded(span->nin), nout = bounded(span->nout);

	s->next_in = unconst(span->in);
	s->avail_in = nin;
	s->next_out = span->out;
	s->avail_out = nout;
	int r = isal_inflate(s);
	bool done = r == ISAL_DECOMP_OK && s->block_state == ISAL_BLOCK_FINISH;
	if (done)
		unread(s);
	span->in = s->next_in;
	span->nin = span->nin - nin + s->avail_in;
	span->out = s->next_out;
	span->nout = span->nout - nout + s->avail_out;
	if (r < 0)
		return GZ_BAD;
	return done ? GZ_DONE : GZ_MORE;
}

static void
again(void *state)
{
	isal_inflate_reset(state);
}

static void
end(void *state)
{
	free(state);
}

static uint32_t
crc(uint32_t sum, const void *p, size_t n)
{
	return crc32_gzip_refl(sum, p, n);
}

const struct gz_lib gz_isal = {
    .name = "isal",
    .start = start,
    .inflate = step,
    .again = again,
    .end = end,
    .crc = crc,
};
