/* SPDX-License-Identifier: ISC */

/*
 * The distinct cells of a column, as formats that store columns have them: a
 * row is a number among them, and each is read once, however many rows have
 * it.
 */

#ifndef MODEL_DICT_H
#define MODEL_DICT_H

#include "base/buf.h"
#include "model/field.h"
#include "value/ip.h"
#include "value/ip4.h"

/*
 * Its producer fills n and cell, which it owns; dict_load the rest.  To be
 * filled anew it only needs loaded false: what there is room for stays, as long
 * as the kind of its cells is the same.
 */
struct dict {
	size_t n;
	struct slice *cell; /* with BLOCK_PAD readable bytes around each */
	bool loaded;
	size_t room;   /* of the arrays below, or 0 */
	bool *bad;     /* is no cell of the kind */
	uint64_t *num; /* NULL, if the kind has no numbers */
	struct ip *ip; /* NULL, if it has no addresses */
	uint8_t *len;  /* beside ip: prefix length, 128 for an address */
};

/* Reads all cells as cells of a kind, which is always the same; once. */
void dict_load(struct dict *d, enum kind kind);

/* Frees what dict_load made. */
void dict_free(struct dict *d);

/*
 * One cell: an address, a prefix, or "-", which is IP_NONE; *len, too.  0, or
 * -1.
 */
int dict_ip(struct slice cell, struct ip *ip, uint8_t *len);

#endif
