/* SPDX-License-Identifier: ISC */

/*
 * See order.h.  A radix sort in place ("American flag": McIlroy, Bostic and
 * McIlroy, Engineering Radix Sort, 1993), most significant byte first, over
 * one word of each key that lies beside the row's number.  Bytes that are
 * alike in all keys of a run are skipped; a run that is alike in the whole
 * word fetches the next word.  Short runs go by insertion.
 */

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/order.h"
#include "base/pool.h"

#define AHEAD 12 /* rows whose keys are on their way from memory */
#define LARGE ((size_t)1 << 20) /* bytes that are worth a mapping */
#define SHORT 24                /* rows of a run that insertion sorts faster */

struct item {
	uint64_t word;
	uint32_t row;
};

struct keys {
	const uint64_t *key;
	size_t stride, words;
};

static inline const uint64_t *
key_of(const struct keys *k, const struct item *it)
{
	return k->key + it->row * k->stride;
}

/* Is a before b?  Their words before w are equal; .word is word w. */
static inline bool
before(const struct keys *k, size_t w, const struct item *a,
    const struct item *b)
{
	if (a->word != b->word)
		return a->word < b->word;
	w++;
	return order_cmp(key_of(k, a) + w, key_of(k, b) + w, k->words - w) < 0;
}

static void
insert(const struct keys *k, size_t w, struct item *it, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct item x = it[i];
		size_t j = i;
		for (; j > 0 && before(k, w, &x, &it[j - 1]); j--)
			it[j] = it[j - 1];
		it[j] = x;
	}
}

/*
 * Moves the rows into the order of one byte of .word; end[b] becomes where
 * the rows with byte b end.
 */
static void
deal(struct item *it, size_t n, unsigned int shift, size_t end[256])
{
	size_t next[256], sum = 0;

	for (int b = 0; b < 256; b++)
		end[b] = 0;
	for (size_t i = 0; i < n; i++)
		end[it[i].word >> shift & 0xff]++;
	for (int b = 0; b < 256; b++) {
		next[b] = sum;
		sum += end[b];
		end[b] = sum;
	}
	for (int b = 0; b < 256; b++) {
		while (next[b] < end[b]) {
			struct item x = it[next[b]];
			unsigned int to = x.word >> shift & 0xff;
			while (to != (unsigned int)b) {
				struct item y = it[next[to]];
				it[next[to]++] = x;
				x = y;
				to = x.word >> shift & 0xff;
			}
			it[next[b]++] = x;
		}
	}
}

/*
 * Loads word w of the rows and on until one tells some of them apart.
 * Returns the bits that differ, 0 where the rows are equal.
 */
static uint64_t
fetch(const struct keys *k, size_t *w, struct item *it, size_t n)
{
	uint64_t differ = 0;

	for (; *w < k->words; ++*w) {
		for (size_t i = 0; i < n; i++) {
			if (i + AHEAD < n)
				__builtin_prefetch(key_of(k, &it[i + AHEAD]) +
				    *w);
			it[i].word = key_of(k, &it[i])[*w];
			differ |= it[i].word ^ it[0].word;
		}
		if (differ != 0)
			break;
	}
	return differ;
}

/* Sorts rows that are equal before word w; theirs is in .word already. */
static void
sort(const struct keys *k, size_t w, struct item *it, size_t n)
{
	size_t end[256], from = 0;
	uint64_t differ = 0;

	if (n <= SHORT) {
		insert(k, w, it, n);
		return;
	}
	for (size_t i = 1; i < n; i++)
		differ |= it[i].word ^ it[0].word;
	if (differ == 0) {
		w++;
		differ = fetch(k, &w, it, n);
		if (differ == 0)
			return;
	}
	unsigned int shift = (63 - (unsigned int)__builtin_clzll(differ)) & ~7U;
	deal(it, n, shift, end);
	for (int b = 0; b < 256; b++) {
		if (end[b] - from > 1)
			sort(k, w, it + from, end[b] - from);
		from = end[b];
	}
}

/* Room for n items. */
static struct item *
new_items(size_t n)
{
	size_t size = n * sizeof(struct item);

	return size >= LARGE ? mem_huge(NULL, 0, size) :
			       mem_array(NULL, n, sizeof(struct item));
}

static void
free_items(struct item *it, size_t n)
{
	size_t size = n * sizeof(*it);

	if (size >= LARGE)
		mem_huge(it, size, 0);
	else
		free(it);
}

/* Are the rows in order as they are? */
static bool
in_order(const struct keys *k, size_t n)
{
	const uint64_t *p = k->key;

	for (size_t i = 1; i < n; i++, p += k->stride)
		if (order_cmp(p, p + k->stride, k->words) > 0)
			return false;
	return true;
}

/* Sorts n > 1 rows into row. */
static void
sort_all(const struct keys *k, size_t n, uint32_t *row)
{
	struct item *it = new_items(n);

	for (size_t i = 0; i < n; i++)
		it[i] = (struct item){k->key[i * k->stride], (uint32_t)i};
	sort(k, 0, it, n);
	for (size_t i = 0; i < n; i++)
		row[i] = it[i].row;
	free_items(it, n);
}

/* ---- by many threads ---------------------------------------------------- */

#define SAMPLE 64   /* words for each thread, of which the bounds are some */
#define WORTH 65536 /* rows that are worth threads */

/*
 * Each thread deals a slice of the rows to shares, by bounds of their first
 * word; then each sorts a share.
 */
struct dealt {
	struct keys k;
	size_t n, threads;
	uint64_t *bound; /* the first word of each share but the first */
	size_t *next;    /* by slice and share: how many, and then where */
	struct item *it;
	uint32_t *row;
};

static size_t
share_of(const struct dealt *d, uint64_t word)
{
	size_t i = 0;

	while (i + 1 < d->threads && word >= d->bound[i])
		i++;
	return i;
}

static size_t
slice_at(const struct dealt *d, size_t i)
{
	return d->n * i / d->threads;
}

static void
count_slice(void *arg, size_t i)
{
	const struct dealt *d = arg;
	size_t *count = d->next + i * d->threads;

	for (size_t r = slice_at(d, i); r < slice_at(d, i + 1); r++)
		count[share_of(d, d->k.key[r * d->k.stride])]++;
}

static void
deal_slice(void *arg, size_t i)
{
	const struct dealt *d = arg;
	size_t *next = d->next + i * d->threads;

	for (size_t r = slice_at(d, i); r < slice_at(d, i + 1); r++) {
		uint64_t word = d->k.key[r * d->k.stride];
		d->it[next[share_of(d, word)]++] = (struct item){word,
		    (uint32_t)r};
	}
}

/* After dealing a slice's place for a share is its end; the last's is all's. */
static void
sort_share(void *arg, size_t i)
{
	const struct dealt *d = arg;
	const size_t *end = d->next + (d->threads - 1) * d->threads;
	size_t from = i > 0 ? end[i - 1] : 0;

	sort(&d->k, 0, d->it + from, end[i] - from);
	for (size_t r = from; r < end[i]; r++)
		d->row[r] = d->it[r].row;
}

static int
cmp_word(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Shares of about as many rows each, as a sample has it. */
static void
choose_bounds(struct dealt *d)
{
	size_t n = SAMPLE * d->threads;
	uint64_t *word = mem_array(NULL, n, sizeof(*word));

	for (size_t i = 0; i < n; i++)
		word[i] = d->k.key[d->n / n * i * d->k.stride];
	qsort(word, n, sizeof(*word), cmp_word);
	for (size_t i = 1; i < d->threads; i++)
		d->bound[i - 1] = word[SAMPLE * i];
	free(word);
}

/* Counts become places: shares one behind the other, slices in each. */
static void
place_all(struct dealt *d)
{
	size_t at = 0;

	for (size_t share = 0; share < d->threads; share++)
		for (size_t slice = 0; slice < d->threads; slice++) {
			size_t *next = &d->next[slice * d->threads + share];
			size_t n = *next;
			*next = at;
			at += n;
		}
}

static void
sort_dealt(const struct keys *k, size_t n, size_t threads, uint32_t *row)
{
	struct dealt d = {.k = *k, .n = n, .threads = threads, .row = row};

	d.bound = mem_new(threads * sizeof(*d.bound));
	d.next = mem_new(threads * threads * sizeof(*d.next));
	d.it = new_items(n);
	choose_bounds(&d);
	pool_run(threads, count_slice, &d);
	place_all(&d);
	pool_run(threads, deal_slice, &d);
	pool_run(threads, sort_share, &d);
	free_items(d.it, n);
	free(d.next);
	free(d.bound);
}

uint32_t *
order_threads(const uint64_t *key, size_t n, size_t stride, size_t words,
    size_t threads)
{
	struct keys k = {key, stride, words};
	uint32_t *row = mem_array(NULL, n, sizeof(*row));

	if (n > 1 && !in_order(&k, n)) {
		if (threads > 1 && n >= WORTH)
			sort_dealt(&k, n, threads, row);
		else
			sort_all(&k, n, row);
		return row;
	}
	for (size_t i = 0; i < n; i++)
		row[i] = (uint32_t)i;
	return row;
}

uint32_t *
order_sort(const uint64_t *key, size_t n, size_t stride, size_t words)
{
	return order_threads(key, n, stride, words, 1);
}
