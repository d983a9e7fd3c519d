/* SPDX-License-Identifier: ISC */

/*
 * See scan.h: the vector variants for x86-64.  Each looks at 64 bytes at a
 * time and makes three masks of them, one bit a byte: all delimiters, the
 * newlines, and the plain separators.  What follows from the masks is the
 * same code for all; only how offsets are written down differs, for AVX-512
 * can compress a vector of them.
 *
 * Costs per row of a version-2 log (112 bytes): make bench, "scan".
 */

#include "stream/scan.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "base/compat.h"

#define STEP 64
#define TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define TARGET_AVX512                                                       \
	__attribute__((target("avx512f,avx512bw,avx512vbmi2,avx2,bmi,bmi2," \
			      "popcnt")))

/* 64 bytes at one look. */
struct masks {
	uint64_t any; /* delimiters */
	uint64_t nl;
	uint64_t sep;
};

/* What a variant carries from step to step. */
struct run {
	uint32_t *mark, *eol;
	uint64_t last; /* 1 if the byte before this step is a delimiter */
	uint64_t odd;
};

/*
 * Takes note of a step's masks: which delimiters are odd, and where in the
 * list of marks the newlines come to stand.
 */
FL_INLINE void
note(struct run *r, const struct scan *s, struct masks m)
{
	uint64_t plain = m.nl | m.sep;
	uint32_t base = (uint32_t)(r->mark - s->mark);

	r->odd |= m.any & (~plain | m.any << 1 | r->last);
	r->last = m.any >> 63;
	for (uint64_t nl = m.nl; nl != 0; nl &= nl - 1) {
		uint64_t before = m.any & ((nl & -nl) - 1);
		*r->eol++ = base + (uint32_t)__builtin_popcountll(before);
	}
}

/* Writes the offsets of set bits: eight at a time, for most steps have less. */
FL_INLINE void
put_bits(struct run *r, uint64_t any, uint32_t at)
{
	uint32_t *mark = r->mark;

	r->mark += __builtin_popcountll(any);
	while (any != 0) {
		for (int i = 0; i < 8; i++) {
			mark[i] = at +
			    (uint32_t)__builtin_ctzll(any | 1ULL << 63);
			any &= any - 1;
		}
		mark += 8;
	}
}

/* Takes the bits behind the end of the text out. */
FL_INLINE struct masks
cut(struct masks m, uint32_t left)
{
	uint64_t keep = left >= STEP ? ~0ULL : (1ULL << left) - 1;
	return (struct masks){m.any & keep, m.nl & keep, m.sep & keep};
}

FL_INLINE void
start(struct run *r, struct scan *s, uint32_t from)
{
	*r = (struct run){.mark = s->mark, .eol = s->eol, .last = 1};
	*r->mark++ = from - 1;
}

FL_INLINE void
finish(const struct run *r, struct scan *s)
{
	s->nmark = (size_t)(r->mark - s->mark);
	s->neol = (size_t)(r->eol - s->eol);
	s->odd = r->odd != 0;
}

FL_INLINE struct masks
look_sse2(const char *p, __m128i limit, __m128i sep)
{
	struct masks m = {0, 0, 0};
	__m128i newline = _mm_set1_epi8('\n');

	for (unsigned int i = 0; i < STEP; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		__m128i any = _mm_cmpeq_epi8(_mm_min_epu8(v, limit), v);
		__m128i nl = _mm_cmpeq_epi8(v, newline);
		__m128i sp = _mm_cmpeq_epi8(v, sep);
		m.any |= (uint64_t)(uint32_t)_mm_movemask_epi8(any) << i;
		m.nl |= (uint64_t)(uint32_t)_mm_movemask_epi8(nl) << i;
		m.sep |= (uint64_t)(uint32_t)_mm_movemask_epi8(sp) << i;
	}
	return m;
}

void
scan_sse2(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit)
{
	__m128i vlimit = _mm_set1_epi8((char)limit), vsep = _mm_set1_epi8(sep);
	struct run r;

	start(&r, s, from);
	for (uint32_t at = from; at < to; at += STEP) {
		struct masks m = cut(look_sse2(text + at, vlimit, vsep),
		    to - at);
		note(&r, s, m);
		put_bits(&r, m.any, at);
	}
	finish(&r, s);
}

TARGET_AVX2 FL_INLINE struct masks
look_avx2(const char *p, __m256i limit, __m256i sep)
{
	struct masks m = {0, 0, 0};
	__m256i newline = _mm256_set1_epi8('\n');

	for (unsigned int i = 0; i < STEP; i += 32) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(p + i));
		__m256i any = _mm256_cmpeq_epi8(_mm256_min_epu8(v, limit), v);
		__m256i nl = _mm256_cmpeq_epi8(v, newline);
		__m256i sp = _mm256_cmpeq_epi8(v, sep);
		m.any |= (uint64_t)(uint32_t)_mm256_movemask_epi8(any) << i;
		m.nl |= (uint64_t)(uint32_t)_mm256_movemask_epi8(nl) << i;
		m.sep |= (uint64_t)(uint32_t)_mm256_movemask_epi8(sp) << i;
	}
	return m;
}

TARGET_AVX2 void
scan_avx2(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit)
{
	__m256i vlimit = _mm256_set1_epi8((char)limit);
	__m256i vsep = _mm256_set1_epi8(sep);
	struct run r;

	start(&r, s, from);
	for (uint32_t at = from; at < to; at += STEP) {
		struct masks m = cut(look_avx2(text + at, vlimit, vsep),
		    to - at);
		note(&r, s, m);
		put_bits(&r, m.any, at);
	}
	finish(&r, s);
}

/* Writes the offsets of set bits: a vector of them, compressed. */
TARGET_AVX512 FL_INLINE void
put_compressed(struct run *r, uint64_t any, uint32_t at, __m512i index)
{
	__m512i bytes = _mm512_maskz_compress_epi8(any, index);
	__m512i base = _mm512_set1_epi32((int)at);
	unsigned int n = (unsigned int)__builtin_popcountll(any);

	for (unsigned int i = 0; i < n; i += 16) {
		__m512i wide =
		    _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bytes));
		_mm512_storeu_si512(r->mark + i, _mm512_add_epi32(wide, base));
		bytes = _mm512_alignr_epi32(bytes, bytes, 4);
	}
	r->mark += n;
}

TARGET_AVX512 void
scan_avx512(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit)
{
	__m512i vlimit = _mm512_set1_epi8((char)limit);
	__m512i vsep = _mm512_set1_epi8(sep), vnl = _mm512_set1_epi8('\n');
	uint8_t upto[STEP];
	struct run r;

	for (unsigned int i = 0; i < STEP; i++)
		upto[i] = (uint8_t)i;
	__m512i index = _mm512_loadu_si512(upto);
	start(&r, s, from);
	for (uint32_t at = from; at < to; at += STEP) {
		__m512i v = _mm512_loadu_si512(text + at);
		struct masks m = {_mm512_cmple_epu8_mask(v, vlimit),
		    _mm512_cmpeq_epi8_mask(v, vnl),
		    _mm512_cmpeq_epi8_mask(v, vsep)};
		m = cut(m, to - at);
		note(&r, s, m);
		put_compressed(&r, m.any, at, index);
	}
	finish(&r, s);
}

#endif
