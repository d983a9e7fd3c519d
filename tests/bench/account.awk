# SPDX-License-Identifier: ISC
#
# Writes a large account, and what its hosts say to each other, for measuring
# rules of security groups:
#
#     awk -v hosts=10000 -v rows=1000000 -v enis=FILE -f account.awk >ROWS
#
# A host in 20 is of the same application, and has its group, one of a team,
# and two in three one of all.  An application asks six others on a port each;
# a fifth of the rows are visitors of a hundred web servers.

function below(n)
{
	seed = seed * 16807 % 2147483647
	return int(seed / 2147483647 * n)
}

function ip(i)
{
	return "10." int(i / 65536) "." int(i / 256) % 256 "." i % 256
}

function interface(i, app)
{
	printf "{\"NetworkInterfaceId\": \"eni-%d\", \"VpcId\": \"vpc-1\", " \
	    "\"InterfaceType\": \"interface\", \"PrivateIpAddress\": " \
	    "\"%s\", \"TagSet\": [{\"Key\": \"Name\", \"Value\": " \
	    "\"host%d\"}], \"Groups\": [{\"GroupId\": \"sg-a%d\"}, " \
	    "{\"GroupId\": \"sg-b%d\"}%s]}\n", i, ip(i + 1), i, app, \
	    app % 50, i % 3 ? ", {\"GroupId\": \"sg-c\"}" : "" >enis
}

function row(src, dst, port)
{
	print src, dst, port, 6, 3, 0, 10, 1000, 1772323200, 1772409600
}

BEGIN {
	OFS = "\t"
	seed = 1
	apps = int(hosts / 20)
	for (i = 0; i < hosts; i++)
		interface(i, i % apps)
	n = split("443 5432 6379 8080 9092 53", port, " ")
	for (a = 0; a < apps; a++)
		for (k = 1; k <= 6; k++) {
			peer[a, k] = below(apps)
			at[a, k] = port[1 + below(n)]
		}
	print "#src", "dst", "dport", "proto", "flows", "rejects", \
	    "packets", "bytes", "first", "last"
	for (i = 0; i < rows; i++) {
		h = below(hosts)
		k = 1 + below(6)
		a = h % apps
		if (i % 5)
			row(ip(h + 1), ip(below(20) * apps + peer[a, k] + 1), \
			    at[a, k])
		else
			row(20 + below(70) "." below(256) "." below(256) "." \
			    below(256), ip(below(100) + 1), 443)
	}
	print "#!end"
}
