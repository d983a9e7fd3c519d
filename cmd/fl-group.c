/* SPDX-License-Identifier: ISC */

/*
 * fl-group: one row for all rows that are alike in KEYS, counters merged.
 * Groups are grouped once more in the same way, so work can be split.
 *
 *   fl-group dst,src/24,dport,proto logs/
 */

#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "engine/agg.h"
#include "source/input.h"
#include "stream/wr.h"

/* A FILE where KEYS belong?  "src", "src/24" and "col:x" are no files. */
static bool
is_file(const char *word)
{
	struct slice rest = slice_str(word);
	bool own = strncmp(word, "col:", 4) == 0;

	return strchr(word, ',') == NULL && !own &&
	    field_find(slice_cut(&rest, '/')) == NULL &&
	    access(word, F_OK) == 0;
}

/* KEYS, or out with what would be right. */
static struct keys *
read_keys(const struct opt_tool *tool, const char *word)
{
	if (word == NULL)
		opt_die(tool,
		    "KEYS are missing: the columns to group by, as "
		    "in dst,src/24,dport");
	if (is_file(word))
		opt_die(tool,
		    "\"%s\" is a file; KEYS come before it, as in "
		    "dst,src/24,dport",
		    word);
	struct keys *k = keys_parse(word);
	if (k == NULL)
		exit(DIAG_LOST);
	return k;
}

/* Takes all input in; returns how many rows were good. */
static uint64_t
add(struct agg *a, struct input *in, struct block *b)
{
	uint64_t kept = 0;

	while (input_next(in, b) == 1) {
		agg_block(a, b);
		kept += b->nsel;
	}
	return kept;
}

/*
 * Writes the groups.  The header goes out before they are sorted, so that a
 * next stage that misses a column says so at once.
 */
static void
put(struct agg *a, struct wr *w, struct block *b)
{
	const struct schema *s = agg_schema(a);
	size_t col[SCHEMA_COLS];

	for (size_t i = 0; i < s->ncol; i++)
		col[i] = i;
	wr_header(w, s);
	wr_flush(w);
	while (agg_next(a, b) == 1)
		wr_rows(w, b, col, s->ncol);
}

int
main(int argc, char **argv)
{
	struct input_conf in_conf = {0};
	struct out_conf out_conf = {0};
	const struct opt_group groups[] = {
	    {opt_std,    opt_nstd,    NULL     },
	    {input_opts, input_nopts, &in_conf },
	    {out_opts,   out_nopts,   &out_conf},
	};
	const struct opt_tool tool = {
	    .name = "fl-group",
	    .operands = "KEYS [FILE ...]",
	    .about = "Merges rows that are alike in KEYS.",
	    .word = WORD_FIELDS,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int first = opt_parse(&tool, argc, argv);
	struct keys *keys = read_keys(&tool, argv[first]);
	first++;

	struct input *in = input_open(&in_conf, argv + first,
	    (size_t)(argc - first));
	struct out *out = out_open(&out_conf);
	struct wr *w = wr_new(out, out_conf.bare);
	struct agg *a = agg_new(keys, input_schemas(in));
	struct block *b = block_new();

	uint64_t kept = add(a, in, b);
	put(a, w, b);
	input_done(in, kept);
	wr_end(w, input_evidence(in));
	wr_free(w);
	out_close(out);
	block_free(b);
	agg_free(a);
	keys_free(keys);
	input_close(in);
	return diag_status();
}
