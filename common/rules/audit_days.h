/* SPDX-License-Identifier: ISC */

/*
 * On which days connections were seen to begin or end: where there is none,
 * logs may be missing.
 */

#ifndef RULES_AUDIT_DAYS_H
#define RULES_AUDIT_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "model/origin.h"

#define AUDIT_DAY 86400 /* seconds */

/* All zero is none. */
struct audit_days {
	uint8_t *bit; /* by day since 1970; NULL */
};

/*
 * A row from first to last (NUM_NONE: not known); between: it is of many
 * connections, and so shows the days between them, too.
 */
void audit_days_add(struct audit_days *d, uint64_t first, uint64_t last,
    bool between);

/*
 * Adds the whole days of the window on which nothing was seen, as
 * "2026-03-04 to 2026-03-06, 2026-03-09", the first few; returns how many.
 */
uint64_t audit_days_gaps(const struct audit_days *d, const struct evidence *ev,
    struct buf *to);

void audit_days_free(struct audit_days *d);

#endif
