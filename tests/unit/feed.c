/* SPDX-License-Identifier: ISC */

/*
 * Feeds: what they give, what they count, when they would wait; short
 * reads, interrupted ones, and what can't be read.
 */

#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/feed.h"

static const unsigned seed = 20240611;

/* A file with n bytes of a pattern; the caller unlinks it. */
static void
make_file(char *path, const void *p, size_t n)
{
	strcpy(path, "/tmp/fl-feed.XXXXXX");
	int fd = mkstemp(path);
	assert_true(fd != -1);
	assert_int_equal(write(fd, p, n), (ssize_t)n);
	close(fd);
}

static void
test_file(void **state)
{
	const char text[] = "one\ntwo\n\0three";
	size_t size = sizeof(text) - 1, n = 0;
	char path[32], got[64];
	const char *why = NULL;
	ssize_t r;

	(void)state;
	make_file(path, text, size);
	struct feed *f = feed_open(path, &why);
	assert_non_null(f);
	assert_int_equal(f->size, size);
	assert_int_equal(f->taken, 0);
	do {
		assert_true(feed_ready(f));
		r = feed_pull(f, got + n, 3);
		assert_in_range(r + 1, 1, 4);
		n += (size_t)r;
		assert_int_equal(f->taken, n);
	} while (r > 0);
	assert_int_equal(n, size);
	assert_memory_equal(got, text, size);
	assert_int_equal(feed_pull(f, got, 3), 0);
	feed_close(f);
	unlink(path);
}

static void
test_refusals(void **state)
{
	const char *why = NULL;

	(void)state;
	assert_null(feed_open("/tmp", &why));
	assert_string_equal(why, "is a directory");
	assert_null(feed_open("/tmp/", &why));
	assert_string_equal(why, "is a directory");
	assert_null(feed_open("/tmp/fl-no-such-file", &why));
	assert_string_equal(why, strerror(ENOENT));
	assert_null(feed_open("", &why));
	assert_string_equal(why, strerror(ENOENT));
}

static void
test_pipe(void **state)
{
	int fd[2];
	char got[8];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	struct feed *f = feed_fd(fd[0]);
	assert_int_equal(f->size, 0);
	assert_false(feed_ready(f));
	assert_int_equal(write(fd[1], "abc", 3), 3);
	assert_true(feed_ready(f));
	assert_int_equal(feed_pull(f, got, sizeof(got)), 3);
	assert_memory_equal(got, "abc", 3);
	assert_false(feed_ready(f));
	close(fd[1]);
	assert_true(feed_ready(f)); /* the end does not wait */
	assert_int_equal(feed_pull(f, got, sizeof(got)), 0);
	assert_int_equal(f->taken, 3);
	feed_close(f);
	/* It was closed with the feed. */
	assert_int_equal(fcntl(fd[0], F_GETFD), -1);
}

/* A pipe is made as wide as the system lets it be, up to 1 MiB. */
static void
test_wide(void **state)
{
	const int size = 1024 * 1024;
	int fd[2], other[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(pipe(other), 0);
	int want = fcntl(other[0], F_SETPIPE_SZ, size);
	if (want == -1)
		want = fcntl(other[0], F_GETPIPE_SZ);
	feed_close(feed_fd(dup(fd[0])));
	assert_int_equal(fcntl(fd[0], F_GETPIPE_SZ), want);
	feed_widen(-1); /* what is no pipe does no harm */
	for (int i = 0; i < 2; i++) {
		close(fd[i]);
		close(other[i]);
	}
}

static void
test_read_error(void **state)
{
	char got[8];

	(void)state;
	/* A descriptor for writing only can't be read. */
	int fd = open("/dev/null", O_WRONLY);
	struct feed *f = feed_fd(fd);
	assert_true(feed_ready(f));
	assert_int_equal(feed_pull(f, got, sizeof(got)), -1);
	assert_string_equal(f->why, strerror(EBADF));
	assert_int_equal(f->taken, 0);

	/* The error passes through a head, after the head's bytes. */
	struct feed *h = feed_head("xy", 2, f);
	assert_int_equal(feed_pull(h, got, sizeof(got)), 2);
	assert_int_equal(feed_pull(h, got, sizeof(got)), -1);
	assert_string_equal(h->why, strerror(EBADF));
	feed_close(h);
}

/* stdin is not the feed's to close. */
static void
test_stdin(void **state)
{
	const char *why = NULL;
	char path[32], got[8];
	int saved = dup(STDIN_FILENO);

	(void)state;
	make_file(path, "in", 2);
	int fd = open(path, O_RDONLY);
	assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	struct feed *f = feed_open("-", &why);
	assert_non_null(f);
	assert_int_equal(f->size, 2);
	assert_int_equal(feed_pull(f, got, sizeof(got)), 2);
	assert_memory_equal(got, "in", 2);
	feed_close(f);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) != -1);
	close(fd);

	fd = open("/tmp", O_RDONLY | O_DIRECTORY);
	assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	assert_null(feed_open("-", &why));
	assert_string_equal(why, "is a directory");
	close(fd);

	close(STDIN_FILENO);
	assert_null(feed_open("-", &why));
	assert_string_equal(why, strerror(EBADF));

	if (saved != -1) {
		assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
		close(saved);
	}
	unlink(path);
}

static void
on_alarm(int sig)
{
	(void)sig;
}

/* A signal in the middle of a wait is not an error. */
static void
test_interrupted(void **state)
{
	struct sigaction sa = {.sa_handler = on_alarm}; /* no SA_RESTART */
	struct itimerval every = {{0, 10000}, {0, 10000}}, never = {0};
	char got[8];
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	pid_t pid = fork();
	if (pid == 0) {
		usleep(60000);
		_exit(write(fd[1], "late", 4) != 4);
	}
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	struct feed *f = feed_fd(fd[0]);
	ssize_t r = feed_pull(f, got, sizeof(got));
	setitimer(ITIMER_REAL, &never, NULL);
	signal(SIGALRM, SIG_DFL);
	assert_int_equal(r, 4);
	feed_close(f);
	close(fd[1]);
	waitpid(pid, NULL, 0);
}

static void
test_head(void **state)
{
	int fd[2];
	char got[16];
	char head[] = "head";

	(void)state;
	assert_int_equal(pipe(fd), 0);
	struct feed *rest = feed_fd(fd[0]);
	assert_int_equal(write(fd[1], "0123", 4), 4);
	assert_int_equal(feed_pull(rest, got, 4), 4);

	struct feed *f = feed_head(head, 4, rest);
	memset(head, '#', sizeof(head)); /* it was copied */
	assert_int_equal(f->taken, 4);   /* what the rest took, no more */
	assert_true(feed_ready(f));
	assert_int_equal(feed_pull(f, got, 3), 3);
	assert_memory_equal(got, "hea", 3);
	assert_true(feed_ready(f));
	assert_int_equal(feed_pull(f, got, sizeof(got)), 1);
	assert_int_equal(got[0], 'd');
	assert_false(feed_ready(f));
	assert_int_equal(write(fd[1], "tail", 4), 4);
	assert_true(feed_ready(f));
	assert_int_equal(f->taken, 4);
	assert_int_equal(feed_pull(f, got, sizeof(got)), 4);
	assert_memory_equal(got, "tail", 4);
	assert_int_equal(f->taken, 8);
	close(fd[1]);
	assert_int_equal(feed_pull(f, got, sizeof(got)), 0);
	feed_close(f);
	assert_int_equal(fcntl(fd[0], F_GETFD), -1);
}

/* Heads on heads, any sizes: the same bytes in the same order. */
static void
test_random_heads(void **state)
{
	char text[512], got[512], path[32];

	(void)state;
	srand(seed);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)rand();
	make_file(path, text, sizeof(text));
	for (int round = 0; round < 500; round++) {
		const char *why;
		struct feed *f = feed_open(path, &why);
		size_t n = 0;
		ssize_t r;

		assert_non_null(f);
		for (int k = rand() % 4; k > 0; k--) {
			char head[64];
			r = feed_pull(f, head, 1 + (size_t)rand() % 63);
			assert_true(r > 0);
			f = feed_head(head, (size_t)r, f);
		}
		do {
			size_t left = sizeof(got) - n;
			size_t want = 1 + (size_t)rand() % 100;
			r = feed_pull(f, got + n, want < left ? want : left);
			assert_true(r >= 0);
			n += (size_t)r;
		} while (r > 0 && n < sizeof(got));
		assert_int_equal(n, sizeof(text));
		assert_memory_equal(got, text, n);
		assert_int_equal(f->taken, sizeof(text));
		assert_int_equal(f->size, sizeof(text));
		feed_close(f);
	}
	unlink(path);
}

static void
test_empty_head(void **state)
{
	char got[4];
	const char *why;

	(void)state;
	struct feed *f = feed_head(NULL, 0, feed_open("/dev/null", &why));
	assert_true(feed_ready(f));
	assert_int_equal(feed_pull(f, got, sizeof(got)), 0);
	feed_close(f);
	feed_close(NULL);
}

/* Any place of a file, whatever was pulled, from where it was when opened. */
static void
test_at(void **state)
{
	const char text[] = "0123456789";
	char path[32], got[16];

	(void)state;
	make_file(path, text, 10);
	int fd = open(path, O_RDONLY);
	assert_int_equal(lseek(fd, 2, SEEK_SET), 2);
	struct feed *f = feed_fd(fd);
	assert_int_equal(f->size, 8);
	assert_int_equal(feed_pull(f, got, 1), 1);
	f = feed_head(got, 1, f);
	assert_non_null(f->at);
	assert_int_equal(f->at(f, got, 3, 5), 3);
	assert_memory_equal(got, "789", 3);
	assert_int_equal(f->at(f, got, 16, 0), 8);
	assert_memory_equal(got, "23456789", 8);
	assert_int_equal(f->at(f, got, 16, 8), 0);
	assert_int_equal(f->at(f, got, 16, UINT64_MAX), 0);
	assert_int_equal(f->taken, 1 + 3 + 8);
	assert_int_equal(feed_pull(f, got, 16), 1);
	assert_int_equal(feed_pull(f, got, 16), 7);
	assert_memory_equal(got, "3456789", 7);
	feed_close(f);
	unlink(path);
}

static void
test_spool(void **state)
{
	char text[700], got[sizeof(text)];
	int fd[2];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], text, sizeof(text)), sizeof(text));
	close(fd[1]);
	struct feed *f = feed_fd(fd[0]);
	assert_null(f->at);
	assert_int_equal(feed_pull(f, got, 10), 10);
	f = feed_head(got, 10, f);
	assert_null(f->at);
	struct feed *s = feed_spool(f);
	assert_int_equal(s->size, sizeof(text));
	assert_int_equal(s->at(s, got, sizeof(got), 0), sizeof(got));
	assert_memory_equal(got, text, sizeof(text));
	assert_int_equal(s->at(s, got, 5, 600), 5);
	assert_memory_equal(got, text + 600, 5);
	feed_close(s);
	feed_close(f);

	/* A folder can be opened, and not be read. */
	f = feed_fd(open("/", O_RDONLY));
	assert_null(feed_spool(f));
	assert_string_equal(f->why, "Is a directory");
	feed_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_file),
	    cmocka_unit_test(test_refusals),
	    cmocka_unit_test(test_pipe),
	    cmocka_unit_test(test_wide),
	    cmocka_unit_test(test_read_error),
	    cmocka_unit_test(test_stdin),
	    cmocka_unit_test(test_interrupted),
	    cmocka_unit_test(test_head),
	    cmocka_unit_test(test_random_heads),
	    cmocka_unit_test(test_empty_head),
	    cmocka_unit_test(test_at),
	    cmocka_unit_test(test_spool),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
