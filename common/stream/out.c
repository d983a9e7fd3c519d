/* SPDX-License-Identifier: ISC */

/* See out.h. */

#include <sys/stat.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/feed.h"
#include "base/mem.h"
#include "stream/out.h"

#define FLUSH_AT (256 * 1024)
#define WRITE_AT (64 * 1024) /* from here on a write costs less than a copy */
#define NO_FD (-1)           /* an output in memory */
#define FILES 2              /* most outputs of one tool: -o and -x */

struct out {
	int fd;
	const char *name; /* as messages say it */
	const char *path; /* -o; NULL: stdout, or written in place */
	char *real;       /* where path leads, if it is a link; owned */
	char *temp;       /* what will be renamed to path: a slot, or NULL */
	struct buf buf;
};

/* Where a row stores to. */
enum {
	TO_PATH = offsetof(struct out_conf, path),
	TO_BARE = offsetof(struct out_conf, bare),
};

const struct opt out_opts[] = {
    {'o', "output", "FILE", OPT_STR, WORD_FILE, TO_PATH,
	"write FILE, and only if all went well", NULL},
    {'H', "no-header", NULL, OPT_FLAG, WORD_NONE, TO_BARE,
	"no header and no end, for other programs", NULL},
};
const size_t out_nopts = nitems(out_opts);

/* The temporary files to remove when the tool ends early, for signals too. */
static char temporary[FILES][4096];

static void
remove_temporaries(void)
{
	for (size_t i = 0; i < FILES; i++) {
		if (temporary[i][0] != '\0')
			unlink(temporary[i]);
		temporary[i][0] = '\0';
	}
}

static void
on_signal(int sig)
{
	int saved = errno;

	remove_temporaries();
	errno = saved;
	signal(sig, SIG_DFL);
	raise(sig);
}

/* Signals that the caller had ignored (nohup) stay so. */
static void
catch_signals(void)
{
	static const int sigs[] = {
	    SIGHUP,
	    SIGINT,
	    SIGQUIT,
	    SIGPIPE,
	    SIGALRM,
	    SIGTERM,
	    SIGXCPU,
	    SIGXFSZ,
	};
	struct sigaction old, act = {.sa_handler = on_signal};

	for (size_t i = 0; i < nitems(sigs); i++) {
		sigaction(sigs[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(sigs[i], &act, NULL);
	}
}

/* The mode that the renamed file gets: the old one's, or the usual. */
static mode_t
final_mode(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return st.st_mode & 07777;
	mode_t mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* A tool opens no more outputs than there are slots. */
static char *
free_slot(void)
{
	size_t i = 0;

	while (temporary[i][0] != '\0')
		i++;
	assert(i < FILES);
	return temporary[i];
}

/* The name begins with a dot: who reads the folder now must not read it. */
static void
open_beside(struct out *o)
{
	const char *slash = strrchr(o->path, '/');
	const char *base = slash != NULL ? slash + 1 : o->path;
	struct buf name = {0};

	buf_fmt(&name, "%.*s.%s.XXXXXX", (int)(base - o->path), o->path, base);
	buf_cstr(&name);
	if (name.n >= sizeof(temporary[0]))
		diag_die("%s: %s", o->path, strerror(ENAMETOOLONG));
	o->fd = mkostemp(name.p, O_CLOEXEC);
	if (o->fd < 0)
		diag_die("%s: cannot write: %s", o->path, strerror(errno));
	o->temp = free_slot();
	memcpy(o->temp, name.p, name.n + 1);
	buf_free(&name);
	atexit(remove_temporaries);
	catch_signals();
	fchmod(o->fd, final_mode(o->path));
}

/* A device or a pipe is written in place: it can't be renamed over. */
static void
open_in_place(struct out *o)
{
	o->fd = open(o->path, O_WRONLY | O_CLOEXEC);
	if (o->fd < 0)
		diag_die("%s: cannot write: %s", o->path, strerror(errno));
	o->path = NULL;
}

/* Is it written in place?  /dev/stdout may lead to a regular file. */
static bool
in_place(const char *path)
{
	struct stat st;

	if (strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0)
		return true;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* The file itself, where the path is a link to it: the link must stay. */
static void
follow(struct out *o)
{
	struct stat st;

	if (lstat(o->path, &st) < 0 || !S_ISLNK(st.st_mode))
		return;
	o->real = realpath(o->path, NULL);
	if (o->real == NULL)
		diag_die("%s: %s", o->path, strerror(errno));
	o->path = o->real;
}

/* The folder of a path, with the name in it.  -1 where there is none. */
static int
place(const char *path, struct stat *folder, const char **name)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash != NULL ? mem_strn(path, (size_t)(slash - path) + 1) :
				    mem_str(".");
	int r = stat(dir, folder);

	*name = slash != NULL ? slash + 1 : path;
	free(dir);
	return r;
}

bool
out_same(const char *a, const char *b)
{
	struct stat x, y;
	const char *p, *q;

	return a != NULL && b != NULL && place(a, &x, &p) == 0 &&
	    place(b, &y, &q) == 0 && x.st_dev == y.st_dev &&
	    x.st_ino == y.st_ino && strcmp(p, q) == 0;
}

void
out_check(const struct opt_tool *tool, const struct out_path *to, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (to[i].path != NULL && to[i].path[0] == '\0')
			opt_die(tool, "%s: an empty name of a file",
			    to[i].option);
		for (size_t k = 0; k < i; k++)
			if (out_same(to[k].path, to[i].path))
				opt_die(tool, "%s and %s are one file: %s",
				    to[k].option, to[i].option, to[k].path);
	}
}

static void
open_path(struct out *o)
{
	struct stat st;

	if (o->path[0] == '\0')
		diag_die("-o: an empty name");
	if (stat(o->path, &st) == 0 && S_ISDIR(st.st_mode))
		diag_die("%s: is a directory", o->path);
	if (!in_place(o->path))
		follow(o);
	if (in_place(o->path))
		open_in_place(o);
	else
		open_beside(o);
}

struct out *
out_open(const struct out_conf *conf)
{
	struct out *o = mem_new(sizeof(*o));
	bool named = conf->path != NULL && strcmp(conf->path, "-") != 0;

	o->fd = STDOUT_FILENO;
	o->name = named ? conf->path : "stdout";
	o->path = named ? conf->path : NULL;
	if (named)
		open_path(o);
	feed_widen(o->fd);
	return o;
}

char *
out_room(struct out *o, size_t n, const char **end)
{
	if (o->buf.n >= FLUSH_AT)
		out_flush(o);
	char *p = buf_room(&o->buf, n);
	*end = o->buf.p + o->buf.cap;
	return p;
}

void
out_took(struct out *o, size_t n)
{
	o->buf.n += n;
}

static void
write_all(struct out *o, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(o->fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			diag_die("%s: cannot write: %s", o->name,
			    strerror(errno));
		p += done;
		n -= (size_t)done;
	}
}

/* What is large is not copied first. */
void
out_write(struct out *o, const void *p, size_t n)
{
	if (n == 0) /* p may be NULL then */
		return;
	if (n >= WRITE_AT && o->fd != NO_FD) {
		out_flush(o);
		write_all(o, p, n);
		return;
	}
	const char *end;
	memcpy(out_room(o, n, &end), p, n);
	out_took(o, n);
}

void
out_flush(struct out *o)
{
	if (o->fd == NO_FD)
		return;
	write_all(o, o->buf.p, o->buf.n);
	o->buf.n = 0;
}

struct out *
out_memory(void)
{
	struct out *o = mem_new(sizeof(*o));

	o->fd = NO_FD;
	return o;
}

struct slice
out_bytes(const struct out *o)
{
	return (struct slice){o->buf.p, o->buf.n};
}

void
out_clear(struct out *o)
{
	o->buf.n = 0;
}

void
out_settle(struct out *o)
{
	out_flush(o);
	if (o->temp != NULL && fsync(o->fd) < 0 && errno != EINVAL)
		diag_die("%s: cannot write: %s", o->name, strerror(errno));
}

void
out_close(struct out *o)
{
	out_settle(o);
	if (o->fd != NO_FD && close(o->fd) < 0)
		diag_die("%s: cannot write: %s", o->name, strerror(errno));
	if (o->temp != NULL && diag_status() != DIAG_LOST) {
		if (rename(o->temp, o->path) < 0)
			diag_die("%s: cannot rename: %s", o->path,
			    strerror(errno));
		o->temp[0] = '\0';
	} else if (o->temp != NULL) {
		unlink(o->temp);
		o->temp[0] = '\0';
		diag_say("%s: left as it was", o->path);
	}
	buf_free(&o->buf);
	free(o->real);
	free(o);
}
