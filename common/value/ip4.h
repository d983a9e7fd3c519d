/* SPDX-License-Identifier: ISC */

/*
 * Dotted IPv4 from text, many cells in one call: two columns of nearly every
 * row that anything is asked of.  ip.h reads one address of any form.
 */

#ifndef VALUE_IP4_H
#define VALUE_IP4_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define IP4_MOST 64 /* cells of one call */
#define IP4_PAD 16  /* bytes from a cell's start on that may be read */

/*
 * Reads n <= IP4_MOST cells of padded text (IP4_PAD).  Returns which of them
 * are IPv4 as ip_dotted takes it, a bit each; v4[i] is the address of these,
 * and anything of the others.
 */
typedef uint64_t (*ip4_fn)(const struct slice *cell, size_t n, uint32_t *v4);

uint64_t ip4_plain(const struct slice *cell, size_t n, uint32_t *v4);
uint64_t ip4_avx2(const struct slice *cell, size_t n, uint32_t *v4);

/* The variant for this machine (cpu.h). */
ip4_fn ip4_choose(void);

#endif
