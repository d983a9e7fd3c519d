/* SPDX-License-Identifier: ISC */

/* See known.h. */

#include <stdlib.h>

#include "rules/known.h"

enum {
	TO_ENI = offsetof(struct known, eni_files),
	TO_LIST = offsetof(struct known, list_files),
};

const struct opt known_opts[] = {
    {'i', "interfaces", "FILE", OPT_LIST, WORD_FILE, TO_ENI,
	"network interfaces, as describe-network-interfaces has them", NULL},
    {0, "prefix-lists", "FILE", OPT_LIST, WORD_FILE, TO_LIST,
	"prefix lists, or the entries of one, as AWS writes them", NULL},
};
const size_t known_nopts = nitems(known_opts);

int
known_read(struct known *k)
{
	if (k->eni_files.n > 0)
		k->enis = eni_new();
	for (size_t i = 0; i < k->eni_files.n; i++)
		if (eni_load(k->enis, k->eni_files.item[i]) < 0)
			return -1;
	if (k->enis != NULL)
		eni_done(k->enis);
	if (k->list_files.n > 0)
		k->lists = plist_new();
	for (size_t i = 0; i < k->list_files.n; i++)
		if (plist_load(k->lists, k->list_files.item[i]) < 0)
			return -1;
	if (k->lists != NULL)
		plist_done(k->lists);
	return 0;
}

void
known_free(struct known *k)
{
	eni_free(k->enis);
	plist_free(k->lists);
	free(k->eni_files.item);
	free(k->list_files.item);
}
