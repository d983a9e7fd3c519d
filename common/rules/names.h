/* SPDX-License-Identifier: ISC */

/*
 * Names that outputs can have for what they are about, made of texts that
 * may hold anything (tags): legal, unique, readable, and the same in every
 * run.  A text that is legal as it is keeps its name whatever else comes; of
 * those that would look alike the others get a number that is made of their
 * own bytes.
 */

#ifndef RULES_NAMES_H
#define RULES_NAMES_H

#include "base/buf.h"

struct names_style {
	char (*map)(char c); /* what stands for a byte; 0: nothing */
	char join;           /* for what is not legal, and before a number */
	bool tight;          /* no two join in a row, and none at the ends */
	bool fold;           /* names that differ in case are one */
	const char *lead;    /* put before ... */
	bool always;         /* ... all, or those that begin with no letter */
	const char *const *taken; /* or are one of these words; NULL */
	size_t most;              /* bytes of a name at most, more than 40 */
};

/* Security groups, by AWS's rules; labels of Terraform; ids of templates;
   variables of the shell. */
extern const struct names_style names_group, names_hcl, names_cfn, names_sh;

/* A name of a style for each of n different texts; caller frees. */
char **
names_make(const struct names_style *style, const struct slice *text, size_t n);
void names_free(char **name, size_t n);

/* Adds what a style makes of a text, unique only if that is. */
void
names_put(struct buf *to, const struct names_style *style, struct slice text);

#endif
