# Rules to write in every format, sourced behind setup.sh: rare, inside and
# hostile are fl-sgrules with input, words are the rules of -f tsv as AWS has
# them, and nameless is what of these can be told without names.

tr ' ' '\t' >rare <<'END'
#src sport dst dport proto flows rejects packets bytes first last
10.0.0.1 40000 10.0.0.9 22 6 12 0 100 4000 1772323200 1772409600
10.0.0.1 40000 10.0.0.9 23 6 8 0 100 4000 1772323200 1772323200
10.0.0.4 40000 10.0.0.9 443 6 3 1 100 4000 1772323200 1772409600
2001:db8::6 40000 2001:db8::9 443 6 3 0 100 4000 1772323200 1772409600
2001:db8::6 40000 10.0.0.9 443 6 3 0 100 4000 1772323200 1772409600
10.0.0.6 0 10.0.0.9 0 1 3 0 100 4000 1772323200 1772409600
10.0.0.6 0 10.0.0.10 0 47 3 0 100 4000 1772323200 1772409600
2001:db8::9 0 2001:db8::6 0 58 3 0 100 4000 - -
10.0.0.9 40000 9.9.9.9 53 17 3 0 100 4000 1772323200 1772409600
#!end records=38 from=1772323200 to=1772409600 skipdata=2
END
rare() {
	fl-sgrules -l 10.0.0.0/28 -l 2001:db8::9 "$@" rare 2>/dev/null
}

fl-where src=10.0.0.0/8 dst=10.0.0.0/8 "$LOGS" dport=1-1024,5432 \
    2>/dev/null >day
inside() {
	fl-sgrules -l 10.0.0.0/8 "$@" day 2>/dev/null
}

words() {
	awk -F '\t' '
	BEGIN { name[1] = "icmp"; name[6] = "tcp"; name[17] = "udp"
		name[58] = "icmpv6" }
	/^#/ { next }
	{
		peer = $7 ~ "^sg-" ? "fl-" $7 : $7 ~ "^pl-" ? $7 : $6
		if (peer !~ "/" && peer !~ "^[fp]l-")
			peer = peer (peer ~ ":" ? "/128" : "/32")
		gsub(" ", "<>", $2)
		print $1, "fl-" $2, $3 in name ? name[$3] : $3, $4, $5, peer
	}' | sort
}

python3 "$ORACLE/hostile.py"
fl-label -i enis.json --prefix-lists pl-0a.json rows.tsv >labelled
hostile() {
	fl-sgrules -i enis.json --prefix-lists pl-0a.json "$@" labelled \
	    2>/dev/null
}

# Rules without the names in them, and how many rules each group has.
nameless() {
	awk '
	{ peer = $6 ~ "^fl-" ? "group" : $6; group[$2]++ }
	{ print $1, $3, $4, $5, peer }
	END { for (g in group) print "group of", group[g] }' | sort
}
