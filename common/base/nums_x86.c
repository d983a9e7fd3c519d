/* SPDX-License-Identifier: ISC */

/*
 * See nums.h: the variant for x86-64 with AVX2.  The 16 bytes before the end
 * of a cell are one vector, of which what lies before the cell is cleared;
 * then digits become pairs, pairs fours, and fours eights.
 *
 * What this costs: make bench, "nums".
 */

#include "base/nums.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>

#include "base/compat.h"

#define VECTOR 16

/* From [n] on: VECTOR bytes, the last n of which are all ones. */
static const uint8_t keep[2 * VECTOR] = {[VECTOR] = 255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255};

FL_INLINE FL_AVX2 __m128i
load(const void *p)
{
	return _mm_loadu_si128(p);
}

FL_INLINE FL_AVX2 bool
read16(struct slice s, uint64_t *v)
{
	const __m128i tens = _mm_set1_epi16(1 << 8 | 10);
	const __m128i hundreds = _mm_set1_epi32(1 << 16 | 100);
	const __m128i myriads = _mm_set1_epi32(1 << 16 | 10000);
	size_t n = s.n <= VECTOR ? s.n : 0;

	__m128i x = load(s.p + s.n - VECTOR);
	x = _mm_sub_epi8(x, _mm_set1_epi8('0'));
	x = _mm_and_si128(x, load(keep + n));
	__m128i least = _mm_min_epu8(x, _mm_set1_epi8(9));
	int digits = _mm_movemask_epi8(_mm_cmpeq_epi8(least, x));
	x = _mm_madd_epi16(_mm_maddubs_epi16(x, tens), hundreds);
	x = _mm_madd_epi16(_mm_packus_epi32(x, x), myriads);
	uint64_t two = (uint64_t)_mm_cvtsi128_si64(x);
	*v = (two & UINT32_MAX) * 100000000 + (two >> 32);
	return (n > 0) & (digits == 0xffff);
}

FL_AVX2 uint64_t
nums_avx2(const struct slice *cell, size_t n, uint64_t *v)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++)
		set |= (uint64_t)read16(cell[i], &v[i]) << i;
	return set;
}

#endif
