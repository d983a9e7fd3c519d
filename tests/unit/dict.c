/* SPDX-License-Identifier: ISC */

/*
 * dict: many cells at a time are read as each is alone, whatever they hold,
 * and however many the dictionary had before.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/cpu.h"
#include "base/mem.h"
#include "model/block.h"
#include "model/cell.h"

#define MOST 200
#define WIDTH 24

static const unsigned int seed = 20261124;

/* Cells with pads of noise, in memory of their own size. */
struct cells {
	char *text;
	struct slice cell[MOST];
};

static const char *const words[] = {"-", "", ".", "10.0.0.0/8", "0.0.0.0",
    "255.255.255.255", "256.1.1.1", "1.2.3.04", "1.2.3.4.", "::", "2001:DB8::1",
    "::ffff:1.2.3.4", "2001:db8::/32", "0", "443", "65536",
    "18446744073709551615", "18446744073709551616", "-5", "ACCEPT", "REJECT"};

static void
fill(struct cells *c, size_t n)
{
	static const char noise[] = "0123456789..::/-af\xff \t";
	size_t size = 2 * BLOCK_PAD + n * WIDTH;

	c->text = mem_array(NULL, size, 1);
	for (size_t i = 0; i < size; i++)
		c->text[i] = noise[(size_t)random() % (sizeof(noise) - 1)];
	for (size_t i = 0; i < n; i++) {
		char *p = c->text + BLOCK_PAD + i * WIDTH;
		long r = random(), how = random() % 8;
		int len = (int)(random() % (WIDTH + 1));

		if (how < 5)
			len = sprintf(p, "%ld.%ld.%ld.%ld", r % 256,
			    r / 256 % 256, r % 100, random() % 256);
		else if (how < 7)
			len = sprintf(p, "%.20s",
			    words[(size_t)r % nitems(words)]);
		if (how == 4)
			p[random() % len] = noise[r % 18];
		c->cell[i] = (struct slice){p, (size_t)len};
	}
}

/* Each cell alone. */
static void
same(const struct dict *d, enum kind kind)
{
	for (size_t i = 0; i < d->n; i++) {
		struct ip ip;
		uint8_t len;
		uint64_t num;
		bool bad = false;

		if (kind == KIND_IP)
			bad = dict_ip(d->cell[i], &ip, &len) == -1;
		else if (kind != KIND_NAME)
			bad = cell_parse(kind, d->cell[i], &num) < 0;
		assert_int_equal(d->bad[i], bad);
		if (bad || kind == KIND_NAME)
			continue;
		if (kind == KIND_IP) {
			assert_true(ip_eq(d->ip[i], ip));
			assert_int_equal(d->len[i], len);
		} else {
			assert_true(d->num[i] == num);
		}
	}
}

static void
check_kind(enum kind kind)
{
	struct dict d = {0};
	size_t bad = 0, good = 0;

	for (int round = 0; round < 300; round++) {
		struct cells c;
		size_t n = 1 + (size_t)random() % MOST;

		fill(&c, n);
		d.n = n;
		d.cell = c.cell;
		d.loaded = false;
		dict_load(&d, kind);
		assert_true(d.loaded && d.room >= n);
		same(&d, kind);
		for (size_t i = 0; i < n; i++)
			d.bad[i] ? bad++ : good++;
		free(c.text);
	}
	assert_true(good > 300);
	assert_true(bad > 1000 || kind == KIND_NAME);
	dict_free(&d);
	assert_null(d.bad);
	assert_int_equal(d.room, 0);
}

static void
test_random(void **state)
{
	static const enum kind kinds[] = {KIND_IP, KIND_NUM, KIND_PORT,
	    KIND_PROTO, KIND_TIME, KIND_ACTION, KIND_NAME};

	(void)state;
	srandom(seed);
	for (enum cpu i = CPU_PLAIN; i <= cpu_level(); i++) {
		setenv("FL_CPU", cpu_name(i), 1);
		for (size_t k = 0; k < nitems(kinds); k++)
			check_kind(kinds[k]);
		unsetenv("FL_CPU");
	}
}

/* What a cell is (cell.h): addresses, prefixes, and "-". */
static void
test_ip(void **state)
{
	static const struct {
		const char *text;
		int got;
		struct ip ip;
		uint8_t len;
	} t[] = {
	    {"10.0.0.1", 0, {0, 0xffff0a000001}, 128},
	    {"10.0.0.0/8", 0, {0, 0xffff0a000000}, 104},
	    {"2001:db8::1", 0, {0x20010db800000000, 1}, 128},
	    {"2001:db8::/32", 0, {0x20010db800000000, 0}, 32},
	    {"-", 0, {UINT64_MAX, UINT64_MAX}, 128},
	    {"--", -1, {0, 0}, 0},
	    {"", -1, {0, 0}, 0},
	    {"10.0.0.1/8", -1, {0, 0}, 0},
	    {"10.0.0.0/33", -1, {0, 0}, 0},
	    {"10.0.0", -1, {0, 0}, 0},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct ip ip;
		uint8_t len;

		int got = dict_ip(slice_str(t[i].text), &ip, &len);
		assert_int_equal(got, t[i].got);
		if (got == -1)
			continue;
		assert_true(ip_eq(ip, t[i].ip));
		assert_int_equal(len, t[i].len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ip),
	    cmocka_unit_test(test_random),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
