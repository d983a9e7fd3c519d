/* SPDX-License-Identifier: ISC */

/*
 * Rules in short, for tests: addresses as text, parties by their ids, columns
 * of labels as words; and what was said on stderr meanwhile.
 */

#ifndef UNIT_RULING_H
#define UNIT_RULING_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rules/ruleset.h"
#include "rules/who.h"

/* A prefix, or the party of an id. */
static inline struct prefix
whom(const struct parties *all, const char *text)
{
	struct prefix p;

	for (size_t i = 0; all != NULL && i < all->n; i++)
		if (strcmp(all->party[i].id, text) == 0)
			return party_prefix(all, i);
	assert_int_equal(prefix_parse(slice_str(text), &p), 0);
	return p;
}

/* Adds a rule for TCP, seen once. */
static inline void
add_rule(struct ruleset *set, const char *subject, enum rule_dir dir, int port,
    const char *peer)
{
	struct rule r = {
	    .subject = whom(set->parties, subject),
	    .peer = whom(set->parties, peer),
	    .from = port,
	    .to = port,
	    .proto = 6,
	    .dir = (uint8_t)dir,
	    .seen = 1,
	};

	ruleset_add(set, &r);
}

/*
 * The number of an end with these labels; NULL: there is no such column.  The
 * texts need not live on.
 */
static inline uint32_t
end_of(struct whos *w, const char *sg, const char *name, const char *type,
    const char *vpc, const char *pl)
{
	const char *const text[WHO_LABELS] = {sg, name, type, vpc, pl};
	struct slice cell[WHO_LABELS];
	struct who_columns c = {{NULL}};

	for (size_t i = 0; i < WHO_LABELS; i++) {
		if (text[i] == NULL)
			continue;
		cell[i] = slice_str(text[i]);
		c.cell[i] = &cell[i];
	}
	return who_id(w, &c, 0);
}

/* From hear on stderr is a file; heard ends that, and adds what it has. */
struct hearing {
	FILE *file;
	int before;
};

static inline struct hearing
hear(void)
{
	struct hearing h = {tmpfile(), dup(STDERR_FILENO)};

	assert_non_null(h.file);
	fflush(stderr);
	assert_true(dup2(fileno(h.file), STDERR_FILENO) >= 0);
	return h;
}

static inline void
heard(struct hearing *h, struct buf *to)
{
	size_t got;

	fflush(stderr);
	dup2(h->before, STDERR_FILENO);
	close(h->before);
	rewind(h->file);
	do {
		got = fread(buf_room(to, BUFSIZ), 1, BUFSIZ, h->file);
		to->n += got;
	} while (got > 0);
	fclose(h->file);
	buf_cstr(to);
}

#endif
