/* SPDX-License-Identifier: ISC */

/* See party.h. */

#include "rules/party.h"

void
party_put(struct buf *to, const struct parties *all, struct prefix p)
{
	char *at;

	if (party_is(p)) {
		buf_str(to, party_of(all, p)->id);
		return;
	}
	at = buf_room(to, PREFIX_MAX);
	to->n += (size_t)(prefix_print(at, p) - at);
}
