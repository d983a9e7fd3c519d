/* SPDX-License-Identifier: ISC */

/*
 * JSON token by token, as it streams by: for texts of any size, in memory
 * that does not grow with them.  Small files of other programs are json.h's.
 *
 * A text is any number of documents, objects or lists, one behind the other,
 * with blanks between or nothing.  What is not JSON (RFC 8259) stops the
 * reading with a reason; who knows that documents begin lines may go on with
 * the next line, by jstream_resync.  Not checked: whether strings are UTF-8
 * and names are unique; both are the matter of who reads them.
 */

#ifndef BASE_JSTREAM_H
#define BASE_JSTREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/feed.h"

#define JSTREAM_DEEP 512         /* most objects and lists within each other */
#define JSTREAM_HELD (32 * 1024) /* bytes of a document that stay at hand */

enum jstream_token {
	JSTREAM_END,    /* of the text, between documents */
	JSTREAM_OBJECT, /* it begins: names and values follow, and a close */
	JSTREAM_LIST,   /* it begins: values follow, and a close */
	JSTREAM_CLOSE,  /* the end of the innermost object or list */
	JSTREAM_NAME,   /* of the value that follows; in text */
	JSTREAM_STRING, /* in text, without its escapes */
	JSTREAM_NUMBER, /* in text, as written */
	JSTREAM_WORD,   /* true, false or null; in text, as written */
	JSTREAM_BAD,    /* not JSON: why */
	JSTREAM_FAILED, /* the feed did: why */
};

struct jstream {
	struct buf text;   /* of a name or value, until the next token */
	size_t most;       /* bytes of it that are kept; the rest is dropped */
	bool cut;          /* there was more of it */
	const char *why;   /* after JSTREAM_BAD and JSTREAM_FAILED */
	bool failed;       /* the feed did */
	uint64_t line;     /* where the reading is, from 1 */
	uint64_t doc_line; /* where the document began */
	uint64_t doc;      /* its number, from 1 */
	unsigned int deep; /* objects and lists that are open */

	/* The reader's own. */
	struct feed *feed;
	const char *next, *end; /* bytes of in[] to be read */
	const char *held;       /* where the document began; NULL: long ago */
	bool eof;
	enum jstream_after {
		AFTER_VALUE, /* a comma or a close */
		AFTER_OPEN,  /* a value, or a close */
		AFTER_COMMA, /* a value */
		AFTER_NAME,  /* the value of a name; its colon was read */
	} after;
	uint8_t object[JSTREAM_DEEP / 8]; /* a bit for each level: or a list */
	char *in; /* its first byte is that before the others */
};

/* Borrows the feed.  Keeps up to `most` bytes of each string. */
void jstream_open(struct jstream *j, struct feed *feed, size_t most);
void jstream_close(struct jstream *j);

/*
 * The next token.  After JSTREAM_BAD and JSTREAM_FAILED it may not be called
 * before jstream_resync.
 */
enum jstream_token jstream_next(struct jstream *j);

/*
 * Passes over the rest of the value whose first token is given, if it is more
 * than that token: the token that it ended with (or JSTREAM_BAD, _FAILED).
 */
enum jstream_token jstream_skip(struct jstream *j, enum jstream_token first);

/* Would the next token have to wait for the feed? */
bool jstream_wait(struct jstream *j);

/*
 * After JSTREAM_BAD: drops the document and what follows, up to a line that
 * begins with a brace or bracket; the next token is a document's or the end.
 * What is dropped goes to a file (or NULL), from the beginning of the document
 * on if that is less than JSTREAM_HELD bytes ago.
 */
void jstream_resync(struct jstream *j, FILE *to);

#endif
