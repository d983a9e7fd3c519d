/* SPDX-License-Identifier: ISC */

/* See nums.h: the plain variant, and which one to use. */

#include "base/nums.h"
#include "base/cpu.h"
#include "base/num.h"

static const nums_fn variants[CPU_LEVELS] = {
    [CPU_PLAIN] = nums_plain,
    [CPU_SSE2] = nums_plain,
#if defined(__x86_64__)
    [CPU_AVX2] = nums_avx2,
    [CPU_AVX512] = nums_avx2,
#endif
};

nums_fn
nums_choose(void)
{
	return variants[cpu_level()];
}

uint64_t
nums_plain(const struct slice *cell, size_t n, uint64_t *v)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++)
		set |= (uint64_t)num_padded(cell[i], &v[i]) << i;
	return set;
}
