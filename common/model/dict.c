/* SPDX-License-Identifier: ISC */

/* See dict.h. */

#include <stdlib.h>

#include "base/mem.h"
#include "model/cell.h"
#include "model/dict.h"

int
dict_ip(struct slice cell, struct ip *ip, uint8_t *len)
{
	struct prefix p;

	*len = 128;
	if (ip_parse(cell, ip) == 0)
		return 0;
	if (cell.n == 1 && cell.p[0] == '-') {
		*ip = IP_NONE;
		return 0;
	}
	if (prefix_parse(cell, &p) != 0)
		return -1;
	*ip = p.ip;
	*len = p.len;
	return 0;
}

void
dict_load(struct dict *d, enum kind kind)
{
	if (d->loaded)
		return;
	d->loaded = true;
	d->bad = mem_new(d->n * sizeof(*d->bad));
	if (kind == KIND_NAME)
		return;
	if (kind != KIND_IP) {
		d->num = mem_array(NULL, d->n, sizeof(*d->num));
		for (size_t i = 0; i < d->n; i++)
			d->bad[i] = cell_parse(kind, d->cell[i], &d->num[i]) <
			    0;
		return;
	}
	d->ip = mem_array(NULL, d->n, sizeof(*d->ip));
	d->len = mem_array(NULL, d->n, sizeof(*d->len));
	for (size_t i = 0; i < d->n; i++)
		d->bad[i] = dict_ip(d->cell[i], &d->ip[i], &d->len[i]) < 0;
}

void
dict_clear(struct dict *d)
{
	free(d->bad);
	free(d->num);
	free(d->ip);
	free(d->len);
	*d = (struct dict){.n = d->n, .cell = d->cell};
}
