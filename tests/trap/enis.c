/* SPDX-License-Identifier: ISC */

/* See enis.h. */

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "enis.h"
#include "vpc.h"

/* All private addresses: some have a second one, and pods are of their node. */
static void
put_addresses(const struct net *net, int i, const char *name, FILE *f)
{
	int more = strcmp(name, "NODE") == 0 ? VPC_PODS :
	    strcmp(name, "DB") == 0          ? 1 :
					       0;
	char text[INET6_ADDRSTRLEN];
	struct ip a = net->ifaces[i].primary;

	fprintf(f, "\"PrivateIpAddresses\": [{\"PrivateIpAddress\": \"%s\"}",
	    net_text(a, text));
	a.lo += VPC_SECOND;
	for (int k = 0; k < more; k++, a.lo += 8)
		fprintf(f, ", {\"PrivateIpAddress\": \"%s\"}",
		    net_text(a, text));
	fprintf(f, "], \"Ipv6Addresses\": [{\"Ipv6Address\": \"%s\"}]",
	    net_text(net->ifaces[i].six, text));
	if (vpc_public(i))
		fprintf(f,
		    ", \"Association\": {\"PublicIp\": \"203.0.114.%d\"}", i);
}

static void
put_group(const char *name, int vpc, const char *comma, FILE *f)
{
	fprintf(f, "%s{\"GroupId\": \"sg-", comma);
	for (const char *c = name; *c != '\0'; c++)
		fputc(tolower((unsigned char)*c), f);
	fprintf(f, "%d\", \"GroupName\": \"%s\"}", vpc, name);
}

static void
put_groups(const struct iface *at, const char *name, int nth, FILE *f)
{
	bool third = nth % 2 == 1 &&
	    (strcmp(name, "APP") == 0 || strcmp(name, "DB") == 0 ||
		strcmp(name, "CASS") == 0);

	fprintf(f, ", \"Groups\": [");
	if (!at->hop) {
		put_group(name, at->vpc, "", f);
		put_group("all", at->vpc, ", ", f);
	}
	if (third)
		put_group("odd", at->vpc, ", ", f);
	fprintf(f, "]");
}

void
enis_write(const struct net *net, FILE *f)
{
	const char *last = "", *comma = "";
	int nth = 0;

	fprintf(f, "{\"NetworkInterfaces\": [");
	for (int i = 0; i < (int)net->nifaces; i++) {
		const struct iface *at = &net->ifaces[i];
		const char *name = vpc_name(i);

		nth = strcmp(name, last) == 0 ? nth + 1 : 0;
		last = name;
		if (strcmp(name, "EARLY") == 0)
			continue;
		fprintf(f,
		    "%s\n{\"NetworkInterfaceId\": \"eni-0%016x\", "
		    "\"VpcId\": \"vpc-0%016x\", \"InterfaceType\": \"%s\", ",
		    comma, 0xa0 + i, at->vpc + 1,
		    !at->hop                     ? "interface" :
			strcmp(name, "NAT") == 0 ? "nat_gateway" :
						   "transit_gateway");
		put_addresses(net, i, name, f);
		put_groups(at, name, nth, f);
		fprintf(f,
		    ", \"TagSet\": [{\"Key\": \"Name\", \"Value\": "
		    "\"%s-%d\"}]}",
		    name, nth);
		comma = ",";
	}
	fprintf(f, "\n]}\n");
}
