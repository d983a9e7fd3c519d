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

/* Makes an array hold n elements, which are not kept. */
static void *
room(void *p, size_t had, size_t n, size_t size)
{
	if (p != NULL && n <= had)
		return p;
	free(p);
	return mem_array(NULL, n, size);
}

static void
load_ips(struct dict *d)
{
	ip4_fn ip4 = ip4_choose();
	uint32_t v4[IP4_MOST];

	d->ip = room(d->ip, d->room, d->n, sizeof(*d->ip));
	d->len = room(d->len, d->room, d->n, sizeof(*d->len));
	for (size_t at = 0; at < d->n; at += IP4_MOST) {
		size_t n = d->n - at < IP4_MOST ? d->n - at : IP4_MOST;
		uint64_t is4 = ip4(d->cell + at, n, v4);
		for (size_t i = 0; i < n; i++) {
			size_t k = at + i;
			d->ip[k] = ip_from4(v4[i]);
			d->len[k] = 128;
			d->bad[k] = (is4 >> i & 1) == 0 &&
			    dict_ip(d->cell[k], &d->ip[k], &d->len[k]) < 0;
		}
	}
}

void
dict_load(struct dict *d, enum kind kind)
{
	if (d->loaded)
		return;
	d->loaded = true;
	d->bad = room(d->bad, d->room, d->n, sizeof(*d->bad));
	if (kind == KIND_IP) {
		load_ips(d);
	} else if (kind == KIND_NAME) {
		memset(d->bad, 0, d->n * sizeof(*d->bad));
	} else {
		d->num = room(d->num, d->room, d->n, sizeof(*d->num));
		for (size_t i = 0; i < d->n; i++)
			d->bad[i] = cell_parse(kind, d->cell[i], &d->num[i]) <
			    0;
	}
	d->room = d->n > d->room ? d->n : d->room;
}

void
dict_free(struct dict *d)
{
	free(d->bad);
	free(d->num);
	free(d->ip);
	free(d->len);
	*d = (struct dict){0};
}
