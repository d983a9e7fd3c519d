/* SPDX-License-Identifier: ISC */

/* Rows of JSON: whatever the bytes are, it ends, and every row counts once. */

#include "source/insights.h"
#include "fuzzing.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n == 0)
		return 0;
	struct slice head = {(const char *)p, n};
	enum claim whole = insights_claim(head, true);
	enum claim part = insights_claim(head, false);
	assert(whole != CLAIM_MORE);
	assert(part == CLAIM_MORE || part == whole);

	struct outcome o = read_format(insights_open, p, n, SIZE_MAX, NULL);
	assert(o.end == 0 || o.said[0] != '\0');
	assert(o.opened || o.said[0] != '\0');
	assert(o.rows + o.origin.nodata + o.origin.skipdata +
		o.origin.malformed ==
	    o.origin.rows);
	return 0;
}
