/* SPDX-License-Identifier: ISC */

/*
 * Flow logs whose fields stand apart in JSON: what a query of Logs Insights
 * answers that names fields, and objects that have a member for each field, as
 * other programs write them, in a list or one behind the other.
 *
 *   {"results": [[{"field": "srcAddr", "value": "10.0.0.1"}, ..], ..],
 *    "status": "Complete"}
 *   {"srcaddr": "10.0.0.1", "dstport": 443, ..}
 *
 * Fields become columns by their names, in the order in which they come up; a
 * row that has one more makes a new header.  Results with @message alone are
 * events.h's.
 */

#ifndef SOURCE_INSIGHTS_H
#define SOURCE_INSIGHTS_H

#include "source/format.h"

/* Does the first row have addresses, or three fields, and no record whole? */
enum claim insights_claim(struct slice head, bool whole);

struct source *insights_open(struct feed *feed, const struct format_env *env);

#endif
