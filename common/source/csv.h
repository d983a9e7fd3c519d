/* SPDX-License-Identifier: ISC */

/*
 * Flow logs as separated values with a header line, as Athena, CloudWatch
 * Logs Insights and spreadsheets write them: commas, semicolons, tabs or bars.
 *
 * Each record becomes a line of text.h, which knows all there is to know about
 * flow logs: a blank within a cell is %20 there, an empty cell "-".  Where
 * there is a column @message, and no addresses, it is the record itself.
 */

#ifndef SOURCE_CSV_H
#define SOURCE_CSV_H

#include "source/format.h"

/*
 * Is the first line a header of which two names are fields, or one @message;
 * or a record of a known layout?
 */
enum claim csv_claim(struct slice head, bool whole);

/* -F names the columns of records without a header. */
struct source *csv_open(struct feed *feed, const struct format_env *env);

#endif
