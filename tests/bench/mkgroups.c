/* SPDX-License-Identifier: ISC */

/*
 * mkgroups: a stream of ROWS rows that are exactly GROUPS different in
 * dst,src,dport,proto, for measuring what a group costs.
 *
 *     mkgroups GROUPS ROWS | fl-group dst,src,dport,proto
 *
 * Every group comes once before any comes again, and then at random: the
 * worst order for a cache, and what many clients of few servers look like.
 */

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "value/ip.h"

#define ROOM (256 * 1024)
#define ROW_MAX 128

static const char header[] = "#src\tdst\tsport\tdport\tproto\tpackets\tbytes\t"
			     "start\tend\taction\n";

/* Scatters x over 64 bits: the finisher of splitmix64 (public domain). */
static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static void
put(const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, p, n);
		if (done == -1)
			err(2, "stdout");
		p += done;
		n -= (size_t)done;
	}
}

static char *
text(char *p, const char *s)
{
	return stpcpy(p, s);
}

static char *
cell(char *p, uint64_t v)
{
	p = num_print(p, v);
	*p++ = '\t';
	return p;
}

/*
 * One row of group g, at p; returns the end.  An odd factor is a bijection
 * of 32 bits, so no two groups share a src.
 */
static char *
row(char *p, uint32_t g, uint64_t r)
{
	uint64_t h = mix(g);
	uint64_t packets = 1 + mix(r) % 1000;

	p = ip_print(p, ip_from4(g * 2654435761u));
	*p++ = '\t';
	p = ip_print(p, ip_from4(0x0a000000u | (uint32_t)(h & 0x3fff)));
	*p++ = '\t';
	p = cell(p, 1024 + (mix(r + 1) & 0x7fff));
	p = cell(p, 1 + (h >> 16) % 1024);
	p = text(p, "6\t");
	p = cell(p, packets);
	p = cell(p, packets * 52);
	p = cell(p, 1772323200 + r % 86000);
	p = cell(p, 1772323200 + r % 86000 + 60);
	return text(p, "ACCEPT\n");
}

static uint64_t
number(const char *s)
{
	uint64_t v;

	if (num_parse(slice_str(s), UINT32_MAX, &v) == -1 || v == 0)
		errx(2, "not a number from 1: \"%s\"", s);
	return v;
}

int
main(int argc, char **argv)
{
	static char room[ROOM];
	char *p = text(room, header);

	if (argc != 3)
		errx(2, "usage: mkgroups GROUPS ROWS");
	uint64_t groups = number(argv[1]);
	uint64_t rows = number(argv[2]);
	for (uint64_t r = 0; r < rows; r++) {
		if (p + ROW_MAX > room + ROOM) {
			put(room, (size_t)(p - room));
			p = room;
		}
		p = row(p, (uint32_t)(r < groups ? r : mix(r) % groups), r);
	}
	p += snprintf(p, ROW_MAX,
	    "#!end\trecords=%llu\tfrom=1772323200\tto=1772409260\tnodata=0\t"
	    "skipdata=0\tmalformed=0\n",
	    (unsigned long long)rows);
	put(room, (size_t)(p - room));
	return 0;
}
