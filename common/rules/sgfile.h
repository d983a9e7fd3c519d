/* SPDX-License-Identifier: ISC */

/* Security groups from a file of whatever shape: JSON, or a stream of rules. */

#ifndef RULES_SGFILE_H
#define RULES_SGFILE_H

#include "model/origin.h"
#include "rules/sgset.h"

/*
 * Who reads streams, which these modules do not know: adds the rules of a
 * text that is one, with name for messages, and its evidence to o->ev.
 * 0, or -1 after a message.
 */
typedef int sgfile_stream(void *arg, struct sgset *set, struct origin *o,
    struct slice text);

/*
 * Reads a file ("-" is stdin) to a new set, which is done then, and to be
 * freed in any case.  open: a stream without its end is meant to be so.
 * 0, or -1 after a message (status 2).
 */
int sgfile_read(struct sgset *set, const char *path, bool open,
    sgfile_stream *stream, void *arg);

#endif
