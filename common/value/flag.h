/* SPDX-License-Identifier: ISC */

/*
 * TCP flags as words.  VPC flow logs report FIN 1, SYN 2, RST 4 and SYN-ACK
 * 18 only, ORed over a window (AWS, "Flow log records", tcp-flags); transit
 * gateways define PSH 8, ACK 16 and URG 32 too.
 */

#ifndef VALUE_FLAG_H
#define VALUE_FLAG_H

#include <stdint.h>

#include "base/buf.h"

enum {
	FLAG_FIN = 1,
	FLAG_SYN = 2,
	FLAG_RST = 4,
	FLAG_PSH = 8,
	FLAG_ACK = 16,
	FLAG_URG = 32,
	FLAG_ECE = 64,
	FLAG_CWR = 128,
};

#define FLAG_MAX 32 /* room for all words joined by + */

/* Words joined by + ("syn+ack"), any case, or "0", to bits.  0, or -1. */
int flag_parse(struct slice s, uint64_t *bits);

/* The low 8 bits to words joined by +, lowest first; none prints "0". */
char *flag_print(char *p, uint64_t bits);

/* The i-th word, NULL behind the last: for suggestions. */
const char *flag_word(size_t i);

#endif
