/* SPDX-License-Identifier: ISC */

/*
 * See ip4.h: the variant for x86-64 with AVX2.  A cell is one vector of 16
 * bytes.  Where its dots are says where its numbers end, and the digits of
 * each number are brought into a lane of four bytes, right-aligned:
 *
 *   "10.0.13.170"   ends 2 4 7 11, lengths 2 1 2 3
 *   lanes           0 0 1 0 | 0 0 0 0 | 0 0 1 3 | 0 1 7 0
 *
 * What this costs: make bench, "ip4".
 */

#include "value/ip4.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>

#include "base/compat.h"

#define FOUR(byte) (0x01010101U * (byte))

/* Four bytes to the lanes, and to four bytes of their lane each. */
#define LANES(a) _mm_cvtepu8_epi32(_mm_cvtsi32_si128((int)(a)))

/* The text of a cell, seen as numbers. */
struct seen {
	uint32_t end, len; /* of the four numbers, a byte each */
	bool ok;           /* four, of one to three digits */
};

FL_INLINE FL_AVX2 struct seen
look(__m128i x, size_t n)
{
	__m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(9)), x);
	__m128i dot = _mm_cmpeq_epi8(x, _mm_set1_epi8('.' - '0'));
	uint32_t all = _bzhi_u32(UINT32_MAX, (uint32_t)n);
	uint32_t dots = (uint32_t)_mm_movemask_epi8(dot) & all;
	uint32_t digits = (uint32_t)_mm_movemask_epi8(digit) & all;
	uint32_t two = _blsr_u32(dots), one = _blsr_u32(two);
	struct seen s;

	s.end = _tzcnt_u32(dots) | _tzcnt_u32(two) << 8 |
	    _tzcnt_u32(one) << 16 | (uint32_t)n << 24;
	s.len = s.end - ((s.end << 8) + (FOUR(1) ^ 1));
	s.ok = n < 16 && (digits | dots) == all && one != 0 &&
	    _blsr_u32(one) == 0 &&
	    (((s.len - FOUR(1)) | s.len) & FOUR(0xfc)) == 0;
	return s;
}

FL_INLINE FL_AVX2 bool
read4(struct slice cell, uint32_t *v4)
{
	const __m128i spread = _mm_setr_epi8(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
	    3, 3, 3, 3);
	const __m128i before = _mm_set1_epi32((int)0xfffefdfc);
	const __m128i weight = _mm_set1_epi32(1 << 24 | 10 << 16 | 100 << 8);
	/* The least number of so many digits: more has zeros in front. */
	const __m128i least = _mm_setr_epi32(0, 0, 10, 100);
	const __m128i join = _mm_setr_epi8(12, 8, 4, 0, 12, 8, 4, 0, 12, 8, 4,
	    0, 12, 8, 4, 0);

	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)cell.p);
	x = _mm_sub_epi8(x, _mm_set1_epi8('0'));
	struct seen s = look(x, cell.n);
	__m128i end = _mm_shuffle_epi8(_mm_cvtsi32_si128((int)s.end), spread);
	__m128i len = LANES(s.len & FOUR(3));
	__m128i rest = _mm_sub_epi32(_mm_set1_epi32(32),
	    _mm_slli_epi32(len, 3));
	x = _mm_shuffle_epi8(x, _mm_add_epi8(end, before));
	x = _mm_sllv_epi32(_mm_srlv_epi32(x, rest), rest);
	x = _mm_madd_epi16(_mm_maddubs_epi16(x, weight), _mm_set1_epi16(1));
	__m128i low =
	    _mm_castps_si128(_mm_permutevar_ps(_mm_castsi128_ps(least), len));
	__m128i bad = _mm_or_si128(_mm_cmpgt_epi32(low, x),
	    _mm_cmpgt_epi32(x, _mm_set1_epi32(255)));
	*v4 = (uint32_t)_mm_cvtsi128_si32(_mm_shuffle_epi8(x, join));
	return s.ok & (_mm_testz_si128(bad, bad) != 0);
}

FL_AVX2 uint64_t
ip4_avx2(const struct slice *cell, size_t n, uint32_t *v4)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++)
		set |= (uint64_t)read4(cell[i], &v4[i]) << i;
	return set;
}

#endif
