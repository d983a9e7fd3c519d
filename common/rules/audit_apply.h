/* SPDX-License-Identifier: ISC */

/*
 * Rows of an audit that a person kept, as a script of aws commands: first
 * what is to be authorised, then what is to be revoked, so that nothing that
 * works stops to.
 */

#ifndef RULES_AUDIT_APPLY_H
#define RULES_AUDIT_APPLY_H

#include "model/block.h"
#include "rules/sgset.h"
#include "rules/why.h"

struct audit_apply {
	struct sgset authorise, revoke;
	struct why_days days;
	size_t rows; /* that change nothing */
};

void audit_apply_open(struct audit_apply *a);
void audit_apply_free(struct audit_apply *a);

/*
 * Are these rows of an audit?  -1 after a message (status 2), as where rows
 * are no changes that can be made.
 */
int audit_apply_head(const struct schema *schema, const char *name);
int audit_apply_block(struct audit_apply *a, struct block *b);

/* After the last block. */
void audit_apply_done(struct audit_apply *a);
void audit_apply_script(const struct audit_apply *a, struct buf *to);

#endif
