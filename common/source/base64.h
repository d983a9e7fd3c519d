/* SPDX-License-Identifier: ISC */

/*
 * base64 (RFC 4648) around a log, as subscriptions, Kinesis and copied lines
 * of JSON have it.  Blanks and newlines between are passed over, padding may
 * be missing, and more may follow behind it: several texts, one after the
 * other, are the bytes of all of them.
 */

#ifndef SOURCE_BASE64_H
#define SOURCE_BASE64_H

#include "source/format.h"

/*
 * Is this base64 of a log?  Bounded: it looks at no more than 64 bytes, which
 * must be of the alphabet and hold gzip or printable text with a blank.
 */
enum claim base64_claim(struct slice head, bool whole);

/*
 * Decodes `under`, which it owns.  Of damaged data all is given that stands
 * before the damage; then the pull fails, with a text that begins "damaged
 * base64".
 */
struct feed *base64_open(struct feed *under);

#endif
