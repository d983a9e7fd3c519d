/* SPDX-License-Identifier: ISC */

/*
 * fl-label: adds what is known of the addresses of each row.
 *
 *   fl-conn logs/ | fl-label -i enis.json -t offices.tsv | fl-group dstname
 *
 * Here interfaces and prefix lists become sources of engine/label; tables are
 * read there.
 */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/label.h"
#include "rules/eni.h"
#include "rules/plist.h"
#include "source/copy.h"

struct conf {
	const char *columns;    /* -c */
	struct opt_list eni;    /* -i */
	struct opt_list table;  /* -t */
	struct opt_list prefix; /* --prefix-lists */
};

/* Where a row stores to. */
enum {
	TO_COLUMNS = offsetof(struct conf, columns),
	TO_ENI = offsetof(struct conf, eni),
	TO_TABLE = offsetof(struct conf, table),
	TO_PREFIX = offsetof(struct conf, prefix),
};

static const struct opt own_opts[] = {
    {'c', "columns", "FIELDS", OPT_STR, WORD_FIELDS, TO_COLUMNS,
	"columns to write", NULL},
    {'i', "interfaces", "FILE", OPT_LIST, WORD_FILE, TO_ENI,
	"network interfaces, as describe-network-interfaces has them", NULL},
    {'t', "table", "FILE", OPT_LIST, WORD_FILE, TO_TABLE,
	"prefixes and columns of your own; the longest prefix counts", NULL},
    {0, "prefix-lists", "FILE", OPT_LIST, WORD_FILE, TO_PREFIX,
	"prefix lists, or the entries of one, as AWS writes them", NULL},
};

/* ---- interfaces -------------------------------------------------------- */

enum {
	ENI_SG,
	ENI_NAME,
	ENI_TYPE,
	ENI_VPC,
	ENI_COUNT
};

static const struct slice eni_column[ENI_COUNT] = {
    [ENI_SG] = {"sg", 2},
    [ENI_NAME] = {"name", 4},
    [ENI_TYPE] = {"type", 4},
    [ENI_VPC] = {"vpc", 3},
};

/* Puts text behind what is in b; returns where it will be found. */
static size_t
put(struct buf *b, const char *text)
{
	size_t at = b->n;

	cell_encode(b, slice_str(text));
	return at;
}

/* The cells of an interface, encoded in b. */
static void
eni_cells(const struct eni *e, struct buf *b, struct slice cell[ENI_COUNT])
{
	size_t at[ENI_COUNT + 1];

	b->n = 0;
	at[ENI_SG] = 0;
	for (size_t i = 0; i < e->ngroup; i++) {
		if (i > 0)
			buf_char(b, ',');
		put(b, e->group[i].id);
	}
	at[ENI_NAME] = put(b, e->name);
	at[ENI_TYPE] = put(b, e->type);
	at[ENI_VPC] = put(b, e->vpc);
	at[ENI_COUNT] = b->n;
	for (size_t i = 0; i < ENI_COUNT; i++)
		cell[i] = (struct slice){b->p + at[i], at[i + 1] - at[i]};
}

/* All interfaces as one source. */
static void
add_enis(struct label *l, const struct enis *all)
{
	struct slice cell[ENI_COUNT];
	struct buf b = {0};

	size_t source = label_source(l, "-i", eni_column, ENI_COUNT);
	for (size_t i = 0; i < eni_count(all); i++) {
		const struct eni *e = eni_at(all, i);
		struct label_holder by = {slice_str(e->vpc), slice_str(e->id)};
		label_place(l, by.eni, by.vpc);
		eni_cells(e, &b, cell);
		struct slice vpc = cell[ENI_VPC];
		for (size_t k = 0; k < e->naddr; k++) {
			const struct eni_addr *a = &e->addr[k];
			/* No rule that names a group sees a public address. */
			cell[ENI_VPC].n = a->way == ENI_PUBLIC ? 0 : vpc.n;
			label_add(l, source, a->prefix, cell, &by, 0);
		}
	}
	buf_free(&b);
}

/* -i.  0, or -1 after a message. */
static int
read_enis(struct label *l, const struct opt_list *path)
{
	struct enis *all = eni_new();
	int r = 0;

	for (size_t i = 0; i < path->n && r == 0; i++)
		r = eni_load(all, path->item[i]);
	if (r == 0) {
		eni_done(all);
		add_enis(l, all);
	}
	eni_free(all);
	return r;
}

/* ---- prefix lists ------------------------------------------------------ */

static const struct slice plist_column[] = {{"pl", 2}, {"plname", 6}};

/* A name beside others: a comma in it would look like one between them. */
static void
put_name(struct buf *b, const char *name)
{
	struct slice rest = slice_str(name[0] != '\0' ? name : "-");

	for (;;) {
		cell_encode(b, slice_cut(&rest, ','));
		if (rest.p == NULL)
			return;
		buf_str(b, "%2C");
	}
}

/* One prefix, which n lists have. */
static void
add_entry(struct label *l, size_t source, const struct plist_entry *e, size_t n)
{
	struct buf id = {0}, name = {0};

	for (size_t i = 0; i < n; i++) {
		if (i > 0) {
			buf_char(&id, ',');
			buf_char(&name, ',');
		}
		put(&id, e[i].list->id);
		put_name(&name, e[i].list->name);
	}
	struct slice cell[] = {{id.p, id.n}, {name.p, name.n}};
	label_add(l, source, e->prefix, cell, NULL, 0);
	buf_free(&id);
	buf_free(&name);
}

/* All prefix lists as one source. */
static void
add_plists(struct label *l, const struct plists *all)
{
	size_t n, same;

	size_t source = label_source(l, "--prefix-lists", plist_column,
	    nitems(plist_column));
	const struct plist_entry *e = plist_entries(all, &n);
	for (size_t i = 0; i < n; i += same) {
		for (same = 1; i + same < n; same++)
			if (prefix_cmp(e[i].prefix, e[i + same].prefix) != 0)
				break;
		add_entry(l, source, e + i, same);
	}
}

/* --prefix-lists.  0, or -1 after a message. */
static int
read_plists(struct label *l, const struct opt_list *path)
{
	struct plists *all = plist_new();
	int r = 0;

	for (size_t i = 0; i < path->n && r == 0; i++)
		r = plist_load(all, path->item[i]);
	if (r == 0) {
		plist_done(all);
		add_plists(l, all);
	}
	plist_free(all);
	return r;
}

/* ---- the run ----------------------------------------------------------- */

static void *
start(const void *label)
{
	return labelrun_new(unconst(label));
}

static void
stop(void *run)
{
	labelrun_free(run);
}

static const struct schema *
widen(void *run, struct schemas *all, const struct schema *from)
{
	return labelrun_widen(run, all, from);
}

static void
fill(void *run, struct block *b, const size_t *col, size_t ncol)
{
	labelrun_block(run, b, col, ncol);
}

/* Everything that is known of addresses.  0, or -1 after a message. */
static int
read_all(struct label *l, const struct conf *conf)
{
	if (conf->prefix.n > 0 && read_plists(l, &conf->prefix) < 0)
		return -1;
	if (conf->eni.n > 0 && read_enis(l, &conf->eni) < 0)
		return -1;
	for (size_t i = 0; i < conf->table.n; i++)
		if (label_table(l, conf->table.item[i]) < 0)
			return -1;
	return label_done(l);
}

/* Says how many addresses could not be told apart. */
static void
say_doubts(const struct label *l)
{
	struct label_doubt d = label_doubts(l);
	char text[IP_MAX];

	if (d.n == 0)
		return;
	diag_say("%ju addresses in rows are held by several interfaces, such "
		 "as %.*s in %.*s and in %.*s, and neither vpc nor eni of the "
		 "row tells by which: they are labelled -",
	    (uintmax_t)d.n, (int)(ip_print(text, d.ip) - text), text,
	    (int)d.holder[0].n, d.holder[0].p, (int)d.holder[1].n,
	    d.holder[1].p);
}

int
main(int argc, char **argv)
{
	struct conf conf = {0};
	struct input_conf in = {0};
	struct out_conf out = {0};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {own_opts, nitems(own_opts), &conf},
	    {input_opts, input_nopts, &in},
	    {input_thread_opts, input_nthread_opts, &in},
	    {out_opts, out_nopts, &out},
	};
	const struct opt_tool tool = {
	    .name = "fl-label",
	    .operands = "[FILE ...]",
	    .about = "Adds what is known of addresses.",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int first = opt_parse(&tool, argc, argv);
	if (conf.eni.n + conf.table.n + conf.prefix.n == 0)
		opt_die(&tool,
		    "nothing to look addresses up in: -i, -t or "
		    "--prefix-lists is missing");
	argv += first;
	size_t nfile = (size_t)(argc - first);
	const struct opt_list *list[] = {&conf.eni, &conf.table, &conf.prefix};
	opt_stdin(&tool, list, nitems(list), argv, nfile);
	struct pick *pick = pick_parse(conf.columns);
	struct label *l = label_new();
	if (pick != NULL && read_all(l, &conf) == 0) {
		for (size_t i = 0; i < label_columns(l); i++)
			pick_add(pick, label_column(l, i));
		struct copy copy = {pick, start, stop, widen, fill, l, NULL};
		copy_run(&copy, &in, &out, argv, nfile);
		say_doubts(l);
	}
	label_free(l);
	pick_free(pick);
	free(conf.eni.item);
	free(conf.table.item);
	free(conf.prefix.item);
	return diag_status();
}
