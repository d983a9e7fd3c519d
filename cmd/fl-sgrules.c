/* SPDX-License-Identifier: ISC */

/*
 * fl-sgrules: traffic to security-group rules.
 *
 *   fl-cat *.gz | fl-group dst,src,dport,proto | fl-sgrules
 *   fl-where dport=1-1024 *.gz | fl-sgrules -l 10.0.0.0/8 -f json
 *
 * All rows are grouped first, so that one tuple in many rows is judged once;
 * the groups become rules, the rules are merged, a format writes them.
 */

#include "base/diag.h"
#include "base/opt.h"
#include "engine/agg.h"
#include "model/transit.h"
#include "rules/emit.h"
#include "rules/exact.h"
#include "rules/just.h"
#include "rules/need.h"
#include "rules/quota.h"
#include "rules/wide.h"
#include "source/input.h"
#include "stream/out.h"
#include "stream/wr.h"

struct conf {
	const char *left; /* -x */
	bool open;
};

/* The formatter would pull the words of offsetof apart. */
/* clang-format off */
static const struct opt own_opts[] = {
    {'x', "left-out", "FILE", OPT_STR, WORD_FILE, offsetof(struct conf, left),
	"write what gave no rule, and why, to FILE", NULL},
    {.name = "open",
     .kind = OPT_FLAG,
     .offset = offsetof(struct conf, open),
     .help = "input without its end is meant to be so"},
};
/* clang-format on */

/* What is written: NULL without -x, and without --write-justifications. */
enum {
	OUT_RULES,
	OUT_LEFT,
	OUT_JUST,
	OUTS
};

/* Everything a run works with. */
struct run {
	struct conf conf;
	struct input_conf input;
	struct out_conf output;
	struct emit_conf emit;
	struct input *in;
	struct ref ref;
	struct wide wide;
	struct keys *keys[2]; /* by: has dir; NULL: no such rows */
	struct agg *agg[2];
	struct need need;
	struct ruleset set;
	struct out *out[OUTS];
	struct just *just;      /* NULL without -J */
	struct origin origin;   /* of the blocks that are written */
	uint64_t kept, transit; /* rows that went into groups, or could not */
};

/* Opens what is read and written.  -1 after a message. */
static int
open_all(struct run *r, char *const *file, size_t n)
{
	r->need.set = &r->set;
	r->need.ref = &r->ref;
	r->ref.only = r->emit.revoke;
	if (need_open(&r->need) < 0 || ref_open(&r->ref) < 0)
		return -1;
	if (r->emit.just != NULL)
		r->just = just_read(r->emit.just, !r->emit.write);
	if (r->emit.just != NULL && r->just == NULL)
		return -1;
	r->in = input_open(&r->input, file, n);
	r->out[OUT_RULES] = out_open(&r->output);
	if (r->conf.left != NULL)
		r->out[OUT_LEFT] = out_open(&(struct out_conf){
		    .path = r->conf.left});
	if (r->emit.write)
		r->out[OUT_JUST] = out_open(&(struct out_conf){
		    .path = r->emit.just});
	return 0;
}

/* Groups a block with the others that have dir, or have it not. */
static void
group(struct run *r, struct block *b)
{
	bool dir = b->schema->at[FIELD_DIR] != SCHEMA_NONE;

	if (r->agg[dir] == NULL) {
		struct buf keys = {0};

		need_keys(&r->need, dir, &keys);
		r->keys[dir] = keys_parse(buf_cstr(&keys));
		r->agg[dir] = agg_new(r->keys[dir], input_schemas(r->in));
		buf_free(&keys);
	}
	need_rows(b);
	agg_block(r->agg[dir], b);
}

/* All groups: where some have dir, the others are of no direction. */
static struct agg *
join(struct run *r)
{
	struct agg *with = r->agg[true], *without = r->agg[false];
	struct block *b = block_new();

	if (with != NULL && without != NULL)
		while (agg_next(without, b) == 1)
			agg_block(with, b);
	block_free(b);
	return with != NULL ? with : without;
}

/* Groups all of the input.  -1 after a message at what gives no rules. */
static int
read_all(struct run *r)
{
	struct block *b = block_new(), *turned = block_new();
	const struct schema *last = NULL;
	int ret = 0;

	while (input_next(r->in, b) == 1) {
		if (!transit_leave(b, &r->transit))
			continue;
		if (b->schema != last)
			ret = need_head(&r->need, b->schema, b->origin->name);
		last = b->schema;
		if (ret < 0)
			break;
		group(r, b);
		r->kept += b->nsel;
		if (need_only(&r->need) == NULL &&
		    need_swap(b, input_schemas(r->in), turned))
			group(r, turned);
	}
	block_free(b);
	block_free(turned);
	if (ret < 0)
		return -1;
	input_done(r->in, r->kept);
	transit_say(r->transit, r->kept);
	if (r->agg[false] != NULL || r->agg[true] != NULL)
		return 0;

	/* Nothing in must not become no rules. */
	if (diag_status() != DIAG_LOST) /* else why was said */
		diag_warn(DIAG_LOST, "nothing was read: no header, no record");
	return -1;
}

/* Writes what gave no rule so far; w: NULL without -x. */
static void
write_left(struct run *r, struct wr *w, const struct schema *schema)
{
	struct block *b = block_new();

	while (need_left(&r->need, schema, &r->origin, b) == 1)
		if (w != NULL)
			wr_block(w, b);
	block_free(b);
}

/* Frees the groups: before the rules are merged, as both are many. */
static void
forget(struct run *r)
{
	for (size_t i = 0; i < nitems(r->agg); i++) {
		agg_free(r->agg[i]);
		r->agg[i] = NULL;
	}
}

/* Groups to rules; what gives none goes to -x.  -1 after a message. */
static int
judge_all(struct run *r)
{
	struct agg *agg = join(r);
	const struct schema *schema = need_schema(agg_schema(agg),
	    input_schemas(r->in));
	struct block *b = block_new();
	struct wr *w = r->out[OUT_LEFT] != NULL ?
	    wr_new(r->out[OUT_LEFT], false) :
	    NULL;
	int ret = 0;
	if (w != NULL)
		wr_header(w, schema);
	while (ret == 0 && agg_next(agg, b) == 1) {
		ret = need_block(&r->need, b);
		write_left(r, w, schema);
	}
	if (ret == 0)
		ret = need_last(&r->need);
	write_left(r, w, schema);
	if (ret == 0)
		ret = need_done(&r->need);
	if (ret == 0 && w != NULL)
		wr_end(w, input_evidence(r->in));
	wr_free(w);
	block_free(b);
	forget(r);
	return ret;
}

/* From what was needed to what is written. */
static void
make_rules(struct run *r)
{
	ref_apply(&r->ref, &r->set);
	wide_apply(&r->wide, &r->set, r->need.conf.local);
	ref_seen(&r->ref, &r->set);
	exact_merge(&r->set);
	if (r->set.nets)
		exact_notes(&r->set);
}

static void
write_stream(struct run *r)
{
	const struct schema *schema = ruleset_schema(&r->set,
	    input_schemas(r->in));
	struct wr *w = wr_new(r->out[OUT_RULES], r->output.bare);
	struct block *b = block_new();

	wr_header(w, schema);
	while (ruleset_next(&r->set, schema, &r->origin, b) == 1)
		wr_block(w, b);
	wr_end(w, input_evidence(r->in));
	wr_free(w);
	block_free(b);
}

/* Writes the rules, and says what was done. */
static void
write_all(struct run *r)
{
	const struct evidence *ev = input_evidence(r->in);
	const char *cut = need_cut(ev, r->conf.open);
	const struct emit_facts facts = {ev, cut, r->just, need_only(&r->need),
	    r->emit.revoke};
	struct emit_run run;
	struct buf text = {0};

	emit_begin(&run, emit_find(&r->emit), &r->set, &facts);
	if (run.text == NULL)
		write_stream(r);
	while (emit_next(&run, &text) == 1) {
		out_write(r->out[OUT_RULES], text.p, text.n);
		text.n = 0;
	}
	if (r->emit.write) {
		just_write(r->just, &r->set, &text);
		out_write(r->out[OUT_JUST], text.p, text.n);
	}
	buf_free(&text);
	out_flush(r->out[OUT_RULES]);
	need_report(&r->need, ev);
	wide_report(&r->wide, &r->set);
	ref_report(&r->ref, &r->set);
	quota_report(&r->set, run.text != NULL ? run.text->egress : 0);
	if (cut != NULL)
		diag_warn(DIAG_LOST, "input was cut: %s", cut);
}

/* A new file takes the place of the old one only if all went well. */
static void
close_all(struct run *r)
{
	for (size_t i = OUT_LEFT; i < OUTS; i++)
		if (r->out[i] != NULL)
			out_settle(r->out[i]);
	for (size_t i = 0; i < OUTS; i++)
		if (r->out[i] != NULL)
			out_close(r->out[i]);
	just_free(r->just);
	ruleset_free(&r->set);
	need_free(&r->need);
	ref_free(&r->ref);
	forget(r);
	for (size_t i = 0; i < nitems(r->keys); i++)
		keys_free(r->keys[i]);
	if (r->in != NULL)
		input_close(r->in);
}

static void
check(const struct opt_tool *tool, const struct run *r, char *const *file,
    size_t n)
{
	const struct opt_list *list[] = {&r->ref.conf.enis, &r->ref.conf.lists};
	const struct out_path to[] = {
	    {"-o", r->output.path},
	    {"-x", r->conf.left},
	    {"-J", r->emit.just},
	};

	opt_stdin(tool, list, nitems(list), file, n);
	out_check(tool, to, nitems(to));
	if (emit_wrong(&r->emit) != NULL)
		opt_die(tool, "%s", emit_wrong(&r->emit));
}

int
main(int argc, char **argv)
{
	struct run r = {.origin.name = "rules"};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {input_opts, input_nopts, &r.input},
	    {out_opts, 1, &r.output}, /* -o, for all formats */
	    {emit_opts, emit_nopts, &r.emit},
	    {need_opts, need_nopts, &r.need.conf},
	    {ref_opts, ref_nopts, &r.ref.conf},
	    {wide_opts, wide_nopts, &r.wide},
	    {own_opts, nitems(own_opts), &r.conf},
	};
	const struct opt_tool tool = {
	    .name = "fl-sgrules",
	    .operands = "[FILE ...]",
	    .about = "Turns traffic into security-group rules.",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int n = opt_parse(&tool, argc, argv);
	check(&tool, &r, argv + n, (size_t)(argc - n));
	if (open_all(&r, argv + n, (size_t)(argc - n)) == 0 &&
	    read_all(&r) == 0 && judge_all(&r) == 0) {
		make_rules(&r);
		write_all(&r);
	}
	close_all(&r);
	return diag_status();
}
