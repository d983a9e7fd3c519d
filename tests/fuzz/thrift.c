/* SPDX-License-Identifier: ISC */

/* thrift: all fields of a struct are passed over, and some of them read. */

#include "source/thrift.h"
#include "fuzzing.h"

/* Reads what the first byte says, as a struct. */
static void
read_struct(struct thrift *t, unsigned int how)
{
	struct thrift_at f = {0}, e;

	while (thrift_next(t, &f)) {
		how = how * 5 + 1;
		if (how % 7 == 1)
			(void)thrift_int(t, &f);
		else if (how % 7 == 2)
			(void)thrift_bytes(t, &f);
		else if (how % 7 == 3 && f.type == THRIFT_LIST)
			for (size_t n = thrift_list(t, &f, &e); n > 0; n--)
				thrift_skip(t, &e);
		else
			thrift_skip(t, &f);
	}
	assert(t->p <= t->end);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n == 0)
		return 0;
	struct thrift t = {p + 1, p + n, false};
	read_struct(&t, p[0]);
	return 0;
}
