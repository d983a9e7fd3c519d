/* SPDX-License-Identifier: ISC */

/* See audit_days.h. */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/audit_days.h"
#include "rules/why.h"
#include "value/when.h"

#define DAYS (WHEN_LAST / AUDIT_DAY + 1)
#define LONG 366 /* days between that are believed */
#define SAID 3   /* gaps in words */

static void
mark(struct audit_days *d, uint64_t day)
{
	d->bit[day / 8] |= (uint8_t)(1 << day % 8);
}

static bool
has(const struct audit_days *d, uint64_t day)
{
	return d->bit != NULL && (d->bit[day / 8] >> day % 8 & 1) != 0;
}

void
audit_days_add(struct audit_days *d, uint64_t first, uint64_t last,
    bool between)
{
	if (first > WHEN_LAST || last > WHEN_LAST || last < first)
		return;
	if (d->bit == NULL)
		d->bit = mem_new(DAYS / 8 + 1);
	first /= AUDIT_DAY;
	last /= AUDIT_DAY;
	mark(d, first);
	mark(d, last);
	for (; between && last - first < LONG && first < last; first++)
		mark(d, first);
}

static void
put_gap(struct buf *to, uint64_t day, uint64_t n)
{
	struct why_days days = {0};
	char *p = buf_room(to, 32), *start = p;

	p = why_day(&days, p, day * AUDIT_DAY);
	if (n > 1)
		p = why_day(&days, stpcpy(p, " to "),
		    (day + n - 1) * AUDIT_DAY);
	to->n += (size_t)(p - start);
}

uint64_t
audit_days_gaps(const struct audit_days *d, const struct evidence *ev,
    struct buf *to)
{
	uint64_t all = 0, gaps = 0, n;

	if (!why_windowed(ev) || ev->to >= WHEN_LAST)
		return 0;
	uint64_t end = (ev->to + 1) / AUDIT_DAY;
	for (uint64_t i = (ev->from + AUDIT_DAY - 1) / AUDIT_DAY; i < end;
	     i += n) {
		n = 1;
		if (has(d, i))
			continue;
		while (i + n < end && !has(d, i + n))
			n++;
		all += n;
		if (gaps++ >= SAID)
			continue;
		buf_str(to, gaps > 1 ? ", " : "");
		put_gap(to, i, n);
	}
	if (gaps > SAID)
		buf_str(to, " ...");
	return all;
}

void
audit_days_free(struct audit_days *d)
{
	free(d->bit);
}
