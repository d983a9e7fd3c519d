/* SPDX-License-Identifier: ISC */

/*
 * See when.h.  Calendar arithmetic of our own, since libc's asks for a zone
 * and for struct tm where a few lines do.
 */

#include "value/when.h"
#include "base/num.h"

#define FIRST_YEAR 1970
#define LAST_YEAR 9999
#define DAY 86400

enum part {
	YEAR,
	MONTH,
	MDAY,
	HOUR,
	MINUTE,
	SECOND,
	PARTS
};

/* The parts of a time in the order written, largest first. */
static const struct {
	char sep; /* in front of it; a blank does for T too */
	uint16_t lo, hi;
	uint32_t covers; /* seconds; 0 where the calendar says how many */
} part[PARTS] = {
    {0, FIRST_YEAR, LAST_YEAR, 0},
    {'-', 1, 12, 0},
    {'-', 1, 31, DAY},
    {'T', 0, 23, 3600},
    {':', 0, 59, 60},
    {':', 0, 59, 1},
};

/*
 * The days from 1970-01-01 to a date; month 13 is the next January.  Years
 * begin in March here, so that the leap day is the last one of its year and
 * the days before a month follow one formula (31 30 31 30 31, repeated).
 */
static uint64_t
days(uint64_t year, uint64_t month, uint64_t day)
{
	uint64_t y = year + (month + 9) / 12 - 1;
	uint64_t m = (month + 9) % 12;

	/* 719468 is what the rest yields for 1970-01-01. */
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
	    1 - 719468;
}

/*
 * Takes one part off the front of *s.  True and *v, or false where it is
 * not there or out of its bounds.
 */
static bool
take(struct slice *s, enum part i, uint64_t *v)
{
	size_t skip = i != YEAR, n = skip + (i == YEAR ? 4 : 2);

	if (s->n < n)
		return false;
	if (skip && s->p[0] != part[i].sep && (i != HOUR || s->p[0] != ' '))
		return false;
	if (num_parse((struct slice){s->p + skip, n - skip}, part[i].hi, v) !=
	    0)
		return false;
	*s = (struct slice){s->p + n, s->n - n};
	return *v >= part[i].lo;
}

/*
 * Reads Z, an offset, or nothing, up to the end.  True and *east, the
 * seconds that a clock there is ahead of UTC.
 */
static bool
zone(struct slice s, int64_t *east)
{
	uint64_t h, m;

	*east = 0;
	if (s.n == 0 || slice_is(s, "Z"))
		return true;
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':')
		return false;
	if (num_parse((struct slice){s.p + 1, 2}, part[HOUR].hi, &h) != 0 ||
	    num_parse((struct slice){s.p + 4, 2}, part[MINUTE].hi, &m) != 0)
		return false;
	*east = (int64_t)(3600 * h + 60 * m);
	if (s.p[0] == '-')
		*east = -*east;
	return true;
}

/* The second behind a time that is written down to the part `last`. */
static uint64_t
behind(const uint64_t *v, uint64_t start, enum part last)
{
	if (last == YEAR)
		return days(v[YEAR] + 1, 1, 1) * DAY;
	if (last == MONTH)
		return days(v[YEAR], v[MONTH] + 1, 1) * DAY;
	return start + part[last].covers;
}

static int
iso(struct slice s, uint64_t *lo, uint64_t *hi)
{
	uint64_t v[PARTS] = {FIRST_YEAR, 1, 1};
	int64_t east;
	enum part n = 0;

	/* A zone can only follow a time of day: 2026-11 is a month. */
	while (n < PARTS && s.n > 0) {
		if (n > HOUR && s.p[0] != part[n].sep)
			break;
		if (!take(&s, n, &v[n]))
			return -1;
		n++;
	}
	if (!zone(s, &east))
		return -1;
	uint64_t first = days(v[YEAR], v[MONTH], 1);
	uint64_t length = days(v[YEAR], v[MONTH] + 1, 1) - first;
	if (v[MDAY] > length)
		return -1;
	uint64_t start = (first + v[MDAY] - 1) * DAY + v[HOUR] * 3600 +
	    v[MINUTE] * 60 + v[SECOND];
	uint64_t end = behind(v, start, n - 1);

	if (east > (int64_t)start || end - east > WHEN_LAST + 1)
		return -1;
	*lo = start - east;
	*hi = end - east - 1;
	return 0;
}

int
when_parse(struct slice s, uint64_t *lo, uint64_t *hi)
{
	uint64_t v;

	if (s.n == 0)
		return -1;
	if (s.n <= 4 || num_parse(s, UINT64_MAX, &v) != 0)
		return iso(s, lo, hi);
	if (v > WHEN_LAST)
		return -1;
	*lo = *hi = v;
	return 0;
}

/* Prints v with n digits, and c behind them. */
static char *
put(char *p, uint64_t v, size_t n, char c)
{
	for (size_t i = n; i > 0; i--, v /= 10)
		p[i - 1] = '0' + v % 10;
	p[n] = c;
	return p + n + 1;
}

char *
when_print(char *p, uint64_t t)
{
	uint64_t day = t / DAY, sec = t % DAY, y, m = 1;

	if (t > WHEN_LAST)
		return num_print(p, t);

	/* By the mean year, which is a day off at most in either direction. */
	y = FIRST_YEAR + day * 400 / 146097;
	if (days(y, 1, 1) > day)
		y--;
	else if (days(y + 1, 1, 1) <= day)
		y++;
	while (days(y, m + 1, 1) <= day)
		m++;
	p = put(p, y, 4, '-');
	p = put(p, m, 2, '-');
	p = put(p, day - days(y, m, 1) + 1, 2, 'T');
	p = put(p, sec / 3600, 2, ':');
	p = put(p, sec / 60 % 60, 2, ':');
	return put(p, sec % 60, 2, 'Z');
}

int
when_span(struct slice s, uint64_t *sec)
{
	static const struct {
		char letter;
		uint32_t seconds;
	} unit[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', DAY},
	    {'w', 7 * DAY}};
	uint64_t each = 1, v;

	if (s.n == 0)
		return -1;
	for (size_t i = 0; i < nitems(unit); i++) {
		if (s.p[s.n - 1] != unit[i].letter)
			continue;
		each = unit[i].seconds;
		s.n--;
		break;
	}
	if (num_parse(s, UINT64_MAX / each, &v) != 0)
		return -1;
	*sec = v * each;
	return 0;
}
