/* SPDX-License-Identifier: ISC */

/*
 * The security groups of the world: rules that are right for its flows, with
 * faults planted among them, and the truth about each rule.  Shares no code
 * with the tools.
 */

#ifndef FAULTS_H
#define FAULTS_H

#include "world.h"

/*
 * Writes to dir (which is there):
 *
 *   sgs.json, enis.json   as AWS's command line has them
 *   faults.tsv            one rule a line: the rule, its use, whether it is
 *                         inside another, what it opens to the world
 *   classes               "once CLASS", "never CLASS": jobs of once a month,
 *                         to be left out (vpcgen -x) on all days but one of
 *                         more than a week, and on all days
 */
void faults_write(uint64_t seed, const char *dir);

#endif
