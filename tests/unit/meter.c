/* SPDX-License-Identifier: ISC */

/*
 * Progress: nothing where stderr is no terminal; on a pseudo-terminal a line
 * at most four times a second, and a clean one at the end.
 */

#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/meter.h"

static void
test_no_terminal(void **state)
{
	int saved = dup(STDERR_FILENO);
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	dup2(fileno(file), STDERR_FILENO);
	struct meter *m = meter_new(100);
	meter_show(m, 1, 1);
	usleep(300000);
	meter_show(m, 2, 2);
	meter_free(m);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_null(m);
	assert_int_equal(lseek(fileno(file), 0, SEEK_END), 0);
	fclose(file);
}

/* A terminal for stderr; returns our end of it. */
static int
open_terminal(int *saved)
{
	int ours = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);

	if (ours == -1)
		return -1;
	assert_int_equal(grantpt(ours), 0);
	assert_int_equal(unlockpt(ours), 0);
	int theirs = open(ptsname(ours), O_RDWR | O_NOCTTY);
	assert_true(theirs != -1);
	*saved = dup(STDERR_FILENO);
	dup2(theirs, STDERR_FILENO);
	close(theirs);
	return ours;
}

/* What was drawn so far, as a string. */
static size_t
drawn(int fd, char *p, size_t size)
{
	size_t n = 0;
	ssize_t r;

	do {
		r = read(fd, p + n, size - 1 - n);
		n += r > 0 ? (size_t)r : 0;
	} while (r > 0);
	p[n] = '\0';
	return n;
}

static void
expect(const char *text, const char *pattern)
{
	regex_t re;

	assert_int_equal(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	int r = regexec(&re, text, 0, NULL, 0);
	regfree(&re);
	if (r != 0)
		fail_msg("\"%s\" is not like %s", text, pattern);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void
test_terminal(void **state)
{
	char text[4096];
	int saved;

	(void)state;
	int fd = open_terminal(&saved);
	if (fd == -1)
		skip();

	/* A short run draws nothing. */
	struct meter *m = meter_new(1000);
	assert_non_null(m);
	meter_show(m, 500, 1);
	meter_free(m);
	assert_int_equal(drawn(fd, text, sizeof(text)), 0);

	m = meter_new(400000000);
	usleep(300000);
	meter_show(m, 100000000, 3000000);
	meter_show(m, 110000000, 3000000); /* too soon after it */
	assert_true(drawn(fd, text, sizeof(text)) > 0);
	expect(text,
	    "^100 MB of 400 MB, 25 %, [0-9]+:[0-9][0-9] left, "
	    "[0-9.]+ [kM] rows/s +\r$");
	assert_true(strlen(text) < 80);
	usleep(300000);
	meter_show(m, 500000000, 7); /* more than there was: no percent */
	drawn(fd, text, sizeof(text));
	expect(text, "^500 MB, [0-9.]+ rows/s +\r$");
	meter_free(m);
	drawn(fd, text, sizeof(text));
	expect(text, "^ +\r$"); /* wiped */

	m = meter_new(0);
	usleep(300000);
	meter_show(m, 0, 0);
	drawn(fd, text, sizeof(text));
	expect(text, "^0 B, 0 rows/s +\r$");
	meter_free(m);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fd);
}

static void
test_rate(void **state)
{
	char text[65536];
	int saved, lines = 0;

	(void)state;
	int fd = open_terminal(&saved);
	if (fd == -1)
		skip();
	struct meter *m = meter_new(0);
	double start = now(), t;
	do {
		t = now();
		meter_show(m, UINT64_MAX, UINT64_MAX);
	} while (t - start < 1.1);
	meter_free(m);
	drawn(fd, text, sizeof(text));
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fd);
	for (const char *p = text; *p != '\0'; p++)
		lines += *p == '\r';
	lines--; /* the wiping */
	assert_in_range(lines, 1, 4);
	expect(text, "^18 EB, ");
}

static void
test_null(void **state)
{
	(void)state;
	meter_show(NULL, 1, 1);
	meter_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_terminal),
	    cmocka_unit_test(test_terminal),
	    cmocka_unit_test(test_rate),
	    cmocka_unit_test(test_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
