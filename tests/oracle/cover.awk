# SPDX-License-Identifier: ISC
#
# Do the rules admit exactly these tuples, IPv4 only?  Expands both.
#
#     awk -f cover.awk tuples rules
#
# The tuples are of rules.awk.  The rules are a stream as fl-sgrules -f tsv
# writes it; columns are found by name: direction subject proto fromport toport
# peer.  Prefixes are expanded down to addresses, port ranges to ports.  Writes
# missing=N extra=N, and each of them to stderr; exit 1 if there are any, 2 if
# something can't be expanded.

BEGIN {
	FS = OFS = "\t"
	LIMIT = 5000000
	split("icmp tcp udp icmpv6", names, " ")
	split("1 6 17 58", numbers, " ")
	for (i in names)
		number[names[i]] = numbers[i]
	number["all"] = -1
}

function fail(why)
{
	print "cover.awk: line " FNR ": " why ": \"" $0 "\"" >"/dev/stderr"
	exit broken = 2
}

function direction(s)
{
	return s == "in" ? "ingress" : s == "out" ? "egress" : s
}

# Sets lo and hi to the ends of an IPv4 address or prefix.
function spread(s, half, part, n, i, bits, size)
{
	bits = 32
	if (split(s, half, "/") == 2)
		bits = half[2] + 0
	n = split(half[1], part, ".")
	if (n != 4)
		fail("not an IPv4 address or prefix: " s)
	if (bits < 16)
		fail("too wide to expand: " s)
	lo = 0
	for (i = 1; i <= 4; i++)
		lo = lo * 256 + part[i]
	size = 2 ^ (32 - bits)
	if (lo % size != 0)
		fail("bits beyond the prefix: " s)
	hi = lo + size - 1
}

function admit(dir, proto, from, to, s0, s1, p0, p1, s, p, port)
{
	expanded += (s1 - s0 + 1) * (p1 - p0 + 1) * (to - from + 1)
	if (expanded > LIMIT)
		fail("too many to expand")
	for (s = s0; s <= s1; s++)
		for (p = p0; p <= p1; p++)
			for (port = from; port <= to; port++)
				admitted[dir, whole(s), proto, port, whole(p)]
}

function whole(v)
{
	return sprintf("%.0f", v)
}

# The tuples.
FILENAME == ARGV[1] {
	if ($2 $5 ~ /:/)
		next
	spread($2)
	subject = lo
	spread($5)
	wanted[direction($1), whole(subject), $3, $4, whole(lo)]
	next
}

# The rules.
/^#(!| )/ || /^#$/ {
	next
}

/^#/ {
	sub(/^#/, "")
	split("", column)
	for (i = 1; i <= NF; i++)
		column[$i] = i
	split("direction subject proto fromport toport peer", need, " ")
	for (i in need)
		if (!(need[i] in column))
			fail("no column " need[i])
	headers++
	next
}

{
	if (headers == 0)
		fail("no header")
	if ($column["subject"] $column["peer"] ~ /:/)
		next
	proto = $column["proto"]
	if (proto in number)
		proto = number[proto]
	if (proto !~ /^[0-9]+$/)
		fail("can't expand protocol " proto)
	from = $column["fromport"]
	to = $column["toport"]
	if (from == "-")
		from = to = -1
	if (proto != 6 && proto != 17 && (from != -1 || to != -1))
		fail("ports of a protocol that has none")
	if ((proto == 6 || proto == 17) && (from < 0 || to < from || to > 65535))
		fail("not a port range: " from "-" to)
	spread($column["subject"])
	s0 = lo
	s1 = hi
	spread($column["peer"])
	admit(direction($column["direction"]), proto, from + 0, to + 0, s0, s1,
	    lo, hi)
}

function report(what, tuple, part)
{
	split(tuple, part, SUBSEP)
	print what, part[1], dotted(part[2]), part[3], part[4],
	    dotted(part[5]) >"/dev/stderr"
}

function dotted(v)
{
	return int(v / 16777216) "." int(v / 65536) % 256 "." \
	    int(v / 256) % 256 "." v % 256
}

END {
	if (broken)
		exit broken
	for (tuple in wanted)
		if (!(tuple in admitted)) {
			missing++
			report("missing", tuple)
		}
	for (tuple in admitted)
		if (!(tuple in wanted)) {
			extra++
			report("extra", tuple)
		}
	print "missing=" missing + 0 " extra=" extra + 0
	exit missing + extra > 0
}
