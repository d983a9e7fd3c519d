/* SPDX-License-Identifier: ISC */

/*
 * What C11 and the compilers spell differently: attributes, and the one
 * cast that C APIs which lie about const make necessary.  Nothing else.
 */

#ifndef BASE_COMPAT_H
#define BASE_COMPAT_H

#include <stdbool.h>
#include <stdint.h>

#define FL_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define FL_NORETURN __attribute__((noreturn))
#define FL_UNUSED __attribute__((unused))
/*
 * Also for functions that only prefetch: GCC takes them for functions without
 * an effect, and drops calls that it has not inlined yet.
 */
#define FL_INLINE static inline __attribute__((always_inline))
#define FL_NOINLINE __attribute__((noinline))
#define FL_COLD __attribute__((cold, noinline))

/* What cpu.h calls avx2 and avx512. */
#if defined(__x86_64__)
#define FL_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define FL_AVX512                                                           \
	__attribute__((target("avx512f,avx512bw,avx512vbmi2,avx2,bmi,bmi2," \
			      "popcnt")))
#endif

#ifndef nitems
#define nitems(a) (sizeof(a) / sizeof((a)[0]))
#endif

static inline bool
fl_likely(bool b)
{
	return __builtin_expect(b, 1);
}

static inline bool
fl_unlikely(bool b)
{
	return __builtin_expect(b, 0);
}

/* Sixteen bytes at a time, for every machine that has vectors of them. */
typedef unsigned char fl_bytes16 __attribute__((vector_size(16)));
typedef signed char fl_mask16 __attribute__((vector_size(16)));

/* What a comparison of them gave, as one bit a byte, the first the lowest. */
static inline uint32_t
fl_bits16(fl_mask16 m)
{
#if defined(__SSE2__)
	return (uint32_t)__builtin_ia32_pmovmskb128((char
	    __attribute__((vector_size(16))))m);
#else
	uint32_t bits = 0;

	for (unsigned int i = 0; i < sizeof(m); i++)
		bits |= (uint32_t)(m[i] & 1) << i;
	return bits;
#endif
}

/* For C APIs that take char * and do not write, such as getopt and exec. */
static inline void *
unconst(const void *p)
{
	return (void *)(uintptr_t)p;
}

#endif
