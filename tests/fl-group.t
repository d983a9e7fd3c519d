fl-group: one row for all rows that are alike in KEYS.

  $ . "$TESTDIR/setup.sh"

Records by hand: an end for whole input, so an end behind the groups.

  $ cat >log <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 123456789012 eni-1 10.0.1.5 10.0.2.9 40001 443 6 10 1000 1000 1060 ACCEPT OK
  > 2 123456789012 eni-1 10.0.1.6 10.0.2.9 40002 443 6 20 2000 940 1000 REJECT OK
  > 2 123456789012 eni-1 9.9.9.9 10.0.2.9 40003 22 6 1 40 1000 1060 REJECT OK
  > 2 123456789012 eni-1 2001:DB8::1 2001:db8::9 40004 443 6 3 300 1010 1060 ACCEPT OK
  > 2 123456789012 eni-1 - - - - - - - 1000 1060 - NODATA
  > END
  $ fl-group dst,dport log
  #dst\tdport\tflows\trejects\tpackets\tbytes\tfirst\tlast (esc)
  10.0.2.9\t22\t1\t1\t1\t40\t1000\t1060 (esc)
  10.0.2.9\t443\t2\t1\t30\t3000\t940\t1060 (esc)
  2001:db8::9\t443\t1\t0\t3\t300\t1010\t1060 (esc)
  #!end\trecords=5\tfrom=940\tto=1060\tnodata=1\tskipdata=0\tmalformed=0 (esc)
  $ fl-cat log | fl-group dst,dport >piped
  $ fl-group dst,dport log | cmp - piped
  $ fl-group -v dst,dport log >/dev/null
  fl-group: 5 records = 4 kept + 0 filtered + 1 nodata + 0 skipdata + 0 malformed

Any spelling of a field will do; the header has ours.

  $ fl-group -H dstAddr,protocol log
  10.0.2.9\t6\t3\t2\t31\t3040\t940\t1060 (esc)
  2001:db8::9\t6\t1\t0\t3\t300\t1010\t1060 (esc)

Masked addresses are written as prefixes.  One length is for IPv4, the other
for IPv6; without one IPv6 stays whole.

  $ fl-group -H src/24 log | cut -f 1,2
  9.9.9.0/24\t1 (esc)
  10.0.1.0/24\t2 (esc)
  2001:db8::1\t1 (esc)
  $ fl-group -H src/8:32 log | cut -f 1,2
  9.0.0.0/8\t1 (esc)
  10.0.0.0/8\t2 (esc)
  2001:db8::/32\t1 (esc)
  $ fl-group -H src/32:128 log | cut -f 1
  9.9.9.9
  10.0.1.5
  10.0.1.6
  2001:db8::1

A prefix that is shorter than the mask stays as it is, and comes before a
longer one with the same address:

  $ printf '#src\tflows\n10.0.0.0/8\t1\n10.0.0.0/16\t2\n10.0.0.1\t4\n' |
  >     fl-group -H src/16 | cut -f 1,2
  10.0.0.0/8\t1 (esc)
  10.0.0.0/16\t6 (esc)

Times and numbers are rounded down:

  $ printf '#start\tbytes\n3599\t10\n3600\t20\n7199\t40\n-\t80\n' |
  >     fl-group start/1h
  #start\tflows\trejects\tpackets\tbytes\tfirst\tlast (esc)
  0\t1\t-\t-\t10\t3599\t- (esc)
  3600\t2\t-\t-\t60\t3600\t- (esc)
  -\t1\t-\t-\t80\t-\t- (esc)
  $ printf '#bytes\tflows\n999\t1\n1000\t2\n1999\t4\n' | fl-group bytes/1000
  #bytes\tflows\trejects\tpackets\tfirst\tlast (esc)
  0\t1\t-\t-\t-\t- (esc)
  1000\t6\t-\t-\t-\t- (esc)

A missing value is a value of its own, and the last:

  $ printf '#dport\tvpc\tflows\n-\tvpc-1\t1\n443\t-\t2\n443\tvpc-2\t4\n80\t-\t8\n' |
  >     fl-group -H dport,vpc | cut -f 1-3
  80\t-\t8 (esc)
  443\tvpc-2\t4 (esc)
  443\t-\t2 (esc)
  -\tvpc-1\t1 (esc)

Rejects of which nobody knows make the sum unknown; other sums leave a missing
value out.  A group with both is contested and has 0 < rejects < flows.

  $ printf '#dst\taction\tbytes\n%s\n%s\n%s\n%s\n' "1.1.1.1	ACCEPT	5" \
  >     "1.1.1.1	REJECT	-" "2.2.2.2	-	-" "2.2.2.2	REJECT	-" |
  >     fl-group dst
  #dst\tflows\trejects\tpackets\tbytes\tfirst\tlast (esc)
  1.1.1.1\t2\t1\t-\t5\t-\t- (esc)
  2.2.2.2\t2\t-\t-\t-\t-\t- (esc)

Rows that are neither groups nor records count an unknown number of flows:

  $ printf '#dst\tbytes\n1.1.1.1\t5\n1.1.1.1\t6\n' | fl-group -H dst
  1.1.1.1\t-\t-\t-\t11\t-\t- (esc)

The columns of connections come behind, if the input has them.  How tells of
needed rows only.

  $ printf '#dst\tflows\tneeded\thow\n%s\n%s\n%s\n%s\n' "1.1.1.1	1	0	syn" \
  >     "1.1.1.1	1	1	port" "1.1.1.1	1	2	service" \
  >     "2.2.2.2	1	0	syn" | fl-group dst
  #dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\tneeded\thow (esc)
  1.1.1.1\t3\t-\t-\t-\t-\t-\t3\tservice (esc)
  2.2.2.2\t1\t-\t-\t-\t-\t-\t0\t- (esc)

A day of logs against awk, which knows nothing of this program:

  $ gzip -dc "$LOGS"/2026/03/01/*.gz >day
  $ awk '
  > $14 == "OK" {
  >     k = $5 "\t" $4 "\t" $7 "\t" $8
  >     flows[k]++
  >     rejects[k] += $13 == "REJECT"
  >     packets[k] += $9
  >     bytes[k] += $10
  >     if (!(k in first) || $11 < first[k])
  >         first[k] = $11
  >     if ($12 > last[k])
  >         last[k] = $12
  > }
  > END {
  >     for (k in flows)
  >         printf "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", k, flows[k],
  >             rejects[k], packets[k], bytes[k], first[k], last[k]
  > }' day | sort >want
  $ fl-group dst,src,dport,proto "$LOGS" 2>/dev/null >groups
  $ grep -v '^#' groups | sort | cmp - want
  $ wc -l <want | tr -d ' ' >n
  $ grep -vc '^#' groups | cmp - n

Groups of groups: each file alone, in any order, in two levels, or as plain
text in one piece gives the same bytes.

  $ for f in "$LOGS"/2026/03/01/*.gz; do
  >     fl-group dst,src,dport,proto "$f" 2>/dev/null >"$(basename "$f" .gz).part"
  > done
  $ ls *.part | wc -l | tr -d ' '
  8
  $ cat *.part | fl-group dst,src,dport,proto | cmp - groups
  $ cat $(ls -r *.part) | fl-group dst,src,dport,proto | cmp - groups
  $ cat $(ls *.part | head -3) | fl-group dst,src,dport,proto >a
  $ cat $(ls *.part | tail -5) | fl-group dst,src,dport,proto >b
  $ cat b a | fl-group dst,src,dport,proto | cmp - groups
  $ sort -r day | awk '$1 == "2"' >shuffled
  $ head -1 day | cat - shuffled | fl-group dst,src,dport,proto 2>/dev/null |
  >     cmp - groups

Masking later is the same as masking at once:

  $ fl-group dst/16,dport "$LOGS" 2>/dev/null >coarse
  $ fl-group dst/24,dport groups | fl-group dst/16,dport | cmp - coarse

Parts with other columns in another order may be mixed:

  $ fl-cut -c bytes,dst,flows groups | cat groups - | fl-group dst >mixed
  $ awk -F'\t' '!/^#/ { flows[$1] += $5; bytes[$1] += $8 }
  > END { for (k in flows) printf "%s\t%d\t-\t%d\n", k, 2 * flows[k],
  >     2 * bytes[k] }' groups | sort >want
  $ grep -v '^#' mixed | cut -f 1-3,5 | sort | cmp - want

A column of one's own:

  $ printf '#dst\tteam\tflows\n1.1.1.1\tweb\t1\n1.1.1.2\tdb\t2\n1.1.1.3\tweb\t4\n' >teams
  $ fl-group -H team teams | cut -f 1,2
  db\t2 (esc)
  web\t5 (esc)
  $ fl-group teams/x teams
  fl-group: KEYS: teams/x: only addresses, times and numbers can be rounded
  [2]
  $ fl-group taem teams
  fl-group: teams: no column taem; did you mean team?
  #!incomplete\tfl-group: teams: no column taem; did you mean team? (esc)
  [2]

A known field that the input lacks is missing in every row, and said once:

  $ cat teams teams | fl-group -H vpc
  fl-group: stdin: no column vpc: its rows have -
  -\t14\t-\t-\t-\t-\t- (esc)

Malformed rows are left out and said; all others go on.

  $ printf '#dst\tdport\tbytes\tstart\n%s\n%s\n%s\n%s\n' "1.1.1.1	80	1	5" \
  >     "1.1.1.1	http	2	5" "1.1.1.1	80	281474976710657	5" \
  >     "1.1.1.1	80	8	4294967295" | fl-group -v dst,dport >out
  fl-group: stdin:3: dport: not a port (0-65535): "http"
  fl-group: stdin:5: start: after the year 2106: "4294967295"
  fl-group: stdin:4: bytes: above 2^48: "281474976710657"
  fl-group: 4 records = 1 kept + 0 filtered + 0 nodata + 0 skipdata + 3 malformed
  [1]
  $ cat out
  #dst\tdport\tflows\trejects\tpackets\tbytes\tfirst\tlast (esc)
  1.1.1.1\t80\t1\t-\t-\t1\t5\t- (esc)

A sum that no longer fits is no answer:

  $ printf '#dst\tflows\tbytes\n%s\n%s\n' "1.1.1.1	1	18446744073709551614" \
  >     "1.1.1.1	1	0" | fl-group -H dst
  1.1.1.1\t2\t-\t-\t18446744073709551614\t-\t- (esc)
  $ printf '#dst\tflows\tbytes\n%s\n%s\n' "1.1.1.1	1	18446744073709551614" \
  >     "1.1.1.1	1	1" | fl-group -H dst
  fl-group: bytes: sum is above 2^64 - 2
  [2]

With -m groups that do not fit in memory go to disk.  Rows of four kinds: with
IPv4, IPv6, prefixes and missing addresses, names of many lengths, in five
files of which one has columns of connections.  Each group comes back in other
rows.

  $ awk 'BEGIN {
  >     for (f = 0; f < 5; f++)
  >         printf "#src\tdport\tteam\tflows\tbytes\tfirst\tlast%s\n",
  >             f == 3 ? "\tneeded\thow" : "" >("big" f)
  >     name = "abcdefghijklmnopqrstuvwxyz"
  >     for (i = 0; i < 60000; i++) {
  >         g = i * 7919 % 20011
  >         src = "10." g % 7 "." int(g / 256) "." g % 256
  >         if (g % 5 == 0)
  >             src = "2001:db8::" sprintf("%x", g + 4096)
  >         if (g % 7 == 0)
  >             src = "10.1." g % 200 ".0/24"
  >         if (g % 501 == 0)
  >             src = "-"
  >         team = substr(name, 1 + g % 26, g % 19) g % 777
  >         if (g % 11 == 0)
  >             team = "-"
  >         f = int(i / 12000)
  >         printf "%s\t%d\t%s\t1\t%d\t%d\t%d%s\n", src, g % 1000, team,
  >             i % 1500, i, i + 60,
  >             f == 3 ? "\t1\t" (g % 2 ? "syn" : "port") : "" >("big" f)
  >     }
  > }'
  $ awk -F'\t' '
  > !/^#/ {
  >     k = $1 "\t" $2 "\t" $3
  >     flows[k] += $4
  >     bytes[k] += $5
  >     if (!(k in first) || $6 < first[k])
  >         first[k] = $6
  >     if ($7 > last[k])
  >         last[k] = $7
  >     needed[k] += $8
  > }
  > END {
  >     for (k in flows)
  >         printf "%s\t%d\t%d\t%d\t%d\t%d\n", k, flows[k], bytes[k],
  >             first[k], last[k], needed[k]
  > }' big? | sort >want
  $ fl-group src,dport,team big? >whole
  $ grep -v '^#' whole | cut -f 1-4,7-10 | sed 's/-$/0/' | sort | cmp - want
  $ grep -vc '^#' whole
  20011
  $ for m in 1M 1700k 2M 1G; do
  >     for j in 1 5; do
  >         fl-group -m $m -j $j src,dport,team big? | cmp - whole
  >     done
  > done
  $ cat big? | fl-group -m 1M src,dport,team | cmp - whole
  $ fl-group team,src,dport big? >whole
  $ fl-group -m 1M team,src,dport big? | cmp - whole
  $ fl-group dport,src/8 big? >whole
  $ fl-group -m 1M dport,src/8 big? | cmp - whole
  $ fl-group src,bytes big? >whole
  $ fl-group -m 1M -j 1 src,bytes big? | cmp - whole

What cannot be written is an error, and the output stays as it was.  It is
said once, whatever the threads.

  $ echo old >kept
  $ mkdir copy && for i in 1 2 3; do
  >     for f in big?; do cp $f copy/$i$f; done
  > done
  $ for j in 1 4; do
  >     (ulimit -f 200; TMPDIR=. fl-group -m 4M -j $j -o kept src,bytes,team,dport \
  >         big? copy)
  > done
  fl-group: .: cannot write: File too large
  fl-group: .: cannot write: File too large
  [2]
  $ cat kept
  old
  $ TMPDIR=/nosuch fl-group -m 1M -o kept src big?
  fl-group: /nosuch: cannot make a temporary file: No such file or directory
  [2]
  $ ls | grep -c kept
  1
  $ fl-group -m 1000k src
  fl-group: -m: at least 1M
  usage: fl-group [-Hv] [-F COLUMNS] [-j N] [-m SIZE] [-o FILE] [-T TYPE]
                  [-w EXPR] KEYS [FILE ...]
  [2]
  $ fl-group -m 0 src
  fl-group: -m: at least 1M
  usage: fl-group [-Hv] [-F COLUMNS] [-j N] [-m SIZE] [-o FILE] [-T TYPE]
                  [-w EXPR] KEYS [FILE ...]
  [2]
  $ fl-group -m lots src
  fl-group: -m: not a size like 64M: "lots"
  usage: fl-group [-Hv] [-F COLUMNS] [-j N] [-m SIZE] [-o FILE] [-T TYPE]
                  [-w EXPR] KEYS [FILE ...]
  [2]

A cut input has no end, and gets none; what failed before stays failed:

  $ head -20 groups | fl-group dst | grep -c '^#!'
  0
  [1]
  $ printf '#dst\tflows\n1.1.1.1\t1\n#!incomplete\tfl-cat: it failed\n' |
  >     fl-group dst
  fl-group: stdin: incomplete: fl-cat: it failed
  #dst\tflows\trejects\tpackets\tbytes\tfirst\tlast (esc)
  1.1.1.1\t1\t-\t-\t-\t-\t- (esc)
  #!incomplete\tfl-cat: it failed (esc)
  [2]
  $ fl-group dst nosuch.log log
  fl-group: nosuch.log: No such file or directory
  #dst\tflows\trejects\tpackets\tbytes\tfirst\tlast (esc)
  10.0.2.9\t3\t2\t31\t3040\t940\t1060 (esc)
  2001:db8::9\t1\t0\t3\t300\t1010\t1060 (esc)
  #!incomplete\tfl-group: nosuch.log: No such file or directory (esc)
  [2]

No output file is left behind then:

  $ fl-group -o lost dst nosuch.log log 2>/dev/null
  [2]
  $ ls | grep -c lost
  0
  [1]
  $ fl-group -o whole dst,dport log
  $ cmp whole piped

What is wrong in KEYS is said before anything is read:

  $ fl-group
  fl-group: KEYS are missing: the columns to group by, as in dst,src/24,dport
  usage: fl-group [-Hv] [-F COLUMNS] [-j N] [-m SIZE] [-o FILE] [-T TYPE]
                  [-w EXPR] KEYS [FILE ...]
  [2]
  $ fl-group log
  fl-group: "log" is a file; KEYS come before it, as in dst,src/24,dport
  usage: fl-group [-Hv] [-F COLUMNS] [-j N] [-m SIZE] [-o FILE] [-T TYPE]
                  [-w EXPR] KEYS [FILE ...]
  [2]
  $ fl-group dst src log
  fl-group: src: no such file; did you mean dst,src?
  usage: fl-group [-Hv] [-F COLUMNS] [-j N] [-m SIZE] [-o FILE] [-T TYPE]
                  [-w EXPR] KEYS [FILE ...]
  [2]
  $ fl-group dst,sorc log
  fl-group: KEYS: sorc: no such column; did you mean src? (col:sorc is a column of your own)
  [2]
  $ fl-group dst,,src log
  fl-group: KEYS: a column is missing beside a comma
  [2]
  $ fl-group 'dst src' log
  fl-group: KEYS: dst src: not the name of a column
  [2]
  $ fl-group src,dst,srcaddr/24 log
  fl-group: KEYS: srcaddr/24: column src is named twice
  [2]
  $ fl-group src/33 log
  fl-group: KEYS: src/33: an IPv4 prefix length is 0 to 32, as in src/24, or src/24:64 with one for IPv6
  [2]
  $ fl-group src/24:129 log
  fl-group: KEYS: src/24:129: an IPv6 prefix length is 0 to 128, as in src/24:64
  [2]
  $ fl-group dport/10 log
  fl-group: KEYS: dport/10: only addresses, times and numbers can be rounded
  [2]
  $ fl-group start/0h log
  fl-group: KEYS: start/0h: not a span of time such as 1h, 10m or 1d
  [2]
  $ fl-group bytes/0 log
  fl-group: KEYS: bytes/0: not a number above 0 to round to
  [2]
