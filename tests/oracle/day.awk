# SPDX-License-Identifier: ISC
#
# Is a day believable?  Shares of the records of fl-cat -c @conn, to be read by
# a person.
#
#     fl-cat -c @conn logs | awk -f day.awk

BEGIN {
	FS = "\t"
}

/^#[a-z]/ {
	sub(/^#/, "")
	for (i = 1; i <= NF; i++)
		col[$i] = i
	next
}

/^#/ {
	next
}

function ours(a)
{
	return a ~ /^10\.0\./ || a ~ /^2001:db8:1234:1a/
}

{
	src = $col["src"]
	dst = $col["dst"]
	sport = $col["sport"]
	dport = $col["dport"]
	proto = $col["proto"]
	n++
	action[$col["action"]]++
	protos[proto]++
	flags[$col["flags"]]++
	hours[int($col["start"] / 3600) % 24]++
	family[src ~ /:/ ? "IPv6" : "IPv4"]++
	where[ours(src) && ours(dst) ? "inside" : ours(dst) ? "in" : "out"]++
	bytes += $col["bytes"]
	size[$col["packets"] <= 1 ? "1" : $col["packets"] <= 3 ? "2-3" : \
	    $col["packets"] <= 20 ? "4-20" : $col["packets"] <= 1000 ? \
	    "21-1000" : "more"]++
	port = sport < dport ? sport : dport
	if (proto == 6 || proto == 17)
		ports[(proto == 6 ? "tcp/" : "udp/") port]++
	peers[src]++
	enis[$col["eni"]]++
	key = src FS sport FS dst FS dport FS proto
	back = dst FS dport FS src FS sport FS proto
	if (back in seen)
		both[back]
	else
		seen[key]
}

# The biggest shares of a table.
function show(title, t, most, k, best, i, line, used)
{
	line = ""
	split("", used)
	for (i = 0; i < most; i++) {
		best = ""
		for (k in t)
			if (!(k in used) && (best == "" || t[k] > t[best] ||
			    t[k] == t[best] && k < best))
				best = k
		if (best == "")
			break
		used[best]
		line = line sprintf(" %s %.1f%%", best, 100 * t[best] / n)
	}
	printf "%-9s%s\n", title, line
}

END {
	for (k in seen)
		tuples++
	for (k in both)
		answered++
	for (k in peers)
		addresses++
	for (k in enis)
		interfaces++
	print n " records, " tuples " tuples, " int(100 * answered / tuples) \
	    "% with both directions, " addresses " sources, " interfaces \
	    " interfaces, " int(bytes / 1e9) " GB"
	show("action", action, 3)
	show("where", where, 3)
	show("family", family, 2)
	show("proto", protos, 8)
	show("flags", flags, 10)
	show("packets", size, 6)
	show("ports", ports, 24)
	show("sources", peers, 10)
	line = ""
	for (i = 0; i < 24; i++)
		line = line sprintf(" %.0f", 100 * hours[i] / n)
	printf "%-9s%s\n", "hours %", line
}
