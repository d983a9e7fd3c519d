# SPDX-License-Identifier: ISC
#
# Writes the rules and interfaces of a large account, and traffic to judge by
# them, few rows of which are of one tuple:
#
#     awk -v groups=10000 -v hosts=50000 -v rows=1000000 -v rules=FILE \
#         -v enis=FILE -f rulebook.awk >ROWS
#
# A group asks five others on a port each, which let it in: ten rules a group.
# A host is in a group of its application, and in two that others are in too.
# One row in ten is to a port that is not open, one in five of a visitor.

function below(n)
{
	seed = seed * 16807 % 2147483647
	return int(seed / 2147483647 * n)
}

function ip(i)
{
	return "10." int(i / 65536) "." int(i / 256) % 256 "." i % 256
}

function interface(i)
{
	printf "{\"NetworkInterfaceId\": \"eni-%d\", \"VpcId\": \"vpc-1\", " \
	    "\"PrivateIpAddress\": \"%s\", \"Groups\": [{\"GroupId\": " \
	    "\"sg-%d\"}, {\"GroupId\": \"sg-%d\"}, {\"GroupId\": " \
	    "\"sg-%d\"}]}\n", i, ip(i + 1), i % groups, i * 7 % groups, \
	    i * 13 % groups >enis
}

# A permission for a group, or for everybody.
function permission(port, group)
{
	return sprintf("{\"IpProtocol\": \"tcp\", \"FromPort\": %d, " \
	    "\"ToPort\": %d, %s}", port, port, group >= 0 ? \
	    "\"UserIdGroupPairs\": [{\"GroupId\": \"sg-" group "\"}]" : \
	    "\"IpRanges\": [{\"CidrIp\": \"0.0.0.0/0\"}]")
}

BEGIN {
	OFS = "\t"
	seed = 1
	for (i = 0; i < hosts; i++)
		interface(i)
	n = split("443 5432 6379 8080 9092 53", port, " ")
	for (a = 0; a < groups; a++)
		for (k = 0; k < 5; k++) {
			b = peer[a, k] = below(groups)
			at[a, k] = port[1 + below(n)]
			out[a] = out[a] (k ? ", " : "") permission(at[a, k], b)
			in_[b] = in_[b] (in_[b] != "" ? ", " : "") \
			    permission(at[a, k], a)
		}
	for (a = 0; a < groups / 100; a++)
		in_[a] = in_[a] (in_[a] != "" ? ", " : "") permission(80, -1)
	for (a = 0; a < groups; a++)
		printf "{\"GroupId\": \"sg-%d\", \"VpcId\": \"vpc-1\", " \
		    "\"IpPermissions\": [%s], \"IpPermissionsEgress\": [%s]}\n",
		    a, in_[a], out[a] >rules
	print "#src", "dst", "dport", "proto", "flows", "rejects", "conns", \
	    "answered", "scans", "needed", "packets", "bytes", "first", "last"
	each = int(hosts / groups)
	for (i = 0; i < rows; i++) {
		a = below(groups)
		k = below(5)
		src = ip(below(each) * groups + a + 1)
		dst = ip(below(each) * groups + peer[a, k] + 1)
		to = at[a, k]
		if (i % 10 == 0)
			to = 10000 + below(50000)
		if (i % 5 == 1) {
			src = 20 + below(70) "." below(256) "." below(256) \
			    "." below(256)
			dst = ip(below(groups / 100) + 1)
			to = 80
		}
		print src, dst, to, 6, 3, 0, 1, 1, 0, 1, 10, 1000, \
		    1772323200, 1772409600
	}
	print "#!end", "records=" rows, "from=1772323200", "to=1772409600", \
	    "nodata=0", "skipdata=0", "malformed=0"
}
