/* SPDX-License-Identifier: ISC */

/* See logs.h. */

#include <arpa/inet.h> /* INET6_ADDRSTRLEN */
#include <err.h>
#include <stdlib.h>
#include <zlib.h>

#include "logs.h"
#include "play.h"

static const char *const heads[] = {
    [2] = "version account-id interface-id srcaddr dstaddr srcport dstport "
	  "protocol packets bytes start end action log-status",
    [3] = "version account-id interface-id srcaddr dstaddr srcport dstport "
	  "protocol packets bytes start end action log-status tcp-flags",
    [5] = "version vpc-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr "
	  "srcport dstport protocol packets bytes start end action tcp-flags "
	  "flow-direction log-status",
};

static void
put(gzFile f, const struct net *net, const struct rec *r, int format)
{
	struct shown s = net_shown(net, r, false);
	struct shown p = net_shown(net, r, true);
	const char *action = r->reject ? "REJECT" : "ACCEPT";
	unsigned vpc = net->ifaces[r->iface].vpc;
	int proto = net->conns[r->conn].proto;
	char a[4][INET6_ADDRSTRLEN];
	bool back = r->reply;

	net_text(back ? s.dst : s.src, a[0]);
	net_text(back ? s.src : s.dst, a[1]);
	net_text(back ? p.dst : p.src, a[2]);
	net_text(back ? p.src : p.dst, a[3]);
	if (format < 5) {
		gzprintf(f,
		    "%d 123456789012 eni-0%016x %s %s %u %u %d %u %llu %d %d "
		    "%s OK",
		    format, 0xa0 + r->iface, a[0], a[1],
		    back ? s.dport : s.sport, back ? s.sport : s.dport, proto,
		    r->packets, (unsigned long long)r->bytes,
		    NET_EPOCH + r->start, NET_EPOCH + r->end, action);
		if (format == 3)
			gzprintf(f, " %d", r->flags);
		gzprintf(f, "\n");
		return;
	}
	gzprintf(f,
	    "5 vpc-0%016x eni-0%016x %s %s %s %s %u %u %d %u %llu %d %d %s %d "
	    "%s OK\n",
	    vpc + 1, 0xa0 + r->iface, a[0], a[1], a[2], a[3],
	    back ? s.dport : s.sport, back ? s.sport : s.dport, proto,
	    r->packets, (unsigned long long)r->bytes, NET_EPOCH + r->start,
	    NET_EPOCH + r->end, action, r->flags,
	    net_egress(net, r) ? "egress" : "ingress");
}

/* A record of no traffic, or of lost records. */
static void
put_none(gzFile f, const struct net *net, int iface, int32_t start, int32_t end,
    int format, const char *status)
{
	if (format == 5)
		gzprintf(f,
		    "5 vpc-0%016x eni-0%016x - - - - - - - - - %d %d - - - %s\n",
		    net->ifaces[iface].vpc + 1u, 0xa0 + iface,
		    NET_EPOCH + start, NET_EPOCH + end, status);
	else
		gzprintf(f,
		    "%d 123456789012 eni-0%016x - - - - - - - %d %d - %s%s\n",
		    format, 0xa0 + iface, NET_EPOCH + start, NET_EPOCH + end,
		    status, format == 3 ? " -" : "");
}

/* By file and interface, else in no order. */
static int
by_place(const void *va, const void *vb)
{
	const struct rec *a = va;
	const struct rec *b = vb;

	if (a->end / 300 != b->end / 300)
		return a->end < b->end ? -1 : 1;
	if (a->iface != b->iface)
		return a->iface < b->iface ? -1 : 1;
	return (a->key > b->key) - (a->key < b->key);
}

void
logs_write(struct net *net, int format, const struct loss *losses,
    const char *dir, int files)
{
	gzFile f[24];
	char path[4096];

	qsort(net->recs, net->nrecs, sizeof(*net->recs), by_place);
	for (int i = 0; i < files; i++) {
		snprintf(path, sizeof(path), "%s/%02d.log.gz", dir, i);
		f[i] = gzopen(path, "wb1");
		if (f[i] == NULL)
			err(2, "%s", path);
		gzprintf(f[i], "%s\n", heads[format]);
		put_none(f[i], net, (i * 7) % (int)net->nifaces,
		    i * NET_HOUR / 2, i * NET_HOUR / 2 + 599, format, "NODATA");
	}
	for (size_t k = 0; k < net->nrecs; k++) {
		const struct rec *r = &net->recs[k];
		int at = (int)((int64_t)r->end * files / NET_DAY);

		if (r->gone)
			continue;
		if (r->key % 200 == 0 && at < files - 1)
			at++;
		put(f[at], net, r, format);
	}
	for (int i = 0; i < LOSSES && losses[i].end > 0; i++)
		put_none(f[i % files], net, losses[i].iface, losses[i].start,
		    losses[i].end, format, "SKIPDATA");
	for (int i = 0; i < files; i++)
		if (gzclose(f[i]) != Z_OK)
			errx(2, "%s: could not write", dir);
}
