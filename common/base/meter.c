/* SPDX-License-Identifier: ISC */

/*
 * See meter.h.  The line is drawn with blanks behind it and a carriage
 * return at its end, nothing else: it works on every terminal, and a message
 * that comes in between starts at the left edge.
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/meter.h"

enum {
	LINE = 72
}; /* columns we draw in */

static const double pause_s = 0.25; /* between two drawings, seconds */

struct meter {
	uint64_t total; /* raw bytes to come; 0: not known */
	double start;   /* seconds, of a clock that never steps */
	double drawn;   /* when last; at first the start, so that a short run
			   draws nothing */
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct meter *
meter_new(uint64_t total)
{
	if (!isatty(STDERR_FILENO))
		return NULL;
	struct meter *m = mem_new(sizeof(*m));
	m->total = total;
	m->start = m->drawn = now();
	return m;
}

/* "35 M", "1.2 G", "7 ": powers of 1000; two digits do for a glance. */
static void
add_amount(struct buf *line, double v)
{
	static const char units[] = " kMGTPE";
	size_t u = 0;

	while (v >= 999.5 && u < sizeof(units) - 2) {
		v /= 1000;
		u++;
	}
	buf_fmt(line, v < 9.95 && u > 0 ? "%.1f " : "%.0f ", v);
	if (u > 0)
		buf_char(line, units[u]);
}

/* 0:07, 3:20, 12:05:59. */
static void
add_span(struct buf *line, double seconds)
{
	unsigned long s = (unsigned long)seconds;

	if (s >= 3600)
		buf_fmt(line, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
	else
		buf_fmt(line, "%lu:%02lu", s / 60, s % 60);
}

/* Bytes are never 0 of a total here, so the time left is finite. */
static void
add_left(struct buf *line, uint64_t bytes, uint64_t total, double spent)
{
	double part = (double)bytes / (double)total;

	buf_str(line, "B of ");
	add_amount(line, (double)total);
	buf_fmt(line, "B, %.0f %%, ", part * 100);
	add_span(line, spent / part - spent);
	buf_str(line, " left");
}

void
meter_show(struct meter *m, uint64_t bytes, uint64_t rows)
{
	struct buf line = {0};

	if (m == NULL)
		return;
	double t = now();
	if (t - m->drawn < pause_s)
		return;
	m->drawn = t;
	add_amount(&line, (double)bytes);
	if (bytes > 0 && bytes <= m->total)
		add_left(&line, bytes, m->total, t - m->start);
	else
		buf_char(&line, 'B');
	buf_str(&line, ", ");
	add_amount(&line, (double)rows / (t - m->start));
	buf_str(&line, line.p[line.n - 1] == ' ' ? "rows/s" : " rows/s");
	fprintf(stderr, "%-*s\r", LINE, buf_cstr(&line));
	buf_free(&line);
}

void
meter_free(struct meter *m)
{
	if (m == NULL)
		return;
	if (m->drawn > m->start)
		fprintf(stderr, "%*s\r", LINE, "");
	free(m);
}
