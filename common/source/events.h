/* SPDX-License-Identifier: ISC */

/*
 * Flow logs that went through CloudWatch Logs, Firehose or the AWS command
 * line: JSON in which each event holds one record as text.
 *
 *   {"messageType": "DATA_MESSAGE", "logGroup": .., "logStream": ..,
 *    "logEvents": [{"message": RECORD}, ..]}      subscriptions
 *   {"events": [{"message": RECORD}, ..]}         filter- and get-log-events
 *   {"message": RECORD}                           Firehose; a line each
 *   {"results": [[{"field": "@message", "value": RECORD}, ..], ..]}
 *                                                 Logs Insights
 *
 *   [RECORD, ..]                                  --query 'events[].message'
 *
 * and any number of these, one behind the other or in a list.  The records
 * become lines for text.h, which knows all there is to know about them.
 */

#ifndef SOURCE_EVENTS_H
#define SOURCE_EVENTS_H

#include "source/format.h"

/* JSON of any kind: what has no events is told so by events_open. */
enum claim events_claim(struct slice head, bool whole);

struct source *events_open(struct feed *feed, const struct format_env *env);

#endif
