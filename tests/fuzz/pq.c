/* SPDX-License-Identifier: ISC */

/* Parquet: whatever the bytes are, it ends, and no byte is read that is not. */

#include "source/pq.h"
#include "fuzzing.h"

#define BLOCKS_MOST 64 /* a few bytes may stand for billions of rows */

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct format_rest rest = {0};
	struct outcome o = read_format(pq_open, p, n, BLOCKS_MOST, &rest);

	/* Where room was used before it is the same. */
	struct outcome again = read_format(pq_open, p, n, BLOCKS_MOST, &rest);
	assert(again.end == o.end && again.rows == o.rows);
	assert(again.sum == o.sum && strcmp(again.said, o.said) == 0);
	if (rest.p != NULL)
		rest.free(rest.p);

	/* What was not read to its end has said why, unless we stopped. */
	assert(o.end == 0 || o.end == 1 || o.said[0] != '\0');
	assert(o.opened || o.said[0] != '\0');
	return 0;
}
