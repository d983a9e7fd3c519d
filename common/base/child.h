/* SPDX-License-Identifier: ISC */

/* Another program between two pipes: bytes in, bytes out, and its end. */

#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct child {
	const char *name; /* as messages say it; borrowed */
	pid_t pid;
	int to;      /* its stdin; -1 once closed */
	FILE *from;  /* its stdout, for reading */
	bool broken; /* it does not read any more */
};

/*
 * Runs word[0], found in PATH, with the words up to NULL as arguments; stderr
 * is ours.  If that can't be done: a message, and exit 2.
 */
void child_start(struct child *c, char *const *word);

/*
 * Writes n bytes to it, unless it has stopped reading: c->broken says so, and
 * child_wait why.  SIGPIPE is ignored meanwhile, and only then.  For a program
 * that writes nothing before its input has ended.
 */
void child_write(struct child *c, const void *p, size_t n);

/* Lets it see the end of its input. */
void child_close(struct child *c);

/*
 * Closes both pipes and waits.  0, or -1 after a message (status 2) where it
 * ended by a signal or with another status than 0.
 */
int child_wait(struct child *c);

#endif
