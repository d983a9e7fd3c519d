/* SPDX-License-Identifier: ISC */

/* See scan.h: the plain variant, and which one to use. */

#include "stream/scan.h"
#include "base/cpu.h"

static const scan_fn variants[CPU_LEVELS] = {
    [CPU_PLAIN] = scan_plain,
#if defined(__x86_64__)
    [CPU_SSE2] = scan_sse2,
    [CPU_AVX2] = scan_avx2,
    [CPU_AVX512] = scan_avx512,
#endif
};

scan_fn
scan_choose(void)
{
	return variants[cpu_level()];
}

void
scan_plain(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit)
{
	uint32_t *mark = s->mark, *eol = s->eol;
	uint32_t last = from - 1;
	bool odd = false;

	*mark++ = last;
	for (uint32_t i = from; i < to; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c > limit)
			continue;
		odd |= last + 1 == i || (c != '\n' && c != (unsigned char)sep);
		last = i;
		if (c == '\n')
			*eol++ = (uint32_t)(mark - s->mark);
		*mark++ = i;
	}
	s->nmark = (size_t)(mark - s->mark);
	s->neol = (size_t)(eol - s->eol);
	s->odd = odd;
}
