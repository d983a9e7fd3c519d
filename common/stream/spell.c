/* SPDX-License-Identifier: ISC */

/*
 * See spell.h.  What the bytes of an address are becomes words of one bit a
 * byte, in which the rules of RFC 5952, section 4, are a few steps each: they
 * look at what stands beside what, and no byte is a branch.
 */

#include "stream/spell.h"
#include "base/compat.h"

#define LONGEST 39 /* eight groups of four, and seven colons */
#define GROUPS 8

/* One bit for each byte of the text. */
struct bits {
	uint64_t colon;
	uint64_t zero;
	uint64_t digit; /* hexadecimal, in lower case */
};

static struct bits
look(const char *p)
{
	struct bits b = {0, 0, 0};
	fl_bytes16 v;

#pragma GCC unroll 3
	for (unsigned int i = 0; i < SPELL_PAD; i += sizeof(v)) {
		memcpy(&v, p + i, sizeof(v));
		fl_bytes16 dec = v - '0', hex = v - 'a';
		b.colon |= (uint64_t)fl_bits16(v == ':') << i;
		b.zero |= (uint64_t)fl_bits16(v == '0') << i;
		b.digit |= (uint64_t)fl_bits16((dec <= 9) | (hex <= 5)) << i;
	}
	return b;
}

/* How many bits are set: in line, where the processor need not know how. */
static inline unsigned int
count(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (unsigned int)(x * 0x0101010101010101 >> 56);
}

bool
spell_canonical(struct slice s)
{
	if (s.n > LONGEST)
		return false;
	struct bits b = look(s.p);
	uint64_t all = (1ULL << s.n) - 1, last = all - all / 2;
	uint64_t colon = b.colon & all, digit = b.digit & all;

	/* "::" at either end is left to ip_print, and what may be IPv4. */
	if ((colon | digit) != all || (colon & (last | 1)) != 0)
		return false;

	uint64_t begins = digit & (colon << 1 | 1);
	uint64_t ends = digit & (colon >> 1 | last);
	uint64_t gap = colon & colon << 1;
	uint64_t zero = b.zero & begins & ends;
	uint64_t five = digit & digit >> 1 & digit >> 2 & digit >> 3 &
	    digit >> 4;

	/*
	 * No zeros in front (4.1).  Of two zero groups side by side, or one
	 * beside the gap, it would have to be counted which are taken (4.2).
	 */
	uint64_t wrong = five | (b.zero & begins & ~ends);
	wrong |= zero & (zero >> 2 | gap >> 2 | gap << 1);
	if (wrong != 0 || (gap & (gap - 1)) != 0)
		return false;
	unsigned int groups = count(begins);
	return gap == 0 ? groups == GROUPS : groups < GROUPS - 1;
}
