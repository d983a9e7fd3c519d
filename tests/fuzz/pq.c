/* SPDX-License-Identifier: ISC */

/* Parquet: whatever the bytes are, it ends, and no byte is read that is not. */

#include "source/pq.h"
#include "fuzzing.h"

#define BLOCKS_MOST 64 /* a few bytes may stand for billions of rows */

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct outcome o = read_format(pq_open, p, n, BLOCKS_MOST);

	/* What was not read to its end has said why, unless we stopped. */
	assert(o.end == 0 || o.end == 1 || o.said[0] != '\0');
	assert(o.opened || o.said[0] != '\0');
	return 0;
}
