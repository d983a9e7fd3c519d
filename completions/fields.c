/* SPDX-License-Identifier: ISC */

/*
 * Prints the field table as text, one field a line, tab-separated: name, AWS
 * name, other spellings, version, kind, merge, words that a value may be,
 * help; "-" for what is missing.  completions/gen makes the completions and
 * fl-fields(7) of it, so neither can say what the tools do not know.
 */

#include <stdio.h>

#include "model/cell.h"
#include "model/field.h"
#include "value/flag.h"
#include "value/proto.h"
#include "value/service.h"

static const char *const kind_word[KIND_COUNT] = {
    [KIND_NAME] = "name",
    [KIND_IP] = "address",
    [KIND_NUM] = "number",
    [KIND_PORT] = "port",
    [KIND_RPORT] = "port",
    [KIND_PROTO] = "protocol",
    [KIND_FLAGS] = "flags",
    [KIND_TIME] = "time",
    [KIND_ACTION] = "action",
    [KIND_HOW] = "how",
};

static const char *const merge_word[] = {
    [MERGE_KEY] = "key",
    [MERGE_SUM] = "sum",
    [MERGE_MIN] = "least",
    [MERGE_MAX] = "greatest",
    [MERGE_BEST] = "strongest",
};

/* All words of a kind that lists them itself, joined by commas. */
static void
listed(const char *(*word)(size_t))
{
	for (size_t i = 0; word(i) != NULL; i++)
		printf("%s%s", i > 0 ? "," : "", word(i));
}

/* The words of a kind whose values are few: 0 to last. */
static void
printed(enum kind kind, uint64_t last)
{
	char cell[CELL_MAX];

	for (uint64_t v = 0; v <= last; v++) {
		char *end = cell_print(kind, cell, v);
		printf("%s%.*s", v > 0 ? "," : "", (int)(end - cell), cell);
	}
}

static void
words(enum kind kind)
{
	if (kind == KIND_PROTO)
		listed(proto_word);
	else if (kind == KIND_FLAGS)
		listed(flag_word);
	else if (kind == KIND_PORT)
		listed(service_word);
	else if (kind == KIND_ACTION)
		printed(kind, ACTION_REJECT);
	else if (kind == KIND_HOW)
		printed(kind, HOW_NONE);
	else
		putchar('-');
}

static const char *
or_dash(const char *s)
{
	return s[0] != '\0' ? s : "-";
}

int
main(void)
{
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct field *f = &field_table[i];
		printf("%s\t%s\t%s\t%u\t%s\t%s\t", f->name, or_dash(f->aws),
		    or_dash(f->alias), (unsigned int)f->version,
		    kind_word[f->kind], merge_word[f->merge]);
		words(f->kind);
		printf("\t%s\n", f->help);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
