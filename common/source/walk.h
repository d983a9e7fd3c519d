/* SPDX-License-Identifier: ISC */

/*
 * Operands to files: a folder becomes all the logs below it, in path order.
 * Knows nothing of what is in them.
 */

#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H

#include <sys/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct walk_file {
	char *path; /* owned */
	dev_t dev;  /* with ino: which regular file it is */
	ino_t ino;  /* 0: none, or not known */
	uint64_t size;
};

struct walk {
	struct walk_file *file;
	size_t n, room;
	uint64_t size; /* bytes in all of them, as far as known */
	bool sized;    /* all of them are regular files */
	char why[160]; /* the first message of walk_add; "" */
};

#define WALK_INIT ((struct walk){.sized = true})

/*
 * Adds an operand.  What is not a folder is added as it is, whether it is
 * there or not: who opens it says so.  Of a folder every regular file below
 * it is added whose name does not begin with a dot (a folder's neither), but
 * not aws-logs-write-test, which exports of CloudWatch Logs leave there;
 * sorted by path as strcmp does it.  Symbolic links are followed, but not
 * into a folder that they stand in (said, and harmless: its files come by
 * their own path); a file that is met twice is added once, by the first of
 * its paths.
 *
 * 0, or -1 after a message (status 2): part of the folder could not be read,
 * or there is no log in it.  What was found is added all the same.
 */
int walk_add(struct walk *w, const char *path);

/*
 * After the last operand: a file that several of them lead to is left only
 * once, where it came first, for its records must not count twice.  That is
 * said.
 */
void walk_done(struct walk *w);

void walk_free(struct walk *w);

#endif
