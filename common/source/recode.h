/* SPDX-License-Identifier: ISC */

/*
 * Text that was saved in the manner of another system, as a feed of UTF-8 with
 * newlines and blanks.
 */

#ifndef SOURCE_RECODE_H
#define SOURCE_RECODE_H

#include "base/buf.h"
#include "base/feed.h"

enum recode {
	RECODE_NONE,
	RECODE_UTF16LE, /* PowerShell, and spreadsheets' "Unicode text" */
	RECODE_UTF16BE,
	RECODE_CR,   /* a CR alone ends a line: spreadsheets on a Mac */
	RECODE_NBSP, /* U+00A0 stands for blanks: copied from a web page */
	RECODE_COUNT,
};

/* As people call them. */
extern const char *const recode_name[RECODE_COUNT];

/*
 * What the first bytes are: UTF-16 with its mark, or where each of the first
 * two characters has a NUL; or a first line of text that ends in a CR alone.
 * More of them would tell where *more is set; whole: there are none.
 */
enum recode recode_tell(struct slice head, bool whole, bool *more);

/* What RECODE_NBSP is for, anywhere in the bytes. */
bool recode_has_nbsp(struct slice s);

/*
 * Owns `under`.  Half of a surrogate pair becomes U+FFFD; UTF-16 that ends
 * within a character fails.
 */
struct feed *recode_open(struct feed *under, enum recode how);

#endif
