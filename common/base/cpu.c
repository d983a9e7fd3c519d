/* SPDX-License-Identifier: ISC */

/* See cpu.h. */

#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/diag.h"

static const char *const names[CPU_LEVELS] = {
    [CPU_PLAIN] = "plain",
    [CPU_SSE2] = "sse2",
    [CPU_AVX2] = "avx2",
    [CPU_AVX512] = "avx512",
};

const char *
cpu_name(enum cpu level)
{
	return names[level];
}

#if defined(__x86_64__)
static enum cpu
best(void)
{
	__builtin_cpu_init();
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
	    !__builtin_cpu_supports("bmi2") ||
	    !__builtin_cpu_supports("popcnt"))
		return CPU_SSE2;
	if (!__builtin_cpu_supports("avx512f") ||
	    !__builtin_cpu_supports("avx512bw") ||
	    !__builtin_cpu_supports("avx512vbmi2"))
		return CPU_AVX2;
	return CPU_AVX512;
}
#else
static enum cpu
best(void)
{
	return CPU_PLAIN;
}
#endif

enum cpu
cpu_level(void)
{
	const char *forced = getenv("FL_CPU");
	enum cpu most = best();

	if (forced == NULL || *forced == '\0')
		return most;
	for (enum cpu i = CPU_PLAIN; i <= most; i++)
		if (strcmp(forced, names[i]) == 0)
			return i;
	diag_die("FL_CPU=%s: not one of the variants of this machine, the "
		 "best of which is %s",
	    forced, names[most]);
}
