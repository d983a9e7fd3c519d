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
#include "model/want.h"

struct input_conf {
	const char *columns; /* -F: the columns of headerless text */
	const char *type;    /* -T: a name from format.def; NULL: sniff */
	bool account;        /* -v */
	bool progress;       /* --progress */
	const char *reject;  /* -x FILE: malformed lines; set by fl-cat only */
	uint64_t threads;    /* -j; 0: the cores available */
};

/* -F, -T, -v and --progress: every tool that reads rows lists them. */
extern const struct opt input_opts[];
extern const size_t input_nopts;

/* -j: those that read with several threads. */
extern const struct opt input_thread_opts[];
extern const size_t input_nthread_opts;

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
 * Says before the first input_next or reader which columns will be asked for:
 * of others a block of some formats holds nothing (FORM_UNREAD).  Who does not
 * say gets all of them, and so does -x.  Borrows w until input_close.
 */
void input_want(struct input *in, const struct want *w);

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

/*
 * How many files count: all, or up to the one that ended the run because
 * something fatal was said of it (origin_fatal).  Of the others nothing is
 * heard, and what was made of them must not be written.  A file is settled
 * once it and all before it have been read to their end.
 */
size_t input_upto(struct input *in);

/* After the end: did something fatal end the run? */
bool input_over(struct input *in);

/* After the end: what was read. */
struct account input_account(const struct input *in);

/*
 * Reading with several threads: each has a reader of its own, which claims
 * one file after the other; all are made before the first is used.  What
 * there is to say of a file is then held until all files before it have
 * spoken.
 *
 * How many readers are worth having: -j, but no more than there are files.
 */
size_t input_threads(struct input *in);

/* How many files there are; input_file counts them from 0. */
size_t input_files(struct input *in);

struct reader;

struct reader *input_reader(struct input *in);

/* Claims the next file.  False: there is none left. */
bool input_claim(struct reader *r);

/* The number of the file that is open. */
size_t input_file(const struct reader *r);

/* 1 and the next block of the file that is open; 0: it is at its end. */
int input_read(struct reader *r, struct block *b);

/* Would the next call wait for somebody to write? */
bool input_reader_wait(const struct reader *r);

/* The reader must have come to the end of its last file. */
void input_reader_free(struct reader *r);

/*
 * Ends the run: prints the account if -v asked for it ("kept" rows of what
 * was good, the others are filtered), wipes the progress line, says what was
 * held back.  Then input_close frees.
 */
void input_done(struct input *in, uint64_t kept);
void input_close(struct input *in);

#endif
