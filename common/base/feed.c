/* SPDX-License-Identifier: ISC */

/* See feed.h: the two feeds that need nothing but a descriptor. */

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/feed.h"
#include "base/mem.h"
#include "base/temp.h"

#define PIPE_SIZE (1024 * 1024)
#define SPOOL_STEP (256 * 1024)

struct fd_feed {
	struct feed feed;
	int fd;
	off_t start; /* of a file: where it was when we got it */
	bool file;   /* a regular one: reading never waits for somebody */
};

struct head_feed {
	struct feed feed;
	struct feed *rest;
	size_t n;  /* bytes in head */
	size_t at; /* of which were given */
	char head[];
};

/* Notes what read(2) gave, or why it failed. */
static ssize_t
took(struct feed *f, ssize_t got)
{
	if (got == -1)
		f->why = strerror(errno);
	else
		f->taken += (uint64_t)got;
	return got;
}

static ssize_t
fd_pull(struct feed *f, char *p, size_t n)
{
	struct fd_feed *d = (struct fd_feed *)f;
	ssize_t got;

	do {
		got = read(d->fd, p, n);
	} while (got == -1 && errno == EINTR);
	return took(f, got);
}

/* Where the file was not at its start it begins there, for us. */
static ssize_t
fd_at(struct feed *f, char *p, size_t n, uint64_t offset)
{
	struct fd_feed *d = (struct fd_feed *)f;
	ssize_t got;

	if (offset >= f->size)
		return 0;
	do {
		got = pread(d->fd, p, n, d->start + (off_t)offset);
	} while (got == -1 && errno == EINTR);
	return took(f, got);
}

static bool
fd_ready(struct feed *f)
{
	struct fd_feed *d = (struct fd_feed *)f;
	struct pollfd p = {.fd = d->fd, .events = POLLIN};

	/* A hang-up or an error is an answer too: the pull will not wait. */
	return d->file || poll(&p, 1, 0) != 0;
}

static void
fd_close(struct feed *f)
{
	struct fd_feed *d = (struct fd_feed *)f;

	if (d->fd > STDERR_FILENO)
		close(d->fd);
	free(d);
}

void
feed_widen(int fd)
{
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
}

struct feed *
feed_fd(int fd)
{
	struct fd_feed *d = mem_new(sizeof(*d));
	struct stat st;

	d->feed.pull = fd_pull;
	d->feed.ready = fd_ready;
	d->feed.close = fd_close;
	d->fd = fd;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		d->file = true;
		d->feed.at = fd_at;
		d->start = lseek(fd, 0, SEEK_CUR);
		if (d->start < st.st_size)
			d->feed.size = (uint64_t)(st.st_size - d->start);
		/* Advice only: a file that can't take it reads as well. */
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	} else {
		feed_widen(fd);
	}
	return &d->feed;
}

/*
 * 0, or -1 and *why: read(2) on a directory would say it too, but later; and
 * who reads the file it writes to never comes to its end.
 */
static int
refuse(int fd, const char **why)
{
	struct stat st, out;

	if (fstat(fd, &st) == -1) {
		*why = strerror(errno);
		return -1;
	}
	if (S_ISDIR(st.st_mode)) {
		*why = "is a directory";
		return -1;
	}
	if (S_ISREG(st.st_mode) && fstat(STDOUT_FILENO, &out) == 0 &&
	    out.st_dev == st.st_dev && out.st_ino == st.st_ino) {
		*why = "is the output, too";
		return -1;
	}
	return 0;
}

struct feed *
feed_open(const char *path, const char **why)
{
	int fd;

	if (strcmp(path, "-") == 0) {
		if (refuse(STDIN_FILENO, why) == -1)
			return NULL;
		return feed_fd(STDIN_FILENO);
	}
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	} while (fd == -1 && errno == EINTR);
	if (fd == -1) {
		*why = strerror(errno);
		return NULL;
	}
	if (refuse(fd, why) == -1) {
		close(fd);
		return NULL;
	}
	return feed_fd(fd);
}

/* The counts and the error are the rest's; the head's bytes were its own. */
static void
follow(struct head_feed *h)
{
	h->feed.taken = h->rest->taken;
	h->feed.size = h->rest->size;
	h->feed.why = h->rest->why;
}

static ssize_t
head_pull(struct feed *f, char *p, size_t n)
{
	struct head_feed *h = (struct head_feed *)f;
	size_t left = h->n - h->at;

	if (left == 0) {
		ssize_t got = feed_pull(h->rest, p, n);
		follow(h);
		return got;
	}
	if (n > left)
		n = left;
	memcpy(p, h->head + h->at, n);
	h->at += n;
	return (ssize_t)n;
}

static ssize_t
head_at(struct feed *f, char *p, size_t n, uint64_t offset)
{
	struct head_feed *h = (struct head_feed *)f;

	ssize_t got = h->rest->at(h->rest, p, n, offset);
	follow(h);
	return got;
}

static bool
head_ready(struct feed *f)
{
	struct head_feed *h = (struct head_feed *)f;

	return h->at < h->n || feed_ready(h->rest);
}

static void
head_close(struct feed *f)
{
	struct head_feed *h = (struct head_feed *)f;

	feed_close(h->rest);
	free(h);
}

struct feed *
feed_head(const void *p, size_t n, struct feed *rest)
{
	struct head_feed *h = mem_new(sizeof(*h) + n);

	h->feed.pull = head_pull;
	if (rest->at != NULL)
		h->feed.at = head_at;
	h->feed.ready = head_ready;
	h->feed.close = head_close;
	h->rest = rest;
	h->n = n;
	if (n > 0)
		memcpy(h->head, p, n);
	follow(h);
	return &h->feed;
}

struct feed *
feed_spool(struct feed *f)
{
	char *p = mem_array(NULL, SPOOL_STEP, 1);
	int fd = temp_open();
	off_t at = 0;
	ssize_t got;

	while ((got = feed_pull(f, p, SPOOL_STEP)) > 0) {
		temp_write(fd, p, (size_t)got, at);
		at += got;
	}
	free(p);
	if (got == -1) {
		close(fd);
		return NULL;
	}
	return feed_fd(fd);
}
