/* SPDX-License-Identifier: ISC */

/* names.h: what hostile texts become, by the rules of each language. */

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "base/compat.h"
#include "rules/names.h"

#define SEED 20261124

static void
check(const struct names_style *style, const char *const *text,
    const char *const *want, size_t n)
{
	struct slice s[8] = {{NULL, 0}};
	char **got;

	for (size_t i = 0; i < n; i++)
		s[i] = slice_str(text[i]);
	got = names_make(style, s, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(got[i], want[i]);
	names_free(got, n);
}

static void
plain(void **state)
{
	static const char *const text[] = {"10.0.0.9", "2001:db8::/32", "web-1",
	    "sg-0abc", "Web Server", "", "\xe6\x97\xa5", "PATH"};
	static const char *const group[] = {"fl-10.0.0.9", "fl-2001:db8::/32",
	    "fl-web-1", "fl-sg-0abc", "fl-Web Server", "fl-", "fl-___",
	    "fl-PATH"};
	static const char *const hcl[] = {
	    "fl_10_0_0_9",
	    "fl_2001-db8--_32",
	    "web-1",
	    "sg-0abc",
	    "Web_Server",
	};
	static const char *const cfn[] = {
	    "fl10x0x0x9",
	    "fl2001xdb8xxx32",
	    "web1",
	    "sg0abc",
	    "webserver",
	};
	static const char *const sh[] = {"sg_10_0_0_9", "sg_2001_db8___32",
	    "sg_web_1", "sg_sg_0abc", "sg_Web_Server", "sg_", "sg____",
	    "sg_PATH"};

	(void)state;
	check(&names_group, text, group, nitems(text));
	check(&names_sh, text, sh, nitems(text));
	check(&names_hcl, text, hcl, nitems(hcl));
	check(&names_cfn, text, cfn, nitems(cfn));
}

/* What a key of YAML must not be, by version 1.1 of it: yaml.org/type. */
static void
words_of_yaml(void **state)
{
	static const char *const text[] = {"null", "True", "N-O", "nulls", "~y",
	    "off"};
	static const char *const cfn[] = {"flnull", "fltrue", "flno", "nulls",
	    "fly", "floff"};
	static const char *const hcl[] = {"null", "True"};

	(void)state;
	check(&names_cfn, text, cfn, nitems(text));
	check(&names_hcl, text, hcl, nitems(hcl));
}

/* Of texts that look alike the one that is legal as it is keeps its name. */
static void
alike(void **state)
{
	/* The upper half of FNV-1a, as python3 says. */
	static const char *const text[] = {"a b", "a_b", "a\tb"};
	static const char *const hcl[] = {"a_b_e63f9919", "a_b",
	    "a_b_e5bacb19"};
	static const char *const cases[] = {"Web", "web"};
	static const char *const group[] = {"fl-Web", "fl-web-5ea0e119"};

	(void)state;
	check(&names_hcl, text, hcl, nitems(text));
	check(&names_group, cases, group, nitems(cases));
}

static bool
legal(const struct names_style *style, const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > style->most)
		return false;
	if (style == &names_group) {
		if (strncasecmp(s, "sg-", 3) == 0 || s[n - 1] == ' ')
			return false;
		return strspn(s,
			   "abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			   "0123456789 ._-:/()#,@[]+=;{}!$*") == n;
	}
	if (!isalpha((unsigned char)s[0]))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool word = isalnum((unsigned char)s[i]);

		if (style == &names_hcl)
			word |= s[i] == '-' || (s[i] == '_' && s[i + 1] != '_');
		if (style == &names_sh)
			word |= s[i] == '_';
		if (style == &names_cfn)
			word &= !isupper((unsigned char)s[i]);
		if (!word)
			return false;
	}
	return style != &names_hcl || s[n - 1] != '_';
}

/* Random texts of few bytes: many would look alike; some are long. */
static void
random_names(void **state)
{
	static const struct names_style *const styles[] = {&names_group,
	    &names_hcl, &names_cfn, &names_sh};
	static const char bytes[] = "aA_-. $\"\\{\n\x80|`'1";
	enum {
		TEXTS = 300
	};
	static char room[TEXTS][304];
	struct slice text[TEXTS];
	size_t n = 0;

	(void)state;
	srandom(SEED);
	printf("seed %d\n", SEED);
	while (n < TEXTS) {
		size_t len = random() % 8 ? (size_t)random() % 4 :
					    (size_t)random() % 300;
		bool again = false;

		for (size_t i = 0; i < len; i++)
			room[n][i] = bytes[(size_t)random() %
			    (len > 9 ? 3 : sizeof(bytes) - 1)];
		text[n] = (struct slice){room[n], len};
		for (size_t i = 0; i < n; i++)
			again |= slice_eq(text[i], text[n]);
		n += !again;
	}
	for (size_t k = 0; k < nitems(styles); k++) {
		char **name = names_make(styles[k], text, n);

		for (size_t i = 0; i < n; i++) {
			assert_true(legal(styles[k], name[i]));
			for (size_t j = 0; j < i; j++)
				assert_int_not_equal(styles[k]->fold ?
					strcasecmp(name[i], name[j]) :
					strcmp(name[i], name[j]),
				    0);
		}
		/* The order they come in does not matter. */
		struct slice back[TEXTS];
		for (size_t i = 0; i < n; i++)
			back[i] = text[n - 1 - i];
		char **other = names_make(styles[k], back, n);
		for (size_t i = 0; i < n; i++)
			assert_string_equal(name[i], other[n - 1 - i]);
		names_free(name, n);
		names_free(other, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain),
	    cmocka_unit_test(words_of_yaml),
	    cmocka_unit_test(alike),
	    cmocka_unit_test(random_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
