/* SPDX-License-Identifier: ISC */

/*
 * trapgen: writes the flow logs of a day full of traps, and the truth about it.
 *
 *     trapgen -s 1 -n 20000 -V 2 -d day
 *
 * day/ must not be there yet; it gets logs/, enis.json, and truth.tsv and
 * scanners.tsv, which tests/oracle/score.awk holds connections and rules to.
 * The same arguments give the same day on every machine.  Nothing is shared
 * with the tools.
 *
 *   -s SEED     another day
 *   -n RECORDS  about so many; each trap has at least 20 instances, but fewer
 *               where records are less than 50000
 *   -V FORMAT   2: the default format; 3: and tcp-flags; 5: and vpc-id, the
 *               pkt- fields, the direction
 *   -w WHAT     one: flow logs are on for half of the interfaces; hour: only
 *               records that end from ten to eleven; accept: only accepted
 *               traffic; lossy: some windows are SKIPDATA; six: half of the
 *               pairs talk over IPv6.  May be repeated.
 */

#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "enis.h"
#include "logs.h"
#include "play.h"

static const char usage[] =
    "usage: trapgen -s SEED -n RECORDS -d DIR [-V 2|3|5] [-w one|hour|accept|"
    "lossy|six]...\n";

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

static void
limit(struct net *net, struct watch *w, const char *word)
{
	if (strcmp(word, "one") == 0)
		w->half = true;
	else if (strcmp(word, "hour") == 0)
		w->hour = 10;
	else if (strcmp(word, "accept") == 0)
		w->accepted = true;
	else if (strcmp(word, "lossy") == 0)
		w->lossy = true;
	else if (strcmp(word, "six") == 0)
		net->six = true;
	else
		errx(2, "-w: not one, hour, accept, lossy or six: \"%s\"",
		    word);
}

enum {
	FULL = 50000 /* records that make room for 20 instances of each trap */
};

/* Plays all traps, more of them in a bigger day, then fills it up. */
static void
play(struct net *net, size_t n)
{
	uint32_t scale = n < FULL ? 1 + (uint32_t)(n * 20 / FULL) :
				    20 + (uint32_t)(n / 40000);
	uint32_t parts = 0;
	uint32_t turn[CLASSES] = {0};
	size_t most;

	for (int c = 0; c < CLASSES; c++) {
		const struct class *k = &play_classes[c];

		if (!k->trap) {
			parts += k->share;
			continue;
		}
		for (uint32_t i = 0; i < k->share * scale / 20; i++)
			k->play(net, i);
	}

	/* Small days are mostly traps, but not only. */
	most = net->nrecs + n / 8;
	while (net->nrecs < n || net->nrecs < most) {
		uint32_t at = prng_below(&net->rng, parts);
		int c = 0;

		while (play_classes[c].trap || at >= play_classes[c].share) {
			if (!play_classes[c].trap)
				at -= play_classes[c].share;
			c++;
		}
		play_classes[c].play(net, turn[c]++);
	}
	net_end(net);
}

static FILE *
create(const char *dir, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (f == NULL)
		err(2, "%s", path);
	return f;
}

static void
write_all(struct net *net, const struct watch *w, int format, const char *dir)
{
	struct loss losses[LOSSES] = {{0}};
	char logs[4096];
	FILE *f;

	snprintf(logs, sizeof(logs), "%s/logs", dir);
	if (mkdir(dir, 0777) == -1 || mkdir(logs, 0777) == -1)
		err(2, "%s", dir);
	know_watch(net, w, losses);
	f = create(dir, "truth.tsv");
	know_truth(net, w, f);
	if (ferror(f) || fclose(f) != 0)
		err(2, "%s/truth.tsv", dir);
	f = create(dir, "scanners.tsv");
	know_scanners(net, w, f);
	if (ferror(f) || fclose(f) != 0)
		err(2, "%s/scanners.tsv", dir);
	f = create(dir, "enis.json");
	enis_write(net, f);
	if (ferror(f) || fclose(f) != 0)
		err(2, "%s/enis.json", dir);
	logs_write(net, format, losses, logs, w->hour >= 0 ? 24 : 8);
}

int
main(int argc, char **argv)
{
	struct watch w = {.hour = -1};
	struct net net = {0};
	const char *dir = NULL;
	uint64_t seed = 1;
	int format = 2;
	size_t n = 0;
	int c;

	while ((c = getopt(argc, argv, "s:n:V:w:d:")) != -1)
		switch (c) {
		case 's':
			seed = number(c, optarg, 0, UINT32_MAX);
			break;
		case 'n':
			n = number(c, optarg, 1, 100000000);
			break;
		case 'V':
			format = (int)number(c, optarg, 2, 5);
			break;
		case 'w':
			limit(&net, &w, optarg);
			break;
		case 'd':
			dir = optarg;
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	if (optind != argc || n == 0 || dir == NULL || format == 4) {
		fputs(usage, stderr);
		return 2;
	}
	w.flags = format >= 3;
	w.full = format == 5;
	prng_seed(&net.rng, seed);
	vpc_make(&net);
	play(&net, n);
	write_all(&net, &w, format, dir);
	free(net.ifaces);
	free(net.conns);
	free(net.recs);
	return 0;
}
