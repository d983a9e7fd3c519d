/* SPDX-License-Identifier: ISC */

/* See walk.h.  fts(3) does the walking, and finds the loops. */

#include <sys/stat.h>
#include <sys/types.h>

#include <errno.h>
#include <fts.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/compat.h"
#include "base/diag.h"
#include "base/mem.h"
#include "source/walk.h"

/* Says what is wrong with a folder and keeps the first of it; returns -1. */
static int FL_PRINTF(2, 3) complain(struct walk *w, const char *fmt, ...)
{
	char why[sizeof(w->why)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	diag_warn(DIAG_LOST, "%s", why);
	if (w->why[0] == '\0')
		memcpy(w->why, why, sizeof(why));
	return -1;
}

/* st is NULL where it is not known what the path leads to. */
static void
add(struct walk *w, const char *path, const struct stat *st)
{
	if (w->n == w->room) {
		w->room = w->room * 2 + 64;
		w->file = mem_array(w->file, w->room, sizeof(*w->file));
	}
	struct walk_file *f = &w->file[w->n++];
	*f = (struct walk_file){.path = mem_str(path)};
	if (st != NULL && S_ISREG(st->st_mode)) {
		f->dev = st->st_dev;
		f->ino = st->st_ino;
		f->size = (uint64_t)st->st_size;
		w->size += f->size;
	}
}

static int
by_path(const void *a, const void *b)
{
	const struct walk_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static int
by_file(const void *a, const void *b)
{
	const struct walk_file *x = *(struct walk_file *const *)a;
	const struct walk_file *y = *(struct walk_file *const *)b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	if (x->ino != y->ino)
		return x->ino < y->ino ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Takes out those from the at-th on whose path is NULL. */
static void
close_gaps(struct walk *w, size_t at)
{
	size_t keep = at;

	for (size_t i = at; i < w->n; i++)
		if (w->file[i].path != NULL)
			w->file[keep++] = w->file[i];
	w->n = keep;
}

/*
 * Leaves of each file, from the at-th on, only the first path.  How many went;
 * *first becomes the path of the first of them, which the caller frees.
 */
static size_t
drop_twins(struct walk *w, size_t at, char **first)
{
	size_t n = w->n - at, twins = 0;
	struct walk_file **f = mem_array(NULL, n, sizeof(*f));
	const struct walk_file *least = NULL;

	*first = NULL;
	for (size_t i = 0; i < n; i++)
		f[i] = &w->file[at + i];
	if (n > 0)
		qsort(f, n, sizeof(*f), by_file);
	for (size_t i = 1; i < n; i++) {
		if (f[i]->ino == 0 || f[i]->ino != f[i - 1]->ino ||
		    f[i]->dev != f[i - 1]->dev)
			continue;
		if (least == NULL || f[i] < least) {
			free(*first);
			*first = f[i]->path;
			least = f[i];
		} else {
			free(f[i]->path);
		}
		f[i]->path = NULL;
		w->size -= f[i]->size;
		twins++;
	}
	free(f);
	close_gaps(w, at);
	return twins;
}

/*
 * What no log of a folder is named like: files with a dot before their name,
 * and what an export of CloudWatch Logs writes first, to see whether it may.
 */
static bool
is_passed_over(const char *name)
{
	return name[0] == '.' || strcmp(name, "aws-logs-write-test") == 0;
}

/* One thing that fts met.  0, or -1 after a message. */
static int
meet(struct walk *w, FTS *fts, FTSENT *e)
{
	bool hidden = e->fts_level > 0 && is_passed_over(e->fts_name);

	if (hidden) {
		if (e->fts_info == FTS_D)
			fts_set(fts, e, FTS_SKIP);
		return 0;
	}
	switch (e->fts_info) {
	case FTS_F:
		add(w, e->fts_path, e->fts_statp);
		return 0;
	case FTS_SLNONE: /* opening it will say why it can't be read */
		add(w, e->fts_path, NULL);
		return 0;
	case FTS_DC:
		diag_say("%s: a link back to a folder above it, not followed",
		    e->fts_path);
		return 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return complain(w, "%s: %s", e->fts_path,
		    strerror(e->fts_errno));
	default: /* folders, and what is no file: sockets, devices */
		return 0;
	}
}

/* All files below a folder.  0, or -1 after a message. */
static int
descend(struct walk *w, const char *path)
{
	char *const roots[] = {unconst(path), NULL};
	int r = 0;

	FTS *fts = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	if (fts == NULL)
		return complain(w, "%s: %s", path, strerror(errno));
	for (;;) {
		errno = 0;
		FTSENT *e = fts_read(fts);
		if (e == NULL)
			break;
		if (meet(w, fts, e) == -1)
			r = -1;
	}
	if (errno != 0)
		r = complain(w, "%s: %s", path, strerror(errno));
	fts_close(fts);
	return r;
}

/* A folder.  0, or -1 after a message. */
static int
add_folder(struct walk *w, const char *path)
{
	size_t at = w->n;
	char *first;

	int r = descend(w, path);
	if (w->n == at && r == 0)
		r = complain(w, "%s: a folder without logs", path);
	if (w->n > at)
		qsort(w->file + at, w->n - at, sizeof(*w->file), by_path);
	drop_twins(w, at, &first);
	free(first);
	return r;
}

int
walk_add(struct walk *w, const char *path)
{
	struct stat st;
	bool known = false;

	if (strcmp(path, "-") == 0) {
		for (size_t i = 0; i < w->n; i++) {
			if (strcmp(w->file[i].path, "-") != 0)
				continue;
			diag_say("stdin: named twice, read once");
			return 0;
		}
		w->sized = false;
	} else {
		known = stat(path, &st) == 0;
		if (known && S_ISDIR(st.st_mode))
			return add_folder(w, path);
		if (known && !S_ISREG(st.st_mode))
			w->sized = false;
	}
	add(w, path, known ? &st : NULL);
	return 0;
}

void
walk_done(struct walk *w)
{
	char *first;
	size_t twins = drop_twins(w, 0, &first);

	if (twins == 1)
		diag_say("%s: named twice, read once", first);
	else if (twins > 1)
		diag_say("%s and %zu more: named twice, read once", first,
		    twins - 1);
	free(first);
}

void
walk_free(struct walk *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->file[i].path);
	free(w->file);
	*w = WALK_INIT;
}
