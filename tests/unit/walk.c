/* SPDX-License-Identifier: ISC */

/* walk: which files a folder stands for, and in which order. */

#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/diag.h"
#include "source/walk.h"

static char top[] = "/tmp/walk.XXXXXX";

static void
make(const char *path, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)n), 0);
	close(fd);
}

/* The folder of the test, and into it. */
static int
enter(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(top));
	assert_int_equal(chdir(top), 0);
	return 0;
}

static int
leave(void **state)
{
	char command[64];

	(void)state;
	assert_int_equal(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

/* The paths with blanks between. */
static const char *
joined(const struct walk *w, struct buf *to)
{
	to->n = 0;
	for (size_t i = 0; i < w->n; i++)
		buf_fmt(to, "%s%s", i > 0 ? " " : "", w->file[i].path);
	return buf_cstr(to);
}

/* As find -type f | sort has it, without what is hidden. */
static void
test_order(void **state)
{
	struct walk w = WALK_INIT;
	struct buf b = {0};

	(void)state;
	mkdir("a", 0700);
	mkdir("a/b", 0700);
	mkdir("a/.hidden", 0700);
	mkdir("a/none", 0700);
	make("a/b/2.log", 10);
	make("a/b/1.log", 1);
	make("a/b-2.log", 100);
	make("a/b.log", 1000);
	make("a/.b.log", 10000);
	make("a/.hidden/1.log", 10000);
	assert_int_equal(walk_add(&w, "a"), 0);
	assert_string_equal(joined(&w, &b),
	    "a/b-2.log a/b.log a/b/1.log a/b/2.log");
	assert_int_equal(w.size, 1111);
	assert_true(w.sized);

	/* Operands stay in their order, and may name a file again. */
	assert_int_equal(walk_add(&w, "a/b/1.log"), 0);
	assert_int_equal(walk_add(&w, "a/.hidden"), 0);
	assert_int_equal(walk_add(&w, "a/.b.log"), 0);
	assert_string_equal(joined(&w, &b),
	    "a/b-2.log a/b.log a/b/1.log a/b/2.log a/b/1.log "
	    "a/.hidden/1.log a/.b.log");
	assert_int_equal(w.size, 1112 + 20000);

	/* Until all are there: then the first of each is left. */
	assert_int_equal(walk_add(&w, "a/b.log"), 0);
	assert_int_equal(walk_add(&w, "missing"), 0);
	assert_int_equal(walk_add(&w, "missing"), 0);
	walk_done(&w);
	assert_string_equal(joined(&w, &b),
	    "a/b-2.log a/b.log a/b/1.log a/b/2.log "
	    "a/.hidden/1.log a/.b.log missing missing");
	assert_int_equal(w.size, 1111 + 20000);
	assert_string_equal(w.why, "");
	assert_int_equal(diag_status(), DIAG_OK);
	walk_free(&w);
	buf_free(&b);
}

static void
test_links(void **state)
{
	struct walk w = WALK_INIT;
	struct buf b = {0};

	(void)state;
	mkdir("l", 0700);
	mkdir("l/x", 0700);
	mkdir("m", 0700);
	make("l/x/1.log", 1);
	make("m/2.log", 1);
	assert_int_equal(symlink("..", "l/x/up"), 0);
	assert_int_equal(symlink("../m", "l/m"), 0);
	assert_int_equal(symlink("../m/2.log", "l/again"), 0);
	assert_int_equal(symlink("x/1.log", "l/latest"), 0);
	assert_int_equal(link("l/x/1.log", "l/x/hard"), 0);
	assert_int_equal(symlink("nowhere", "l/zdangling"), 0);
	assert_int_equal(mkfifo("l/fifo", 0600), 0);
	assert_int_equal(walk_add(&w, "l"), 0);

	/* Each file once, by its first path; opening the last will fail. */
	assert_string_equal(joined(&w, &b), "l/again l/latest l/zdangling");
	walk_free(&w);
	assert_int_equal(symlink("m", "link"), 0);
	assert_int_equal(walk_add(&w, "link"), 0);
	assert_string_equal(joined(&w, &b), "link/2.log");
	assert_int_equal(diag_status(), DIAG_OK);
	walk_free(&w);
	buf_free(&b);
}

/* What is no folder is left to who opens it. */
static void
test_others(void **state)
{
	struct walk w = WALK_INIT;
	struct buf b = {0};

	(void)state;
	assert_int_equal(walk_add(&w, "missing"), 0);
	assert_true(w.sized);
	assert_int_equal(walk_add(&w, "-"), 0);
	assert_false(w.sized);
	assert_string_equal(joined(&w, &b), "missing -");
	walk_free(&w);
	assert_int_equal(walk_add(&w, "/dev/null"), 0);
	assert_false(w.sized);
	assert_int_equal(diag_status(), DIAG_OK);
	walk_free(&w);
	buf_free(&b);
}

static void
test_empty(void **state)
{
	struct walk w = WALK_INIT;

	(void)state;
	mkdir("e", 0700);
	mkdir("e/f", 0700);
	make("e/f/.x", 1);
	assert_int_equal(walk_add(&w, "e"), -1);
	assert_int_equal(w.n, 0);
	assert_string_equal(w.why, "e: a folder without logs");
	assert_int_equal(diag_status(), DIAG_LOST);
	walk_free(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_links),
	    cmocka_unit_test(test_others),
	    cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
