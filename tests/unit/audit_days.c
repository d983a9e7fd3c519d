/* SPDX-License-Identifier: ISC */

/* Days that were seen, and those that were not; expected values by hand. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/num.h"
#include "model/cell.h"
#include "rules/audit_days.h"

#define MARCH UINT64_C(1772323200) /* 2026-03-01T00:00:00Z */
#define DAY UINT64_C(86400)

static void
gaps(const struct audit_days *d, uint64_t from, uint64_t to, uint64_t n,
    const char *words)
{
	struct evidence ev = EVIDENCE_INIT;
	struct buf b = {0};

	ev.from = from;
	ev.to = to;
	assert_int_equal(audit_days_gaps(d, &ev, &b), n);
	assert_string_equal(buf_cstr(&b), words);
	buf_free(&b);
}

/* Only whole days of the window are missing, never its first and last part. */
static void
test_whole(void **state)
{
	struct audit_days d = {0};

	(void)state;
	gaps(&d, MARCH, MARCH + DAY - 1, 1, "2026-03-01");
	gaps(&d, MARCH + 1, MARCH + DAY - 1, 0, "");
	gaps(&d, MARCH, MARCH + DAY - 2, 0, "");
	gaps(&d, MARCH + 5, MARCH + 3 * DAY + 5, 2, "2026-03-02 to 2026-03-03");
	gaps(&d, NUM_NONE, NUM_NONE, 0, "");
	gaps(&d, MARCH, MARCH - 1, 0, "");
	audit_days_free(&d);
}

static void
test_rows(void **state)
{
	struct audit_days d = {0};
	uint64_t end = MARCH + 10 * DAY - 1;

	(void)state;
	/* One connection shows its first and its last day. */
	audit_days_add(&d, MARCH, MARCH + 4 * DAY, false);
	gaps(&d, MARCH, end, 8,
	    "2026-03-02 to 2026-03-04, 2026-03-06 to 2026-03-10");
	/* Of many, there are some on the days between. */
	audit_days_add(&d, MARCH + DAY, MARCH + 3 * DAY + 1, true);
	gaps(&d, MARCH, end, 5, "2026-03-06 to 2026-03-10");
	audit_days_add(&d, MARCH + 6 * DAY, MARCH + 6 * DAY, false);
	audit_days_add(&d, MARCH + 8 * DAY, MARCH + 8 * DAY, false);
	gaps(&d, MARCH, end, 3, "2026-03-06, 2026-03-08, 2026-03-10");
	gaps(&d, MARCH, end + 2 * DAY, 5,
	    "2026-03-06, 2026-03-08, 2026-03-10 to 2026-03-12");
	audit_days_free(&d);
}

/* What no calendar has, and what is the wrong way round, shows nothing. */
static void
test_odd(void **state)
{
	struct audit_days d = {0};

	(void)state;
	audit_days_add(&d, NUM_NONE, MARCH, false);
	audit_days_add(&d, MARCH, NUM_NONE, true);
	audit_days_add(&d, MARCH + DAY, MARCH, true);
	audit_days_add(&d, 253402300800, 253402300800, false);
	gaps(&d, MARCH, MARCH + DAY - 1, 1, "2026-03-01");
	audit_days_add(&d, 0, 253402300799, true); /* too long to believe */
	gaps(&d, MARCH, MARCH + DAY - 1, 1, "2026-03-01");
	gaps(&d, 0, 2 * DAY - 1, 1, "1970-01-02");
	gaps(&d, MARCH, 253402300799, 0, "");
	audit_days_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_whole),
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_odd),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
