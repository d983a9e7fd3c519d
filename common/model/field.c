/* SPDX-License-Identifier: ISC */

/* See field.h; the rows are in field.def. */

#include "model/field.h"
#include "base/near.h"

const struct field field_table[FIELD_COUNT] = {
#define X(id, name, aws, alias, ver, kind, merge, help) \
	{name, aws, alias, help, ver, KIND_##kind, MERGE_##merge},
#include "model/field.def"
#undef X
};

const struct field field_other = {
    .name = "",
    .aws = "",
    .alias = "",
    .help = "a column of your own",
    .kind = KIND_NAME,
    .merge = MERGE_KEY,
};

/* Is a byte passed over when spellings are compared? */
static bool
skipped(char c)
{
	return c == '-' || c == '_';
}

/* A letter as compared; names of fields are ASCII. */
static char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Do two spellings say the same, but for case, - and _? */
static bool
same(struct slice a, struct slice b)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < a.n && skipped(a.p[i]))
			i++;
		while (j < b.n && skipped(b.p[j]))
			j++;
		if (i == a.n || j == b.n)
			return i == a.n && j == b.n;
		if (fold(a.p[i++]) != fold(b.p[j++]))
			return false;
	}
}

/*
 * Is the word one of a blank-separated list?  Few begin alike, and none of
 * them with a byte that is passed over.
 */
static bool
listed(struct slice word, const char *list)
{
	char first = fold(word.p[0]);

	while (*list != '\0') {
		const char *end = strchrnul(list, ' ');
		struct slice one = {list, (size_t)(end - list)};
		if (fold(list[0]) == first && same(word, one))
			return true;
		list = end + (*end == ' ');
	}
	return false;
}

const struct field *
field_find(struct slice word)
{
	if (word.n == 0 || skipped(word.p[0]))
		return NULL;
	char first = fold(word.p[0]);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct field *f = &field_table[i];
		if ((fold(f->name[0]) == first &&
			same(word, slice_str(f->name))) ||
		    (fold(f->aws[0]) == first &&
			same(word, slice_str(f->aws))) ||
		    listed(word, f->alias))
			return f;
	}
	return NULL;
}

/* Can a header hold this name, and every list of names? */
static bool
nameable(struct slice word)
{
	for (size_t i = 0; i < word.n; i++) {
		unsigned char c = (unsigned char)word.p[i];
		if (c <= ' ' || c == ',' || c == '=' || c == '#' || c == 0x7f)
			return false;
	}
	return word.n > 0 && word.p[0] != '!'; /* #!word is a directive */
}

int
field_typed(struct slice *word, const struct field **field, const char **near)
{
	static const char escape[] = "col:";
	struct near n;

	*near = NULL;
	*field = &field_other;
	if (word->n >= sizeof(escape) - 1 &&
	    memcmp(word->p, escape, sizeof(escape) - 1) == 0) {
		word->p += sizeof(escape) - 1;
		word->n -= sizeof(escape) - 1;
		return nameable(*word) ? 0 : -1;
	}
	const struct field *known = field_find(*word);
	if (known != NULL) {
		*field = known;
		return 0;
	}
	if (!nameable(*word))
		return -1;
	near_init(&n, *word);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		near_try(&n, field_table[i].name);
		if (field_table[i].aws[0] != '\0')
			near_try(&n, field_table[i].aws);
	}
	*near = near_best(&n);
	return *near == NULL ? 0 : -1;
}
