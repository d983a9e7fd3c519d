/* SPDX-License-Identifier: ISC */

/*
 * Wrappings: whatever the bytes are, they end; and base64 is what a slow
 * decoder makes of it.
 */

#include "source/peel.h"
#include "fuzzing.h"
#include "source/base64.h"

#define BYTES_MOST (4 << 20) /* a few bytes may stand for many */

/* Pulls all, up to BYTES_MOST; how the last pull ended. */
static ssize_t
pull_all(struct feed *f, struct buf *to)
{
	ssize_t got;

	do {
		got = feed_pull(f, buf_room(to, 777), 777);
		to->n += got > 0 ? (size_t)got : 0;
	} while (got > 0 && to->n < BYTES_MOST);
	assert(got != -1 || f->why != NULL);
	return got;
}

/* Bit by bit.  Whether all of it was base64. */
static bool
decode_slowly(const uint8_t *p, size_t n, struct buf *to)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned int at = 0, pads = 0, bits = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] != '\0' && strchr(" \t\r\n", p[i]) != NULL)
			continue;
		const char *d = p[i] != '\0' ? strchr(digits, p[i]) : NULL;
		if (p[i] == '=' ? at < 2 : d == NULL || pads > 0)
			return false;
		pads += p[i] == '=';
		bits = bits << 6 | (d != NULL ? (unsigned int)(d - digits) : 0);
		if (++at == 4) {
			for (unsigned int k = 0; k < 3 - pads; k++)
				buf_char(to, (char)(bits >> (16 - 8 * k)));
			at = pads = bits = 0;
		}
	}
	for (unsigned int k = 0; k + 1 < at - pads && at > 0; k++)
		buf_char(to, (char)(bits << 6 * (4 - at) >> (16 - 8 * k)));
	return at != 1;
}

static void
beside_slow(const uint8_t *p, size_t n)
{
	struct buf got = {0}, want = {0};
	struct feed *f = base64_open(memory_feed(p, n));

	bool good = decode_slowly(p, n, &want);
	assert((pull_all(f, &got) == 0) == good);
	assert(got.n == want.n);
	assert(got.n == 0 || memcmp(got.p, want.p, got.n) == 0);
	feed_close(f);
	buf_free(&got);
	buf_free(&want);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf got = {0};
	struct peel peel;

	beside_slow(p, n);
	peel_open(&peel, memory_feed(p, n));
	if (peel_unwrap(&peel) == -1) {
		assert(peel.why != NULL && peel.why[0] != '\0');
		peel_close(&peel);
		return 0;
	}
	assert(peel.n <= PEEL_HEAD);
	struct feed *f = peel_take(&peel);
	pull_all(f, &got);
	feed_close(f);
	buf_free(&got);
	return 0;
}
