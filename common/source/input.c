/* SPDX-License-Identifier: ISC */

/*
 * See input.h.  Walk names the files; a reader claims one, peel unwraps it,
 * sniff names its format, the format's source yields its blocks.  What its
 * origin counted, and what there is to say of it, waits as the file's result
 * until all files before it are done, and is added up here.
 */

#include <sys/stat.h>

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/meter.h"
#include "base/pool.h"
#include "source/input.h"
#include "source/sniff.h"
#include "source/walk.h"

/* Where a row stores to. */
enum {
	TO_COLUMNS = offsetof(struct input_conf, columns),
	TO_TYPE = offsetof(struct input_conf, type),
	TO_ACCOUNT = offsetof(struct input_conf, account),
	TO_THREADS = offsetof(struct input_conf, threads),
	TO_PROGRESS = offsetof(struct input_conf, progress),
};

const struct opt input_opts[] = {
    {'F', "fields", "COLUMNS", OPT_STR, WORD_FIELDS, TO_COLUMNS,
	"columns of text without a header", NULL},
    {'T', "type", "TYPE", OPT_STR, WORD_CHOICE, TO_TYPE,
	"what the input is, not told by its head", format_names},
    {'v', "verbose", NULL, OPT_FLAG, WORD_NONE, TO_ACCOUNT,
	"say what became of every record", NULL},
    {0, "progress", NULL, OPT_FLAG, WORD_NONE, TO_PROGRESS,
	"show on a terminal how far it is", NULL},
};
const size_t input_nopts = nitems(input_opts);

const struct opt input_thread_opts[] = {
    {'j', "threads", "N", OPT_NUM, WORD_NONE, TO_THREADS,
	"threads, a file each; by default one a core", NULL},
};
const size_t input_nthread_opts = nitems(input_thread_opts);

/* What is known of a file once it was read. */
struct result {
	bool done;
	struct evidence ev;
	struct account sum;
	struct voice voice;
	char *rejected; /* what it has for -x, held as the voice is */
	size_t nrejected;
};

struct input {
	struct input_conf conf;
	char *const *operand; /* the caller's */
	size_t noperand;
	bool walked;
	struct walk files;
	struct layout *columns;
	const struct format *format; /* -T */
	struct schemas *schemas;
	const struct want *want;
	FILE *reject;
	struct once once;
	struct reader *own; /* of input_next */
	bool reading;       /* own has a file open */
	size_t readers;

	/* What readers share. */
	pthread_mutex_t lock;
	size_t next;           /* file to be claimed */
	struct result *result; /* one a file */
	size_t upto;           /* files that count: all, or up to a fatal one */
	size_t told;           /* results that were added up, from the first */
	uint64_t bytes, rows;  /* raw bytes and rows so far */
	struct meter *meter;

	/* The files that were added up. */
	struct evidence ev;
	struct account sum;
	size_t skippers;     /* how many had SKIPDATA */
	const char *skipper; /* the name of the first */
};

/* One thread's way through the files. */
struct reader {
	struct input *in;
	size_t file;
	struct source *source;   /* NULL: it could not be opened */
	const struct feed *feed; /* the source's, for its counts */
	struct origin origin;
	struct format_rest rest;
	struct result *result;
	uint64_t bytes, rows; /* of them, those the meter knows */
};

/* What the options ask to be opened.  0, or -1 after a message. */
static int
open_options(struct input *in, const struct input_conf *conf)
{
	if (conf->columns != NULL) {
		in->columns = layout_parse(conf->columns);
		if (in->columns == NULL)
			return -1;
	}
	if (conf->type != NULL)
		in->format = format_named(conf->type);
	return 0;
}

/* Opens -x, which must not be one of the files: that would be emptied. */
static void
open_reject(struct input *in)
{
	const char *path = in->conf.reject;
	struct stat x;

	if (stat(path, &x) == 0 && S_ISREG(x.st_mode)) {
		for (size_t i = 0; i < in->files.n; i++) {
			const struct walk_file *f = &in->files.file[i];
			if (f->ino == x.st_ino && f->dev == x.st_dev)
				diag_die("-x %s: is an input, too", path);
		}
	}
	in->reject = fopen(path, "we");
	if (in->reject == NULL)
		diag_die("%s: %s", path, strerror(errno));
}

struct input *
input_open(const struct input_conf *conf, char *const *file, size_t n)
{
	struct input *in = mem_new(sizeof(*in));

	in->conf = *conf;
	in->operand = file;
	in->noperand = n;
	in->files = WALK_INIT;
	in->ev = EVIDENCE_INIT;
	in->schemas = schemas_new();
	pthread_mutex_init(&in->lock, NULL);
	if (open_options(in, conf) == -1) {
		input_close(in);
		exit(DIAG_LOST);
	}
	return in;
}

struct schemas *
input_schemas(struct input *in)
{
	return in->schemas;
}

void
input_want(struct input *in, const struct want *w)
{
	in->want = w;
}

/* ---- files ------------------------------------------------------------- */

/* Operands to files, before the first of them is read. */
static void
walk(struct input *in)
{
	if (in->walked)
		return;
	in->walked = true;
	if (in->noperand == 0)
		walk_add(&in->files, "-");
	for (size_t i = 0; i < in->noperand; i++)
		if (walk_add(&in->files, in->operand[i]) == -1)
			evidence_broken(&in->ev, "%s: %s", diag_name(),
			    in->files.why);
	if (in->conf.reject != NULL)
		open_reject(in);
	walk_done(&in->files);
	in->result = mem_new(in->files.n * sizeof(*in->result));
	in->upto = in->files.n;
	if (in->conf.progress)
		in->meter = meter_new(in->files.sized ? in->files.size : 0);
}

size_t
input_files(struct input *in)
{
	walk(in);
	return in->files.n;
}

size_t
input_threads(struct input *in)
{
	uint64_t want = in->conf.threads;
	size_t files = input_files(in);

	if (want == 0)
		want = pool_cores();
	if (want > files)
		want = files;
	return want > 0 ? (size_t)want : 1;
}

/* Opens what is in a feed.  NULL after origin_lost. */
static struct source *
open_source(struct reader *r, struct feed *raw)
{
	struct input *in = r->in;
	struct sniff found;
	const struct format_env env = {
	    .origin = &r->origin,
	    .all = in->schemas,
	    .columns = in->columns,
	    .want = in->conf.reject != NULL ? NULL : in->want,
	    .rest = &r->rest,
	};

	struct source *source = sniff_open(raw, &env, in->format, &found);
	r->feed = found.feed;
	return source;
}

/* Takes what an origin counted into the sums. */
static void
add_up(struct account *sum, const struct account *a)
{
	sum->records += a->records;
	sum->nodata += a->nodata;
	sum->skipdata += a->skipdata;
	sum->malformed += a->malformed;
}

/* What messages call an input. */
static const char *
name_of(const char *path)
{
	return strcmp(path, "-") == 0 ? "stdin" : path;
}

/*
 * A file that was read speaks, and is added up; behind one that was fatal no
 * other is.  The lock is held.
 */
static void
tell(struct input *in, size_t file)
{
	struct result *res = &in->result[file];

	if (file >= in->upto) {
		voice_hush(&res->voice);
		free(res->rejected);
		return;
	}
	voice_speak(&res->voice);
	if (res->voice.fatal)
		in->upto = file + 1;
	if (res->rejected != NULL)
		fwrite(res->rejected, 1, res->nrejected, in->reject);
	free(res->rejected);
	if (res->sum.skipdata > 0 && in->skippers++ == 0)
		in->skipper = name_of(in->files.file[file].path);
	evidence_merge(&in->ev, &res->ev);
	add_up(&in->sum, &res->sum);
}

/* ---- readers ----------------------------------------------------------- */

struct reader *
input_reader(struct input *in)
{
	struct reader *r = mem_new(sizeof(*r));

	r->in = in;
	in->readers++;
	return r;
}

void
input_reader_free(struct reader *r)
{
	if (r == NULL)
		return;
	if (r->source != NULL)
		r->source->close(r->source);
	if (r->rest.p != NULL)
		r->rest.free(r->rest.p);
	free(r);
}

size_t
input_file(const struct reader *r)
{
	return r->file;
}

/* The origin of the file that was claimed.  With several readers it holds. */
static void
set_origin(struct reader *r, const char *path)
{
	struct input *in = r->in;
	struct result *res = r->result;

	res->voice.once = &in->once;
	res->voice.hold = in->readers > 1;
	r->origin = (struct origin){
	    .name = name_of(path),
	    .ev = EVIDENCE_INIT,
	    .reject = in->reject,
	    .voice = &res->voice,
	};
	if (in->reject != NULL && res->voice.hold) {
		r->origin.reject = open_memstream(&res->rejected,
		    &res->nrejected);
		mem_check(r->origin.reject);
	}
}

bool
input_claim(struct reader *r)
{
	struct input *in = r->in;
	const char *why;

	walk(in);
	pthread_mutex_lock(&in->lock);
	bool left = in->next < in->upto;
	r->file = in->next;
	in->next += left;
	pthread_mutex_unlock(&in->lock);
	if (!left)
		return false;

	const char *path = in->files.file[r->file].path;
	r->result = &in->result[r->file];
	r->feed = NULL;
	r->bytes = r->rows = 0;
	set_origin(r, path);
	struct feed *raw = feed_open(path, &why);
	if (raw == NULL)
		origin_lost(&r->origin, "%s", why);
	else
		r->source = open_source(r, raw);
	return true;
}

/* Lets the meter know how far this reader is. */
static void
show(struct reader *r)
{
	struct input *in = r->in;

	if (in->meter == NULL || r->feed == NULL)
		return;
	pthread_mutex_lock(&in->lock);
	in->bytes += r->feed->taken - r->bytes;
	in->rows += r->origin.rows - r->rows;
	r->bytes = r->feed->taken;
	r->rows = r->origin.rows;
	meter_show(in->meter, in->bytes, in->rows);
	pthread_mutex_unlock(&in->lock);
}

/*
 * What an origin counted is the result of its file.  The evidence of raw logs
 * begins here; behind a stream's own this tool's malformed rows count.
 */
static void
set_result(struct result *res, struct origin *o)
{
	origin_done(o);
	o->ev.malformed += o->malformed;
	if (o->raw) {
		o->ev.records = o->rows;
		o->ev.nodata = o->nodata;
		o->ev.skipdata = o->skipdata;
		o->ev.heads++;
		o->ev.ends++;
	}
	res->ev = o->ev;
	res->sum = (struct account){
	    .records = o->rows,
	    .nodata = o->nodata,
	    .skipdata = o->skipdata,
	    .malformed = o->malformed,
	};
}

/* Ends a file, whether it could be opened or not. */
static void
end_file(struct reader *r)
{
	struct input *in = r->in;

	set_result(r->result, &r->origin);
	if (in->reject != NULL && r->origin.reject != in->reject)
		fclose(r->origin.reject);
	if (r->source != NULL)
		r->source->close(r->source);
	r->source = NULL;
	r->feed = NULL;
	pthread_mutex_lock(&in->lock);
	r->result->done = true;
	while (in->told < in->files.n && in->result[in->told].done)
		tell(in, in->told++);
	pthread_mutex_unlock(&in->lock);
}

int
input_read(struct reader *r, struct block *b)
{
	if (r->source != NULL && !origin_over(&r->origin)) {
		int got = r->source->next(r->source, b);
		show(r);
		if (got == 1)
			return 1;
	}
	end_file(r);
	return 0;
}

int
input_next(struct input *in, struct block *b)
{
	if (in->own == NULL)
		in->own = input_reader(in);
	for (;;) {
		if (!in->reading && !input_claim(in->own))
			return 0;
		in->reading = input_read(in->own, b) == 1;
		if (in->reading)
			return 1;
	}
}

bool
input_reader_wait(const struct reader *r)
{
	return r->source != NULL && r->source->wait(r->source);
}

bool
input_wait(struct input *in)
{
	return in->own != NULL && input_reader_wait(in->own);
}

/* ---- the end ---------------------------------------------------------- */

const struct evidence *
input_evidence(struct input *in)
{
	return &in->ev;
}

size_t
input_upto(struct input *in)
{
	pthread_mutex_lock(&in->lock);
	size_t n = in->upto;
	pthread_mutex_unlock(&in->lock);
	return n;
}

bool
input_over(struct input *in)
{
	return in->upto > 0 && in->result[in->upto - 1].voice.fatal;
}

struct account
input_account(const struct input *in)
{
	return in->sum;
}

static void
say_skipdata(const struct input *in)
{
	uintmax_t n = in->sum.skipdata;
	const char *s = n == 1 ? "" : "s";

	if (in->skippers == 1)
		diag_say("%s: %ju SKIPDATA record%s: evidence was lost",
		    in->skipper, n, s);
	else if (in->skippers > 1)
		diag_say("%ju SKIPDATA record%s: evidence was lost in %zu "
			 "files",
		    n, s, in->skippers);
}

static void
say_account(const struct account *a, uint64_t kept)
{
	uint64_t good = a->records - a->nodata - a->skipdata - a->malformed;

	assert(a->nodata + a->skipdata + a->malformed <= a->records);
	assert(kept <= good);
	diag_say("%ju records = %ju kept + %ju filtered + %ju nodata + "
		 "%ju skipdata + %ju malformed",
	    (uintmax_t)a->records, (uintmax_t)kept, (uintmax_t)(good - kept),
	    (uintmax_t)a->nodata, (uintmax_t)a->skipdata,
	    (uintmax_t)a->malformed);
}

void
input_done(struct input *in, uint64_t kept)
{
	struct account a = in->sum;

	meter_free(in->meter);
	in->meter = NULL;
	say_skipdata(in);
	if (in->conf.account && !input_over(in))
		say_account(&a, kept);
	if (in->reject != NULL) {
		bool lost = ferror(in->reject) != 0;
		lost |= fclose(in->reject) != 0;
		if (lost)
			diag_warn(DIAG_LOST, "%s: %s", in->conf.reject,
			    strerror(errno));
		in->reject = NULL;
	}
}

void
input_close(struct input *in)
{
	input_reader_free(in->own);
	if (in->reject != NULL)
		fclose(in->reject);
	meter_free(in->meter);
	walk_free(&in->files);
	free(in->result);
	layout_free(in->columns);
	schemas_free(in->schemas);
	voice_forget(&in->once);
	pthread_mutex_destroy(&in->lock);
	free(in);
}
