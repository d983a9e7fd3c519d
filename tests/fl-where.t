fl-where: which rows are kept, what is refused, and the exit status.  The
language has its cases in tests/unit/expr.c and exprrun.c.

  $ . "$TESTDIR/setup.sh"
  $ show() { tr '\t' ' '; }

A raw log: the default columns, and every record accounted for.

  $ cat >log <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 1 eni-a 10.1.0.1 10.2.0.1 40000 443 6 10 1000 1000 1060 ACCEPT OK
  > 2 1 eni-b 10.2.0.1 10.1.0.1 443 40000 6 9 9000 1000 1060 ACCEPT OK
  > 2 1 eni-a 192.0.2.1 10.2.0.1 5353 53 17 1 60 1005 1006 REJECT OK
  > 2 1 eni-a - - - - - - - 1060 1120 - NODATA
  > 2 1 eni-a 2001:DB8:0::1 2001:db8::2 40000 443 6 3 252 1000 1061 ACCEPT OK
  > END
  $ fl-where -v dst=10.0.0.0/8 dport=1-1024 log | show
  fl-where: 5 records = 2 kept + 2 filtered + 1 nodata + 0 skipdata + 0 malformed
  #src dst sport dport proto packets bytes start end action flags
  10.1.0.1 10.2.0.1 40000 443 6 10 1000 1000 1060 ACCEPT -
  192.0.2.1 10.2.0.1 5353 53 17 1 60 1005 1006 REJECT -
  #!end records=5 from=1000 to=1120 nodata=1 skipdata=0 malformed=0

From a pipe it is the same, and so it is behind fl-cat.

  $ fl-where dst=10.0.0.0/8 dport=1-1024 log >one
  $ fl-where dst=10.0.0.0/8 dport=1-1024 <log | cmp - one
  $ fl-cat log | fl-where dst=10.0.0.0/8 dport=1-1024 | cmp - one
  $ gzip -c log | fl-where dst=10.0.0.0/8 dport=1-1024 - | cmp - one

A day of logs against awk, which knows only IPv4 and does it by text.

  $ fl-where -H -c src,dst,sport,dport,proto,start dst=10.0.0.0/8 \
  >     dport=1-1024 "$LOGS" 2>err | sort >got
  $ find "$LOGS" -name '*.gz' -exec gzip -dc {} + | awk -v OFS='\t' '
  >     $14 == "OK" && $5 ~ /^10\./ && $7 >= 1 && $7 <= 1024 {
  >         print $4, $5, $6, $7, $8, $11 }' | sort >want
  $ cmp got want
  $ test "$(wc -l <want)" -gt 1000

-c chooses the columns; what is tested needs not be among them.  -H leaves
header and end off.

  $ fl-where -c eni,src,dport=port dport=53 log | show
  #eni src port
  eni-a 192.0.2.1 53
  #!end records=5 from=1000 to=1120 nodata=1 skipdata=0 malformed=0
  $ fl-where -Hc +eni dport=53 log | show
  192.0.2.1 10.2.0.1 5353 53 17 1 60 1005 1006 REJECT - eni-a

-o writes a file, and none if there is nothing to be trusted.

  $ fl-where -H -c src -o out dport=53 log; echo $?; cat out
  0
  192.0.2.1
  $ fl-where -o none src=10.0.0.0/8 gone 2>err; echo $?; head -n 1 err
  2
  fl-where: gone: No such file or directory
  $ test -e none
  [1]

Arguments are joined by and; inside of one there are or, not and parentheses.
"and" binds tighter than "or", and what stands side by side is joined by it.

  $ cat >s.tsv <<'END'
  > #id	src	dst	sport	dport	proto	flags	action	start	name
  > a	10.0.0.1	10.0.0.2	50000	443	6	2	ACCEPT	1772323200	web
  > b	10.0.0.2	10.0.0.1	443	50000	6	18	ACCEPT	1772323260	-
  > c	10.1.0.0/16	2001:db8::1	-	53	17	-	REJECT	1772409600	db, old
  > d	-	10.0.0.1	0	0	1	0	-	-	(x)
  > END
  $ ids() { fl-where -H -c id "$@" s.tsv | paste -sd ' ' -; }
  $ ids proto=6 dport=443
  a
  $ ids 'dport=53 or proto=6 and dport=443'
  a c
  $ ids '(dport=53 or proto=6) and dport=443'
  a
  $ ids 'dport=53 or proto=6 sport=443'
  b c
  $ ids 'not (dport=53 OR proto=6)' 'NOT action=accept'
  d
  $ ids not\(dport=53\)
  a b d

Values: lists, ranges, names, prefixes, both sides.

  $ ids dport=https,53
  a c
  $ ids proto=TCP,icmp
  a b d
  $ ids dport!=1-1023
  b d
  $ ids 'sport>=443 sport<50000'
  b
  $ ids src=10.0.0.0/8
  a b c
  $ ids src=10.1.0.0/17
  
  $ ids src=10.1.0.0/17,10.1.128.0/17
  c
  $ ids dst=::/0
  c
  $ ids src=10.0.0.1-10.0.0.2
  a b
  $ ids addr=10.0.0.1
  a b d
  $ ids addr!=10.0.0.1
  c
  $ ids port=443
  a b
  $ ids 'port>50000'
  
  $ ids flags=syn
  a b
  $ ids flags=syn+ack
  b
  $ ids flags=2
  a
  $ ids action=accept
  a b
  $ ids "name='db, old','(x)'"
  c d
  $ ids name!=web
  c d

Times: a day is all of it, compared by its first or its last second.

  $ ids start=2026-03-01
  a b
  $ ids 'start>2026-03-01'
  c
  $ ids 'start<=2026-03-01T00:00'
  a
  $ ids start=2026-03-01T00:01..2026-03-02
  b c
  $ ids start=1772323200
  a

A missing value is - and fits nothing else; "not" is plain logic.

  $ ids sport=-
  c
  $ ids sport!=-
  a b d
  $ ids sport!=443
  a d
  $ ids 'not sport=443'
  a c d
  $ ids src=-,10.0.0.1
  a d

@FILE holds values, one a line, any number of them.

  $ awk 'BEGIN { for (i = 0; i < 100000; i++)
  >     printf "172.%d.%d.%d\n", 16 + i / 65536, i / 256 % 256, i % 256
  >     print "# ours"; print "10.0.0.2"; print "10.1.0.0/16" }' >nets
  $ ids src=@nets
  b c
  $ ids src=@nets,10.0.0.1
  a b c
  $ printf '%s\n' 443 dns >ports
  $ ids dport=@ports
  a c
  $ printf '%s\n' 'web' 'db, old' >'my names'
  $ ids "name=@'my names'"
  a c
  $ : >empty
  $ ids src=@empty
  fl-where: src=@empty: the file holds no value
  

A known column that the header lacks is missing in every row, said once.

  $ cp s.tsv s2.tsv && fl-where -H -c id bytes=- s.tsv s2.tsv | wc -l
  fl-where: s.tsv: no column bytes: every row counts as missing it
  8
  $ ids 'vpc=x'
  fl-where: s.tsv: no column vpc: every row counts as missing it
  

A column of your own must be there.

  $ fl-where nam=web s.tsv
  fl-where: s.tsv: no column nam; did you mean name?
  #!incomplete\tfl-where: s.tsv: no column nam; did you mean name? (esc)
  [2]
  $ printf '#src\tdprot\n10.0.0.1\tx\n' >own
  $ fl-where dprot=x own
  fl-where: dprot: no such field; did you mean dport?
  [2]
  $ fl-where -H col:dprot=x own | show
  10.0.0.1 x

A header in mid-stream binds anew and is written again.

  $ { printf '#id\tdport\na\t1\nb\t2\n'; printf '#dport\tid\tx\n2\tc\ty\n'; } |
  >     fl-where dport=2 | show
  #id dport
  b 2
  #dport id x
  2 c y
  $ { printf '#id\tdport\na\t1\nb\t2\n'; printf '#dport\tid\tx\n2\tc\ty\n'; } |
  >     fl-where -H -c id dport=2
  b
  c

A header of which no other tool would know a column is none.

  $ fl-where -c id dport=443 s.tsv
  fl-where: none of the columns to write is known, so the header would be none; -H leaves it off
  [2]

A header comes through at once, and rows when no more are there: here the
writer waits until the reader has seen them.

  $ mkfifo go
  $ { printf '#id\tdport\n'; read -r x; printf 'a\t80\n'; read -r x
  >   printf 'b\t80\n'; } <go |
  >     timeout 20 fl-where dport=80 | {
  >     exec 3>go
  >     read -r line; echo "$line"; echo >&3
  >     read -r line; echo "$line"; echo >&3
  >     cat
  > } | show
  #id dport
  a 80
  b 80

What is behind the input is passed on: an end, none, or why there is none.

  $ end='#!end\trecords=9\tfrom=5\tto=7\tnodata=1\tskipdata=0\tmalformed=2\n'
  $ printf "#id\tdport\na\t80\n$end" | fl-where dport=81 | show
  #id dport
  #!end records=9 from=5 to=7 nodata=1 skipdata=0 malformed=2
  $ printf '#id\tdport\na\t80\n' | fl-where dport=81 | show
  #id dport
  $ printf '#id\tdport\n#!incomplete\tfl-cat: x: damaged\n' |
  >     fl-where dport=81 2>err | show
  #id dport
  #!incomplete fl-cat: x: damaged

A bad cell makes its row malformed if a test needs it, and if no cheaper test
dropped the row first.

  $ printf '#src\tdport\n10.0.0.1\t80\n10.0.0\t80\n10.0.0\t81\n1.1.1.1\tx\n' >bad
  $ fl-where -Hv src=10.0.0.1 dport=80 bad | show; fl-where dport=80 bad >out
  fl-where: bad:5: dport: not a port (0-65535): "x"
  fl-where: bad:3: src: not an address: "10.0.0"
  fl-where: 4 records = 1 kept + 1 filtered + 0 nodata + 0 skipdata + 2 malformed
  10.0.0.1 80
  fl-where: bad:5: dport: not a port (0-65535): "x"
  [1]
  $ fl-where -Hv src=1.1.1.1 bad 2>err | show; tail -n 1 err
  1.1.1.1 x
  fl-where: 4 records = 1 kept + 1 filtered + 0 nodata + 0 skipdata + 2 malformed

FILE or expression: a known field and an operator is an expression, any other
name is one if there is no such file; ./ and -- always mean a file.

  $ cp s.tsv dport=443
  $ mkdir year=2026; cp s.tsv year=2026/x
  $ fl-where -H -c id dport=443 s.tsv
  a
  $ fl-where -H -c id dport=443 ./dport=443
  a
  $ fl-where -H -c id dport=443 -- dport=443
  a
  $ fl-where -H -c id dport=443 year=2026/x
  a
  $ fl-where -H -c id dport=443 year=2027/x s.tsv
  fl-where: year=2027/x: no such file, and no field year (col:year is a column of your own)
  [2]
  $ fl-where -- dport=443
  fl-where: no expression like dport=443 among the operands
  usage: fl-where [-Hv] [-c FIELDS] [-F COLUMNS] [-j N] [-o FILE] [-T TYPE]
                  EXPR ... [FILE ...]
  [2]
  $ fl-where s.tsv 2>&1 | head -n 1
  fl-where: no expression like dport=443 among the operands

What is wrong is said before anything is read, with the word that is wrong.

  $ no() { fl-where "$@" never-read; }
  $ no dprot=443
  fl-where: dprot: no such field; did you mean dport?
  [2]
  $ no dst=10.0.0.0/33
  fl-where: dst=10.0.0.0/33: not a prefix length (0-32)
  [2]
  $ no dst=10.1.2.3/8
  fl-where: dst=10.1.2.3/8: bits behind the length; did you mean 10.0.0.0/8?
  [2]
  $ no dst=10.0.0
  fl-where: dst=10.0.0: not an address or prefix
  [2]
  $ no dport=80000
  fl-where: dport=80000: not a port (0-65535)
  [2]
  $ no dport=443,htpps
  fl-where: dport=htpps: no such service; did you mean https?
  [2]
  $ no proto=tpc
  fl-where: proto=tpc: no such protocol; did you mean tcp?
  [2]
  $ no flags=sin
  fl-where: flags=sin: no such flag; did you mean fin?
  [2]
  $ no action=acept
  fl-where: action=acept: no such action; did you mean accept?
  [2]
  $ no dport=1024-1
  fl-where: dport=1024-1: a range begins with its smaller end; did you mean 1-1024?
  [2]
  $ no start=2026-03-01-2026-03-02
  fl-where: start=2026-03-01-2026-03-02: a range of times has .. between its ends; did you mean 2026-03-01..2026-03-02?
  [2]
  $ no 'vpc<vpc-1'
  fl-where: vpc<vpc-1: names have no order; use = or !=
  [2]
  $ no 'dport<1,2'
  fl-where: dport<: takes one value, not a list
  [2]
  $ no dport=80,,443
  fl-where: dport=80,,: an item of the list is empty
  [2]
  $ no dport=
  fl-where: dport=: no value
  [2]
  $ no '(dport=80'
  fl-where: (dport=80: ( is not closed
  [2]
  $ no 'dport=80)'
  fl-where: ): no ( before it
  [2]
  $ no 'dport=80 dport 81'
  fl-where: dport: no operator behind it; did you mean dport=81?
  [2]
  $ no dport=80 or dport=81
  fl-where: or: no test before it; it joins tests inside one argument
  [2]
  $ no 'dport=80 && proto=tcp'
  fl-where: &&: not in the language; did you mean and?
  [2]
  $ no dport==80
  fl-where: dport==: no operator; did you mean =?
  [2]
  $ no "name='web"
  fl-where: name='web: the quote is not closed
  [2]
  $ no src=@gone
  fl-where: gone: No such file or directory
  [2]
  $ printf '10.0.0.0/8\n\n10.0.0.1/8\n' >wrong
  $ no src=@wrong
  fl-where: wrong:3: 10.0.0.1/8: bits behind the length; did you mean 10.0.0.0/8?
  [2]
  $ no dport=80 -c nosuch,dprot
  fl-where: dprot: no such field; did you mean dport?
  [2]
