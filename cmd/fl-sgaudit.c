/* SPDX-License-Identifier: ISC */

/*
 * fl-sgaudit: what of these rules is used?
 *
 *   fl-conn *.gz | fl-sgaudit -i enis.json sgs.json
 *   fl-sgaudit --apply kept.tsv >script
 *
 * Rows are grouped first, as fl-sgtest does it, so that each tuple is looked
 * up once.
 */

#include <stdlib.h>

#include "base/diag.h"
#include "engine/tuples.h"
#include "model/transit.h"
#include "rules/audit_apply.h"
#include "rules/audit_show.h"
#include "rules/known.h"
#include "rules/need.h"
#include "rules/sgfile.h"
#include "source/input.h"
#include "stream/out.h"
#include "stream/rd.h"
#include "stream/wr.h"

#define EXIT_INCOMPLETE 3 /* the evidence is not all there */

#define WIDE 256 /* addresses for each that was seen */
#define CROWD 60 /* public peers of a port: more are no rules of their own */
#define RARE 7   /* days in which one is rare */

struct conf {
	const char *format; /* -f */
	uint64_t public;    /* -P */
	uint64_t wide;      /* --wide */
	uint64_t min_days;  /* --min-days */
	bool apply;         /* --apply */
	bool open;          /* --open */
};

/* Where a row stores to. */
enum {
	TO_FORMAT = offsetof(struct conf, format),
	TO_PUBLIC = offsetof(struct conf, public),
	TO_WIDE = offsetof(struct conf, wide),
	TO_DAYS = offsetof(struct conf, min_days),
	TO_APPLY = offsetof(struct conf, apply),
	TO_OPEN = offsetof(struct conf, open),
};

static const struct opt own_opts[] = {
    {'f', "format", "FORMAT", OPT_STR, WORD_CHOICE, TO_FORMAT,
	"how to say what was found", audit_names},
    {'P', "public", "N", OPT_NUM, WORD_NONE, TO_PUBLIC,
	"more than N public peers of a port are all addresses", NULL},
    {0, "apply", NULL, OPT_FLAG, WORD_NONE, TO_APPLY,
	"write the commands for changes that were kept", NULL},
    {0, "min-days", "N", OPT_NUM, WORD_NONE, TO_DAYS,
	"refuse traffic of fewer days", NULL},
    {0, "open", NULL, OPT_FLAG, WORD_NONE, TO_OPEN,
	"input without its end is meant to be so", NULL},
    {0, "wide", "N", OPT_NUM, WORD_NONE, TO_WIDE,
	"more than N addresses for each that was seen are wide", NULL},
};

/* Everything a run works with. */
struct run {
	struct conf conf;
	struct input_conf input;
	struct out_conf output;
	struct schemas *schemas; /* of files of rules */
	struct known known;
	struct sgset set;
	struct match *match;
	struct audit audit;
	struct audit_apply apply;
	struct input *in;
	struct out *out;
	struct tuples *tuples;
	uint64_t kept, transit;
};

/* ---- rules -------------------------------------------------------------- */

/* All that is known before the first row.  0, or -1 after a message. */
static int
read_known(struct run *r, const char *rules)
{
	if (known_read(&r->known) < 0 ||
	    sgfile_read(&r->set, rules, r->conf.open, &rd_rows, r->schemas) < 0)
		return -1;
	r->match = match_new(&r->set, r->known.enis, r->known.lists);
	r->audit.conf = (struct audit_conf){
	    .match = r->match,
	    .enis = r->known.enis,
	    .wide = r->conf.wide,
	    .crowd = r->conf.public,
	    .rare = RARE,
	};
	audit_open(&r->audit);
	return 0;
}

/* ---- traffic ------------------------------------------------------------ */

/* What is done with a block. */
static int
take(struct run *r, struct block *b, bool head)
{
	if (r->conf.apply) {
		if (head && audit_apply_head(b->schema, b->origin->name) < 0)
			return -1;
		return audit_apply_block(&r->apply, b);
	}
	if (head && tuples_head(b->schema, b->origin->name) < 0)
		return -1;
	need_rows(b);
	audit_rows(&r->audit, b);
	tuples_block(r->tuples, b);
	return 0;
}

/* All of the input.  -1 after a message. */
static int
read_all(struct run *r)
{
	struct block *b = block_new();
	const struct schema *last = NULL;
	int ret = 0;

	while (ret == 0 && input_next(r->in, b) == 1) {
		if (!transit_leave(b, &r->transit))
			continue;
		ret = take(r, b, b->schema != last);
		last = b->schema;
		r->kept += b->nsel;
	}
	block_free(b);
	if (ret < 0)
		return -1;
	input_done(r->in, r->kept);
	transit_say(r->transit, r->kept);
	const char *cut = need_cut(input_evidence(r->in), r->conf.open);
	if (last == NULL && diag_status() != DIAG_LOST) /* else why was said */
		diag_warn(DIAG_LOST, "nothing was read: no header, no record");
	else if (last != NULL && cut != NULL)
		diag_warn(DIAG_LOST, "input was cut: %s", cut);
	return last != NULL ? 0 : -1;
}

static void
count_all(struct run *r)
{
	struct block *b = block_new();

	while (tuples_next(r->tuples, b) == 1)
		audit_block(&r->audit, b);
	block_free(b);
	audit_done(&r->audit, input_evidence(r->in));
}

/* ---- the answer --------------------------------------------------------- */

static void
write_stream(struct run *r, struct audit_show *show)
{
	struct origin origin = {.name = "rules"};
	const struct schema *schema = audit_schema(input_schemas(r->in));
	struct wr *w = wr_new(r->out, r->output.bare);
	struct block *b = block_new();

	wr_header(w, schema);
	while (audit_next(show, schema, &origin, b) == 1)
		wr_block(w, b);
	wr_end(w, show->ev);
	wr_free(w);
	block_free(b);
}

static void
say(void part(const struct audit_show *show, struct buf *to),
    const struct audit_show *show, const char *lead)
{
	struct buf text = {0};

	part(show, &text);
	diag_say("%s%s", lead, buf_cstr(&text));
	buf_free(&text);
}

static void
write_audit(struct run *r)
{
	struct audit_show show = {
	    .audit = &r->audit,
	    .ev = input_evidence(r->in),
	};
	const struct audit_format *format = audit_format(r->conf.format);
	struct buf text = {0};

	if (format->text == NULL) {
		write_stream(r, &show);
	} else {
		format->text(&show, &text);
		out_write(r->out, text.p, text.n);
	}
	text.n = 0;
	audit_summary(&r->audit, &text);
	diag_say("%s", buf_cstr(&text));
	if (format->text == NULL) { /* texts have it */
		say(audit_window, &show, "");
		say(audit_warning, &show, "note: ");
	}
	out_flush(r->out);
	buf_free(&text);
	audit_show_free(&show);
}

/* The status of the run: diag's 2 stays, its 1 is incomplete evidence. */
static int
work_audit(struct run *r)
{
	if (!audit_enough(&r->audit, input_evidence(r->in), r->conf.min_days))
		return DIAG_LOST;
	count_all(r);
	write_audit(r);
	bool lacks = audit_lacks(&r->audit, input_evidence(r->in));
	if (diag_status() == DIAG_LOST)
		return DIAG_LOST;
	if (audit_finds(&r->audit))
		return 1;
	return lacks || diag_status() != DIAG_OK ? EXIT_INCOMPLETE : 0;
}

static int
work_apply(struct run *r)
{
	struct buf text = {0};

	/* Of half of the changes none is safe: the others may be needed. */
	if (diag_status() == DIAG_SKIPPED)
		diag_warn(DIAG_LOST,
		    "some rows could not be read: no script of the others");
	if (diag_status() != DIAG_OK)
		return DIAG_LOST;
	audit_apply_done(&r->apply);
	if (r->apply.rows > 0)
		diag_say("note: %zu row%s change nothing", r->apply.rows,
		    r->apply.rows == 1 ? "" : "s");
	audit_apply_script(&r->apply, &text);
	out_write(r->out, text.p, text.n);
	out_flush(r->out);
	buf_free(&text);
	return diag_status();
}

static int
work(struct run *r, char *const *file, size_t n)
{
	bool apply = r->conf.apply;
	int status = DIAG_LOST;

	if (!apply && read_known(r, file[0]) < 0)
		return status;
	r->in = input_open(&r->input, apply ? file : file + 1, n - !apply);
	r->tuples = tuples_new(input_schemas(r->in));
	r->out = out_open(&r->output);
	if (read_all(r) == 0)
		status = apply ? work_apply(r) : work_audit(r);
	out_close(r->out);
	tuples_free(r->tuples);
	input_close(r->in);
	return status;
}

/* What can't go together. */
static void
check(const struct opt_tool *tool, const struct run *r, int operands)
{
	const struct conf *c = &r->conf;

	if (r->output.path != NULL && r->output.path[0] == '\0')
		opt_die(tool, "-o: an empty name of a file");
	if (operands == 0 && !c->apply)
		opt_die(tool, "no rules: expected a file of security groups");
	if (c->apply &&
	    (c->format != NULL || c->min_days > 0 || r->known.eni_files.n > 0 ||
		r->known.list_files.n > 0))
		opt_die(tool,
		    "--apply: rows of -f tsv say all; no -f, -i, "
		    "--prefix-lists, --min-days");
}

int
main(int argc, char **argv)
{
	struct run r = {.conf = {.public = CROWD, .wide = WIDE}};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {input_opts, input_nopts, &r.input},
	    {out_opts, out_nopts, &r.output},
	    {known_opts, known_nopts, &r.known},
	    {own_opts, nitems(own_opts), &r.conf},
	};
	const struct opt_tool tool = {
	    .name = "fl-sgaudit",
	    .operands = "RULES [FILE ...]",
	    .about = "What of these rules is used?",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int n = opt_parse(&tool, argc, argv);
	check(&tool, &r, argc - n);
	r.schemas = schemas_new();
	audit_apply_open(&r.apply);
	int status = work(&r, argv + n, (size_t)(argc - n));
	audit_apply_free(&r.apply);
	audit_free(&r.audit);
	match_free(r.match);
	sgset_free(&r.set);
	known_free(&r.known);
	schemas_free(r.schemas);
	return status;
}
