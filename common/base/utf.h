/* SPDX-License-Identifier: ISC */

/*
 * Whole small files as UTF-8, whatever they were saved as: PowerShell writes
 * UTF-16 with a byte order mark, spreadsheets a mark before UTF-8.
 */

#ifndef BASE_UTF_H
#define BASE_UTF_H

#include "base/buf.h"

enum utf {
	UTF_8,
	UTF_16LE,
	UTF_16BE
};

/*
 * What the first bytes say: by a mark, whose size goes to *mark, or by the
 * NUL that one of the first two bytes is in UTF-16 if the text begins with an
 * ASCII character, as JSON and tables do.
 */
enum utf utf_tell(struct slice text, size_t *mark);

/*
 * Adds UTF-16 text as UTF-8.  0; or -1 where a character is cut or half a
 * surrogate pair is missing, and *at is then the offset of its first byte.
 */
int utf_from16(struct buf *to, struct slice text, bool big, size_t *at);

/*
 * The text of a file ("-" is stdin) of at most `most` bytes, as UTF-8 without
 * a mark, added to an empty *text.  UTF-8 itself is not checked.  0, or -1
 * after a message (status 2).
 */
int utf_read(const char *path, size_t most, struct buf *text);

/*
 * Adds UTF-8 for people to read, who decide by it: "?" stands for what is
 * broken, for what controls a terminal, and for what is not seen but turns or
 * hides the text around it (bidirectional controls, zero width).
 */
void utf_show(struct buf *to, struct slice text);

/* How messages call a path. */
const char *utf_name(const char *path);

#endif
