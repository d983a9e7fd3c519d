/* SPDX-License-Identifier: ISC */

/*
 * A file for what does not fit in memory: in $TMPDIR or else /tmp, and without
 * a name, so that nothing of it remains however the tool ends.  Whatever fails
 * is said, and ends the tool (diag_die).
 */

#ifndef BASE_TEMP_H
#define BASE_TEMP_H

#include <sys/types.h>

#include <stddef.h>

/* Its descriptor. */
int temp_open(void);

/* All n bytes at an offset. */
void temp_write(int fd, const void *p, size_t n, off_t at);
void temp_read(int fd, void *p, size_t n, off_t at);

/*
 * The first n bytes as memory that all changes of go to the file; it is made
 * as long, so that a full disk is met here.  n is above 0; temp_unmap ends it.
 */
void *temp_map(int fd, size_t n);
void temp_unmap(void *p, size_t n);

/* Gives the memory of a part back, not what is in it. */
void temp_drop(void *p, size_t n);

#endif
