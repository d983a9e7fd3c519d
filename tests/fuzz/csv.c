/* SPDX-License-Identifier: ISC */

/*
 * csv: whatever the bytes are, it ends, all newlines that were read are made,
 * and no byte is read that is not there.
 */

#include "source/csv.h"
#include "fuzzing.h"

#define BLOCKS_MOST SIZE_MAX

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n == 0)
		return 0;
	struct slice head = {(const char *)p, n};
	enum claim whole = csv_claim(head, true);
	enum claim part = csv_claim(head, false);
	assert(whole != CLAIM_MORE);
	assert(part == CLAIM_MORE || part == whole);

	struct outcome o = read_format(csv_open, p, n, BLOCKS_MOST, NULL);
	assert(o.end == 0 || o.said[0] != '\0');
	assert(o.opened || o.said[0] != '\0');
	assert(o.rows + o.origin.malformed + o.origin.nodata +
		o.origin.skipdata ==
	    o.origin.rows);
	return 0;
}
