/* SPDX-License-Identifier: ISC */

/*
 * JSON documents of an input, and what becomes of those that are none.  Where
 * documents are records, a line each, a bad one is a malformed record.  Else
 * nobody knows what was in it, and the input is not whole.  Either way it goes
 * on with the next line that may begin a document.
 */

#ifndef SOURCE_DOCS_H
#define SOURCE_DOCS_H

#include "base/jstream.h"
#include "model/origin.h"

struct docs {
	struct jstream json;
	struct origin *origin;
	bool single;        /* the last document was a record on its own line */
	uint64_t last_line; /* on which it ended */
	uint64_t lost;      /* that are not JSON, and no records */
};

/* Borrows both.  Keeps up to `most` bytes of each string. */
void docs_open(struct docs *d, struct feed *feed, struct origin *origin,
    size_t most);
void docs_close(struct docs *d);

/* A document ended: was it a record? */
void docs_end(struct docs *d, bool record);

/*
 * After JSTREAM_BAD, before docs_resync: is it a malformed record, of which
 * the caller has to say so?  If not, it was said that the input is not whole.
 * alone: for all that was read of the document, it is no list of records.
 */
bool docs_bad(struct docs *d, bool alone);
void docs_resync(struct docs *d, bool record);

/* At the end of the input: what was lost and not said. */
void docs_done(struct docs *d);

/* The text of the last token. */
static inline struct slice
docs_text(const struct docs *d)
{
	return (struct slice){d->json.text.p, d->json.text.n};
}

/* The next token; false: it is not JSON, or the feed failed. */
bool docs_next(struct docs *d, enum jstream_token *t);

/* Passes over a value that began with a token; false as docs_next. */
bool docs_skip(struct docs *d, enum jstream_token t);

/*
 * A member of {"field": .., "value": ..} objects, as rows of Logs Insights
 * have them in a list that began: 1 and the next pair, 0 at the end of the
 * list, -1 as docs_next.  Other items and members are passed over.
 */
int docs_pair(struct docs *d, struct buf *field, struct buf *value);

#endif
