/* SPDX-License-Identifier: ISC */

/*
 * Flow logs as text: one record a line, cells with blanks between, and
 * perhaps a header line.  What is peculiar to AWS's layouts is layout.h's.
 */

#ifndef SOURCE_TEXT_H
#define SOURCE_TEXT_H

#include "source/format.h"

/* Never CLAIM_NO: what is no log is told so by text_open. */
enum claim text_claim(struct slice head, bool whole);

/*
 * Without a header the layout is -F's, or that of the first line of the head
 * that fits a known one; without any of them it can't be read.
 */
struct source *text_open(struct feed *feed, const struct format_env *env);

#endif
