# SPDX-License-Identifier: ISC
#
# The groups of the classic pipeline, from flow logs in the default format:
#
#     side=in:  dst=10.0.0.0/8 dport=1-1024, grouped by dst,src,dport,proto
#     side=out: src=10.0.0.0/8 dport=1-1024, grouped by src,dst,dport,proto
#
#     awk -f v2.awk -f classic.awk -v side=in
#
# Writes rows, in no order: the four keys, flows, rejects, packets, bytes,
# first, last.  The account of all lines goes to stderr.  A cell is checked when
# it is needed: the address first, then the port, then, if both match, the rest.

BEGIN {
	OFS = "\t"
	if (side != "in" && side != "out") {
		print "classic.awk: side is in or out" >"/dev/stderr"
		exit broken = 2
	}
}

{
	what = kind()
	if (what == "")
		next
	records++
	if (what == "traffic")
		what = judge(side == "in" ? $5 : $4, side == "in" ? $4 : $5)
	count[what]++
}

# The fate of the row whose subject and peer these are.
function judge(subject, peer)
{
	if (!is_addr(subject))
		return "malformed"
	if (!is_ten(subject))
		return "filtered"
	if (!is_number($7, 65535))
		return "malformed"
	if ($7 < 1 || $7 > 1024)
		return "filtered"
	if (!is_addr(peer) || !is_number($8, 255))
		return "malformed"
	if (!is_number($9, 2 ^ 48) || !is_number($10, 2 ^ 48))
		return "malformed"
	if (!is_number($11, 2 ^ 48) || !is_number($12, 2 ^ 48))
		return "malformed"
	if ($13 != "ACCEPT" && $13 != "REJECT" && $13 != "-")
		return "malformed"
	add(subject OFS peer OFS ($7 + 0) OFS ($8 + 0))
	return "kept"
}

function add(key)
{
	if (!(key in flows)) {
		first[key] = $11 + 0
		last[key] = $12 + 0
	}
	flows[key]++
	if ($13 == "-" || rejects[key] == "-")
		rejects[key] = "-"
	else
		rejects[key] += $13 == "REJECT"
	packets[key] += $9
	bytes[key] += $10
	if ($11 + 0 < first[key])
		first[key] = $11 + 0
	if ($12 + 0 > last[key])
		last[key] = $12 + 0
}

END {
	if (broken)
		exit broken
	for (key in flows)
		print key, flows[key], whole(rejects[key]),
		    whole(packets[key]), whole(bytes[key]), whole(first[key]),
		    whole(last[key])
	printf("records=%d kept=%d filtered=%d nodata=%d skipdata=%d " \
	    "malformed=%d\n", records, count["kept"], count["filtered"],
	    count["nodata"], count["skipdata"], count["malformed"]) \
	    >"/dev/stderr"
}
