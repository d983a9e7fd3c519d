/* SPDX-License-Identifier: ISC */

/*
 * fl-sgdiff: what do these rules let through that those do not?
 *
 *   fl-sgdiff old.json new.json
 *   fl-sgdiff -J reasons.tsv -f markdown old.json new.json >review.md
 */

#include <stdlib.h>

#include "base/diag.h"
#include "base/opt.h"
#include "rules/differ.h"
#include "rules/review.h"
#include "rules/sgfile.h"
#include "stream/out.h"
#include "stream/rd.h"
#include "stream/wr.h"

#define EXIT_DIFFERENT 1

/* The formats; NULL: a stream. */
static const struct {
	const char *name;
	void (*text)(const struct differ *d, struct buf *to);
} formats[] = {
    {"table", differ_table},
    {"tsv", NULL},
    {"json", differ_json},
    {"markdown", differ_markdown},
};

static const char *const names[] = {"table", "tsv", "json", "markdown", NULL};

struct conf {
	const char *format; /* -f */
	const char *just;   /* -J */
	bool open;          /* --open */
};

enum {
	TO_FORMAT = offsetof(struct conf, format),
	TO_JUST = offsetof(struct conf, just),
	TO_OPEN = offsetof(struct conf, open),
};

static const struct opt own_opts[] = {
    {'f', "format", "FORMAT", OPT_STR, WORD_CHOICE, TO_FORMAT,
	"how to say what was found", names},
    {'J', "justifications", "FILE", OPT_STR, WORD_FILE, TO_JUST,
	"all rules of NEW, with their business justifications", NULL},
    {0, "open", NULL, OPT_FLAG, WORD_NONE, TO_OPEN,
	"rules without their end are meant to be so", NULL},
};

/* Everything a run works with. */
struct run {
	struct conf conf;
	struct out_conf output;
	struct schemas *schemas;
	struct sgset set[2]; /* old, new */
	struct differ differ;
	struct just *just; /* NULL without -J */
};

/* ---- the answer --------------------------------------------------------- */

static void
write_stream(struct run *r, struct out *out)
{
	struct origin origin = {.name = "differences"};
	struct evidence ev = EVIDENCE_INIT;
	const struct schema *schema = differ_schema(r->schemas);
	struct wr *w = wr_new(out, r->output.bare);
	struct block *b = block_new();

	ev.heads = ev.ends = 1; /* both sets were whole */
	wr_header(w, schema);
	while (differ_next(&r->differ, schema, &origin, b) == 1)
		wr_block(w, b);
	wr_end(w, &ev);
	wr_free(w);
	block_free(b);
}

/* All rules with their reasons. */
static void
put_review(struct run *r, bool table, struct buf *to)
{
	struct review review;

	review_make(&review, &r->differ, &r->set[0], &r->set[1], r->just);
	if (table)
		review_table(&review, r->output.bare, to);
	else
		review_markdown(&review, to);
	review_free(&review);
}

static void
write_all(struct run *r)
{
	struct out *out = out_open(&r->output);
	struct buf text = {0};
	size_t i = 0;

	/* The option's choices have been checked. */
	while (r->conf.format != NULL &&
	    strcmp(formats[i].name, r->conf.format) != 0)
		i++;
	if (r->just != NULL)
		put_review(r, formats[i].text == NULL, &text);
	else if (formats[i].text != NULL)
		formats[i].text(&r->differ, &text);
	else
		write_stream(r, out);
	out_write(out, text.p, text.n);
	buf_free(&text);
	out_close(out);
}

/* The status of the run. */
static int
work(struct run *r, char *const *file)
{
	if (r->conf.just != NULL &&
	    (r->just = just_read(r->conf.just, true)) == NULL)
		return DIAG_LOST;
	for (size_t i = 0; i < 2; i++)
		if (sgfile_read(&r->set[i], file[i], r->conf.open, &rd_rows,
			r->schemas) < 0)
			return DIAG_LOST;
	/* A page that is missing makes differences that are none. */
	if (diag_status() != DIAG_OK)
		diag_raise(DIAG_LOST);
	differ_sets(&r->differ, &r->set[0], &r->set[1]);
	write_all(r);
	if (diag_status() != DIAG_OK)
		return DIAG_LOST;
	return differ_any(&r->differ) ? EXIT_DIFFERENT : 0;
}

static bool
is_stdin(const char *path)
{
	return path != NULL && strcmp(path, "-") == 0;
}

/* Can what -J asks for be shown so? */
static bool
shows_reasons(const char *format)
{
	return format != NULL &&
	    (strcmp(format, "markdown") == 0 || strcmp(format, "tsv") == 0);
}

/* Refuses what is wrong by itself. */
static void
check(const struct opt_tool *tool, const struct run *r, char *const *file)
{
	const char *just = r->conf.just, *out = r->output.path;

	if (is_stdin(file[0]) + is_stdin(file[1]) + is_stdin(just) > 1)
		opt_die(tool, "both can't be standard input");
	if (out != NULL && out[0] == '\0')
		opt_die(tool, "-o: an empty name of a file");
	if (just != NULL && just[0] == '\0')
		opt_die(tool, "-J: an empty name of a file");
	if (just != NULL && !shows_reasons(r->conf.format))
		opt_die(tool,
		    "-J: only -f markdown and -f tsv show "
		    "justifications");
}

int
main(int argc, char **argv)
{
	struct run r = {.schemas = NULL};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {out_opts, out_nopts, &r.output},
	    {own_opts, nitems(own_opts), &r.conf},
	};
	const struct opt_tool tool = {
	    .name = "fl-sgdiff",
	    .operands = "OLD NEW",
	    .about = "What do these rules let through that those do not?",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int n = opt_parse(&tool, argc, argv);
	if (argc - n != 2)
		opt_die(&tool, "expected two files of rules, found %d",
		    argc - n);
	check(&tool, &r, argv + n);
	r.schemas = schemas_new();
	int status = work(&r, argv + n);
	differ_free(&r.differ);
	just_free(r.just);
	for (size_t i = 0; i < nitems(r.set); i++)
		sgset_free(&r.set[i]);
	schemas_free(r.schemas);
	return status;
}
