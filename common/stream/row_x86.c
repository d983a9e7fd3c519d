/* SPDX-License-Identifier: ISC */

/* See row_loop.h: its step for x86-64, in one or two vectors. */

#include "stream/row_loop.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "base/compat.h"

FL_AVX2 FL_INLINE bool
step_avx2(char *to, const char *p, bool raw)
{
	const __m256i blank = _mm256_set1_epi8(' ');
	const __m256i flip = _mm256_set1_epi8(' ' ^ '\t');
	const __m256i colon = _mm256_set1_epi8(':');
	__m256i a = _mm256_loadu_si256((const __m256i *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(p + 32));
	__m256i any = _mm256_setzero_si256();

	if (raw) {
		any = _mm256_or_si256(_mm256_cmpeq_epi8(a, colon),
		    _mm256_cmpeq_epi8(b, colon));
		a = _mm256_xor_si256(a,
		    _mm256_and_si256(_mm256_cmpeq_epi8(a, blank), flip));
		b = _mm256_xor_si256(b,
		    _mm256_and_si256(_mm256_cmpeq_epi8(b, blank), flip));
	}
	_mm256_storeu_si256((__m256i *)to, a);
	_mm256_storeu_si256((__m256i *)(to + 32), b);
	return raw && _mm256_movemask_epi8(any) != 0;
}

FL_AVX512 FL_INLINE bool
step_avx512(char *to, const char *p, bool raw)
{
	__m512i v = _mm512_loadu_si512(p);
	__mmask64 colon = 0;

	if (raw) {
		colon = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(':'));
		v = _mm512_mask_mov_epi8(v,
		    _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(' ')),
		    _mm512_set1_epi8('\t'));
	}
	_mm512_storeu_si512(to, v);
	return raw && colon != 0;
}

static const struct row_how avx2 = {step_avx2, step_avx2, true};

FL_AVX2 size_t
row_avx2(struct row *r, const struct block *b, const struct rows *rows,
    bool raw)
{
	return raw ? row_loop(r, b, rows, true, avx2) :
		     row_loop(r, b, rows, false, avx2);
}

static const struct row_how avx512 = {step_avx512, step_avx512, true};

FL_AVX512 size_t
row_avx512(struct row *r, const struct block *b, const struct rows *rows,
    bool raw)
{
	return raw ? row_loop(r, b, rows, true, avx512) :
		     row_loop(r, b, rows, false, avx512);
}

#endif
