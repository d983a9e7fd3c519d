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

FL_AVX2 FL_INLINE struct masks
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

FL_AVX2 void
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

/* What AVX-512 keeps in masks of its own, from step to step. */
struct run512 {
	struct run run;
	__mmask64 stray; /* delimiters that are none of the two, at any step */
	__m512i at;      /* the offset of the step, sixteen times */
};

/* How many delimiters of a step stand before the first of some newlines. */
FL_AVX512 FL_INLINE uint32_t
before(uint64_t any, uint64_t nl)
{
	uint64_t front = _bzhi_u64(any, (uint32_t)_tzcnt_u64(nl));
	return (uint32_t)__builtin_popcountll(front);
}

/*
 * Takes note of newlines: of the first without asking whether there is one,
 * for most steps have one or none, and which is what no predictor knows.
 */
FL_AVX512 FL_INLINE void
note_lines(struct run *r, uint64_t any, uint64_t nl, uint32_t base)
{
	uint32_t *eol = r->eol;

	*eol = base + before(any, nl);
	for (uint64_t more = nl & (nl - 1); fl_unlikely(more != 0);
	     more &= more - 1)
		*++eol = base + before(any, more);
	r->eol += __builtin_popcountll(nl);
}

/*
 * One step; keep says which bytes belong to the text.  Offsets are written as
 * a vector of them, compressed: sixteen, and more where there are more.
 */
FL_AVX512 FL_INLINE void
step_avx512(struct run512 *r, const struct scan *s, __m512i v, uint64_t keep,
    const __m512i *with)
{
	__mmask64 many = _mm512_mask_cmple_epu8_mask(keep, v, with[0]);
	__mmask64 lines = _mm512_mask_cmpeq_epu8_mask(keep, v, with[1]);
	__mmask64 none = _mm512_mask_cmpneq_epu8_mask(many, v, with[1]);
	uint64_t any = _cvtmask64_u64(many), nl = _cvtmask64_u64(lines);

	r->stray |= _mm512_mask_cmpneq_epu8_mask(none, v, with[2]);
	r->run.odd |= any & (any << 1 | r->run.last);
	r->run.last = any >> 63;
	note_lines(&r->run, any, nl, (uint32_t)(r->run.mark - s->mark));

	__m512i bytes = _mm512_maskz_compress_epi8(many, with[3]);
	unsigned int n = (unsigned int)__builtin_popcountll(any);
	for (unsigned int i = 0;;) {
		__m512i wide =
		    _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bytes));
		_mm512_storeu_si512(r->run.mark + i,
		    _mm512_add_epi32(wide, r->at));
		i += 16;
		if (fl_likely(i >= n))
			break;
		bytes = _mm512_alignr_epi32(bytes, bytes, 4);
	}
	r->run.mark += n;
	r->at = _mm512_add_epi32(r->at, _mm512_set1_epi32(STEP));
}

FL_AVX512 void
scan_avx512(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit)
{
	uint8_t upto[STEP];
	struct run512 r = {.at = _mm512_set1_epi32((int)from)};
	const struct scan out = *s;

	for (unsigned int i = 0; i < STEP; i++)
		upto[i] = (uint8_t)i;
	const __m512i with[] = {_mm512_set1_epi8((char)limit),
	    _mm512_set1_epi8('\n'), _mm512_set1_epi8(sep),
	    _mm512_loadu_si512(upto)};
	start(&r.run, s, from);
	uint32_t at = from;
	for (; to - at >= STEP; at += STEP)
		step_avx512(&r, &out, _mm512_loadu_si512(text + at), ~0ULL,
		    with);
	if (at < to)
		step_avx512(&r, &out, _mm512_loadu_si512(text + at),
		    (1ULL << (to - at)) - 1, with);
	r.run.odd |= r.stray;
	finish(&r.run, s);
}

#endif
