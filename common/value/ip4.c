/* SPDX-License-Identifier: ISC */

/* See ip4.h: the plain variant, and which one to use. */

#include "value/ip4.h"
#include "base/cpu.h"
#include "value/ip.h"

static const ip4_fn variants[CPU_LEVELS] = {
    [CPU_PLAIN] = ip4_plain,
    [CPU_SSE2] = ip4_plain,
#if defined(__x86_64__)
    [CPU_AVX2] = ip4_avx2,
    [CPU_AVX512] = ip4_avx2,
#endif
};

ip4_fn
ip4_choose(void)
{
	return variants[cpu_level()];
}

uint64_t
ip4_plain(const struct slice *cell, size_t n, uint32_t *v4)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++)
		set |= (uint64_t)ip_dotted(cell[i], &v4[i]) << i;
	return set;
}
