/* SPDX-License-Identifier: ISC */

/* wr_all: rows come in their order, however many threads print them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/diag.h"
#include "stream/wr.h"

#define BLOCKS 200

static char path[] = "/tmp/fl-wr_all-XXXXXX";

/* Rows 0, 1, 2 and on, in blocks of many lengths, 0 too. */
struct source {
	const struct schema *schema;
	struct origin origin;
	size_t blocks;
	uint64_t row;
};

static int
rows(void *from, struct block *b)
{
	struct source *s = from;

	if (s->blocks == BLOCKS)
		return 0;
	block_start(b, s->schema, &s->origin);
	b->nrow = s->blocks % 7 * (s->blocks * 37 % 97);
	uint64_t *packets = block_nums(b, 0), *bytes = block_nums(b, 1);
	for (size_t i = 0; i < b->nrow; i++) {
		packets[i] = s->row++;
		bytes[i] = packets[i] * packets[i];
	}
	block_all(b);
	s->blocks++;
	return 1;
}

static void
check(size_t threads, bool bare)
{
	struct slice name[] = {slice_str("packets"), slice_str("bytes")};
	struct schemas *all = schemas_new();
	struct source s = {.schema = schemas_names(all, name, 2),
	    .origin = {.name = "t", .ev = EVIDENCE_INIT}};
	struct out *o = out_open(&(struct out_conf){.path = path});
	struct wr *w = wr_new(o, bare);
	char line[64], want[64];

	wr_header(w, s.schema);
	wr_all(w, rows, &s, threads);
	wr_free(w);
	out_close(o);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	if (!bare) {
		assert_non_null(fgets(line, sizeof(line), f));
		assert_string_equal(line, "#packets\tbytes\n");
	}
	for (uint64_t i = 0; i < s.row; i++) {
		assert_non_null(fgets(line, sizeof(line), f));
		snprintf(want, sizeof(want), "%ju\t%ju\n", (uintmax_t)i,
		    (uintmax_t)(i * i));
		assert_string_equal(line, want);
	}
	assert_null(fgets(line, sizeof(line), f));
	assert_true(s.row > 20000);
	fclose(f);
	schemas_free(all);
}

static void
test_threads(void **state)
{
	(void)state;
	for (size_t threads = 1; threads <= 6; threads++)
		for (int bare = 0; bare < 2; bare++)
			check(threads, bare);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_threads),
	};

	diag_init("wr_all");
	int fd = mkstemp(path);
	if (fd < 0)
		return 1;
	close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
