/* SPDX-License-Identifier: ISC */

/*
 * The generator's random numbers: xoshiro256**, seeded by splitmix64 (both by
 * Blackman and Vigna, public domain).  Written here rather than taken from
 * libc, so that a seed means the same logs on every machine.  Integers only,
 * for the same reason; and never two draws among the arguments of one call,
 * whose order is the compiler's.
 */

#ifndef PRNG_H
#define PRNG_H

#include <stdint.h>

struct prng {
	uint64_t s[4];
};

/* Scatters x over 64 bits; also used alone, as a hash. */
static inline uint64_t
prng_mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static inline void
prng_seed(struct prng *r, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		r->s[i] = prng_mix(seed + (uint64_t)i * 0x9e3779b97f4a7c15u);
}

static inline uint64_t
prng_rotl(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

static inline uint64_t
prng_next(struct prng *r)
{
	uint64_t *s = r->s;
	uint64_t result = prng_rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = prng_rotl(s[3], 45);
	return result;
}

/* A number in [0, n); n > 0.  The bias is below n / 2^32. */
static inline uint32_t
prng_below(struct prng *r, uint32_t n)
{
	return (uint32_t)((prng_next(r) >> 32) * n >> 32);
}

/* A number in [lo, hi], all alike. */
static inline uint32_t
prng_range(struct prng *r, uint32_t lo, uint32_t hi)
{
	return lo + prng_below(r, hi - lo + 1);
}

/* A number in [lo, hi], mostly near lo: lo + u^3 (hi - lo). */
static inline uint32_t
prng_skew(struct prng *r, uint32_t lo, uint32_t hi)
{
	uint64_t u = prng_next(r) >> 48;
	uint64_t cube = u * u >> 16;

	cube = cube * u >> 16;
	return lo + (uint32_t)(cube * (hi - lo + 1) >> 16);
}

#endif
