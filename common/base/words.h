/* SPDX-License-Identifier: ISC */

/*
 * Small files of the user's, line by line (@file, tables): blank lines and
 * lines that start with # are passed over, blanks around a line, CR and a
 * UTF-8 BOM are stripped.  Not for logs: those are inputs (source/input.h).
 */

#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/buf.h"

struct words;

/* NULL and a message (status 2) if the file can't be opened; "-" is stdin. */
struct words *words_open(const char *path);

/*
 * 1 and the next line (borrowed until the next call), 0 at the end, -1 after
 * a read error, which was reported.
 */
int words_next(struct words *w, struct slice *line);

/* The number of the line last returned, from 1; and the path, for messages. */
size_t words_line(const struct words *w);
const char *words_path(const struct words *w);

void words_close(struct words *w);

#endif
