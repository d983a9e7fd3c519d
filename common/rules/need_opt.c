/* SPDX-License-Identifier: ISC */

/* See need.h: what may be said of whose rules, and of which traffic. */

#include "rules/need.h"

/* The formatter would pull the words of offsetof apart. */
/* clang-format off */
const struct opt need_opts[] = {
    {.letter = 'A',
     .name = "accepted",
     .kind = OPT_FLAG,
     .offset = offsetof(struct need_conf, accepted),
     .help = "rows that do not say so were accepted"},
    {.letter = 'l',
     .name = "local",
     .arg = "PREFIX",
     .kind = OPT_LIST,
     .offset = offsetof(struct need_conf, words),
     .help = "rules for these addresses, both ways; @FILE has many"},
    {.name = "decided",
     .kind = OPT_FLAG,
     .offset = offsetof(struct need_conf, decided),
     .help = "no rules where it is not known who opened"},
    {.name = "masked",
     .kind = OPT_FLAG,
     .offset = offsetof(struct need_conf, masked),
     .help = "take masked addresses, and say what that admits"},
    {.name = "min-days",
     .arg = "N",
     .kind = OPT_NUM,
     .offset = offsetof(struct need_conf, min_days),
     .help = "no rules for what was seen on fewer days"},
    {.name = "min-flows",
     .arg = "N",
     .kind = OPT_NUM,
     .offset = offsetof(struct need_conf, min_flows),
     .help = "no rules for what has fewer flows"},
};
/* clang-format on */
const size_t need_nopts = nitems(need_opts);

int
need_open(struct need *n)
{
	const struct opt_list *l = &n->conf.words;

	if (l->n == 0)
		return 0;
	n->conf.local = ipset_words("-l", l->item, l->n);
	return n->conf.local == NULL ? -1 : 0;
}
