/* SPDX-License-Identifier: ISC */

/*
 * See input.h.  One input after the other: walk names them, peel unwraps
 * one, sniff names its format, the format's source yields its blocks, and
 * what its origin counted is added up here.
 */

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/meter.h"
#include "source/input.h"
#include "source/sniff.h"
#include "source/walk.h"

/* Where a row stores to. */
enum {
	TO_COLUMNS = offsetof(struct input_conf, columns),
	TO_TYPE = offsetof(struct input_conf, type),
	TO_ACCOUNT = offsetof(struct input_conf, account),
	TO_PROGRESS = offsetof(struct input_conf, progress),
};

const struct opt input_opts[] = {
    {'F', "fields",   "COLUMNS", OPT_STR,  WORD_FIELDS, TO_COLUMNS,
     "columns of text without a header",        NULL        },
    {'T', "type",     "TYPE",    OPT_STR,  WORD_CHOICE, TO_TYPE,
     "what the input is, not told by its head", format_names},
    {'v', "verbose",  NULL,      OPT_FLAG, WORD_NONE,   TO_ACCOUNT,
     "say what became of every record",         NULL        },
    {0,   "progress", NULL,      OPT_FLAG, WORD_NONE,   TO_PROGRESS,
     "show on a terminal how far it is",        NULL        },
};
const size_t input_nopts = nitems(input_opts);

struct input {
	struct input_conf conf;
	char *const *operand; /* the caller's */
	size_t noperand;
	bool walked;
	struct walk files;
	size_t next; /* index into files */
	struct layout *columns;
	const struct format *format; /* -T */
	struct schemas *schemas;
	FILE *reject;

	/* The one that is being read; source NULL: none. */
	struct source *source;
	const struct feed *feed; /* the source's, for its counts */
	struct origin origin;

	/* Those that were read. */
	struct evidence ev;
	struct account sum;
	uint64_t bytes;  /* raw ones */
	size_t skippers; /* how many had SKIPDATA */
	char *skipper;   /* the name of the first */
	struct meter *meter;
};

static FILE *
open_reject(const char *path)
{
	FILE *f = fopen(path, "we");

	if (f == NULL)
		diag_die("%s: %s", path, strerror(errno));
	return f;
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
	if (conf->columns != NULL) {
		in->columns = layout_parse(conf->columns);
		if (in->columns == NULL)
			exit(DIAG_LOST);
	}
	if (conf->type != NULL)
		in->format = format_named(conf->type);
	if (conf->reject != NULL)
		in->reject = open_reject(conf->reject);
	return in;
}

struct schemas *
input_schemas(struct input *in)
{
	return in->schemas;
}

/* ---- one input -------------------------------------------------------- */

/* Operands to files, before the first of them is read. */
static void
walk(struct input *in)
{
	in->walked = true;
	if (in->noperand == 0)
		walk_add(&in->files, "-");
	for (size_t i = 0; i < in->noperand; i++)
		if (walk_add(&in->files, in->operand[i]) == -1)
			evidence_broken(&in->ev, "%s: %s", diag_name(),
			    in->files.why);
	if (in->conf.progress)
		in->meter = meter_new(in->files.sized ? in->files.size : 0);
}

/* Unwraps a feed and opens its format.  NULL after origin_lost. */
static struct source *
open_source(struct input *in, struct feed *raw)
{
	struct source *source = NULL;
	const struct format *format;
	struct peel p;

	peel_open(&p, raw);
	if (peel_unwrap(&p) == -1) {
		origin_lost(&in->origin, "%s", p.why);
		goto out;
	}
	if (p.n == 0) {
		origin_lost(&in->origin, "empty");
		goto out;
	}
	format = sniff_format(&p, in->columns != NULL);
	if (in->format != NULL)
		format = in->format;
	struct format_env env = {
	    .origin = &in->origin,
	    .all = in->schemas,
	    .columns = in->columns,
	    .head = {mem_strn(p.head, p.n), p.n},
	    .why = p.why,
	};
	in->feed = peel_take(&p);
	source = format->open(unconst(in->feed), &env);
	free(unconst(env.head.p));
out:
	peel_close(&p);
	return source;
}

/* Opens the next file.  What it can't be is in its origin. */
static void
open_next(struct input *in)
{
	const char *path = in->files.path[in->next++];
	const char *why;

	in->origin = (struct origin){
	    .name = strcmp(path, "-") == 0 ? "stdin" : path,
	    .ev = EVIDENCE_INIT,
	    .reject = in->reject,
	};
	in->feed = NULL;
	struct feed *raw = feed_open(path, &why);
	if (raw == NULL)
		origin_lost(&in->origin, "%s", why);
	else
		in->source = open_source(in, raw);
}

/* Takes what an origin counted into the sums. */
static void
add_up(struct account *sum, const struct origin *o)
{
	sum->records += o->rows;
	sum->nodata += o->nodata;
	sum->skipdata += o->skipdata;
	sum->malformed += o->malformed;
}

/*
 * Ends an input, whether it could be opened or not.  The evidence of raw
 * logs begins here; behind a stream's own this tool's malformed rows count.
 */
static void
end_input(struct input *in)
{
	struct origin *o = &in->origin;

	origin_done(o);
	o->ev.malformed += o->malformed;
	if (o->raw) {
		o->ev.records = o->rows;
		o->ev.nodata = o->nodata;
		o->ev.skipdata = o->skipdata;
		o->ev.heads++;
		o->ev.ends++;
	}
	if (o->skipdata > 0 && in->skippers++ == 0)
		in->skipper = mem_str(o->name);
	evidence_merge(&in->ev, &o->ev);
	add_up(&in->sum, o);
	if (in->source != NULL) {
		in->bytes += in->feed->taken;
		in->source->close(in->source);
	}
	in->source = NULL;
	*o = (struct origin){.ev = EVIDENCE_INIT};
}

static void
show(struct input *in)
{
	if (in->meter == NULL)
		return;
	uint64_t now = in->source != NULL ? in->feed->taken : 0;
	meter_show(in->meter, in->bytes + now,
	    in->sum.records + in->origin.rows);
}

int
input_next(struct input *in, struct block *b)
{
	if (!in->walked)
		walk(in);
	for (;;) {
		if (in->source != NULL) {
			int r = in->source->next(in->source, b);
			show(in);
			if (r == 1)
				return 1;
			end_input(in);
		}
		if (in->next == in->files.n)
			return 0;
		open_next(in);
		if (in->source == NULL)
			end_input(in);
	}
}

bool
input_wait(struct input *in)
{
	return in->source != NULL && in->source->wait(in->source);
}

/* ---- the end ---------------------------------------------------------- */

const struct evidence *
input_evidence(struct input *in)
{
	return &in->ev;
}

struct account
input_account(const struct input *in)
{
	struct account a = in->sum;

	add_up(&a, &in->origin);
	return a;
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
say_account(const struct account *a)
{
	diag_say("%ju records = %ju kept + %ju filtered + %ju nodata + "
		 "%ju skipdata + %ju malformed",
	    (uintmax_t)a->records, (uintmax_t)a->kept, (uintmax_t)a->filtered,
	    (uintmax_t)a->nodata, (uintmax_t)a->skipdata,
	    (uintmax_t)a->malformed);
}

void
input_done(struct input *in, uint64_t kept)
{
	struct account a = input_account(in);

	meter_free(in->meter);
	in->meter = NULL;
	say_skipdata(in);
	uint64_t good = a.records - a.nodata - a.skipdata - a.malformed;
	assert(a.nodata + a.skipdata + a.malformed <= a.records);
	assert(kept <= good);
	a.kept = kept;
	a.filtered = good - kept;
	if (in->conf.account)
		say_account(&a);
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
	if (in->source != NULL)
		in->source->close(in->source);
	if (in->reject != NULL)
		fclose(in->reject);
	meter_free(in->meter);
	walk_free(&in->files);
	layout_free(in->columns);
	schemas_free(in->schemas);
	free(in->skipper);
	free(in);
}
