/* SPDX-License-Identifier: ISC */

/* See diag.h. */

#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

static const char *name = "fl";
static atomic_int worst;

/*
 * A file that is opened while stderr is closed would become stderr, and get
 * the messages.  What stands in for stdin can't be read and what stands in
 * for stdout can't be written, so that both still fail.
 */
static void
fill_standard(void)
{
	static const int mode[] = {O_WRONLY, O_RDONLY, O_WRONLY};

	for (int fd = 0; fd < (int)nitems(mode); fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", mode[fd]) < 0)
			exit(DIAG_LOST);
}

void
diag_init(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');
	name = slash != NULL ? slash + 1 : argv0;
	fill_standard();
}

const char *
diag_name(void)
{
	return name;
}

/*
 * One message goes out in one write, so tools of a pipe do not mix theirs.
 * Control bytes, which hostile input may bring, do not reach the terminal.
 */
static void
say(const char *fmt, va_list ap)
{
	char line[4096];

	int n = snprintf(line, sizeof(line), "%s: ", name);
	int m = vsnprintf(line + n, sizeof(line) - n - 1, fmt, ap);
	size_t len = n + (m < 0 ? 0 : (size_t)m);
	if (len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	line[len++] = '\n';
	fwrite(line, 1, len, stderr);
}

void
diag_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
diag_warn(enum diag_status status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	diag_raise(status);
}

void
diag_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	exit(DIAG_LOST);
}

void
diag_raise(enum diag_status status)
{
	int was = atomic_load(&worst);

	while (was < (int)status &&
	    !atomic_compare_exchange_weak(&worst, &was, (int)status))
		;
}

int
diag_status(void)
{
	return worst;
}
