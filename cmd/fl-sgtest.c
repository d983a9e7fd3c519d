/* SPDX-License-Identifier: ISC */

/*
 * fl-sgtest: would these rules break this traffic?
 *
 *   fl-conn *.gz | fl-sgtest -i enis.json new.json
 *
 * Rows are grouped first, as fl-sgrules does it, so that each tuple is judged
 * once.
 */

#include <stdlib.h>

#include "base/diag.h"
#include "engine/tuples.h"
#include "model/transit.h"
#include "rules/known.h"
#include "rules/need.h"
#include "rules/raw.h"
#include "rules/report.h"
#include "rules/sgfile.h"
#include "source/input.h"
#include "stream/out.h"
#include "stream/rd.h"
#include "stream/wr.h"

#define EXIT_INCOMPLETE 3 /* the evidence is not all there */

struct conf {
	const char *format;    /* -f */
	struct opt_list local; /* -l */
	const char *today;     /* --today */
	bool open;             /* --open */
	bool raw;              /* --raw */
};

/* Where a row stores to. */
enum {
	TO_FORMAT = offsetof(struct conf, format),
	TO_LOCAL = offsetof(struct conf, local),
	TO_TODAY = offsetof(struct conf, today),
	TO_OPEN = offsetof(struct conf, open),
	TO_RAW = offsetof(struct conf, raw),
};

static const struct opt own_opts[] = {
    {'f', "format", "FORMAT", OPT_STR, WORD_CHOICE, TO_FORMAT,
	"how to say what was found", report_names},
    {'l', "local", "PREFIX", OPT_LIST, WORD_NONE, TO_LOCAL,
	"these addresses are ours, even if in no group; @FILE has many", NULL},
    {0, "open", NULL, OPT_FLAG, WORD_NONE, TO_OPEN,
	"input without its end is meant to be so", NULL},
    {0, "raw", NULL, OPT_FLAG, WORD_NONE, TO_RAW,
	"judge flow-log records, without an opinion of who opened", NULL},
    {0, "today", "FILE", OPT_STR, WORD_FILE, TO_TODAY,
	"the rules of today: what is cut at once when they go", NULL},
};

/* Everything a run works with. */
struct run {
	struct conf conf;
	struct input_conf input;
	struct out_conf output;
	struct schemas *schemas; /* of files of rules */
	struct known known;
	struct ipset *local; /* NULL without -l */
	struct sgset set, today;
	struct trial trial;
	struct input *in;
	struct out *out;
	struct tuples *tuples;
	struct raw *raw; /* --raw; else NULL */
	uint64_t kept, transit;
};

/* ---- rules -------------------------------------------------------------- */

static int
read_rules(struct run *r, struct sgset *set, const char *path)
{
	return sgfile_read(set, path, r->conf.open, &rd_rows, r->schemas);
}

/* All that is known before the first row.  0, or -1 after a message. */
static int
read_known(struct run *r, const char *rules)
{
	const struct opt_list *l = &r->conf.local;

	if (l->n > 0 && (r->local = ipset_words("-l", l->item, l->n)) == NULL)
		return -1;
	if (known_read(&r->known) < 0 || read_rules(r, &r->set, rules) < 0)
		return -1;
	if (r->conf.today != NULL) {
		if (read_rules(r, &r->today, r->conf.today) < 0)
			return -1;
		r->trial.today = match_new(&r->today, r->known.enis,
		    r->known.lists);
	}
	r->trial.conf.match = match_new(&r->set, r->known.enis, r->known.lists);
	r->trial.conf.local = r->local;
	trial_open(&r->trial);
	return 0;
}

/* ---- traffic ------------------------------------------------------------ */

/* Groups all traffic.  -1 after a message. */
static int
read_all(struct run *r)
{
	struct block *b = block_new();
	const struct schema *last = NULL;
	int ret = 0;

	while (ret == 0 && input_next(r->in, b) == 1) {
		if (!transit_leave(b, &r->transit))
			continue;
		if (b->schema != last)
			ret = r->conf.raw ?
			    raw_head(b->schema, b->origin->name) :
			    tuples_head(b->schema, b->origin->name);
		last = b->schema;
		if (ret < 0)
			break;
		need_rows(b);
		if (r->conf.raw)
			raw_block(r->raw, b);
		else
			tuples_block(r->tuples, b);
		r->kept += b->nsel;
	}
	block_free(b);
	if (ret < 0)
		return -1;
	input_done(r->in, r->kept);
	transit_say(r->transit, r->kept);
	if (last != NULL)
		return 0;
	if (diag_status() != DIAG_LOST) /* else why was said */
		diag_warn(DIAG_LOST, "nothing was read: no header, no record");
	return -1;
}

static void
judge_all(struct run *r)
{
	struct block *b = block_new();

	while (!r->conf.raw && tuples_next(r->tuples, b) == 1)
		trial_block(&r->trial, b);
	block_free(b);
	if (r->raw != NULL)
		raw_judge(r->raw, &r->trial);
	trial_done(&r->trial);
}

/* ---- the answer --------------------------------------------------------- */

static void
write_stream(struct run *r, struct report *report)
{
	struct origin origin = {.name = "findings"};
	const struct schema *schema = report_schema(input_schemas(r->in));
	struct wr *w = wr_new(r->out, r->output.bare);
	struct block *b = block_new();

	wr_header(w, schema);
	while (report_next(report, schema, &origin, b) == 1)
		wr_block(w, b);
	wr_end(w, input_evidence(r->in));
	wr_free(w);
	block_free(b);
}

static void
write_all(struct run *r)
{
	struct report report = {.trial = &r->trial, .set = &r->set};
	const struct report_format *format = report_find(r->conf.format);
	struct buf text = {0};

	struct beyond *beyond = beyond_find(&r->trial, &report.nbeyond);
	report.beyond = beyond;
	if (format->text == NULL) {
		write_stream(r, &report);
	} else {
		format->text(&report, &text);
		out_write(r->out, text.p, text.n);
	}
	text.n = 0;
	report_coverage(&report, &text);
	diag_say("%s", buf_cstr(&text));
	out_flush(r->out);
	buf_free(&text);
	report_free(&report);
	free(beyond);
}

/* The status of the run: diag's 2 stays, its 1 is incomplete evidence. */
static int
status_of(const struct run *r)
{
	bool lacks = trial_lacks(&r->trial, input_evidence(r->in),
	    r->known.enis == NULL);

	if (diag_status() == DIAG_LOST)
		return DIAG_LOST;
	if (r->trial.sum[TRIAL_BLOCKED].groups > 0)
		return 1;
	return lacks || diag_status() != DIAG_OK ? EXIT_INCOMPLETE : 0;
}

static int
work(struct run *r, char *const *file, size_t n)
{
	int status = DIAG_LOST;

	if (read_known(r, file[0]) < 0)
		return status;
	if (r->conf.raw)
		r->raw = raw_new(r->known.enis);
	r->in = input_open(&r->input, file + 1, n - 1);
	r->tuples = tuples_new(input_schemas(r->in));
	r->out = out_open(&r->output);
	if (read_all(r) == 0) {
		judge_all(r);
		const char *cut = need_cut(input_evidence(r->in), r->conf.open);
		if (cut != NULL)
			diag_warn(DIAG_LOST, "input was cut: %s", cut);
		write_all(r);
		status = status_of(r);
	}
	out_close(r->out);
	tuples_free(r->tuples);
	raw_free(r->raw);
	input_close(r->in);
	return status;
}

int
main(int argc, char **argv)
{
	struct run r = {.schemas = NULL};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {input_opts, input_nopts, &r.input},
	    {out_opts, out_nopts, &r.output},
	    {known_opts, known_nopts, &r.known},
	    {own_opts, nitems(own_opts), &r.conf},
	};
	const struct opt_tool tool = {
	    .name = "fl-sgtest",
	    .operands = "RULES [FILE ...]",
	    .about = "Would these rules break this traffic?",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int n = opt_parse(&tool, argc, argv);
	if (n == argc)
		opt_die(&tool, "no rules: expected a file of security groups");
	if (r.output.path != NULL && r.output.path[0] == '\0')
		opt_die(&tool, "-o: an empty name of a file");
	r.schemas = schemas_new();
	int status = work(&r, argv + n, (size_t)(argc - n));
	match_free(unconst(r.trial.conf.match));
	match_free(unconst(r.trial.today));
	trial_free(&r.trial);
	sgset_free(&r.set);
	sgset_free(&r.today);
	known_free(&r.known);
	ipset_free(r.local);
	schemas_free(r.schemas);
	free(r.conf.local.item);
	return status;
}
