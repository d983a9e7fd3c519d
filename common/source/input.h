/* SPDX-License-Identifier: ISC */

/*
 * All input of a tool: FILE operands (folders too) or stdin, whatever their
 * format, as one run of blocks.  Trouble with one file is reported, makes the
 * evidence incomplete and the exit status 2, and the next file follows.
 */

#ifndef SOURCE_INPUT_H
#define SOURCE_INPUT_H

#include "base/opt.h"
#include "model/block.h"

struct input_conf {
	const char *columns; /* -F: the columns of headerless text */
	const char *type;    /* -T: a name from format.def; NULL: sniff */
	bool account;        /* -v */
	bool progress;       /* --progress */
	const char *reject;  /* -x FILE: malformed lines; set by fl-cat only */
};

/* -F, -T, -v and --progress: every tool that reads rows lists them. */
extern const struct opt input_opts[];
extern const size_t input_nopts;

struct input;

/*
 * Checks the options (exit 2 with a message if wrong) and takes the operands
 * (n = 0: stdin; "-": stdin).  Nothing is read before input_next.
 */
struct input *
input_open(const struct input_conf *conf, char *const *file, size_t n);

/* The schemas of the run; lives until input_close. */
struct schemas *input_schemas(struct input *in);

/*
 * 1 and the next block, 0 at the end of all input.  A block may hold no
 * selected rows (a header alone).  NODATA and SKIPDATA records are counted
 * and not selected; SKIPDATA is reported at the end.
 */
int input_next(struct input *in, struct block *b);

/* Would the next call wait?  Then it is time to flush. */
bool input_wait(struct input *in);

/*
 * After the end: what stands behind all of the input, for wr_end and for
 * tools that refuse a cut one.
 */
const struct evidence *input_evidence(struct input *in);

/* What was read, so far; kept and filtered are the tool's to fill in. */
struct account input_account(const struct input *in);

/*
 * Ends the run: prints the account if -v asked for it ("kept" rows of what
 * was good, the others are filtered), wipes the progress line, says what was
 * held back.  Then input_close frees.
 */
void input_done(struct input *in, uint64_t kept);
void input_close(struct input *in);

#endif
