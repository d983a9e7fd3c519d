/* SPDX-License-Identifier: ISC */

/*
 * Where bytes go: stdout, or -o FILE, written beside it and renamed when the
 * tool ends well.  Output that is lost is never silent: every failure to
 * write says so and exits 2 (diag_die).
 */

#ifndef STREAM_OUT_H
#define STREAM_OUT_H

#include "base/buf.h"
#include "base/opt.h"

struct out_conf {
	const char *path; /* -o; NULL and "-": stdout */
	bool bare;        /* -H: no header and no end (used by wr) */
};

/* -o and -H; a tool that writes no stream takes only the first row. */
extern const struct opt out_opts[];
extern const size_t out_nopts;

/* Would two paths be one file?  Either may be NULL: then not. */
bool out_same(const char *a, const char *b);

/* An option that names a file to write, and the name; path may be NULL. */
struct out_path {
	const char *option, *path;
};

/* Exits with a message if a name is empty, or two are one file. */
void
out_check(const struct opt_tool *tool, const struct out_path *to, size_t n);

struct out;

/*
 * Opens the output.  With a path a temporary file is made beside it, in the
 * same folder, and removed if the tool ends with 2 or by a signal.  A link is
 * followed, and stays; devices, pipes and what is below /dev and /proc are
 * written in place.
 */
struct out *out_open(const struct out_conf *conf);

/*
 * An output that only grows in memory; out_bytes is what it holds, until
 * out_clear.  out_flush does nothing; out_close frees.
 */
struct out *out_memory(void);
struct slice out_bytes(const struct out *o);
void out_clear(struct out *o);

/*
 * Room for at least n bytes at the end of the buffer, up to *end; out_took
 * says how many of them were used.
 */
char *out_room(struct out *o, size_t n, const char **end);
void out_took(struct out *o, size_t n);

void out_write(struct out *o, const void *p, size_t n);
void out_flush(struct out *o);

/*
 * Flushes and sees that all of it is on the disk.  Where a tool has two outputs
 * it calls this for both before it closes one, so that no file is replaced
 * while the other is lost.
 */
void out_settle(struct out *o);

/*
 * Flushes, closes and checks.  With a path: renames it into place if
 * diag_status() is 0 or 1, else removes it.  Frees.
 */
void out_close(struct out *o);

#endif
