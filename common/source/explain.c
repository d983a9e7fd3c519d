/* SPDX-License-Identifier: ISC */

/* See explain.h. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "source/explain.h"
#include "source/sniff.h"
#include "source/walk.h"

#define HEADERS_MOST 4 /* that are shown of one file */

/* What is common to all files. */
struct run {
	const struct input_conf *conf;
	const struct format *type;
	struct layout *columns;
	struct schemas *all;
	struct once once;
	void (*check)(struct block *b);
};

/* One file. */
struct file {
	struct origin origin;
	struct voice voice;
	struct sniff found;
	const struct schema *header[HEADERS_MOST];
	size_t nheader; /* may be more */
	bool opened;
};

/* ---- reading ---------------------------------------------------------- */

/* Notes the columns of a block, unless they were met before. */
static void
note_header(struct file *f, const struct schema *s)
{
	for (size_t i = 0; i < f->nheader && i < HEADERS_MOST; i++)
		if (f->header[i] == s)
			return;
	if (f->nheader < HEADERS_MOST)
		f->header[f->nheader] = s;
	f->nheader++;
}

static void
read_blocks(struct file *f, struct source *source,
    void (*check)(struct block *b))
{
	struct block *b = block_new();

	while (!origin_over(&f->origin) && source->next(source, b) == 1) {
		note_header(f, b->schema);
		if (check != NULL)
			check(b);
	}
	source->close(source);
	block_free(b);
}

static void
read_file(struct run *r, struct file *f, const char *path)
{
	const struct format_env env = {
	    .origin = &f->origin,
	    .all = r->all,
	    .columns = r->columns,
	};
	const char *why;

	struct feed *raw = feed_open(path, &why);
	if (raw == NULL) {
		origin_lost(&f->origin, "%s", why);
		return;
	}
	struct source *s = sniff_open(raw, &env, r->type, &f->found);
	f->opened = s != NULL;
	if (f->opened)
		read_blocks(f, s, r->check);
}

/* ---- telling ---------------------------------------------------------- */

/* Its format, and what was around it. */
static void
tell_format(const struct file *f)
{
	const struct sniff *s = &f->found;

	printf("%s: ", f->origin.name);
	if (f->opened)
		printf("%s, %s", s->format->name, s->format->help);
	else if (s->format != NULL)
		printf("not read, as %s", s->format->name);
	else
		printf("not read");
	for (size_t i = s->nover; i > 0; i--)
		printf("%s %s", i == s->nover ? "; in" : ", in",
		    s->over[i - 1]);
	putchar('\n');
}

/* The columns that are fields, or those that are none. */
static void
tell_columns(const struct schema *s, const char *what, bool fields)
{
	bool any = false;

	for (size_t i = 0; i < s->ncol; i++) {
		if ((s->col[i].field != &field_other) != fields)
			continue;
		printf("%s%s", any ? " " : what, s->col[i].name);
		any = true;
	}
	if (any)
		putchar('\n');
}

/* A header as -F would have it. */
static void
tell_layout(const struct schema *s)
{
	printf("  -F '");
	for (size_t i = 0; i < s->ncol; i++) {
		const struct field *f = s->col[i].field;
		bool aws = f != &field_other && f->aws[0] != '\0';
		const char *name = aws ? f->aws : s->col[i].name;
		const char *near;
		struct slice word = slice_str(name);

		/* A name of one's own that looks like a slip. */
		bool slip = field_typed(&word, &f, &near) == -1 && near != NULL;
		printf("%s%s%s", i > 0 ? " " : "", slip ? "col:" : "", name);
	}
	printf("'\n");
}

static void
tell_headers(const struct file *f)
{
	size_t n = f->nheader < HEADERS_MOST ? f->nheader : HEADERS_MOST;

	for (size_t i = 0; i < n; i++) {
		tell_columns(f->header[i], "  fields: ", true);
		tell_columns(f->header[i], "  other columns: ", false);
		if (f->origin.raw)
			tell_layout(f->header[i]);
	}
	if (f->nheader > n)
		printf("  and other columns, %zu times\n", f->nheader - n);
}

static void
tell_records(const struct file *f)
{
	const struct origin *o = &f->origin;
	uint64_t bad = o->nodata + o->skipdata + o->malformed;

	if (!f->opened)
		return;
	printf("  records: %" PRIu64 " = %" PRIu64 " good + %" PRIu64
	       " nodata + %" PRIu64 " skipdata + %" PRIu64 " malformed\n",
	    o->rows, o->rows - bad, o->nodata, o->skipdata, o->malformed);
}

/* The line that a message names: of a malformed one; 0: it is of none. */
static uint64_t
line_of(const struct file *f, const char *text)
{
	size_t n = strlen(f->origin.name);

	return strncmp(text, f->origin.name, n) == 0 && text[n] == ':' ?
	    strtoull(text + n + 1, NULL, 10) :
	    0;
}

/*
 * What was said of it; of malformed lines the first, as several readers of one
 * file may not have said them in order.
 */
static void
tell_messages(const struct file *f)
{
	const struct message *first = NULL;

	for (size_t i = 0; i < f->voice.n; i++) {
		const struct message *m = &f->voice.held[i];
		uint64_t line = line_of(f, m->text);
		if (line == 0)
			printf("  %s\n", m->text);
		else if (first == NULL || line < line_of(f, first->text))
			first = m;
	}
	if (first != NULL)
		printf("  first malformed: %s\n", first->text);
}

static void
tell(struct run *r, const char *path)
{
	struct file f = {
	    .origin = {.name = strcmp(path, "-") == 0 ? "stdin" : path,
		.ev = EVIDENCE_INIT},
	    .voice = {.once = &r->once, .hold = true},
	};

	f.origin.voice = &f.voice;
	read_file(r, &f, path);
	tell_format(&f);
	tell_headers(&f);
	tell_records(&f);
	tell_messages(&f);
	voice_hush(&f.voice);
	voice_forget(&r->once);
}

void
explain_run(const struct input_conf *conf, char *const *file, size_t n,
    void (*check)(struct block *b))
{
	struct run r = {.conf = conf, .check = check};
	struct walk files = WALK_INIT;

	if (conf->columns != NULL) {
		r.columns = layout_parse(conf->columns);
		if (r.columns == NULL)
			return;
	}
	if (conf->type != NULL)
		r.type = format_named(conf->type);
	r.all = schemas_new();
	if (n == 0)
		walk_add(&files, "-");
	for (size_t i = 0; i < n; i++)
		walk_add(&files, file[i]);
	walk_done(&files);
	for (size_t i = 0; i < files.n; i++)
		tell(&r, files.file[i].path);
	if (fflush(stdout) != 0)
		diag_warn(DIAG_LOST, "standard output: %s", strerror(errno));
	walk_free(&files);
	schemas_free(r.all);
	layout_free(r.columns);
}
