/* SPDX-License-Identifier: ISC */

/* See faults.h. */

#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "faults.h"

#define VPC "vpc-0abcdefab01234567"
#define BIT(id) (UINT64_C(1) << WORLD_##id)

enum {
	RULES = 512,
	GROUPS_MAX = 24,
	ALL = 0 /* as a protocol: AWS's -1 */
};

/* Who is in which group: sg-NAME. */
static const struct {
	const char *name;
	uint64_t hosts;
} groups[] = {
    {"lb", BIT(LB1) | BIT(LB2)},
    {"app", BIT(APP1) | BIT(APP2) | BIT(APP3)},
    {"bastion", BIT(BASTION)},
    {"mail", BIT(MAIL)},
    {"rpc", BIT(RPC)},
    {"queue", BIT(QUEUE)},
    {"db1", BIT(DB1)},
    {"db2", BIT(DB2)},
    {"cache", BIT(CACHE)},
    {"dns", BIT(DNS)},
    {"mon", BIT(MON)},
    {"ci", BIT(CI)},
    {"batch", BIT(BATCH)},
    {"base", 0}, /* all of the above */
    {"old1", 0}, /* no interface has these */
    {"old2", 0},
};

enum {
	NGROUP = sizeof(groups) / sizeof(groups[0]),
	BASE = NGROUP - 3, /* the numbers of the last three */
	OLD1,
	OLD2
};

enum use {
	USED,
	RARE,
	WIDE,
	UNUSED,
	UNSURE,
	ORPHAN
};

static const char *const use_word[] = {"used", "rare", "wide", "unused",
    "unsure", "orphan"};

struct rule {
	int group;
	bool egress;
	uint8_t proto;
	uint16_t from, to;
	int peer; /* a group, or -1: a net */
	struct addr net;
	uint8_t len;      /* of 128 bits */
	uint64_t classes; /* rows of flows.def that need it */
	enum use use;
	const char *risk;
};

struct account {
	struct rule rule[RULES];
	size_t n;
	struct prng rng;
};

/* ---- rules -------------------------------------------------------------- */

static bool
net_has(const struct rule *a, const struct rule *b)
{
	uint64_t hi = a->net.hi ^ b->net.hi, lo = a->net.lo ^ b->net.lo;

	if (world_is4(a->net) != world_is4(b->net) || a->len > b->len)
		return false;
	if (a->len <= 64)
		return a->len == 0 || hi >> (64 - a->len) == 0;
	return hi == 0 && lo >> (128 - a->len) == 0;
}

/* Does a let through all that b does? */
static bool
has(const struct rule *a, const struct rule *b)
{
	if (a->group != b->group || a->egress != b->egress ||
	    (a->peer < 0) != (b->peer < 0))
		return false;
	if (a->peer >= 0 ? a->peer != b->peer : !net_has(a, b))
		return false;
	return a->proto == ALL ||
	    (a->proto == b->proto && a->from <= b->from && a->to >= b->to);
}

/* Adds a rule that flows need, unless one has it inside. */
static void
need(struct account *a, struct rule r)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (has(&a->rule[i], &r)) {
			a->rule[i].classes |= r.classes;
			return;
		}
	for (size_t i = 0; i < a->n; i++)
		if (has(&r, &a->rule[i]))
			r.classes |= a->rule[i].classes;
		else
			a->rule[n++] = a->rule[i];
	a->n = n;
	if (a->n == RULES)
		errx(2, "too many rules");
	a->rule[a->n++] = r;
}

static struct rule *
plant(struct account *a, struct rule r)
{
	if (a->n == RULES)
		errx(2, "too many rules");
	a->rule[a->n] = r;
	return &a->rule[a->n++];
}

/* ---- what flows need ---------------------------------------------------- */

static uint64_t
hosts_of(int group)
{
	uint64_t all = 0;

	if (group != BASE)
		return groups[group].hosts;
	for (int g = 0; g < BASE; g++)
		all |= groups[g].hosts;
	return all;
}

/* The groups for a set of hosts: base for most of all, else each of theirs. */
static size_t
cover(uint64_t set, int *to)
{
	size_t n = 0, hosts = 0;

	for (int id = 0; id < WORLD_HOSTS; id++)
		hosts += set >> id & 1;
	if (hosts >= 8) {
		to[0] = BASE;
		return 1;
	}
	for (int g = 0; g < BASE; g++)
		if (set & groups[g].hosts)
			to[n++] = g;
	return n;
}

/* For the nets that an address pool is made of. */
static void
need_pool(struct account *a, struct rule r, int id, int family)
{
	uint32_t n = world_pool_size(id);

	r.peer = -1;
	if (n == 0) { /* a crowd is everybody */
		r.net = family == 4 ? world_ip4(0) : (struct addr){0, 0};
		r.len = family == 4 ? 96 : 0;
		need(a, r);
		return;
	}
	for (uint32_t i = 0, size; i < n; i += size) {
		r.net = world_pool_addr(id, family, i);
		r.len = 128;
		size = 1;
		while (family == 4 && i + 2 * size <= n &&
		    (uint32_t)r.net.lo % (2 * size) == 0) {
			size *= 2;
			r.len--;
		}
		need(a, r);
	}
}

/* The rules of one side of a flow: of whom, for whom. */
static void
need_side(struct account *a, struct rule r, uint32_t whose, uint32_t peers,
    int family)
{
	int subject[NGROUP], peer[NGROUP];
	size_t n = cover(whose, subject), np = cover(peers, peer);

	for (size_t i = 0; i < n; i++) {
		r.group = subject[i];
		for (size_t k = 0; k < np; k++) {
			r.peer = peer[k];
			need(a, r);
		}
		for (int id = WORLD_FIRST_POOL; id < WORLD_IDS; id++)
			if (peers >> id & 1)
				need_pool(a, r, id, family);
	}
}

static void
need_all(struct account *a)
{
	for (size_t i = 0; i < world_nflows; i++) {
		const struct flow *f = &world_flows[i];
		bool ports = f->proto == WORLD_TCP || f->proto == WORLD_UDP;
		struct rule r = {
		    .proto = f->proto,
		    .from = ports ? f->port : 0,
		    .to = ports ? f->port : UINT16_MAX,
		    .classes = UINT64_C(1) << i,
		    .risk = "-",
		};
		if (!f->legit)
			continue;
		need_side(a, r, f->to, f->from, f->family);
		r.egress = true;
		need_side(a, r, f->from, f->to, f->family);
	}
}

/* ---- faults ------------------------------------------------------------- */

/* Of the services below 1024 and beside them, those that are open here. */
static const struct {
	uint16_t from, to;
	const char *risk;
} doors[] = {
    {3389, 3389, "admin"},
    {20, 24, "admin"},
    {23, 23, "high"},
    {445, 445, "high"},
    {1433, 1433, "high"},
    {3306, 3306, "high"},
    {5900, 5900, "insecure"},
    {111, 111, "insecure"},
    {2375, 2375, "insecure"},
};

static struct rule
world_rule(int group, uint16_t from, uint16_t to)
{
	return (struct rule){
	    .group = group,
	    .proto = WORLD_TCP,
	    .from = from,
	    .to = to,
	    .peer = -1,
	    .net = world_ip4(0),
	    .len = 96,
	    .use = UNUSED,
	    .risk = "-",
	};
}

/* All protocols, all addresses, in and out. */
static void
plant_all(struct account *a)
{
	static const char *const in[] = {"queue", "rpc", "cache", "app"};
	static const char *const out[] = {"batch", "mail", "ci"};
	const char *name[] = {in[prng_below(&a->rng, 4)],
	    out[prng_below(&a->rng, 3)]};

	for (int way = 0; way < 2; way++)
		for (int g = 0; g < NGROUP; g++)
			if (strcmp(groups[g].name, name[way]) == 0) {
				struct rule *r = plant(a,
				    world_rule(g, 0, UINT16_MAX));
				r->proto = ALL;
				r->egress = way == 1;
				r->use = WIDE;
				r->risk = way == 0 ? "all" : "-";
			}
}

/* From nets that nobody is in, and for a group that nobody has. */
static void
plant_unused(struct account *a)
{
	for (uint32_t i = 0; i < 3; i++) {
		uint16_t port = (uint16_t)prng_range(&a->rng, 10000, 20000);
		int g = (int)prng_below(&a->rng, BASE);
		struct rule *r = plant(a, world_rule(g, port, port));
		r->net = world_ip4(0xac140000 + (i << 8)); /* 172.20.i.0/24 */
		r->len = 120;
		r->egress = prng_below(&a->rng, 2) == 1;
	}
	struct rule *r = plant(a, world_rule(BASE, 7000, 7010));
	r->peer = OLD1;
}

/* Open doors where nobody comes in. */
static void
plant_doors(struct account *a)
{
	static const char *const at[] = {"dns", "mon", "db2"};

	for (size_t i = 0; i < 3; i++) {
		size_t n = sizeof(doors) / sizeof(doors[0]);
		size_t d = (prng_below(&a->rng, (uint32_t)n / 3) * 3) + i;
		for (int g = 0; g < NGROUP; g++) {
			if (strcmp(groups[g].name, at[i]) != 0)
				continue;
			struct rule *r = plant(a,
			    world_rule(g, doors[d].from, doors[d].to));
			r->risk = doors[d].risk;
			if (i == 2) {
				r->net = (struct addr){0, 0};
				r->len = 0;
			}
		}
	}
}

/* Is it a rule for one port and a group, that is used all the time? */
static bool
is_plain(const struct rule *r, uint64_t jobs)
{
	return r->peer >= 0 && r->proto == WORLD_TCP && r->from == r->to &&
	    r->use == USED && (r->classes & ~jobs) != 0;
}

static struct rule *
some_plain(struct account *a, uint64_t jobs)
{
	size_t i;

	do
		i = prng_below(&a->rng, (uint32_t)a->n);
	while (!is_plain(&a->rule[i], jobs));
	return &a->rule[i];
}

/* Rules for far too many ports, and for far too many addresses. */
static void
plant_wide(struct account *a, uint64_t jobs)
{
	struct rule *r;

	for (uint32_t i = 0; i < 2; i++) {
		r = some_plain(a, jobs);
		r->use = WIDE;
		r->from = (uint16_t)(r->from -
		    prng_below(&a->rng, r->from < 100 ? r->from : 100));
		r->to = (uint16_t)(r->to + prng_range(&a->rng, 1, 900));
	}
	for (uint32_t i = 0; i < 2; i++) {
		r = some_plain(a, jobs);
		r->use = WIDE;
		r->peer = -1;
		r->net = world_ip4(0x0a000000);
		r->len = (uint8_t)prng_range(&a->rng, 104, 112);
	}
}

/* A rule for one address of a net that there is a rule for. */
static void
plant_inside(struct account *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct rule r = a->rule[i];
		if (r.peer >= 0 || r.len != 125 ||
		    strcmp(groups[r.group].name, "app") != 0)
			continue;
		r.len = 128;
		r.net.lo += prng_below(&a->rng, 8);
		plant(a, r);
		return;
	}
	errx(2, "no rule to plant one inside");
}

static void
plant_orphans(struct account *a)
{
	for (int g = OLD1; g <= OLD2; g++) {
		struct rule *r = plant(a, world_rule(g, 8080, 8081));
		r->use = ORPHAN;
		r->net = world_ip4(0x0a000000);
		r->len = 104;
		r = plant(a, world_rule(g, 22, 22));
		r->use = ORPHAN;
		r->risk = "admin";
	}
}

/* ---- jobs of once a month ----------------------------------------------- */

static uint64_t class(const char *name)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < world_nflows; i++)
		if (strcmp(world_flows[i].class, name) == 0)
			mask |= UINT64_C(1) << i;
	return mask;
}

/*
 * What only they need is rare, or not used at all; and of pings between our
 * hosts no log tells who sent them.
 */
static void
judge_jobs(struct account *a, uint64_t once, uint64_t never)
{
	for (size_t i = 0; i < a->n; i++) {
		struct rule *r = &a->rule[i];
		if (r->proto == WORLD_ICMP || r->proto == WORLD_ICMP6)
			r->use = UNSURE;
		if (r->use != USED || (r->classes & ~(once | never)) != 0)
			continue;
		r->use = (r->classes & once) != 0 ? RARE : UNUSED;
	}
}

/* The world has the web, in clear too. */
static void
judge_risk(struct account *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct rule *r = &a->rule[i];
		if (!r->egress && r->peer < 0 && r->len == 96 &&
		    r->proto == WORLD_TCP && r->from == 80 && r->to == 80)
			r->risk = "insecure";
	}
}

/* ---- writing ------------------------------------------------------------ */

static FILE *
create(const char *dir, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (f == NULL)
		err(2, "%s", path);
	return f;
}

static void
done(FILE *f)
{
	if (ferror(f) || fclose(f) != 0)
		err(2, "groups");
}

static void
put_addr(FILE *f, struct addr a)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char b[16];

	for (int i = 0; i < 8; i++) {
		b[i] = (unsigned char)(a.hi >> (56 - 8 * i));
		b[8 + i] = (unsigned char)(a.lo >> (56 - 8 * i));
	}
	if (world_is4(a))
		inet_ntop(AF_INET, b + 12, text, sizeof(text));
	else
		inet_ntop(AF_INET6, b, text, sizeof(text));
	fputs(text, f);
}

/* With the length; what is behind it is 0. */
static void
put_net(FILE *f, const struct rule *r)
{
	put_addr(f, r->net);
	fprintf(f, "/%d", world_is4(r->net) ? r->len - 96 : r->len);
}

static void
put_permission(FILE *f, const struct rule *r)
{
	static const char *const name[] = {
	    [ALL] = "-1",
	    [WORLD_ICMP] = "icmp",
	    [WORLD_TCP] = "tcp",
	    [WORLD_UDP] = "udp",
	    [WORLD_ICMP6] = "icmpv6",
	};
	bool ports = r->proto == WORLD_TCP || r->proto == WORLD_UDP;

	fprintf(f, "{\"IpProtocol\": \"%s\"", name[r->proto]);
	if (r->proto != ALL)
		fprintf(f, ", \"FromPort\": %d, \"ToPort\": %d",
		    ports ? r->from : -1, ports ? r->to : -1);
	if (r->peer >= 0) {
		fprintf(f,
		    ", \"UserIdGroupPairs\": [{\"GroupId\": \"sg-%s\"}]}",
		    groups[r->peer].name);
		return;
	}
	fputs(world_is4(r->net) ? ", \"IpRanges\": [{\"CidrIp\": \"" :
				  ", \"Ipv6Ranges\": [{\"CidrIpv6\": \"",
	    f);
	put_net(f, r);
	fputs("\"}]}", f);
}

static void
put_permissions(const struct account *a, FILE *f, int group, bool egress)
{
	const char *sep = "";

	fprintf(f, " \"IpPermissions%s\": [", egress ? "Egress" : "");
	for (size_t i = 0; i < a->n; i++) {
		if (a->rule[i].group != group || a->rule[i].egress != egress)
			continue;
		fprintf(f, "%s\n  ", sep);
		put_permission(f, &a->rule[i]);
		sep = ",";
	}
	fputs("]", f);
}

static void
write_groups(const struct account *a, FILE *f)
{
	fputs("{\"SecurityGroups\": [", f);
	for (int g = 0; g < NGROUP; g++) {
		fprintf(f,
		    "%s\n{\"GroupId\": \"sg-%s\", \"GroupName\": \"%s\", "
		    "\"Description\": \"%s\", \"VpcId\": \"" VPC "\",\n",
		    g > 0 ? "," : "", groups[g].name, groups[g].name,
		    groups[g].name);
		put_permissions(a, f, g, false);
		fputs(",\n", f);
		put_permissions(a, f, g, true);
		fputs("}", f);
	}
	fputs("]}\n", f);
	done(f);
}

static void
write_enis(FILE *f)
{
	fputs("{\"NetworkInterfaces\": [", f);
	for (int id = 0; id < WORLD_HOSTS; id++) {
		const char *sep = "";
		fprintf(f,
		    "%s\n{\"NetworkInterfaceId\": \"eni-%d\", \"VpcId\": "
		    "\"" VPC "\", \"InterfaceType\": \"%s\",\n \"Groups\": [",
		    id > 0 ? "," : "", id,
		    id == WORLD_NAT ? "nat_gateway" : "interface");
		for (int g = 0; g < NGROUP; g++)
			if (hosts_of(g) >> id & 1) {
				fprintf(f, "%s{\"GroupId\": \"sg-%s\"}", sep,
				    groups[g].name);
				sep = ", ";
			}
		fputs("],\n \"PrivateIpAddresses\": [{\"PrivateIpAddress\": \"",
		    f);
		put_addr(f, world_host_addr(id, 4));
		fputs("\"}],\n \"Ipv6Addresses\": [{\"Ipv6Address\": \"", f);
		put_addr(f, world_host_addr(id, 6));
		fputs("\"}]}", f);
	}
	fputs("]}\n", f);
	done(f);
}

static void
write_truth(const struct account *a, FILE *f)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct rule *r = &a->rule[i];
		bool inside = false;
		for (size_t k = 0; k < a->n; k++)
			inside |= k != i && has(&a->rule[k], r);
		fprintf(f, "sg-%s %s ", groups[r->group].name,
		    r->egress ? "egress" : "ingress");
		if (r->proto == WORLD_TCP || r->proto == WORLD_UDP) {
			fprintf(f, "%s %d",
			    r->proto == WORLD_TCP ? "tcp" : "udp", r->from);
			if (r->from != r->to)
				fprintf(f, "-%d", r->to);
		} else {
			fputs(r->proto == ALL          ? "all" :
				r->proto == WORLD_ICMP ? "icmp" :
							 "icmpv6",
			    f);
		}
		fputs(" ", f);
		if (r->peer >= 0)
			fprintf(f, "sg-%s", groups[r->peer].name);
		else
			put_net(f, r);
		fprintf(f, "\t%s\t%s\t%s\n", use_word[r->use],
		    inside ? "inside" : "-", r->risk);
	}
	done(f);
}

void
faults_write(uint64_t seed, const char *dir)
{
	static const char *const jobs[] = {"s3-out", "app-replica", "tcp-check",
	    "api6-out", "app-queue", "mail-relay"};
	struct account a = {.n = 0};
	FILE *f;

	prng_seed(&a.rng, seed);
	const char *once = jobs[prng_below(&a.rng, 3)];
	const char *never = jobs[prng_range(&a.rng, 3, 5)];
	need_all(&a);
	judge_jobs(&a, class(once), class(never));
	plant_inside(&a);
	plant_wide(&a, class(once) | class(never));
	plant_all(&a);
	plant_unused(&a);
	plant_doors(&a);
	plant_orphans(&a);
	judge_risk(&a);
	write_groups(&a, create(dir, "sgs.json"));
	write_enis(create(dir, "enis.json"));
	write_truth(&a, create(dir, "faults.tsv"));
	f = create(dir, "classes");
	fprintf(f, "once %s\nnever %s\n", once, never);
	done(f);
}
