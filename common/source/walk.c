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

struct found {
	char *path;
	dev_t dev; /* with ino: which file it is; 0, 0 where not known */
	ino_t ino;
	uint64_t size;
};

struct list {
	struct found *item;
	size_t n, room;
};

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

static void
add_path(struct walk *w, char *path)
{
	w->path = mem_array(w->path, w->n + 1, sizeof(*w->path));
	w->path[w->n++] = path;
}

static void
find(struct list *list, const FTSENT *e)
{
	if (list->n == list->room) {
		list->room = list->room * 2 + 64;
		list->item = mem_array(list->item, list->room,
		    sizeof(*list->item));
	}
	struct found *f = &list->item[list->n++];
	*f = (struct found){.path = mem_str(e->fts_path)};
	if (e->fts_info == FTS_F) {
		f->dev = e->fts_statp->st_dev;
		f->ino = e->fts_statp->st_ino;
		f->size = (uint64_t)e->fts_statp->st_size;
	}
}

static int
by_path(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static int
by_file(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	if (x->ino != y->ino)
		return x->ino < y->ino ? -1 : 1;
	return by_path(a, b);
}

/* Leaves of each file only the first path. */
static void
drop_twins(struct list *list)
{
	size_t kept = 0;

	if (list->n > 0)
		qsort(list->item, list->n, sizeof(*list->item), by_file);
	for (size_t i = 0; i < list->n; i++) {
		struct found *f = &list->item[i];
		const struct found *last = kept > 0 ? &list->item[kept - 1] :
						      NULL;
		if (last != NULL && f->ino != 0 && f->ino == last->ino &&
		    f->dev == last->dev)
			free(f->path);
		else
			list->item[kept++] = *f;
	}
	list->n = kept;
}

/* One thing that fts met.  0, or -1 after a message. */
static int
meet(struct walk *w, FTS *fts, FTSENT *e, struct list *list)
{
	bool hidden = e->fts_level > 0 && e->fts_name[0] == '.';

	if (hidden) {
		if (e->fts_info == FTS_D)
			fts_set(fts, e, FTS_SKIP);
		return 0;
	}
	switch (e->fts_info) {
	case FTS_F:
	case FTS_SLNONE: /* opening it will say why it can't be read */
		find(list, e);
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
descend(struct walk *w, const char *path, struct list *list)
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
		if (meet(w, fts, e, list) == -1)
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
	struct list list = {0};

	int r = descend(w, path, &list);
	if (list.n == 0 && r == 0)
		r = complain(w, "%s: a folder without logs", path);
	drop_twins(&list);
	if (list.n > 0)
		qsort(list.item, list.n, sizeof(*list.item), by_path);
	w->path = mem_array(w->path, w->n + list.n, sizeof(*w->path));
	for (size_t i = 0; i < list.n; i++) {
		w->path[w->n++] = list.item[i].path;
		w->size += list.item[i].size;
	}
	free(list.item);
	return r;
}

int
walk_add(struct walk *w, const char *path)
{
	struct stat st;

	if (strcmp(path, "-") == 0) {
		for (size_t i = 0; i < w->n; i++) {
			if (strcmp(w->path[i], "-") != 0)
				continue;
			diag_say("stdin: named twice, read once");
			return 0;
		}
		w->sized = false;
	} else if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return add_folder(w, path);
		if (S_ISREG(st.st_mode))
			w->size += (uint64_t)st.st_size;
		else
			w->sized = false;
	}
	add_path(w, mem_str(path));
	return 0;
}

/* A path, by its place among all, with the file that it leads to. */
struct named {
	size_t at;
	dev_t dev;
	ino_t ino;
};

static int
by_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	if (x->ino != y->ino)
		return x->ino < y->ino ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* The regular files among the paths, twins side by side.  Caller frees. */
static struct named *
sort_named(const struct walk *w, size_t *n)
{
	struct named *f = mem_array(NULL, w->n, sizeof(*f));
	struct stat st;

	*n = 0;
	for (size_t i = 0; i < w->n; i++)
		if (stat(w->path[i], &st) == 0 && S_ISREG(st.st_mode))
			f[(*n)++] = (struct named){i, st.st_dev, st.st_ino};
	if (*n > 0)
		qsort(f, *n, sizeof(*f), by_named);
	return f;
}

void
walk_done(struct walk *w)
{
	size_t n, twins = 0, keep = 0;
	struct named *f = sort_named(w, &n);
	const char *first = NULL;

	for (size_t i = 1; i < n; i++) {
		if (f[i].dev != f[i - 1].dev || f[i].ino != f[i - 1].ino)
			continue;
		if (twins++ == 0)
			first = w->path[f[i].at];
		else
			free(w->path[f[i].at]);
		w->path[f[i].at] = NULL;
	}
	for (size_t i = 0; i < w->n; i++)
		if (w->path[i] != NULL)
			w->path[keep++] = w->path[i];
	w->n = keep;
	if (twins == 1)
		diag_say("%s: named twice, read once", first);
	else if (twins > 1)
		diag_say("%s and %zu more: named twice, read once", first,
		    twins - 1);
	free(unconst(first));
	free(f);
}

void
walk_free(struct walk *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->path[i]);
	free(w->path);
	*w = WALK_INIT;
}
