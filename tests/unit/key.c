/* SPDX-License-Identifier: ISC */

/* key.h: the words of KEYS; packed keys hold what rows say, and sort so. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/order.h"
#include "engine/key.h"

static uint64_t state = 4;

static uint64_t
rnd(uint64_t n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (state >> 30) % n;
}

/* ---- words ------------------------------------------------------------ */

static void
test_words(void **s)
{
	static const struct {
		const char *list;
		size_t n;
		unsigned int narrow, wide;
	} t[] = {
	    {"dst,src,dport,proto", 4, 2, 5},
	    {"src,dst,sport,dport,proto", 5, 2, 5},
	    {"src,dst,sport,dport,proto,action", 6, 2, 5},
	    {"start/1h,dst,dport", 3, 2, 3},
	    {"src/24,dst/16:48", 2, 1, 5},
	    {"src/0", 1, 1, 3},
	    {"bytes", 1, 1, 1},
	    {"eni,vpc", 2, 1, 1},
	    {"col:src/dst,foo", 2, 1, 1},
	};

	(void)s;
	for (size_t i = 0; i < nitems(t); i++) {
		struct keys *k = keys_parse(t[i].list);
		assert_non_null(k);
		assert_int_equal(k->n, t[i].n);
		assert_int_equal(k->words[KEY_NARROW], t[i].narrow);
		assert_int_equal(k->words[KEY_WIDE], t[i].wide);
		keys_free(k);
	}
	keys_free(NULL);
}

static void
test_parts(void **s)
{
	struct keys *k = keys_parse("srcAddr/24:64,START/90,dst_port,"
				    "col:a/b,bytes/512,dst/32:0,end/2d");

	(void)s;
	assert_non_null(k);
	assert_string_equal(k->part[0].name, "src");
	assert_int_equal(k->part[0].len4, 120);
	assert_int_equal(k->part[0].len6, 64);
	assert_string_equal(k->part[1].name, "start");
	assert_int_equal(k->part[1].unit, 90);
	assert_ptr_equal(k->part[2].field, field_at(FIELD_DPORT));
	assert_int_equal(k->part[2].unit, 1);
	assert_ptr_equal(k->part[3].field, &field_other);
	assert_string_equal(k->part[3].name, "a/b");
	assert_int_equal(k->part[4].unit, 512);
	assert_int_equal(k->part[5].len4, 128);
	assert_int_equal(k->part[5].len6, 0);
	assert_int_equal(k->part[6].unit, 172800);
	keys_free(k);
}

static void
test_refused(void **s)
{
	static const char *const t[] = {"", ",", "dst,", ",dst", "dst,,src",
	    "dst,dst", "dst,dstaddr", "dst,dst/24", "foo,col:foo", "sorc",
	    "dst src", "dst=src", "#dst", "src/", "src/33",
	    "src/24:", "src/:64", "src/24:129", "src/-1", "src/24/8",
	    "src/24:64:1", "src/0x8", "src/ 8", "dport/8", "proto/2", "flags/2",
	    "eni/2", "foo/2", "start/", "start/0", "start/1y", "start/-1",
	    "bytes/", "bytes/0", "bytes/1k", "bytes/18446744073709551616",
	    "col:", "how/2", "action/1", "fromport/10"};

	(void)s;
	for (size_t i = 0; i < nitems(t); i++) {
		struct keys *k = keys_parse(t[i]);
		if (k != NULL)
			fail_msg("\"%s\" was taken", t[i]);
	}
}

/* As many as allowed, and one more. */
static void
test_most(void **s)
{
	struct buf list = {0};

	(void)s;
	for (int i = 0; i < KEY_PARTS; i++)
		buf_fmt(&list, "%szz%d", i ? "," : "", i);
	struct keys *k = keys_parse(buf_cstr(&list));
	assert_non_null(k);
	assert_int_equal(k->n, KEY_PARTS);
	assert_int_equal(k->words[KEY_NARROW], KEY_PARTS / 2);
	keys_free(k);
	buf_str(&list, ",zz");
	assert_null(keys_parse(buf_cstr(&list)));
	buf_free(&list);
}

/* ---- packing ---------------------------------------------------------- */

/*
 * Blocks of random cells for all kinds, of values at both ends of what a kind
 * has and near each other.
 */
static const char list[] = "fromport,src/20:50,action,foo,bytes,dst,flags,"
			   "start/60,how,sport,proto,pktsrc/0,vpc";
enum {
	PARTS = 13,
	ROWS = 400
};

static const uint64_t top[KIND_COUNT] = {
    [KIND_NUM] = UINT64_MAX - 1,
    [KIND_PORT] = 65535,
    [KIND_RPORT] = 65536,
    [KIND_PROTO] = 255,
    [KIND_FLAGS] = 255,
    [KIND_TIME] = UINT32_MAX - 1,
    [KIND_ACTION] = ACTION_REJECT,
    [KIND_HOW] = HOW_NONE,
};

static uint64_t
any_num(enum kind kind)
{
	uint64_t small = rnd(3);

	if (rnd(6) == 0)
		return NUM_NONE;
	if (small > top[kind])
		small = top[kind];
	return rnd(2) ? small : top[kind] - small;
}

static struct ip
any_ip(bool six, uint8_t *len)
{
	struct ip ip = ip_from4((uint32_t)(rnd(2) ? rnd(3) : -rnd(3) - 1));
	static const uint8_t lens[] = {96, 97, 110, 116, 117, 127};

	*len = 128;
	if (rnd(6) == 0)
		return IP_NONE;
	if (six && rnd(3) == 0) {
		ip = (struct ip){rnd(2) ? rnd(3) : UINT64_MAX, rnd(3)};
		if (rnd(2))
			*len = (uint8_t)rnd(129);
	} else if (rnd(4) == 0) {
		*len = lens[rnd(nitems(lens))];
	}
	return ip_mask(ip, *len);
}

static void
any_block(struct block *b, const struct keys *k, const struct schema *schema)
{
	static const char *const names[] = {"-", "a", "b", "", "aa", "-a"};
	bool six = rnd(2);

	block_start(b, schema, NULL);
	for (size_t c = 0; c < k->n; c++) {
		enum kind kind = k->part[c].field->kind;
		struct ip *ip = NULL;
		uint8_t *len = NULL;
		uint64_t *num = NULL;
		struct slice *slice = NULL;
		if (kind == KIND_IP)
			ip = block_ips(b, c, &len);
		else if (kind == KIND_NAME)
			slice = block_slices(b, c);
		else
			num = block_nums(b, c);
		for (size_t r = 0; r < ROWS; r++) {
			if (ip != NULL)
				ip[r] = any_ip(six, &len[r]);
			else if (slice != NULL)
				slice[r] = slice_str(names[rnd(nitems(names))]);
			else
				num[r] = any_num(kind);
		}
	}
	b->nrow = ROWS;
	block_all(b);
}

/* What a cell becomes, by the words of the contract. */
static struct prefix
masked(const struct keypart *p, const struct vec *v, size_t row)
{
	struct prefix c = {v->ip[row], v->len[row]};
	uint8_t most = ip_is4(c.ip) ? p->len4 : p->len6;

	if (ip_none(c.ip))
		return (struct prefix){IP_NONE, 0};
	if (c.len > most)
		c.len = most;
	c.ip = ip_mask(c.ip, c.len);
	return c;
}

static int
cmp(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* How two rows compare in one part. */
static int
cmp_part(const struct keypart *p, const struct vec *v, size_t x, size_t y)
{
	if (p->field->kind == KIND_NAME) {
		bool nx = slice_is(v->slice[x], "-");
		bool ny = slice_is(v->slice[y], "-");
		return nx || ny ? nx - ny : slice_cmp(v->slice[x], v->slice[y]);
	}
	if (p->field->kind == KIND_IP)
		return prefix_cmp(masked(p, v, x), masked(p, v, y));
	uint64_t a = v->num[x], b = v->num[y];
	return cmp(a == NUM_NONE ? a : a / p->unit,
	    b == NUM_NONE ? b : b / p->unit);
}

static int
cmp_rows(const struct keys *k, const struct block *b, size_t x, size_t y)
{
	int c = 0;

	for (size_t i = 0; i < k->n && c == 0; i++)
		c = cmp_part(&k->part[i], &b->vec[i], x, y);
	return c;
}

/* Does a packed key hold the cells of its row? */
static void
check_cells(const struct keys *k, enum key_form form, const uint64_t *key,
    const struct block *b, size_t row, const struct intern *names)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct keypart *p = &k->part[i];
		const struct vec *v = &b->vec[i];
		uint8_t len;
		if (p->field->kind == KIND_IP) {
			struct prefix want = masked(p, v, row);
			struct ip ip = key_ip(p, form, key, &len);
			assert_true(ip_eq(ip, want.ip));
			assert_true(ip_none(ip) || len == want.len);
		} else if (p->field->kind == KIND_NAME) {
			uint64_t id = key_num(p, form, key);
			if (slice_is(v->slice[row], "-"))
				assert_int_equal(id, INTERN_NONE);
			else
				assert_true(slice_eq(intern_name(names,
							 (uint32_t)id),
				    v->slice[row]));
		} else {
			uint64_t n = v->num[row];
			assert_int_equal(key_num(p, form, key),
			    n == NUM_NONE ? n : n - n % p->unit);
		}
	}
}

/* A row is narrow if its addresses are IPv4 of just the length, or none. */
static enum key_form
form_of(const struct keys *k, const struct block *b, size_t row)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct keypart *p = &k->part[i];
		if (p->field->kind != KIND_IP)
			continue;
		struct prefix c = masked(p, &b->vec[i], row);
		if (!ip_none(c.ip) && (!ip_is4(c.ip) || c.len != p->len4))
			return KEY_WIDE;
	}
	return KEY_NARROW;
}

/* Packs all rows; key[row] becomes the wide form with ranks for names. */
static void
pack_all(const struct keys *k, struct block *b, struct intern *names,
    uint64_t *key, size_t stride)
{
	size_t col[KEY_PARTS];
	uint32_t row[ROWS];
	uint64_t one[64];

	for (size_t i = 0; i < k->n; i++)
		col[i] = i;
	memcpy(row, b->sel, sizeof(row));
	size_t narrow = key_split(k, b, col, row, ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		enum key_form form = i < narrow ? KEY_NARROW : KEY_WIDE;
		assert_int_equal(form, form_of(k, b, row[i]));
		assert_true(i == 0 || i >= narrow || row[i] > row[i - 1]);
		key_pack(k, form, b, col, names, row + i, 1, one);
		check_cells(k, form, one, b, row[i], names);
		if (form == KEY_NARROW)
			key_widen(k, one, key + row[i] * stride);
		else
			memcpy(key + row[i] * stride, one,
			    k->words[form] * sizeof(*key));
	}
	uint32_t *id = intern_sorted(names);
	uint32_t rank[16];
	for (uint32_t i = 0; i < intern_count(names); i++)
		rank[id[i]] = i;
	key_map(k, KEY_WIDE, key, ROWS, stride, rank);
	free(id);
}

static void
test_packing(void **s)
{
	struct schemas *all = schemas_new();
	struct keys *k = keys_parse(list);
	struct slice name[PARTS];
	struct block *b = block_new();

	(void)s;
	print_message("seed %ju\n", (uintmax_t)state);
	assert_int_equal(k->n, PARTS);
	size_t stride = k->words[KEY_WIDE];
	uint64_t *key = mem_array(NULL, ROWS * stride, sizeof(*key));
	for (size_t i = 0; i < k->n; i++)
		name[i] = slice_str(k->part[i].name);
	const struct schema *schema = schemas_names(all, name, PARTS);
	for (int round = 0; round < 25; round++) {
		struct intern *names = intern_new(rnd(1000));
		any_block(b, k, schema);
		pack_all(k, b, names, key, stride);
		for (size_t x = 0; x < ROWS; x++) {
			for (size_t y = 0; y < ROWS; y++)
				assert_int_equal(order_cmp(key + x * stride,
						     key + y * stride, stride),
				    cmp_rows(k, b, x, y) < 0     ? -1 :
					cmp_rows(k, b, x, y) > 0 ? 1 :
								   0);
		}
		intern_free(names);
	}
	block_free(b);
	free(key);
	keys_free(k);
	schemas_free(all);
}

/* One part at a time, since in a long list the first few decide. */
static void
test_each(void **s)
{
	static const char *const parts[] = {"fromport", "src/20:50", "action",
	    "foo", "bytes", "dst", "flags", "start/60", "how", "sport", "proto",
	    "pktsrc/0", "bytes/1000,dst", "sport,src"};

	(void)s;
	for (size_t p = 0; p < nitems(parts); p++) {
		struct schemas *all = schemas_new();
		struct keys *k = keys_parse(parts[p]);
		struct block *b = block_new();
		struct intern *names = intern_new(p);
		struct slice name[2];
		uint64_t key[ROWS * 8];
		for (size_t i = 0; i < k->n; i++)
			name[i] = slice_str(k->part[i].name);
		any_block(b, k, schemas_names(all, name, k->n));
		pack_all(k, b, names, key, 8);
		for (size_t x = 0; x < ROWS; x++) {
			for (size_t y = 0; y < ROWS; y++) {
				int c = cmp_rows(k, b, x, y);
				assert_int_equal(order_cmp(key + x * 8,
						     key + y * 8,
						     k->words[KEY_WIDE]),
				    (c > 0) - (c < 0));
			}
		}
		intern_free(names);
		block_free(b);
		keys_free(k);
		schemas_free(all);
	}
}

/* A column that is not there is missing in either form. */
static void
test_absent(void **s)
{
	struct keys *k = keys_parse("src,vpc,bytes,dport");
	struct block *b = block_new();
	struct intern *names = intern_new(1);
	const size_t col[] = {SCHEMA_NONE, SCHEMA_NONE, SCHEMA_NONE,
	    SCHEMA_NONE};
	uint32_t row[] = {0};
	uint64_t key[8];
	uint8_t len;

	(void)s;
	assert_int_equal(key_split(k, b, col, row, 1), 1);
	for (int f = 0; f < KEY_FORMS; f++) {
		key_pack(k, f, b, col, names, row, 1, key);
		assert_true(ip_none(key_ip(&k->part[0], f, key, &len)));
		assert_int_equal(key_num(&k->part[1], f, key), INTERN_NONE);
		assert_int_equal(key_num(&k->part[2], f, key), NUM_NONE);
		assert_int_equal(key_num(&k->part[3], f, key), NUM_NONE);
	}
	intern_free(names);
	block_free(b);
	keys_free(k);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_most),
	    cmocka_unit_test(test_packing),
	    cmocka_unit_test(test_each),
	    cmocka_unit_test(test_absent),
	};

	diag_init("key");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
