/* SPDX-License-Identifier: ISC */

/* The records as log files, as S3 delivery writes them but for their names. */

#ifndef LOGS_H
#define LOGS_H

#include "know.h"

/*
 * Writes files logs of format 2, 3 (with tcp-flags) or 5 (with vpc-id,
 * pkt-srcaddr and so on) into dir, which has to be there.  A record is in the
 * file of its end, or now and then in the next one.
 */
void logs_write(struct net *net, int format, const struct loss *losses,
    const char *dir, int files);

#endif
