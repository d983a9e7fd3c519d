# Rules to write in every format, sourced behind setup.sh: rare and inside are
# fl-sgrules with input, words are the rules of -f tsv as AWS has them.

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
		peer = $6
		if (peer !~ "/")
			peer = peer (peer ~ ":" ? "/128" : "/32")
		print $1, "fl-" $2, $3 in name ? name[$3] : $3, $4, $5, peer
	}' | sort
}
