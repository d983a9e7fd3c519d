/* SPDX-License-Identifier: ISC */

/*
 * Which of the faster variants of a hot loop this machine can run.  FL_CPU in
 * the environment names a weaker one (plain, sse2, avx2, avx512), so that
 * tests run them all; one that the machine lacks is an error (exit 2).
 */

#ifndef BASE_CPU_H
#define BASE_CPU_H

enum cpu {
	CPU_PLAIN,
	CPU_SSE2,
	CPU_AVX2,   /* with BMI1, BMI2 and POPCNT */
	CPU_AVX512, /* F, BW and VBMI2, with all of the above */
	CPU_LEVELS,
};

/* The best variant, or the one that FL_CPU names. */
enum cpu cpu_level(void);

/* "avx2": as FL_CPU spells it. */
const char *cpu_name(enum cpu level);

#endif
