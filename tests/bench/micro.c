/* SPDX-License-Identifier: ISC */

/*
 * micro: the hot loops alone, on the first 256 KiB of a log.
 *
 *     micro LOG LOG-WITH-IPV6
 *
 * For each loop and variant a line: name, nanoseconds of CPU, and of what.  A
 * loop runs until 5 ms are over, eleven times, and the median counts.  Text is
 * in the second-level cache, so these are the least that the loops cost.
 */

#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cpu.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/nums.h"
#include "engine/tab.h"
#include "stream/lines.h"
#include "stream/scan.h"
#include "value/ip.h"
#include "value/ip4.h"

#define TRIES 11
#define ENOUGH 0.005 /* seconds */
#define FIELDS 14    /* of a version-2 record */
#define DST 4
#define BYTES 9

/* A page of whole lines, and the cells of two of its columns. */
struct sheet {
	char *text; /* SCAN_PAD of room before and behind */
	uint32_t from, to;
	size_t rows;
	struct slice *dst;
	struct slice *bytes;
};

/* One loop: runs once over what arg points to. */
typedef void (*loop_fn)(void *arg);

/* CPU seconds, so that other programs on this machine do not count. */
static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Measures the loop, which handles n things, and prints its line. */
static void
measure(const char *name, const char *variant, const char *each, loop_fn loop,
    void *arg, size_t n)
{
	double took[TRIES];

	for (int i = 0; i < TRIES; i++) {
		double began = now(), t;
		size_t times = 0;
		do {
			loop(arg);
			times++;
			t = now() - began;
		} while (t < ENOUGH);
		took[i] = t / (double)times / (double)n;
	}
	qsort(took, TRIES, sizeof(took[0]), by_value);
	printf("%s, %s\t%.2f\t%s\n", name, variant, took[TRIES / 2] * 1e9,
	    each);
}

/* ---- the page ---------------------------------------------------------- */

/* Notes the cells of the line that ends before end. */
static void
cut(struct sheet *p, const char *line, const char *end)
{
	struct slice cell[FIELDS];
	struct slice rest = {line, (size_t)(end - line)};
	size_t n = 0;

	while (n < FIELDS && rest.n > 0)
		cell[n++] = slice_cut(&rest, ' ');
	if (n < FIELDS || cell[DST].n < 2)
		return;
	p->dst[p->rows] = cell[DST];
	p->bytes[p->rows++] = cell[BYTES];
}

/* The first page of the file, or what it has. */
static void
read_sheet(struct sheet *p, const char *path)
{
	FILE *f = fopen(path, "r");

	if (f == NULL)
		err(2, "%s", path);
	p->text = mem_new(LINES_PAGE + 2 * SCAN_PAD);
	p->from = SCAN_PAD;
	size_t n = fread(p->text + SCAN_PAD, 1, LINES_PAGE, f);
	fclose(f);
	while (n > 0 && p->text[SCAN_PAD + n - 1] != '\n')
		n--;
	p->to = (uint32_t)(SCAN_PAD + n);
	p->rows = 0;
	p->dst = mem_array(NULL, n + 1, sizeof(*p->dst));
	p->bytes = mem_array(NULL, n + 1, sizeof(*p->bytes));
	const char *line = p->text + SCAN_PAD, *end = line + n;
	while (line < end) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));
		cut(p, line, nl);
		line = nl + 1;
	}
	if (p->rows == 0)
		errx(2, "%s: no rows of a log", path);
}

static void
free_sheet(struct sheet *p)
{
	free(p->text);
	free(p->dst);
	free(p->bytes);
}

/* ---- loops ------------------------------------------------------------- */

struct scanning {
	const struct sheet *page;
	scan_fn fn;
	struct scan out;
};

static void
scan_loop(void *arg)
{
	struct scanning *s = arg;

	s->fn(&s->out, s->page->text, s->page->from, s->page->to, ' ', ' ');
}

static void
scans(const struct sheet *p)
{
	size_t room = LINES_PAGE + SCAN_SPARE;
	struct scanning s = {.page = p};

	s.out.mark = mem_array(NULL, room, sizeof(*s.out.mark));
	s.out.eol = mem_array(NULL, room, sizeof(*s.out.eol));
	for (enum cpu i = CPU_PLAIN; i <= cpu_level(); i++) {
		const char *name = cpu_name(i);
		setenv("FL_CPU", name, 1);
		s.fn = scan_choose();
		unsetenv("FL_CPU");
		measure("scan", name, "row", scan_loop, &s, p->rows);
	}
	free(s.out.mark);
	free(s.out.eol);
}

struct cells {
	const struct slice *cell;
	size_t n;
	int (*num)(struct slice s, uint64_t max, uint64_t *v);
	ip4_fn ip4;
	nums_fn nums;
	volatile uint64_t sum; /* so that nothing is left out */
};

static void
num_loop(void *arg)
{
	struct cells *c = arg;
	uint64_t sum = 0, v = 0;

	for (size_t i = 0; i < c->n; i++) {
		c->num(c->cell[i], UINT64_MAX, &v);
		sum += v;
	}
	c->sum = sum;
}

static void
ip_loop(void *arg)
{
	struct cells *c = arg;
	struct ip ip = {0, 0};
	uint64_t sum = 0;

	for (size_t i = 0; i < c->n; i++) {
		ip_parse(c->cell[i], &ip);
		sum += ip.hi + ip.lo;
	}
	c->sum = sum;
}

static void
ip4_loop(void *arg)
{
	struct cells *c = arg;
	uint32_t v4[IP4_MOST];
	uint64_t sum = 0;

	for (size_t i = 0; i + IP4_MOST <= c->n; i += IP4_MOST)
		sum += c->ip4(c->cell + i, IP4_MOST, v4) + v4[0];
	c->sum = sum;
}

static void
nums_loop(void *arg)
{
	struct cells *c = arg;
	uint64_t v[NUMS_MOST], sum = 0;

	for (size_t i = 0; i + NUMS_MOST <= c->n; i += NUMS_MOST)
		sum += c->nums(c->cell + i, NUMS_MOST, v) + v[0];
	c->sum = sum;
}

/* Columns of a page, many cells a call, with each variant. */
static void
columns(const struct sheet *p)
{
	struct cells c = {.n = p->rows};

	for (enum cpu i = CPU_PLAIN; i <= cpu_level(); i++) {
		setenv("FL_CPU", cpu_name(i), 1);
		c.ip4 = ip4_choose();
		c.nums = nums_choose();
		unsetenv("FL_CPU");
		c.cell = p->dst;
		measure("ip4", cpu_name(i), "address", ip4_loop, &c, c.n);
		c.cell = p->bytes;
		measure("nums", cpu_name(i), "number", nums_loop, &c, c.n);
	}
}

static void
parsing(const struct sheet *four, const struct sheet *six)
{
	struct cells c = {.cell = four->bytes, .n = four->rows};

	c.num = num_plain;
	measure("num_parse", "plain", "number", num_loop, &c, c.n);
	c.num = num_parse;
	measure("num_parse", "eight digits", "number", num_loop, &c, c.n);
	c.cell = four->dst;
	measure("ip_parse", "mostly IPv4", "address", ip_loop, &c, c.n);
	c.cell = six->dst;
	c.n = six->rows;
	measure("ip_parse", "mostly IPv6", "address", ip_loop, &c, c.n);
}

/* Lookups of keys that are all there, in an order no cache likes. */
struct lookups {
	struct tab tab;
	uint64_t *keys; /* of two words, n of them */
	size_t n;
};

static void
tab_loop(void *arg)
{
	struct lookups *l = arg;
	uint64_t *pay[TAB_BATCH];

	for (size_t i = 0; i + TAB_BATCH <= l->n; i += TAB_BATCH) {
		tab_find(&l->tab, l->keys + 2 * i, TAB_BATCH, pay);
		for (size_t k = 0; k < TAB_BATCH; k++)
			pay[k][0]++;
	}
}

static void
lookups(size_t groups, const char *text)
{
	static const uint64_t zero[5];
	struct lookups l = {.n = 1 << 20};
	uint64_t x = 1;

	tab_init(&l.tab, 2, nitems(zero), zero, 42);
	l.keys = mem_array(NULL, 2 * l.n, sizeof(*l.keys));
	for (size_t i = 0; i < l.n; i++) {
		/* Knuth's MMIX generator; its upper bits are good. */
		x = x * 6364136223846793005u + 1442695040888963407u;
		l.keys[2 * i] = (x >> 33) % groups;
		l.keys[2 * i + 1] = l.keys[2 * i] * 7;
	}
	tab_loop(&l);
	measure("tab_find", text, "key", tab_loop, &l, l.n);
	free(l.keys);
	tab_free(&l.tab);
}

int
main(int argc, char **argv)
{
	struct sheet four, six;

	diag_init(argv[0]);
	if (argc != 3)
		errx(2, "usage: micro LOG LOG-WITH-IPV6");
	read_sheet(&four, argv[1]);
	read_sheet(&six, argv[2]);
	scans(&four);
	columns(&four);
	parsing(&four, &six);
	lookups(1000, "1000 keys");
	lookups(1000000, "1M keys");
	free_sheet(&four);
	free_sheet(&six);
	return 0;
}
