/* SPDX-License-Identifier: ISC */

/*
 * What a tool says on stderr, and the exit status that follows from it.
 * Messages read "tool: where: what", lower case, no full stop, the bad text
 * in quotes, then what would be right.  The name and the status are the
 * only state.
 */

#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/compat.h"

enum diag_status {
	DIAG_OK = 0,      /* all of it was done */
	DIAG_SKIPPED = 1, /* done, but malformed lines were skipped */
	DIAG_LOST = 2,    /* not done, or input or output was lost */
};

/*
 * Sets the tool's name from argv[0], and opens what is closed of stdin, stdout
 * and stderr; call first in main.
 */
void diag_init(const char *argv0);

/* The tool's name, as messages begin. */
const char *diag_name(void);

/*
 * "tool: text" and a newline; the exit status stays as it is.  Control bytes
 * in the text are shown as "?".
 */
void diag_say(const char *fmt, ...) FL_PRINTF(1, 2);

/* The same, and the exit status becomes at least `status`. */
void diag_warn(enum diag_status status, const char *fmt, ...) FL_PRINTF(2, 3);

/* The same, and exit with 2 at once (running atexit handlers). */
void diag_die(const char *fmt, ...) FL_PRINTF(1, 2) FL_NORETURN;

/* Raises the exit status to at least `status`; says nothing. */
void diag_raise(enum diag_status status);

/* The exit status so far: what main returns. */
int diag_status(void);

#endif
