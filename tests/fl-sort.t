fl-sort: sort(1) by the names of columns.

  $ . "$TESTDIR/setup.sh"

Rows by hand.  Addresses and numbers go by value, IPv4 and IPv6 together, a
shorter prefix first, names by bytes, missing values last.

  $ cat >rows <<'END'
  > #src	dport	vpc	bytes
  > 10.0.0.10	443	vpc-b	900
  > 10.0.0.9	80	vpc-a	1000
  > 2001:db8::1	22	-	5
  > 10.0.0.0/24	-	vpc-a	-
  > 10.0.0.0/8	8080	vpc-aa	0
  > ::1	443	vpc-B	18446744073709551614
  > -	1	vpc a	10
  > #!end	records=9	from=1	to=2	nodata=1	skipdata=0	malformed=1
  > END
  $ fl-sort src rows
  #src\tdport\tvpc\tbytes (esc)
  ::1\t443\tvpc-B\t18446744073709551614 (esc)
  10.0.0.0/8\t8080\tvpc-aa\t0 (esc)
  10.0.0.0/24\t-\tvpc-a\t- (esc)
  10.0.0.9\t80\tvpc-a\t1000 (esc)
  10.0.0.10\t443\tvpc-b\t900 (esc)
  2001:db8::1\t22\t-\t5 (esc)
  -\t1\tvpc a\t10 (esc)
  #!end\trecords=9\tfrom=1\tto=2\tnodata=1\tskipdata=0\tmalformed=1 (esc)
  $ fl-sort -H vpc rows | cut -f 3
  vpc a
  vpc-B
  vpc-a
  vpc-a
  vpc-aa
  vpc-b
  -

With :r the largest comes first, and missing values still last.

  $ fl-sort -H bytes:r rows | cut -f 4
  18446744073709551614
  1000
  900
  10
  5
  0
  -
  $ fl-sort -H vpc:r rows | cut -f 3
  vpc-b
  vpc-aa
  vpc-a
  vpc-a
  vpc-B
  vpc a
  -
  $ fl-sort -H src:r rows | cut -f 1
  2001:db8::1
  10.0.0.10
  10.0.0.9
  10.0.0.0/24
  10.0.0.0/8
  ::1
  -

Several keys, each in its own direction, in any spelling:

  $ fl-sort -H dstport:r src rows | cut -f 1,2
  10.0.0.0/8\t8080 (esc)
  ::1\t443 (esc)
  10.0.0.10\t443 (esc)
  10.0.0.9\t80 (esc)
  2001:db8::1\t22 (esc)
  -\t1 (esc)
  10.0.0.0/24\t- (esc)

Rows with equal keys go by all of their bytes, so that any order of the input
gives the same output.

  $ fl-sort vpc rows >want
  $ for o in -r -k2 -k4n; do
  >     { grep '^#src' rows; grep -v '^#' rows | sort $o; grep '^#!' rows; } |
  >         fl-sort vpc | cmp - want
  > done
  $ fl-sort vpc <want | cmp - want

Flow logs in any form are taken too, with the columns of fl-cat; all of them
come out, and only they.

  $ fl-cat "$LOGS" 2>/dev/null >day
  $ fl-sort -v bytes:r dst src "$LOGS" >sorted
  fl-sort: 5 SKIPDATA records: evidence was lost in 5 files
  fl-sort: 18000 records = 17875 kept + 0 filtered + 120 nodata + 5 skipdata + 0 malformed
  $ fl-sort bytes:r dst src <day | cmp - sorted
  $ sort day >a
  $ sort sorted | cmp - a
  $ head -1 sorted
  #src\tdst\tsport\tdport\tproto\tpackets\tbytes\tstart\tend\taction\tflags (esc)
  $ grep -v -e '^#' -e :: sorted | awk -F'\t' '
  > function ip(s, p) {
  >     split(s, p, ".")
  >     return ((p[1] * 256 + p[2]) * 256 + p[3]) * 256 + p[4]
  > }
  > {
  >     bad = NR > 1 && ($7 > bytes || $7 == bytes && (ip($2) < dst ||
  >         ip($2) == dst && ip($1) < src))
  >     n += bad
  >     bytes = $7 + 0
  >     dst = ip($2)
  >     src = ip($1)
  > }
  > END { print n + 0 }'
  0

A column that is not among those of fl-cat may be a key:

  $ fl-sort -H eni src "$LOGS5" 2>/dev/null | cut -f 1 >a
  $ fl-cat -c +eni "$LOGS5" 2>/dev/null | fl-sort -H eni src | cut -f 1 |
  >     cmp - a

The groups with the most bytes, as people ask for them; head may close early.

  $ fl-group dst,dport "$LOGS" 2>/dev/null | fl-sort bytes:r | head -4 |
  >     cut -f 1,2,6 >top
  $ fl-group -H dst,dport "$LOGS" 2>/dev/null | sort -t '	' -k6,6nr |
  >     head -3 | cut -f 1,2,6 >want
  $ tail -3 top | cmp - want
  $ fl-sort bytes:r <day | head -1 | cut -f 1-3
  #src\tdst\tsport (esc)

A column of one's own, which may be called like a file:

  $ printf '#dst\tteam\n1.1.1.1\tweb\n1.1.1.2\tdb\n' >teams
  $ fl-sort -H team teams
  1.1.1.2\tdb (esc)
  1.1.1.1\tweb (esc)
  $ : >team
  $ fl-sort team teams
  fl-sort: "team" is a file; the keys come before it, as in bytes:r dst
  usage: fl-sort [-Hv] [-F COLUMNS] [-o FILE] [-T TYPE] KEY[:r] ... [FILE ...]
  [2]
  $ fl-sort -H col:team:r teams
  1.1.1.1\tweb (esc)
  1.1.1.2\tdb (esc)

Behind -- all are files, and so is ./dst:

  $ printf '#dst\n1.1.1.2\n1.1.1.1\n' >dst
  $ fl-sort -H dst -- dst
  1.1.1.1
  1.1.1.2
  $ fl-sort -H dst ./dst
  1.1.1.1
  1.1.1.2
  $ fl-sort -- dst
  fl-sort: a KEY is missing: a column to sort by, as in bytes:r
  usage: fl-sort [-Hv] [-F COLUMNS] [-o FILE] [-T TYPE] KEY[:r] ... [FILE ...]
  [2]

What can't be right is said before anything is read, or at the header:

  $ fl-sort
  fl-sort: a KEY is missing: a column to sort by, as in bytes:r
  usage: fl-sort [-Hv] [-F COLUMNS] [-o FILE] [-T TYPE] KEY[:r] ... [FILE ...]
  [2]
  $ fl-sort byte:r rows
  fl-sort: byte:r: no such column and no such file; did you mean bytes?
  [2]
  $ fl-sort dst nosuch.log
  fl-sort: nosuch.log: no such file; a column of that name is col:nosuch.log
  [2]
  $ fl-sort bytes:r,dst rows
  fl-sort: bytes:r,dst: keys are words of their own, as in bytes:r dst
  [2]
  $ fl-sort teem teams
  fl-sort: teams: no column teem; did you mean team?
  #!incomplete\tfl-sort: teams: no column teem; did you mean team? (esc)
  [2]
  $ fl-sort -H region dst teams
  fl-sort: teams: no column region: its rows have -
  1.1.1.1\tweb (esc)
  1.1.1.2\tdb (esc)
  $ cat rows teams | fl-sort -H dst
  fl-sort: stdin: no column dst: its rows have -
  fl-sort: stdin: other columns than before: cut them alike first with fl-cut
  -\t1\tvpc a\t10 (esc)
  10.0.0.0/24\t-\tvpc-a\t- (esc)
  10.0.0.0/8\t8080\tvpc-aa\t0 (esc)
  10.0.0.10\t443\tvpc-b\t900 (esc)
  10.0.0.9\t80\tvpc-a\t1000 (esc)
  2001:db8::1\t22\t-\t5 (esc)
  ::1\t443\tvpc-B\t18446744073709551614 (esc)
  [2]
  $ cat rows rows | fl-sort src | grep -c '^[^#]'
  14

A key that does not parse makes its row malformed:

  $ printf '#dst\tdport\n1.1.1.1\t443\n1.1.1.1\thttps\n1.1.1.1\t80\n' >bad
  $ fl-sort -H dport bad
  fl-sort: bad:3: dport: not a port (0-65535): "https"
  1.1.1.1\t80 (esc)
  1.1.1.1\t443 (esc)
  [1]

No input is no whole input:

  $ fl-sort dst </dev/null
  fl-sort: stdin: empty
  #!incomplete\tfl-sort: stdin: empty (esc)
  [2]
  $ fl-sort dst rows nosuch.log >out
  fl-sort: rows: no column dst: its rows have -
  fl-sort: nosuch.log: No such file or directory
  [2]
  $ tail -1 out
  #!incomplete\tfl-sort: nosuch.log: No such file or directory (esc)

If sort fails, so does this; what was there stays.  A sort that reads nothing,
one that fails at the end, one that is killed, one that loses a row, and none:

  $ echo old >out
  $ mkdir bin
  $ try() {
  >     printf '#!/bin/sh\n%s\n' "$1" >bin/sort
  >     chmod +x bin/sort
  >     PATH=$PWD/bin:$PATH fl-sort -o out dst src "$LOGS" 2>&1 |
  >         grep -v SKIPDATA
  >     cat out
  > }
  $ try 'exec <&-; echo sort: no space >&2; exit 2'
  sort: no space
  fl-sort: sort(1) failed with status 2
  fl-sort: out: left as it was
  old
  $ try 'cat >/dev/null; exit 3'
  fl-sort: sort(1) failed with status 3
  fl-sort: out: left as it was
  old
  $ try 'kill -9 $$'
  fl-sort: sort(1) was ended by signal 9 (Killed)
  fl-sort: out: left as it was
  old
  $ try 'cat >given; sed 1d given'
  fl-sort: sort(1) gave 17874 of 17875 rows back
  fl-sort: out: left as it was
  old
  $ mkdir empty
  $ PATH=$PWD/empty "$B_DIR/fl-sort" dst rows
  fl-sort: sort can't be run: No such file or directory
  [2]

The stream says so too:

  $ printf '#!/bin/sh\nexec /bin/false\n' >bin/sort
  $ PATH=$PWD/bin:$PATH fl-sort dst <teams 2>/dev/null
  #dst\tteam (esc)
  #!incomplete\tfl-sort failed (esc)
  [2]
