/* SPDX-License-Identifier: ISC */

/* Security groups from a file of whatever shape: JSON, or a stream of rules. */

#ifndef RULES_SGFILE_H
#define RULES_SGFILE_H

#include "model/rows.h"
#include "rules/sgset.h"

/*
 * Reads a file ("-" is stdin) to a new set, which is done then, and to be
 * freed in any case.  A stream is read by `stream`, its schemas come from
 * all; open: one without its end is meant to be so.
 * 0, or -1 after a message (status 2).
 */
int sgfile_read(struct sgset *set, const char *path, bool open,
    const struct rows *stream, struct schemas *all);

#endif
