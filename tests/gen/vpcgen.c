/* SPDX-License-Identifier: ISC */

/*
 * vpcgen: writes the VPC flow logs of a day that never was.
 *
 *     vpcgen -s 1 -n 20000 -f 8 -d logs -t truth.tsv
 *     vpcgen -s 1 -g account
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
#include "faults.h"

static const char usage[] =
    "usage: vpcgen -s SEED -n RECORDS -f FILES -d DIR [-V 2|5] [-t TRUTH]\n"
    "              [-6 TIMES] [-x CLASS]... [--plain]\n"
    "       vpcgen -s SEED -g DIR\n";

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

/* The rows of flows.def of a class, as a mask. */
static uint64_t class(const char *name)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < world_nflows; i++)
		if (strcmp(world_flows[i].class, name) == 0)
			mask |= UINT64_C(1) << i;
	if (mask == 0)
		errx(2, "-x: no class in flows.def: \"%s\"", name);
	return mask;
}

int
main(int argc, char **argv)
{
	struct delivery d = {.files = 8, .version = 2};
	struct traffic t;
	const char *truth = NULL, *account = NULL;
	uint64_t without = 0;
	uint32_t times6 = 1;
	size_t n = 0;
	int c;

	while ((c = getopt_long(argc, argv, "s:n:f:d:g:V:t:x:6:", longs,
		    NULL)) != -1)
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
		case 'g':
			account = optarg;
			break;
		case 'x':
			without |= class(optarg);
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
	if (optind == argc && account != NULL && n == 0) {
		faults_write(d.seed, account);
		return 0;
	}
	if (optind != argc || account != NULL || n == 0 || d.dir == NULL ||
	    (d.version != 2 && d.version != 5)) {
		fputs(usage, stderr);
		return 2;
	}
	traffic_make(&t, d.seed, n, times6, without);
	if (truth != NULL)
		deliver_truth(&t, truth);
	deliver_logs(&t, &d);
	traffic_free(&t);
	return 0;
}
