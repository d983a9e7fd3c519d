/* SPDX-License-Identifier: ISC */

/* See party.h. */

#include "rules/party.h"
#include "base/utf.h"

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

void
party_show(struct buf *to, const struct parties *all, struct prefix p)
{
	const struct party *who = party_of(all, p);

	if (who == NULL) {
		party_put(to, all, p);
		return;
	}
	utf_show(to, slice_str(who->id));
	if (who->kind == PARTY_NAME || who->name[0] == '\0')
		return;
	buf_str(to, " (");
	utf_show(to, slice_str(who->name));
	buf_char(to, ')');
}
