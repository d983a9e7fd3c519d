/* SPDX-License-Identifier: ISC */

/*
 * Labels: what is known of addresses, as columns.  Knows prefixes and cells
 * only; who reads interfaces and lists puts them in.
 *
 * Knowledge comes in sources, each with its columns: a column X is srcX for
 * the source of a row and dstX for its destination.  A cell is filled from the
 * longest prefix among the sources that have its column; of equal prefixes the
 * later source counts.
 *
 * Some prefixes have holders, interfaces in VPCs, and several VPCs may hold
 * the same address.  Then the row has to tell: its eni is one of the holders,
 * or just one of them is in its VPC (the column vpc, for the sides of a
 * transit gateway's rows tgwsrcvpc and tgwdstvpc, or the VPC of its eni).
 * If it does not, the side is in doubt, and nothing is said of the holders.
 */

#ifndef ENGINE_LABEL_H
#define ENGINE_LABEL_H

#include "model/block.h"

struct label;

struct label *label_new(void);
void label_free(struct label *l);

/* Can X be a column?  If srcX or dstX mean something else, it can't. */
bool label_may(struct slice column);

/*
 * A source with n columns, which may be those of others, too.  `name` is for
 * messages; both are copied.  Returns its number.
 */
size_t label_source(struct label *l, const char *name,
    const struct slice *column, size_t n);

/* Who holds a prefix. */
struct label_holder {
	struct slice vpc, eni; /* n 0: not known */
};

/*
 * A prefix of a source, one cell for each of its columns, as streams have
 * them (nothing is encoded here; n 0 is "-"; copied).  holder may be NULL.
 * line: of the source, for messages; 0: none.
 */
void label_add(struct label *l, size_t source, struct prefix p,
    const struct slice *cell, const struct label_holder *holder, size_t line);

/* The VPC that an interface is in, for rows that have its eni alone. */
void label_place(struct label *l, struct slice eni, struct slice vpc);

/*
 * Reads a table ("-" is stdin) as a source: a line with the names of the
 * columns, the first of which stands for the prefix, then one with a prefix
 * and its cells each, tabs between.  The header may begin with #; comments and
 * directives are passed over.  0, or -1 after a message (status 2).
 */
int label_table(struct label *l, const char *path);

/*
 * After the last source; then it may be asked by several threads.  -1 after
 * a message (status 2) if a source says two things of one prefix.
 */
int label_done(struct label *l);

/* The names of all columns, srcX and dstX by turns; they live as long as l. */
size_t label_columns(const struct label *l);
const char *label_column(const struct label *l, size_t i);

/* What a thread works with. */
struct labelrun;

struct labelrun *labelrun_new(struct label *l);

/* Adds what it counted to the label. */
void labelrun_free(struct labelrun *r);

/*
 * The schema of blocks with the columns: those that are there stay where they
 * are, the others come behind.
 */
const struct schema *labelrun_widen(struct labelrun *r, struct schemas *all,
    const struct schema *from);

/*
 * Fills the columns of a widened block that are among col.  Rows whose src or
 * dst is no address leave.  A cell that was there before stays if nothing is
 * known.
 */
void labelrun_block(struct labelrun *r, struct block *b, const size_t *col,
    size_t ncol);

/* After the last run: how many sides were in doubt, and one of them. */
struct label_doubt {
	uint64_t n;
	struct ip ip;           /* the lowest address */
	struct slice holder[2]; /* where two of its holders are */
};

struct label_doubt label_doubts(const struct label *l);

#endif
