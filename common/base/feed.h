/* SPDX-License-Identifier: ISC */

/*
 * Bytes on demand: the interface that a descriptor, a gzip decoder and every
 * later peel share, so that a reader of lines never learns where its bytes
 * come from.
 */

#ifndef BASE_FEED_H
#define BASE_FEED_H

#include <sys/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One source of bytes.  An implementation embeds this as its first member
 * and fills in the functions.
 */
struct feed {
	/*
	 * Reads up to n > 0 bytes to p.  Returns how many, 0 at the end, -1
	 * after an error, with *why set to a text that lives as long as the
	 * feed; the caller reports it once, with the name it knows.
	 */
	ssize_t (*pull)(struct feed *f, char *p, size_t n);
	/* False if a pull now would wait for somebody else to write. */
	bool (*ready)(struct feed *f);
	/* Frees the feed and what it stands on. */
	void (*close)(struct feed *f);
	const char *why; /* the last error, lower case */
	uint64_t taken;  /* raw bytes taken from the descriptor so far */
	uint64_t size;   /* of the file; 0 where not known (pipes) */
	/*
	 * As pull, from any place: up to n > 0 of the bytes from an offset on,
	 * what was pulled or not.  NULL where they come once and in order.
	 */
	ssize_t (*at)(struct feed *f, char *p, size_t n, uint64_t offset);
};

/*
 * A feed over a descriptor, which it owns and closes (not 0..2).  Reads
 * retry on EINTR.
 */
struct feed *feed_fd(int fd);

/*
 * Asks for room for 1 MiB where fd is a pipe, so that both sides take turns
 * less often.  What can't have it works as well.
 */
void feed_widen(int fd);

/*
 * Opens a path ("-" is stdin).  NULL and *why set if it can't be; the text
 * is static or strerror's.
 */
struct feed *feed_open(const char *path, const char **why);

/*
 * A feed that gives n bytes at p first (they are copied) and then what
 * `rest` gives.  Owns rest.  For a sniffer that has read a head.
 */
struct feed *feed_head(const void *p, size_t n, struct feed *rest);

/*
 * Pulls all there is to a file without a name, for who needs it from any place
 * (base/temp.h has what becomes of a full disk).  A feed over it, with `at`;
 * NULL where f failed, as its why says.  f stays the caller's.
 */
struct feed *feed_spool(struct feed *f);

static inline ssize_t
feed_pull(struct feed *f, char *p, size_t n)
{
	return f->pull(f, p, n);
}

static inline bool
feed_ready(struct feed *f)
{
	return f->ready(f);
}

static inline void
feed_close(struct feed *f)
{
	if (f != NULL)
		f->close(f);
}

#endif
