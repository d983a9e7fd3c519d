/* SPDX-License-Identifier: ISC */

/*
 * What is known of an account beside its rules: who has which address, and
 * what is in prefix lists; the options that name the files.
 */

#ifndef RULES_KNOWN_H
#define RULES_KNOWN_H

#include "base/opt.h"
#include "rules/eni.h"
#include "rules/plist.h"

struct known {
	struct opt_list eni_files;  /* -i */
	struct opt_list list_files; /* --prefix-lists */
	struct enis *enis;          /* NULL: no file */
	struct plists *lists;       /* NULL: no file */
};

/* Into struct known. */
extern const struct opt known_opts[];
extern const size_t known_nopts;

/* Reads the files.  0, or -1 after a message (status 2). */
int known_read(struct known *k);
void known_free(struct known *k);

#endif
