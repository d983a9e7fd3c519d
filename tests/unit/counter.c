/* SPDX-License-Identifier: ISC */

/* counter.h: the table of the contract, and the laws of merging. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

#include <cmocka.h>

#include "base/diag.h"
#include "model/counter.h"

#define NONE NUM_NONE

static void
test_order(void **state)
{
	static const char *const want[] = {"flows", "rejects", "packets",
	    "bytes", "first", "last", "conns", "answered", "scans", "needed",
	    "rpackets", "rbytes", "how"};

	(void)state;
	assert_int_equal(counter_count, nitems(want));
	for (size_t i = 0; i < nitems(want); i++)
		assert_string_equal(field_at(counter_order[i])->name, want[i]);
	assert_string_equal(want[COUNTER_ALWAYS - 1], "last");
}

static void
test_merge(void **state)
{
	static const struct {
		enum field_id id;
		uint64_t a, b, want;
	} t[] = {
	    {FIELD_FLOWS, 3, 4, 7},
	    {FIELD_FLOWS, 3, NONE, NONE},
	    {FIELD_FLOWS, NONE, NONE, NONE},
	    {FIELD_REJECTS, 0, 0, 0},
	    {FIELD_REJECTS, 0, NONE, NONE},
	    {FIELD_PACKETS, 0, NONE, 0},
	    {FIELD_BYTES, 5, NONE, 5},
	    {FIELD_BYTES, NONE, NONE, NONE},
	    {FIELD_BYTES, NONE - 2, 1, NONE - 1},
	    {FIELD_NEEDED, 2, 2, 4},
	    {FIELD_RBYTES, 1, NONE, 1},
	    {FIELD_FIRST, 5, 3, 3},
	    {FIELD_FIRST, 5, NONE, 5},
	    {FIELD_FIRST, NONE, NONE, NONE},
	    {FIELD_LAST, 5, 3, 5},
	    {FIELD_LAST, 0, NONE, 0},
	    {FIELD_LAST, NONE - 1, NONE, NONE - 1},
	    {FIELD_LAST, NONE, NONE, NONE},
	    {FIELD_HOW, HOW_SYN, HOW_PORT, HOW_SYN},
	    {FIELD_HOW, HOW_NONE, NONE, HOW_NONE},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		assert_int_equal(counter_merge(t[i].id, t[i].a, t[i].b),
		    t[i].want);
		assert_int_equal(counter_merge(t[i].id, t[i].b, t[i].a),
		    t[i].want);
	}
}

/* Any order and any brackets give the same; zero changes nothing. */
static void
test_laws(void **state)
{
	static const uint64_t v[] = {0, 1, 2, 5, 9, 1000, NONE};

	(void)state;
	for (size_t c = 0; c < counter_count; c++) {
		enum field_id id = counter_order[c];
		for (size_t i = 0; i < nitems(v); i++) {
			assert_int_equal(counter_merge(id, counter_zero(id),
					     v[i]),
			    v[i]);
			for (size_t j = 0; j < nitems(v); j++) {
				uint64_t ij = counter_merge(id, v[i], v[j]);
				for (size_t k = 0; k < nitems(v); k++)
					assert_int_equal(counter_merge(id, ij,
							     v[k]),
					    counter_merge(id, v[i],
						counter_merge(id, v[j], v[k])));
			}
		}
	}
}

/* The exit status of a merge in a child, whose stderr is closed. */
static int
status_of(enum field_id id, uint64_t a, uint64_t b)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		close(2);
		counter_merge(id, a, b);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void
test_overflow(void **state)
{
	(void)state;
	assert_int_equal(status_of(FIELD_BYTES, NONE - 2, 1), 99);
	assert_int_equal(status_of(FIELD_BYTES, NONE - 1, 1), 2);
	assert_int_equal(status_of(FIELD_FLOWS, NONE / 2, NONE / 2 + 1), 2);
	assert_int_equal(status_of(FIELD_CONNS, NONE - 1, NONE - 1), 2);
}

/* One row with the numbers v under a header, and where it is bound. */
struct one {
	struct schemas *all;
	struct block *b;
	struct counterplan plan;
};

static struct one
one_row(const char *header, const uint64_t *v, const bool *key)
{
	struct one o = {schemas_new(), block_new(), {.raw = false}};
	struct slice name[16], rest = slice_str(header);
	size_t n = 0;

	while (rest.p != NULL)
		name[n++] = slice_cut(&rest, ' ');
	block_start(o.b, schemas_names(o.all, name, n), NULL);
	for (size_t i = 0; i < n; i++)
		block_nums(o.b, i)[0] = v[i];
	o.b->nrow = 1;
	block_all(o.b);
	counter_bind(&o.plan, o.b->schema, key);
	return o;
}

/* The value of a counter in the only row, all missing or not. */
static uint64_t
value(const struct one *o, enum field_id id)
{
	static const uint32_t row[] = {0};
	uint64_t v;

	if (!counter_values(&o->plan, o->b, id, row, 1, &v)) {
		assert_int_equal(v, NONE);
		assert_false(counter_strict(id));
	}
	return v;
}

static void
check(const char *header, const uint64_t *v, enum field_id id, uint64_t want)
{
	static const bool key[FIELD_COUNT];
	struct one o = one_row(header, v, key);

	assert_int_equal(value(&o, id), want);
	block_free(o.b);
	schemas_free(o.all);
}

static void
test_values(void **state)
{
	static const uint64_t v[] = {ACTION_REJECT, 11, 12, 13, 14};
	static const uint64_t ok[] = {ACTION_ACCEPT, NONE};
	static const uint64_t how0[] = {1, 0, HOW_HUB},
			      how1[] = {1, 2, HOW_HUB};
	static const uint64_t howx[] = {1, NONE, HOW_HUB};

	(void)state;
	/* Of a record. */
	check("action start end bytes packets", v, FIELD_FLOWS, 1);
	check("action start end bytes packets", v, FIELD_REJECTS, 1);
	check("action start end bytes packets", v, FIELD_FIRST, 11);
	check("action start end bytes packets", v, FIELD_LAST, 12);
	check("action start end bytes packets", v, FIELD_BYTES, 13);
	check("action start end bytes packets", v, FIELD_PACKETS, 14);
	check("action start", ok, FIELD_REJECTS, 0);
	check("action start", ok, FIELD_FIRST, NONE);
	check("start", v, FIELD_REJECTS, NONE);
	/* Of a group: its own columns, whatever else there is. */
	check("flows rejects start first last", v, FIELD_FLOWS, 1);
	check("flows rejects start first last", v, FIELD_REJECTS, 11);
	check("flows rejects start first last", v, FIELD_FIRST, 13);
	check("flows action start", v, FIELD_REJECTS, NONE);
	check("flows action start", v, FIELD_FIRST, NONE);
	/* Of neither. */
	check("bytes", v, FIELD_FLOWS, NONE);
	check("bytes", v, FIELD_BYTES, 1);
	/* How, where it is needed. */
	check("flows needed how", how1, FIELD_HOW, HOW_HUB);
	check("flows needed how", how0, FIELD_HOW, NONE);
	check("flows needed how", howx, FIELD_HOW, NONE);
	check("flows bytes how", how1, FIELD_HOW, NONE);
}

/* A counter that is a key is none; needed still says if how counts. */
static void
test_keys(void **state)
{
	static const uint64_t v[] = {1, 2, HOW_HUB};
	bool key[FIELD_COUNT] = {[FIELD_NEEDED] = true};

	(void)state;
	struct one o = one_row("flows needed how", v, key);
	assert_int_equal(o.plan.col[FIELD_NEEDED], SCHEMA_NONE);
	assert_int_equal(o.plan.col[FIELD_FLOWS], 0);
	assert_int_equal(value(&o, FIELD_HOW), HOW_HUB);
	block_free(o.b);
	schemas_free(o.all);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_merge),
	    cmocka_unit_test(test_laws),
	    cmocka_unit_test(test_overflow),
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_keys),
	};

	diag_init("counter");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
