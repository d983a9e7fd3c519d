/* SPDX-License-Identifier: ISC */

/* Are addresses spelled as streams spell them?  Knows their text alone. */

#ifndef STREAM_SPELL_H
#define STREAM_SPELL_H

#include "base/buf.h"

/*
 * Is this surely IPv6 text as ip_print has it (RFC 5952)?  False for few that
 * are: then read it and print it again.  SPELL_PAD bytes behind s.p may be
 * read.
 */
#define SPELL_PAD 48
bool spell_canonical(struct slice s);

#endif
