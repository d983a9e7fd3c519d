/* SPDX-License-Identifier: ISC */

/*
 * Prefix lists, as the command line of AWS writes them:
 *
 *   describe-managed-prefix-lists        which there are, with their names
 *   get-managed-prefix-list-entries      what is in one
 *   describe-prefix-lists                AWS's own, with what is in them
 *
 * The entries of a list do not say of which.  It is taken from "PrefixListId"
 * beside "Entries" if somebody put it there, or from the name of the file:
 * pl-0123456abcabcabc1.json.
 */

#ifndef RULES_PLIST_H
#define RULES_PLIST_H

#include "base/buf.h"
#include "value/ip.h"

struct plist {
	const char *id;
	const char *name; /* "" where no file says it */
	size_t weight;    /* how many rules it counts as; 0: not known */
	const struct prefix *entry; /* sorted, each once */
	size_t n;                   /* 0: what is in it was not said, too */
};

/* A prefix, and a list that it is an entry of. */
struct plist_entry {
	struct prefix prefix;
	const struct plist *list;
};

struct plists;

struct plists *plist_new(void);
void plist_free(struct plists *all); /* NULL is fine */

/* Reads a file ("-" is stdin).  0, or -1 after a message (status 2). */
int plist_load(struct plists *all, const char *path);

/*
 * After the last file: sorts by id.  Says which lists have no entries, and
 * warns (status 1) if another page follows.
 */
void plist_done(struct plists *all);

size_t plist_count(const struct plists *all);
const struct plist *plist_at(const struct plists *all, size_t i);

/* The *n entries of all lists, by prefix, and by the id of the list. */
const struct plist_entry *plist_entries(const struct plists *all, size_t *n);

#endif
