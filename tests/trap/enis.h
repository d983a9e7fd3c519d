/* SPDX-License-Identifier: ISC */

/* The interfaces as the account has them when the day is over. */

#ifndef ENIS_H
#define ENIS_H

#include <stdio.h>

#include "net.h"

/*
 * Writes what describe-network-interfaces would.  Each host is in the group of
 * its kind and in one of its VPC; every other of some kinds is in a third.
 * Gateways have no groups, and who was gone by noon is not there.
 */
void enis_write(const struct net *net, FILE *f);

#endif
