/* SPDX-License-Identifier: ISC */

/* See temp.h. */

#include <sys/mman.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/temp.h"

#define PAGE 4096

static const char *
folder(void)
{
	const char *dir = getenv("TMPDIR");

	return dir != NULL && *dir != '\0' ? dir : "/tmp";
}

/*
 * Several threads may find the disk full at once: the lock, which is never
 * given back, makes all but the first wait for the end.
 */
static void FL_NORETURN
die(const char *what, const char *why)
{
	flockfile(stderr);
	diag_die("%s: cannot %s: %s", folder(), what, why);
}

int
temp_open(void)
{
	struct buf name = {0};

	/* A file above the limit is an error like others, and no signal. */
	signal(SIGXFSZ, SIG_IGN);
	int fd = open(folder(), O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
		/* Where there is no such thing it loses its name. */
		buf_fmt(&name, "%s/fl-XXXXXX", folder());
		buf_cstr(&name);
		fd = mkostemp(name.p, O_CLOEXEC);
		if (fd >= 0)
			unlink(name.p);
		buf_free(&name);
	}
	if (fd < 0)
		die("make a temporary file", strerror(errno));
	return fd;
}

void
temp_write(int fd, const void *p, size_t n, off_t at)
{
	const char *from = p;

	while (n > 0) {
		ssize_t done = pwrite(fd, from, n, at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			die("write", strerror(errno));
		from += done;
		n -= (size_t)done;
		at += done;
	}
}

void
temp_read(int fd, void *p, size_t n, off_t at)
{
	char *to = p;

	while (n > 0) {
		ssize_t done = pread(fd, to, n, at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			die("read", done < 0 ? strerror(errno) : "cut off");
		to += done;
		n -= (size_t)done;
		at += done;
	}
}

void *
temp_map(int fd, size_t n)
{
	int error = posix_fallocate(fd, 0, (off_t)n);

	if (error != 0)
		die("write", strerror(error));
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		die("map a temporary file", strerror(errno));
	return p;
}

void
temp_unmap(void *p, size_t n)
{
	munmap(p, n);
}

void
temp_drop(void *p, size_t n)
{
	char *from = p;
	size_t before = -(uintptr_t)from % PAGE;

	if (n >= before + PAGE)
		madvise(from + before, (n - before) & ~(size_t)(PAGE - 1),
		    MADV_DONTNEED);
}
