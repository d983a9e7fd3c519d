/* SPDX-License-Identifier: ISC */

/*
 * fl-sort: sort(1) by the names of columns.  sort sees each row behind one
 * field a key, which is text that sorts by bytes as the cell does by value;
 * what it gives back is cut there.  Input larger than memory, TMPDIR and
 * threads are sort's own matter, which is why this tool is so small.
 *
 *   fl-sort bytes:r dst logs/ | head
 *
 * It runs another program, so it keeps all privileges.
 */

#include <errno.h>
#include <stdlib.h>

#include "base/child.h"
#include "base/diag.h"
#include "base/mem.h"
#include "engine/sortkey.h"
#include "model/pick.h"
#include "source/input.h"
#include "stream/row.h"
#include "stream/wr.h"

#define WRITE_AT 65536

struct work {
	struct sortkey *key;
	size_t nkey;
	struct input *in;
	struct pick *pick;
	struct out *out;
	struct wr *wr;
	struct child sort;
	const struct schema *bound; /* schema of the last block */
	const struct schema *head;  /* what was written */
	size_t col[SCHEMA_COLS];    /* its columns in the block */
	struct buf buf;             /* rows on their way to sort */
	uint64_t rows;              /* that sort was given */
};

/*
 * How many operands of the command line stand behind "--": those are files,
 * and getopt does not tell.
 */
static size_t
behind_dashes(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return (size_t)(argc - i - 1);
	}
	return 0;
}

/* Reads the keys at the beginning of n operands. */
static void
read_keys(const struct opt_tool *tool, struct work *w, char **word, size_t n)
{
	w->key = mem_array(NULL, n, sizeof(*w->key));
	for (; w->nkey < n && sortkey_is(word[w->nkey]); w->nkey++) {
		if (sortkey_parse(&w->key[w->nkey], word[w->nkey]) != 0)
			exit(DIAG_LOST);
	}
	if (w->nkey > 0)
		return;
	if (n > 0)
		opt_die(tool,
		    "\"%s\" is a file; the keys come before it, as "
		    "in bytes:r dst",
		    word[0]);
	opt_die(tool, "a KEY is missing: a column to sort by, as in bytes:r");
}

/* Runs sort(1) with one -k for each key, in the locale of bytes. */
static void
start(struct work *w)
{
	char **word = mem_array(NULL, w->nkey + 3, sizeof(*word));
	size_t n = 0;

	word[n++] = mem_str("sort");
	word[n++] = mem_str("-t\t");
	for (size_t i = 0; i < w->nkey; i++) {
		struct buf k = {0};
		buf_fmt(&k, "-k%zu,%zu%s", i + 1, i + 1,
		    w->key[i].reverse ? "r" : "");
		buf_cstr(&k);
		word[n++] = k.p;
	}
	word[n] = NULL;
	setenv("LC_ALL", "C", 1);
	child_start(&w->sort, word);
	w->sort.name = "sort(1)";
	while (n > 0)
		free(word[--n]);
	free(word);
}

/* Finds the keys in a new header, and checks that rows look as before. */
static void
bind(struct work *w, const struct block *b)
{
	w->bound = b->schema;
	for (size_t i = 0; i < w->nkey; i++)
		sortkey_bind(&w->key[i], b);
	if (origin_over(b->origin))
		return;
	const struct schema *head = pick_bind(w->pick, input_schemas(w->in), b,
	    w->col);
	if (w->head == NULL) {
		w->head = head;
		wr_header(w->wr, head);
		wr_flush(w->wr);
	} else if (head != w->head) {
		origin_fatal(b->origin,
		    "other columns than before: cut them alike first with "
		    "fl-cut");
	}
}

static void
hand_over(struct work *w)
{
	child_write(&w->sort, w->buf.p, w->buf.n);
	w->buf.n = 0;
}

/* Gives the rows of a block to sort. */
static void
take(struct work *w, struct block *b)
{
	if (b->schema != w->bound)
		bind(w, b);
	if (origin_over(b->origin))
		return; /* a key that no column is: it was said */
	for (size_t i = 0; i < w->nkey; i++) {
		if (w->key[i].col != SCHEMA_NONE)
			block_load(b, &w->key[i].col, 1);
	}
	for (size_t i = 0; i < b->nsel; i++) {
		for (size_t k = 0; k < w->nkey; k++) {
			sortkey_text(&w->buf, &w->key[k], b, b->sel[i]);
			buf_char(&w->buf, '\t');
		}
		row_text(&w->buf, b, b->sel[i], w->col, w->head->ncol);
		buf_char(&w->buf, '\n');
		if (w->buf.n >= WRITE_AT)
			hand_over(w);
	}
	w->rows += b->nsel;
}

/* Writes what sort gives back, without the keys in front; how many rows. */
static uint64_t
give(struct work *w)
{
	char *line = NULL;
	size_t room = 0;
	uint64_t rows = 0;
	ssize_t n;

	while ((n = getline(&line, &room, w->sort.from)) > 0) {
		struct slice rest = {line, (size_t)n};
		for (size_t k = 0; k < w->nkey; k++)
			slice_cut(&rest, '\t');
		out_write(w->out, rest.p, rest.n);
		rows++;
	}
	if (ferror(w->sort.from))
		diag_warn(DIAG_LOST, "sort(1): %s", strerror(errno));
	free(line);
	return rows;
}

/* All rows to sort and back. */
static void
sort(struct work *w)
{
	struct block *b = block_new();

	start(w);
	while (input_next(w->in, b) == 1)
		take(w, b);
	hand_over(w);
	child_close(&w->sort);
	uint64_t back = give(w);
	if (child_wait(&w->sort) == 0 && back != w->rows)
		diag_warn(DIAG_LOST, "sort(1) gave %ju of %ju rows back",
		    (uintmax_t)back, (uintmax_t)w->rows);
	block_free(b);
}

static void
work_free(struct work *w)
{
	for (size_t i = 0; i < w->nkey; i++)
		sortkey_free(&w->key[i]);
	free(w->key);
	pick_free(w->pick);
	buf_free(&w->buf);
	free(w);
}

int
main(int argc, char **argv)
{
	struct input_conf in = {0};
	struct out_conf out = {0};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {input_opts, input_nopts, &in},
	    {out_opts, out_nopts, &out},
	};
	const struct opt_tool tool = {
	    .name = "fl-sort",
	    .operands = "KEY[:r] ... [FILE ...]",
	    .about = "Sorts rows by columns, with sort(1).",
	    .word = WORD_FIELDS,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};
	struct work *w = mem_new(sizeof(*w));

	diag_init(argv[0]);
	size_t files = behind_dashes(argc, argv);
	int first = opt_parse(&tool, argc, argv);
	size_t n = (size_t)(argc - first);
	if (files > n)
		files = 0; /* "--" was the argument of an option */
	read_keys(&tool, w, argv + first, n - files);

	char **file = argv + first + w->nkey;
	w->in = input_open(&in, file, n - w->nkey);
	w->out = out_open(&out);
	w->wr = wr_new(w->out, out.bare);
	w->pick = pick_parse(NULL);
	sort(w);
	input_done(w->in, w->rows);
	wr_end(w->wr, input_evidence(w->in));
	wr_free(w->wr);
	out_close(w->out);
	input_close(w->in);
	work_free(w);
	return diag_status();
}
