/* SPDX-License-Identifier: ISC */

/*
 * What rules admit and nobody has needed: (subject, peer, port) pairs, members
 * of groups and entries of lists included.  A port is a port of TCP or UDP;
 * other protocols have but one.
 */

#ifndef RULES_BEYOND_H
#define RULES_BEYOND_H

#include "rules/trial.h"

struct beyond {
	uint32_t rule;
	double admitted; /* pairs; 2^53 and more are not exact */
	uint64_t seen;
};

/*
 * The rules of a set that admit more than was seen, those that admit most
 * beyond it first; caller frees.  Rules of groups that nobody is known to be
 * in, and for peers of whom nothing is known, admit nothing.
 */
struct beyond *beyond_find(const struct trial *t, size_t *n);

#endif
