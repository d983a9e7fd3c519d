/* SPDX-License-Identifier: ISC */

/* Names to 32-bit ids, so that a key with names in it has a fixed width. */

#ifndef ENGINE_INTERN_H
#define ENGINE_INTERN_H

#include <stdint.h>

#include "base/buf.h"

#define INTERN_NONE UINT32_MAX /* no name; never an id */

struct intern;

/* An empty set; ids differ in nothing that shows, whatever the seed. */
struct intern *intern_new(uint64_t seed);
void intern_free(struct intern *in);

/* The id of a name, from 0 in the order of arrival; copies a new one. */
uint32_t intern_id(struct intern *in, struct slice name);

/* The id of a name that is there, or INTERN_NONE. */
uint32_t intern_find(const struct intern *in, struct slice name);

/* The name of an id; lives as long as the set. */
struct slice intern_name(const struct intern *in, uint32_t id);

uint32_t intern_count(const struct intern *in);

/* The memory that the names take, with room for so many more. */
size_t intern_bytes(const struct intern *in, uint32_t more);

/* Forgets all names and gives their memory back. */
void intern_clear(struct intern *in);

/* All ids, sorted by the bytes of their names; caller frees. */
uint32_t *intern_sorted(const struct intern *in);

#endif
