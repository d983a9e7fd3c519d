/* SPDX-License-Identifier: ISC */

/* See human.h. */

#include <stdio.h>

#include "base/num.h"
#include "value/human.h"

static char *
add(char *p, const char *s)
{
	return mempcpy(p, s, strlen(s));
}

/*
 * Prints n in units of a power of 1000, and the unit's name behind a blank.
 * In integers, so that halves are halves.
 */
static char *
scaled(char *p, uint64_t n, const char *const *unit)
{
	uint64_t each = 1, decimals = 1;

	while (n / each >= 1000) {
		each *= 1000;
		unit++;
	}
	if (each > 1)
		decimals = n / each >= 100 ? 1 : n / each >= 10 ? 10 : 100;
	uint64_t step = each / decimals, v = n / step, left = n % step;
	if (left >= step - left)
		v++;
	if (v == 1000 * decimals) {
		v = decimals;
		unit++;
	}
	p = num_print(p, v / decimals);
	v %= decimals;
	if (v > 0)
		*p++ = '.';
	while (v > 0) {
		decimals /= 10;
		*p++ = '0' + v / decimals;
		v %= decimals;
	}
	return add(p, *unit);
}

char *
human_bytes(char *p, uint64_t n)
{
	static const char *const unit[] = {" B", " kB", " MB", " GB", " TB",
	    " PB", " EB"};

	return scaled(p, n, unit);
}

char *
human_count(char *p, double n)
{
	static const char *const unit[] = {"", " k", " M", " G", " T", " P",
	    " E"};
	char text[HUMAN_MAX + 1];

	if (n >= 0x1p64) {
		snprintf(text, sizeof(text), "%.3g", n);
		return add(p, text);
	}
	/* Not a number and below zero count nothing. */
	return scaled(p, n >= 0 ? (uint64_t)(n + 0.5) : 0, unit);
}

static char *
part(char *p, uint64_t v, const char *unit)
{
	return add(num_print(p, v), unit);
}

char *
human_span(char *p, uint64_t seconds)
{
	static const struct {
		uint64_t seconds;
		const char *name;
	} unit[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}};
	size_t i = 0;

	while (i + 1 < nitems(unit) && seconds < unit[i].seconds)
		i++;
	if (i + 1 == nitems(unit))
		return part(p, seconds, unit[i].name);

	/* In whole second units; one more may fill the first of a larger. */
	uint64_t small = unit[i + 1].seconds, n = seconds / small;
	if (seconds % small >= small - seconds % small)
		n++;
	if (i > 0 && n * small == unit[i - 1].seconds)
		return part(p, 1, unit[i - 1].name);
	uint64_t ratio = unit[i].seconds / small;
	p = part(p, n / ratio, unit[i].name);
	if (n % ratio == 0)
		return p;
	*p++ = ' ';
	return part(p, n % ratio, unit[i + 1].name);
}
