/* SPDX-License-Identifier: ISC */

/*
 * Security groups from JSON, in each shape that they are found in:
 *
 *   aws ec2 describe-security-groups        rules by protocol and ports
 *   aws ec2 describe-security-group-rules   one rule a peer
 *   fl-sgrules -f json                      the first, with Members
 *
 * with what wraps them (json.h).  What AWS would not store is refused, with
 * the path at which it stands; host bits of a prefix are cleared, as AWS does.
 */

#ifndef RULES_SGJSON_H
#define RULES_SGJSON_H

#include "base/json.h"
#include "rules/sgset.h"

/*
 * Adds the groups and rules of a file to a set.  0, or -1 after a message
 * (status 2): also where it holds none, which no account does.
 */
int sgjson_add(struct sgset *set, const struct jsonfile *f, const char *name);

#endif
