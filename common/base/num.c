/* SPDX-License-Identifier: ISC */

/* See num.h. */

#include "base/num.h"

int
num_parse(struct slice s, uint64_t max, uint64_t *v)
{
	uint64_t n = 0;

	if (s.n == 0)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned char)s.p[i] - (unsigned)'0';
		if (d > 9 || n > UINT64_MAX / 10)
			return -1;
		n *= 10;
		if (n > UINT64_MAX - d)
			return -1;
		n += d;
	}
	if (n > max)
		return -1;
	*v = n;
	return 0;
}

char *
num_print(char *p, uint64_t v)
{
	char digits[NUM_MAX];
	size_t i = sizeof(digits);

	do {
		digits[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	memcpy(p, digits + i, sizeof(digits) - i);
	return p + (sizeof(digits) - i);
}

int
num_size(struct slice s, uint64_t *v)
{
	static const char units[] = "kmgt";
	unsigned shift = 0;
	uint64_t n;

	if (s.n > 0) {
		/* ASCII letters fall to lower case; no digit becomes one. */
		char c = (char)(s.p[s.n - 1] | 0x20);
		const char *u = memchr(units, c, sizeof(units) - 1);
		if (u != NULL) {
			shift = 10 * (unsigned)(u - units + 1);
			s.n--;
		}
	}
	if (num_parse(s, UINT64_MAX >> shift, &n) == -1)
		return -1;
	*v = n << shift;
	return 0;
}
