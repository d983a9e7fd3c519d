/* SPDX-License-Identifier: ISC */

/*
 * Flow logs as Parquet: a flat schema whose columns have the names of fields.
 * Of each row group only the columns that are wanted are read, page by page.
 *
 * What a file may claim is bounded, and so is the memory that it takes,
 * whatever it claims: the bounds are below.  What is damaged or not read by us
 * (nested schemas, some codecs and encodings, encryption) is said by name.
 * Source of the format: apache/parquet-format, README.md, Encodings.md and
 * src/main/thrift/parquet.thrift.
 */

#ifndef SOURCE_PQ_H
#define SOURCE_PQ_H

#include "source/format.h"

#define PQ_FOOTER_MOST (64 << 20) /* bytes */
#define PQ_PAGE_MOST (64 << 20)   /* bytes of a page, packed or not */
#define PQ_HEAD_MOST (1 << 20)    /* bytes of the head of a page */
#define PQ_CELL_MOST 4096         /* bytes of a cell */
#define PQ_GROUP_MOST INT32_MAX   /* rows of a row group */

/*
 * Bytes that the footer, pages and dictionaries of one file take at a time;
 * each thread reads one file.
 */
#define PQ_HELD_MOST (512 << 20)

enum claim pq_claim(struct slice head, bool whole);

/* Spools what can't seek, since the footer comes last (feed_spool). */
struct source *pq_open(struct feed *feed, const struct format_env *env);

#endif
