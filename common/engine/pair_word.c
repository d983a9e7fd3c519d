/* SPDX-License-Identifier: ISC */

/* See pair.h: what users may say of records that are to be paired. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/expr_prog.h"
#include "engine/pair.h"

/* Columns that a record and its reply at one interface have alike. */
static const enum field_id alike[] = {
    FIELD_ENI,
    FIELD_VPC,
    FIELD_ACCOUNT,
    FIELD_SUBNET,
    FIELD_INSTANCE,
    FIELD_TYPE,
    FIELD_REGION,
    FIELD_AZ,
    FIELD_SUBTYPE,
    FIELD_SUBID,
    FIELD_ECSCLUSTERARN,
    FIELD_ECSCLUSTER,
    FIELD_ECSINSTARN,
    FIELD_ECSINST,
    FIELD_ECSCONT,
    FIELD_ECSCONT2,
    FIELD_ECSSERVICE,
    FIELD_ECSTASKDEF,
    FIELD_ECSTASKARN,
    FIELD_ECSTASK,
    FIELD_INSTTAG,
    FIELD_INSTTAG2,
    FIELD_ENITAG,
    FIELD_ENITAG2,
    FIELD_ASGTAG,
    FIELD_ASGTAG2,
    FIELD_ENITYPE,
};

/* Fields that a filter may test. */
static const enum field_id filters[] = {
    FIELD_PROTO,
    FIELD_START,
    FIELD_END,
    FIELD_ENI,
    FIELD_VPC,
    FIELD_ACCOUNT,
};

/* Fields of one side, the other one, and the word for both. */
static const struct {
	enum field_id id, other;
	const char *word;
} sides[] = {
    {FIELD_SRC, FIELD_DST, "addr"},
    {FIELD_DST, FIELD_SRC, "addr"},
    {FIELD_SPORT, FIELD_DPORT, "port"},
    {FIELD_DPORT, FIELD_SPORT, "port"},
    {FIELD_PKTSRC, FIELD_PKTDST, "addr"},
    {FIELD_PKTDST, FIELD_PKTSRC, "addr"},
};

static bool
among(const enum field_id *list, size_t n, const struct field *f)
{
	for (size_t i = 0; i < n; i++)
		if (f == field_at(list[i]))
			return true;
	return false;
}

/* The name of a column, to be freed; NULL after a message. */
static char *
extra(struct slice word)
{
	const struct field *f;
	const char *near;
	struct slice name = word;
	int n = (int)word.n;

	if (field_typed(&name, &f, &near) != 0) {
		if (near != NULL)
			diag_warn(DIAG_LOST,
			    "-c: %.*s: no such column; did you mean %s? "
			    "(col:%.*s is a column of your own)",
			    n, word.p, near, n, word.p);
		else
			diag_warn(DIAG_LOST,
			    "-c: \"%.*s\": not the name of a column", n,
			    word.p);
		return NULL;
	}
	if (f == &field_other || among(alike, nitems(alike), f))
		return f == &field_other ? mem_strn(name.p, name.n) :
					   mem_str(f->name);
	diag_warn(DIAG_LOST,
	    "-c: %s: not alike in both directions, so it can't tell "
	    "connections apart; vpc, eni, account or instance can",
	    f->name);
	return NULL;
}

int
pair_extras(const char *list, char *name[PAIR_EXTRA], size_t *n)
{
	struct slice rest = {NULL, 0};

	if (list != NULL)
		rest = slice_str(list);
	while (rest.p != NULL) {
		char *word = extra(slice_cut(&rest, ','));
		if (word == NULL)
			return -1;
		if (*n == PAIR_EXTRA) {
			diag_warn(DIAG_LOST, "-c: more than %d columns",
			    PAIR_EXTRA);
			free(word);
			return -1;
		}
		name[(*n)++] = word;
	}
	return 0;
}

/* Is there a test of the other side with the very same set?  (addr, port) */
static bool
has_twin(const struct expr *e, const struct expr_test *t, enum field_id other)
{
	for (size_t i = 0; i < e->ntest; i++)
		if (e->test[i].set == t->set &&
		    e->col[e->test[i].col].field == field_at(other))
			return true;
	return false;
}

/* One test.  0, or -1 after a message. */
static int
check_test(const struct expr *e, const struct expr_test *t)
{
	const struct expr_col *col = &e->col[t->col];

	if (among(filters, nitems(filters), col->field))
		return 0;
	for (size_t i = 0; i < nitems(sides); i++) {
		if (col->field != field_at(sides[i].id))
			continue;
		if (has_twin(e, t, sides[i].other))
			return 0;
		diag_warn(DIAG_LOST,
		    "-w: %s is one side of a record, and would take "
		    "replies away; say %s, which is either side",
		    col->field->name, sides[i].word);
		return -1;
	}
	struct slice name = col->field == &field_other ?
	    col->name :
	    slice_str(col->field->name);
	diag_warn(DIAG_LOST,
	    "-w: %.*s is not alike in both directions: only addr, port, "
	    "proto, start, end, eni, vpc and account may be tested here; "
	    "'fl-conn | fl-where' tests what comes out",
	    (int)name.n, name.p);
	return -1;
}

int
pair_filter(const struct expr *e)
{
	for (size_t i = 0; i < e->ntest; i++)
		if (check_test(e, &e->test[i]) < 0)
			return -1;
	return 0;
}
