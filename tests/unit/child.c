/* SPDX-License-Identifier: ISC */

/* child.h: what goes in comes out, and a bad end is never silent. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>
#include <signal.h>

#include <cmocka.h>

#include "base/child.h"
#include "base/diag.h"
#include "base/mem.h"

static void
run(struct child *c, const char *script)
{
	char *word[] = {unconst("sh"), unconst("-c"), unconst(script), NULL};

	child_start(c, word);
	assert_string_equal(c->name, "sh");
}

static void
test_through(void **state)
{
	enum {
		SIZE = 3000000
	};
	char *in = mem_array(NULL, SIZE, 1), *out = mem_array(NULL, SIZE, 1);
	struct child c;

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		in[i] = (char)(i * 7919 >> 3);
	run(&c, "f=$(mktemp); cat >$f; cat $f; rm $f");
	for (size_t at = 0; at < SIZE; at += 10000)
		child_write(&c, in + at, 10000);
	child_close(&c);
	assert_int_equal(fread(out, 1, SIZE, c.from), SIZE);
	assert_int_equal(getc(c.from), EOF);
	assert_memory_equal(in, out, SIZE);
	assert_false(c.broken);
	assert_int_equal(child_wait(&c), 0);
	assert_int_equal(diag_status(), 0);
	free(in);
	free(out);
}

/* It goes away without reading: no signal to us, and the reason is said. */
static void
test_deaf(void **state)
{
	static const char zeros[100000];
	struct sigaction now;
	struct child c;

	(void)state;
	run(&c, "exit 7");
	for (int i = 0; i < 100; i++)
		child_write(&c, zeros, sizeof(zeros));
	assert_true(c.broken);
	sigaction(SIGPIPE, NULL, &now);
	assert_true(now.sa_handler == SIG_DFL);
	assert_int_equal(child_wait(&c), -1);
	assert_int_equal(diag_status(), DIAG_LOST);
}

static void
test_ends(void **state)
{
	struct child c;

	(void)state;
	run(&c, "kill -9 $$");
	assert_int_equal(child_wait(&c), -1);
	run(&c, "cat >/dev/null; exit 1");
	assert_int_equal(child_wait(&c), -1);
	run(&c, "exit 0");
	child_close(&c);
	assert_int_equal(child_wait(&c), 0);
}

/* A program that is not there. */
static void
test_none(void **state)
{
	char *word[] = {unconst("/nonexistent/sort"), NULL};
	struct child c;
	int status;

	(void)state;
	pid_t pid = fork();
	if (pid == 0) {
		close(2);
		child_start(&c, word);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 2);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_through),
	    cmocka_unit_test(test_deaf),
	    cmocka_unit_test(test_ends),
	    cmocka_unit_test(test_none),
	};

	diag_init("child");
	signal(SIGPIPE, SIG_DFL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
