/* SPDX-License-Identifier: ISC */

/*
 * vpcgen: writes the VPC flow logs of a day that never was.
 *
 *     vpcgen -s 1 -n 20000 -f 8 -d logs -t truth.tsv
 *
 * The same arguments give the same logs on every machine.  It shares no code
 * with the tools it makes test data for, so that no mistake is common to both.
 */

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deliver.h"

static const char usage[] =
    "usage: vpcgen -s SEED -n RECORDS -f FILES -d DIR [-V 2|5] [-t TRUTH]\n"
    "              [-6 TIMES] [--plain]\n";

static const struct option longs[] = {
    {"plain", no_argument, NULL, 'p'},
    {NULL, 0, NULL, 0},
};

/* The number in s, from lo to hi; ends the program if it is none. */
static uint64_t
number(int letter, const char *s, uint64_t lo, uint64_t hi)
{
	unsigned long long v;
	char *end;

	errno = 0;
	v = strtoull(s, &end, 10);
	if (*s < '0' || *s > '9' || *end != '\0' || errno != 0 || v < lo ||
	    v > hi)
		errx(2, "-%c: not a number from %llu to %llu: \"%s\"", letter,
		    (unsigned long long)lo, (unsigned long long)hi, s);
	return v;
}

int
main(int argc, char **argv)
{
	struct delivery d = {.files = 8, .version = 2};
	struct traffic t;
	const char *truth = NULL;
	uint32_t times6 = 1;
	size_t n = 0;
	int c;

	while ((c = getopt_long(argc, argv, "s:n:f:d:V:t:6:", longs, NULL)) !=
	    -1)
		switch (c) {
		case 's':
			d.seed = number(c, optarg, 0, UINT32_MAX);
			break;
		case 'n':
			n = number(c, optarg, 1, 100000000);
			break;
		case 'f':
			d.files = (uint32_t)number(c, optarg, 1, WORLD_WINDOWS);
			break;
		case 'd':
			d.dir = optarg;
			break;
		case 'V':
			d.version = (int)number(c, optarg, 2, 5);
			break;
		case 't':
			truth = optarg;
			break;
		case '6':
			times6 = (uint32_t)number(c, optarg, 1, 1000);
			break;
		case 'p':
			d.plain = true;
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	if (optind != argc || n == 0 || d.dir == NULL ||
	    (d.version != 2 && d.version != 5)) {
		fputs(usage, stderr);
		return 2;
	}
	traffic_make(&t, d.seed, n, times6);
	if (truth != NULL)
		deliver_truth(&t, truth);
	deliver_logs(&t, &d);
	traffic_free(&t);
	return 0;
}
