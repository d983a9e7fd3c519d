# SPDX-License-Identifier: ISC
#
# Holds connections and rules to the truth of trapgen.
#
#     awk -f score.awk -v format=2 truth.tsv scanners.tsv rows rules
#
# rows are what fl-conn writes: src sport dst dport proto scans packets bytes
# rpackets rbytes how; rules what fl-sgrules -f tsv makes of them: direction
# subject proto fromport toport peer note.  Columns are found by name, prefixes and
# port ranges expanded.  format is trapgen's -V.
#
# Prints a table with a line for each trap, then what is beyond the truth, then
# "missed: AIM: ..." for each aim that is not met, and exits 1 if there is one;
# 2 if the input can't be judged.  The columns of the table:
#
#   conns     connections that need a rule (cover "must" on some side)
#   covered   of these, those that rules admit on all sides that need it
#   pairs     different originator, responder, protocol and port where one
#             can tell who opened
#   right     of these, those that some row has so, and no row the other way
#   wrong     some row has it the other way round
#   none      all its rows are undecided
#   absent    no row at all: no fault by itself, since hops have none
#   untold    connections where one can't tell who opened
#   said      of these, those where the rows say it nevertheless, and right
#   false     ... and wrong
#   misled    wrong where all that can be seen points the wrong way: no fault
#   counts    rows whose packets or bytes are not the truth
#
# With -v alias=FILE, lines of an address and the first one of its host, rules
# are for all addresses of a host.
#
# With -v list=N up to N of each fault are printed, one a line.

BEGIN {
	FS = "\t"
	LIMIT = 3000000
	split("icmp tcp udp icmpv6", names, " ")
	split("1 6 17 58", numbers, " ")
	for (i in names)
		number[names[i]] = numbers[i]
	split("- truth.tsv scanners.tsv rows rules", what, " ")
	wants[1] = "direction instance peer sport proto port legit answered " \
	    "decidable cover trap packets bytes rpackets rbytes"
	wants[2] = "address class failed"
	wants[3] = "src sport dst dport proto scans packets bytes rpackets " \
	    "rbytes how"
	wants[4] = "direction subject proto fromport toport peer note"
	while (alias != "" && (getline host <alias) > 0)
		same[substr(host, 1, index(host, "\t") - 1)] = \
		    substr(host, index(host, "\t") + 1)
	if (format !~ /^[235]$/)
		fail("say -v format=2, 3 or 5")
}

function fail(why)
{
	print "score.awk: " why >"/dev/stderr"
	exit broken = 2
}

FNR == 1 {
	file++
	head[file] = 0
}

/^#!end/ {
	whole[file] = 1
	next
}

/^#!incomplete/ {
	fail(FILENAME ": " $0)
}

/^#( |$|!)/ {
	next
}

/^#/ {
	sub(/^#/, "")
	split("", col)
	for (i = 1; i <= NF; i++)
		col[$i] = i
	n = split(wants[file], need_col, " ")
	for (i = 1; i <= n; i++)
		if (!(need_col[i] in col))
			fail(FILENAME ": no column " need_col[i])
	head[file] = 1
	next
}

!head[file] {
	fail(FILENAME ": no header")
}

# ---- the truth

function rank(cover)
{
	return cover == "must" ? 3 : cover == "may" ? 2 : 1
}

function has_ports(proto)
{
	return proto == 6 || proto == 17
}

function rule_key(direction, subject, proto, port, peer)
{
	if (subject in same)
		subject = same[subject]
	return direction SUBSEP subject SUBSEP proto SUBSEP \
	    (has_ports(proto) ? port + 0 : -1) SUBSEP peer
}

file == 1 {
	trap = $col["trap"]
	traps[trap]
	egress = $col["direction"] == "egress"
	src = $col[egress ? "instance" : "peer"]
	dst = $col[egress ? "peer" : "instance"]
	proto = $col["proto"]
	key = src SUBSEP $col["sport"] SUBSEP dst SUBSEP $col["port"] SUBSEP proto
	pair = src SUBSEP dst SUBSEP proto SUBSEP $col["port"]
	told = $col["decidable"]
	if (!(key in conn)) {
		conn[key] = trap
		opener[key] = told
		pair_of[key] = pair
		if (told == "yes")
			pairs[pair] = trap
		counts[key] = $col["packets"] SUBSEP $col["bytes"] SUBSEP \
		    $col["rpackets"] SUBSEP $col["rbytes"]
	} else if (counts[key] != $col["packets"] SUBSEP $col["bytes"] SUBSEP \
	    $col["rpackets"] SUBSEP $col["rbytes"])
		counts[key] = "-" SUBSEP "-" SUBSEP "-" SUBSEP "-"
	rule = rule_key($col["direction"], $col["instance"], proto,
	    $col["port"], $col["peer"])
	if (!(rule in cover) || rank($col["cover"]) > rank(cover[rule])) {
		cover[rule] = $col["cover"]
		owner[rule] = trap
	}
	if ($col["answered"] == "yes")
		replied[rule]
	visits[rule]++
	if ($col["cover"] == "must")
		musts[key] = musts[key] rule "\n"
	if (trap ~ /^(scan_|noise)/)
		scans[src]
	else if ($col["legit"] == "yes")
		legit[src] = trap
	next
}

file == 2 {
	failed[$col["address"]] = $col["failed"]
	kind[$col["address"]] = $col["class"]
	next
}

# ---- what fl-conn says

function fault(aim, text)
{
	if (listed[aim]++ < list)
		print aim ": " text
}

function clear(key)
{
	gsub(SUBSEP, " ", key)
	return key
}

# One row that has the connection as it is.
function right_row(key, i, t, n)
{
	if (opener[key] == "no") {
		if (!(key in said))
			said_n[conn[key]]++
		said[key]
	} else
		right[pair_of[key]]
	sum[key, 1] += $col["packets"]
	sum[key, 2] += $col["bytes"]
	sum[key, 3] += $col["rpackets"]
	sum[key, 4] += $col["rbytes"]
	summed[key]
}

function wrong_row(key, trap)
{
	trap = conn[key]
	if (opener[key] == "yes") {
		wrong[pair_of[key]]
		fault("wrong", trap " " clear(key) " said reversed by " $col["how"])
	} else if (opener[key] == "no") {
		if (!(key in false))
			false_n[trap]++
		false[key]
		fault("false", trap " " clear(key) " said reversed by " $col["how"])
	} else
		misled_n[trap]++
}

file == 3 {
	key = $col["src"] SUBSEP $col["sport"] SUBSEP $col["dst"] SUBSEP \
	    $col["dport"] SUBSEP $col["proto"]
	back = $col["dst"] SUBSEP $col["dport"] SUBSEP $col["src"] SUBSEP \
	    $col["sport"] SUBSEP $col["proto"]
	rows++
	if ($col["scans"] > 0)
		marked[$col["src"]]
	if (!(key in conn) && !(back in conn)) {
		strange++
		fault("strange", clear(key))
	} else if ($col["how"] == "none") {
		hedged[key]
		hedged[back]
		if (key in conn)
			none[pair_of[key]]
		if (back in conn)
			none[pair_of[back]]
	} else if (key in conn)
		right_row(key)
	else
		wrong_row(back)
	next
}

# ---- rules

# Sets lo, hi and stem: the addresses are stem followed by lo to hi.
function spread(s, half, n, part, bits, size, i, gap)
{
	n = split(s, half, "/")
	if (s ~ /:/) {
		bits = n == 2 ? half[2] + 0 : 128
		if (bits < 116)
			fail("too wide to expand: " s)
		stem = half[1]
		if (bits == 128) {
			lo = hi = ""
			return
		}
		# The last group, hexadecimal.
		if (!match(stem, /[0-9a-f]*$/))
			fail("not an address: " s)
		i = hex(substr(stem, RSTART))
		stem = substr(stem, 1, RSTART - 1)
		lo = i
		hi = i + 2 ^ (128 - bits) - 1
		return
	}
	bits = n == 2 ? half[2] + 0 : 32
	if (split(half[1], part, ".") != 4)
		fail("not an address: " s)
	if (bits < 14)
		fail("too wide to expand: " s)
	lo = ((part[1] * 256 + part[2]) * 256 + part[3]) * 256 + part[4]
	hi = lo + 2 ^ (32 - bits) - 1
	stem = "4"
}

function hex(s, v, i)
{
	v = 0
	for (i = 1; i <= length(s); i++)
		v = v * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
	return v
}

function address(stem, v)
{
	if (v == "")
		return stem
	if (stem == "4")
		return int(v / 16777216) "." int(v / 65536) % 256 "." \
		    int(v / 256) % 256 "." v % 256
	return v == 0 && stem ~ /::$/ ? stem : stem sprintf("%x", v)
}

function admit(direction, proto, from, to, s, sl, sh, p, pl, ph, i, j, port, r)
{
	for (i = sl; ; i++) {
		for (j = pl; ; j++) {
			for (port = from; port <= to; port++) {
				if (++expanded > LIMIT)
					fail("too many to expand")
				r = rule_key(direction, address(s, i), proto,
				    port, address(p, j))
				admitted[r] = note
			}
			if (j == "" || j >= ph)
				break
		}
		if (i == "" || i >= sh)
			break
	}
}

file == 4 {
	proto = $col["proto"]
	if (proto in number)
		proto = number[proto]
	if (proto !~ /^[0-9]+$/)
		fail("can't expand protocol " proto)
	from = $col["fromport"]
	to = $col["toport"]
	if (!has_ports(proto))
		from = to = -1
	else if (from !~ /^[0-9]+$/ || to !~ /^[0-9]+$/ || to < from + 0)
		fail("not a port range: " from "-" to)
	note = $col["note"]
	spread($col["subject"])
	s = stem
	sl = lo
	sh = hi
	spread($col["peer"])
	admit($col["direction"], proto, from + 0, to + 0, s, sl, sh, stem, lo,
	    hi)
	rules++
	next
}

# ---- the judgement

# Rules that no connection has, by what connection they turn round.
function turn_round(key, a, rule, by, n)
{
	split(key, a, SUBSEP)
	n = 0
	by[++n] = rule_key("egress", a[3], a[5], a[2], a[1])
	by[++n] = rule_key("ingress", a[1], a[5], a[2], a[3])
	for (; n > 0; n--) {
		rule = by[n]
		if (!(rule in extra))
			continue
		turned[rule] = conn[key]
		if (key in hedged)
			cause[rule] = "hedge"
		else if (cause[rule] != "hedge" && opener[key] == "-")
			cause[rule] = "misled"
		else if (cause[rule] == "" && opener[key] == "no")
			cause[rule] = "false"
		else if (cause[rule] == "")
			cause[rule] = "reply"
	}
}

# A rule of which little is known has to say so; who comes twice is no longer
# thin.
function judge_mark(rule, mark)
{
	mark = rule in extra ? "undecided" : \
	    owner[rule] ~ /^(scan_|noise)/ && visits[rule] < 2 ? "thin" : \
	    rule in replied ? "" : "one-way"
	if (index(admitted[rule], mark) == 0) {
		unmarked[mark]++
		fault("mark", mark " " owner[rule] " " clear(rule))
	}
}

function judge_rules(rule, key, trap)
{
	for (rule in admitted) {
		if (!(rule in cover))
			extra[rule]
		else if (cover[rule] == "not") {
			trap = owner[rule]
			owed[trap ~ /^(scan_|noise)/ ? "scan" : "vain"]++
			owed_n[trap]++
			fault("owed", trap " " clear(rule))
		} else
			judge_mark(rule)
	}
	for (key in conn)
		turn_round(key)
	for (rule in extra) {
		if (cause[rule] == "")
			cause[rule] = "invented"
		beyond[cause[rule]]++
		if (cause[rule] == "hedge")
			judge_mark(rule)
		if (cause[rule] != "hedge" && cause[rule] != "misled")
			fault("beyond", cause[rule] " " turned[rule] " " \
			    clear(rule))
	}
}

function judge_cover(key, n, i, a, ok)
{
	for (key in musts) {
		n = split(musts[key], a, "\n")
		ok = 1
		for (i = 1; i < n; i++)
			if (!(a[i] in admitted)) {
				ok = 0
				# Who is misled can't cover it either.
				if (opener[key] == "-") {
					ok = 2
					break
				}
				fault("lost", conn[key] " " clear(a[i]))
			}
		if (ok == 2) {
			misled_lost++
			continue
		}
		conns_n[conn[key]]++
		covered_n[conn[key]] += ok
	}
}

function judge_openers(pair, trap, key)
{
	for (pair in pairs) {
		trap = pairs[pair]
		pairs_n[trap]++
		if (pair in wrong)
			wrong_n[trap]++
		else if (pair in right)
			right_n[trap]++
		else if (pair in none) {
			none_n[trap]++
			fault("none", trap " " clear(pair))
		} else
			absent_n[trap]++
	}
	for (key in conn)
		if (opener[key] == "no")
			untold_n[conn[key]]++
}

function judge_counts(key, i, a)
{
	for (key in summed) {
		# Opened by either end: who knows whose packets are whose.
		split(key, a, SUBSEP)
		if (a[2] == a[4] && (a[3], a[4], a[1], a[2], a[5]) in conn)
			continue
		split(counts[key], a, SUBSEP)
		for (i = 1; i <= 4; i++)
			if (a[i] != "-" && a[i] != sum[key, i]) {
				counts_n[conn[key]]++
				fault("counts", conn[key] " " clear(key) ": " \
				    sum[key, i] " instead of " a[i])
				break
			}
	}
}

function judge_scanners(a)
{
	for (a in failed)
		if (failed[a] >= 20) {
			scanners++
			if (a in marked)
				caught++
			else
				fault("unmarked", kind[a] " " a " " failed[a])
		}
	for (a in legit)
		if (!(a in scans)) {
			sources++
			if (a in marked) {
				blamed++
				fault("blamed", legit[a] " " a)
			}
		}
}

# Sorts by insertion: the traps are few.
function sort_traps(t, i, j)
{
	ntraps = 0
	for (t in traps) {
		for (i = ++ntraps; i > 1 && order[i - 1] > t; i--)
			order[i] = order[i - 1]
		order[i] = t
	}
}

function line(t, c, k, p, r, w, n, ab, u, sa, fa, m, co)
{
	printf "%-14s %7d %7d  %6d %6d %5d %5d %6d  %6d %5d %5d %6d  %6d\n",
	    t, c, k, p, r, w, n, ab, u, sa, fa, m, co
}

function table(i, t)
{
	printf "%-14s %7s %7s  %6s %6s %5s %5s %6s  %6s %5s %5s %6s  %6s\n",
	    "trap", "conns", "covered", "pairs", "right", "wrong", "none",
	    "absent", "untold", "said", "false", "misled", "counts"
	for (i = 1; i <= ntraps; i++) {
		t = order[i]
		line(t, conns_n[t], covered_n[t], pairs_n[t], right_n[t],
		    wrong_n[t], none_n[t], absent_n[t], untold_n[t], said_n[t],
		    false_n[t], misled_n[t], counts_n[t])
		C += conns_n[t]
		K += covered_n[t]
		P += pairs_n[t]
		R += right_n[t]
		W += wrong_n[t]
		N += none_n[t]
		A += absent_n[t]
		U += untold_n[t]
		S += said_n[t]
		F += false_n[t]
		M += misled_n[t]
		O += counts_n[t]
	}
	line("all", C, K, P, R, W, N, A, U, S, F, M, O)
}

function missed(aim, text)
{
	print "missed: " aim ": " text
	status = 1
}

function aims(most)
{
	if (C == 0 || rows == 0)
		missed("input", "no connection to judge")
	if (!whole[3] || !whole[4])
		missed("input", "rows or rules have no end")
	if (K < C)
		missed("coverage", C - K " of " C " connections lost")
	if (beyond["invented"] + beyond["false"] > 0)
		missed("beyond", beyond["invented"] + 0 " rules invented, " \
		    beyond["false"] + 0 " for a wrong originator")
	most = format == 2 ? P / 1000 : 0
	if (W > most)
		missed("originator", W " of " P " wrong")
	if (N > P / 50)
		missed("undecided", N " of " P)
	if (F > 0)
		missed("none", F " said wrong that nothing tells")
	if (strange > 0)
		missed("strange", strange " rows of no connection")
	if (owed["scan"] > 0)
		missed("scans", owed["scan"] " rules owed to scans")
	if (owed["vain"] > 0)
		missed("vain", owed["vain"] \
		    " rules owed to what was rejected or unanswered")
	if (beyond["reply"] > 0)
		missed("replies", beyond["reply"] " rules owed to replies")
	if (blamed > 0)
		missed("blamed", blamed " of " sources \
		    " legitimate sources marked")
	if (caught < scanners * 0.99)
		missed("unmarked", scanners - caught " of " scanners \
		    " scanners not marked")
	for (mark in unmarked)
		missed("marks", unmarked[mark] " rules do not say " mark)
	if (O > 0)
		missed("counts", O " connections with other packets or bytes")
}

END {
	if (broken)
		exit broken
	if (file != 4)
		fail("four files are needed")
	if (broken)
		exit broken
	judge_rules()
	judge_cover()
	judge_openers()
	judge_counts()
	judge_scanners()
	sort_traps()
	table()
	print ""
	print rows + 0 " rows, " rules + 0 " rules; admitted " \
	    "beyond the truth: " beyond["invented"] + 0 " invented, " \
	    beyond["reply"] + 0 " replies, " beyond["false"] + 0 \
	    " falsely decided, " owed["scan"] + 0 " scans, " owed["vain"] + 0 \
	    " in vain; excused: " beyond["hedge"] + 0 " undecided, " \
	    beyond["misled"] + 0 " misled (" misled_lost + 0 " lost)"
	print caught + 0 " of " scanners + 0 " scanners marked, " \
	    blamed + 0 " of " sources + 0 " legitimate sources"
	aims()
	exit status
}
