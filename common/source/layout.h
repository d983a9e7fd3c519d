/* SPDX-License-Identifier: ISC */

/*
 * Which columns a text log has: its header line, the user's -F, or one of
 * the orders that AWS documents, told by the record itself.
 */

#ifndef SOURCE_LAYOUT_H
#define SOURCE_LAYOUT_H

#include "base/buf.h"
#include "base/keep.h"
#include "model/schema.h"

/* The names of columns, in order.  Borrowed text, but for -F's own. */
struct layout {
	char *text; /* what the names point into; NULL: not ours */
	size_t n;
	struct slice name[];
};

/* The default format of flow logs, as -F would say it. */
extern const char layout_default[];

/*
 * -F: names with blanks or commas between, each as it is or as ${name}.
 * Names that are no fields are columns of the user's own, but a slip of a
 * field's name is an error.  NULL after a message (status 2).
 */
struct layout *layout_parse(const char *columns);
void layout_free(struct layout *layout);

/*
 * A column's name as a header of ours may have it: what would end it, or make
 * two of it, is an underscore.  Kept in k.
 */
struct slice layout_name(struct slice name, struct keep *k);

/*
 * Is this line a header?  Every word begins with a letter and holds letters,
 * digits, - and _ only, and at least half of them are known fields.  No
 * record can look so that has an address, a number, a time or a missing
 * value where its layout says.
 *
 * Where the layout that holds so far (NULL: none yet) is made of names only,
 * that says nothing, and only its very own header, repeated, is one.
 */
bool
layout_header(const struct slice *cell, size_t n, const struct schema *so_far);

/*
 * The known order of a record without a header: the default format, all
 * fields up to a version, transit gateways' default; or the same fields by the
 * alphabet, as the console has them that were chosen all at once.  Any of them
 * may be behind the time that CloudWatch Logs puts there where it exports to
 * S3.  The cells must fit, in number and in kind.  Returns how many names were
 * put to name[] (room for SCHEMA_COLS), or 0.
 */
size_t layout_known(const struct slice *cell, size_t n, struct slice *name);

#endif
