/* SPDX-License-Identifier: ISC */

/*
 * pq_rle: what a slow writer of runs and packed bits wrote comes back, for
 * all widths and in steps of any size; what is cut or lies ends in false.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "source/pq_rle.h"

#define MANY 3000

static const unsigned int seed = 20260301;

static void
put_varint(struct buf *b, uint64_t v)
{
	for (; v > 127; v >>= 7)
		buf_char(b, (char)((v & 127) | 128));
	buf_char(b, (char)v);
}

/* n packed numbers, bit by bit (Encodings.md: from the lowest bit on). */
static void
put_packed(struct buf *b, const uint32_t *v, size_t n, unsigned int width)
{
	size_t bits = n * width;
	char *to = buf_room(b, (bits + 7) / 8);

	memset(to, 0, (bits + 7) / 8);
	for (size_t i = 0; i < bits; i++)
		if (v[i / width] >> i % width & 1)
			to[i / 8] = (char)(to[i / 8] | 1 << i % 8);
	b->n += (bits + 7) / 8;
}

/* Numbers of so many bits and their encoding, in runs of random kinds. */
static size_t
make(struct buf *b, uint32_t *v, unsigned int width)
{
	uint32_t mask = width == 32 ? UINT32_MAX : (1U << width) - 1;
	size_t n = 0;

	b->n = 0;
	while (n < MANY - 600) {
		if (random() % 2) {
			size_t run = (size_t)(random() % 600);
			uint32_t x = (uint32_t)random() & mask;
			put_varint(b, run << 1);
			for (unsigned int i = 0; i < (width + 7) / 8; i++)
				buf_char(b, (char)(x >> 8 * i));
			while (run-- > 0)
				v[n++] = x;
			continue;
		}
		size_t packed = 8 * (size_t)(random() % 60);
		for (size_t i = 0; i < packed; i++)
			v[n + i] = (uint32_t)(random() << 1 ^ random()) & mask;
		put_varint(b, packed / 8 << 1 | 1);
		put_packed(b, v + n, packed, width);
		n += packed;
	}
	return n;
}

/* A copy with just the pad that is asked for. */
static struct slice
padded(const struct buf *b, size_t n)
{
	char *p = mem_array(NULL, n + PQ_RLE_PAD, 1);

	if (n > 0)
		memcpy(p, b->p, n);
	memset(p + n, 0xaa, PQ_RLE_PAD);
	return (struct slice){p, n};
}

static void
test_widths(void **state)
{
	static uint32_t v[MANY], got[MANY];
	struct buf b = {0};
	struct pq_rle r;

	(void)state;
	srandom(seed);
	for (unsigned int round = 0; round < 20 * 33; round++) {
		unsigned int width = round % 33;
		size_t n = make(&b, v, width), at = 0;
		struct slice s = padded(&b, b.n);
		pq_rle_start(&r, s, width);
		while (at < n) {
			size_t k = 1 + (size_t)(random() % 200);
			k = k < n - at ? k : n - at;
			assert_true(pq_rle_take(&r, got, k));
			assert_memory_equal(got, v + at, k * sizeof(*v));
			at += k;
		}
		if (width > 0)
			assert_false(pq_rle_take(&r, got, 8));
		free(unconst(s.p));
	}
	buf_free(&b);
}

/* Cut anywhere: what is given is right, and then there is no more. */
static void
test_cut(void **state)
{
	static uint32_t v[MANY];
	struct buf b = {0};
	struct pq_rle r;
	uint32_t x;

	(void)state;
	srandom(seed);
	for (unsigned int width = 1; width <= 32; width += 5) {
		size_t n = make(&b, v, width);
		for (size_t cut = 0; cut < b.n; cut += 1 + b.n / 97) {
			struct slice s = padded(&b, cut);
			size_t at = 0;
			pq_rle_start(&r, s, width);
			while (pq_rle_take(&r, &x, 1))
				assert_int_equal(x, v[at++]);
			assert_in_range(at, 0, n - 1);
			free(unconst(s.p));
		}
	}
	buf_free(&b);
}

/* Runs of ones, with a nought here and there. */
static void
test_ones(void **state)
{
	static uint32_t v[MANY], got[MANY];
	struct buf b = {0};
	struct pq_rle r;
	size_t all = 0;

	(void)state;
	srandom(seed);
	for (int round = 0; round < 300; round++) {
		size_t n = 8 * (1 + (size_t)(random() % 100)), at = 0, i;
		b.n = 0;
		for (i = 0; i < 3 * n; i++)
			v[i] = random() % (round + 1) != 0;
		for (i = 0; i < n; i++)
			v[2 * n + i] = 1;
		put_varint(&b, n / 8 << 1 | 1);
		put_packed(&b, v, n, 1);
		put_varint(&b, n / 8 << 1 | 1);
		put_packed(&b, v + n, n, 1);
		put_varint(&b, n << 1);
		buf_char(&b, 1);
		struct slice s = padded(&b, b.n);
		pq_rle_start(&r, s, 1);
		while (at < 3 * n) {
			size_t k = 1 + (size_t)(random() % 150), ones = 0;
			k = k < 3 * n - at ? k : 3 * n - at;
			while (ones < k && v[at + ones] == 1)
				ones++;
			bool is = pq_rle_ones(&r, k);
			assert_int_equal(is, ones == k);
			all += is;
			if (!is) {
				assert_true(pq_rle_take(&r, got, k));
				assert_memory_equal(got, v + at,
				    k * sizeof(*v));
			}
			at += k;
		}
		assert_false(pq_rle_ones(&r, 1));
		free(unconst(s.p));
	}
	assert_true(all > 100);
	buf_free(&b);
}

static void
test_most(void **state)
{
	uint32_t v[20];

	(void)state;
	srandom(seed);
	assert_int_equal(pq_rle_most(v, 0), 0);
	for (int round = 0; round < 2000; round++) {
		size_t n = 1 + (size_t)(random() % 20);
		uint32_t want = 0;
		for (size_t i = 0; i < n; i++) {
			v[i] = (uint32_t)(random() << 1 ^ random());
			want = v[i] > want ? v[i] : want;
		}
		assert_int_equal(pq_rle_most(v, n), want);
	}
}

static void
test_bits(void **state)
{
	/* 1 0 1 1 0 0 0 0, 1 0 ... */
	static const char bits[2 + PQ_RLE_PAD] = {0x0d, 0x01};
	static const uint32_t want[] = {1, 0, 1, 1, 0, 0, 0, 0, 1, 0};
	struct pq_rle r;
	uint32_t got[17];

	(void)state;
	pq_rle_bits(&r, (struct slice){bits, 2}, 1);
	assert_true(pq_rle_take(&r, got, 10));
	assert_memory_equal(got, want, sizeof(want));
	assert_true(pq_rle_take(&r, got, 6));
	assert_false(pq_rle_take(&r, got, 1));
}

/* Runs that claim what can't be. */
static void
test_hostile(void **state)
{
	static const struct {
		const char *p;
		size_t n;
		unsigned int width;
		size_t given;
	} bad[] = {
	    {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, 7, 0},
	    {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01zzzzzzz", 17, 7, 8},
	    {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11, 3, 0},
	    {"\x00\x01\x00\x01\x00\x01", 6, 8, 0}, /* runs of none */
	    {"\x08", 1, 8, 0},                     /* a run without value */
	    {"", 0, 0, 0},
	};
	struct pq_rle r;
	uint32_t x;

	(void)state;
	for (size_t i = 0; i < nitems(bad); i++) {
		struct buf b = {0};
		buf_add(&b, bad[i].p, bad[i].n);
		struct slice s = padded(&b, bad[i].n);
		size_t n = 0;
		pq_rle_start(&r, s, bad[i].width);
		while (pq_rle_take(&r, &x, 1))
			n++;
		assert_int_equal(n, bad[i].given);
		free(unconst(s.p));
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_widths),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_ones),
	    cmocka_unit_test(test_most),
	    cmocka_unit_test(test_bits),
	    cmocka_unit_test(test_hostile),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
