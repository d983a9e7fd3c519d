The slow versions that the tools are compared with, on input that can be
counted by hand.

  $ . "$TESTDIR/setup.sh"
  $ classic() { awk -v side="$1" -f "$ORACLE/v2.awk" -f "$ORACLE/classic.awk"; }
  $ rules() { awk -v side="$1" -f "$ORACLE/rules.awk"; }
  $ cover() { awk -f "$ORACLE/cover.awk" "$@"; }

One service asked three times by one client, once rejected; another client
asks twice and is rejected once; the replies, a high port, an outside
destination, ICMP, GRE and IPv6 are not the classic way's.

  $ cat >log <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 1 eni-a 10.1.0.1 10.2.0.1 40000 443 6 10 1000 1000 1060 ACCEPT OK
  > 2 1 eni-a 10.2.0.1 10.1.0.1 443 40000 6 9 9000 1000 1060 ACCEPT OK
  > 2 1 eni-a 10.1.0.1 10.2.0.1 40001 443 6 5 3000000000 900 1700 ACCEPT OK
  > 2 1 eni-a 10.1.0.1 10.2.0.1 40002 443 6 1 3000000000 950 960 REJECT OK
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 1 eni-a 10.1.0.2 10.2.0.1 40000 443 6 2 80 1772323200 1772323201 ACCEPT OK
  > 2 1 eni-a 10.1.0.2 10.2.0.1 40001 443 6 3 120 1772323300 1772323301 REJECT OK
  > 2 1 eni-a 192.0.2.1 10.2.0.1 5353 53 17 1 60 1000 1000 ACCEPT OK
  > 2 1 eni-a 192.0.2.1 10.2.0.1 5353 1024 6 1 60 1000 1000 ACCEPT OK
  > 2 1 eni-a 192.0.2.1 10.2.0.1 5353 1025 6 1 60 1000 1000 ACCEPT OK
  > 2 1 eni-a 10.2.0.1 192.0.2.9 40000 25 6 7 700 1000 1600 ACCEPT OK
  > 2 1 eni-a 10.2.0.1 11.0.0.0 40000 25 6 7 700 1000 1600 REJECT OK
  > 2 1 eni-a 10.1.0.1 10.2.0.1 0 0 1 3 252 1000 1600 ACCEPT OK
  > 2 1 eni-a 2001:db8::1 2001:db8::2 40000 443 6 3 252 1000 1600 ACCEPT OK
  > 2 1 eni-a - - - - - - - 1000 1600 - NODATA
  > 2 1 eni-a - - - - - - - 1600 2200 - NODATA
  > 2 1 eni-a - - - - - - - 1600 2200 - SKIPDATA
  > 2 1 eni-a 10.1.0.1 10.2.0.1 40000 443 6 10 1000 1000 1060 ACCEPT
  > 2 1 eni-a 10.1.0.1 10.2.0.1 40000 8o 6 10 1000 1000 1060 ACCEPT OK
  > 2 1 eni-a 10.1.0.1 10.2.0.256 40000 443 6 10 1000 1000 1060 ACCEPT OK
  > 2 1 eni-a 10.1.0.1 10.2.0.1 40000 443 256 10 1000 1000 1060 ACCEPT OK
  > END

20 lines are not headers.  Towards 10/8 on 1-1024: 3 + 2 + 1 + 1; the reply,
1025, two outside, ICMP and IPv6 are filtered; 2 NODATA, 1 SKIPDATA; one line
is short and three hold no port, address or protocol.

  $ classic in <log >in.rows
  records=20 kept=7 filtered=6 nodata=2 skipdata=1 malformed=4
  $ sort in.rows
  10.2.0.1\t10.1.0.1\t443\t6\t3\t1\t16\t6000001000\t900\t1700 (esc)
  10.2.0.1\t10.1.0.2\t443\t6\t2\t1\t5\t200\t1772323200\t1772323301 (esc)
  10.2.0.1\t192.0.2.1\t1024\t6\t1\t0\t1\t60\t1000\t1000 (esc)
  10.2.0.1\t192.0.2.1\t53\t17\t1\t0\t1\t60\t1000\t1000 (esc)

From 10/8: 5 inside and 2 outside; the three from 192.0.2.1, the reply, ICMP and
IPv6 are filtered; the address .256 is needed now as a peer.

  $ classic out <log >out.rows
  records=20 kept=7 filtered=6 nodata=2 skipdata=1 malformed=4
  $ sort out.rows
  10.1.0.1\t10.2.0.1\t443\t6\t3\t1\t16\t6000001000\t900\t1700 (esc)
  10.1.0.2\t10.2.0.1\t443\t6\t2\t1\t5\t200\t1772323200\t1772323301 (esc)
  10.2.0.1\t11.0.0.0\t25\t6\t1\t1\t7\t700\t1000\t1600 (esc)
  10.2.0.1\t192.0.2.9\t25\t6\t1\t0\t7\t700\t1000\t1600 (esc)

2 accepted outnumber 1 rejected; 1 does not outnumber 1:

  $ rules in <in.rows | sort | tee tuples
  ingress\t10.2.0.1\t17\t53\t192.0.2.1 (esc)
  ingress\t10.2.0.1\t6\t1024\t192.0.2.1 (esc)
  ingress\t10.2.0.1\t6\t443\t10.1.0.1 (esc)
  $ rules out <out.rows | sort
  egress\t10.1.0.1\t6\t443\t10.2.0.1 (esc)
  egress\t10.2.0.1\t6\t25\t192.0.2.9 (esc)

Without ports, GRE and ICMP give one tuple each:

  $ printf '10.0.0.1\t10.0.0.2\t%s\t%s\t1\t0\t1\t1\t1\t1\n' 0 1 0 47 7 47 | rules in
  ingress\t10.0.0.1\t1\t-1\t10.0.0.2 (esc)
  ingress\t10.0.0.1\t47\t-1\t10.0.0.2 (esc)

The default columns as a body:

  $ sed -n '2p;15p;16p;19p' log | awk -f "$ORACLE/v2.awk" -f "$ORACLE/cat.awk"
  10.1.0.1\t10.2.0.1\t40000\t443\t6\t10\t1000\t1000\t1060\tACCEPT\t- (esc)
  2001:db8::1\t2001:db8::2\t40000\t443\t6\t3\t252\t1000\t1600\tACCEPT\t- (esc)

Coverage.  The exact rules, in another order of columns; one missing; one
with a peer too many; a range of ports; a prefix of four addresses, of which
one is wanted.

  $ cat >exact <<'END'
  > # a comment
  > #peer	direction	subject	proto	fromport	toport
  > 192.0.2.1/32	ingress	10.2.0.1	udp	53	53
  > 192.0.2.1/32	ingress	10.2.0.1	tcp	1024	1024
  > 10.1.0.1	ingress	10.2.0.1/32	6	443	443
  > 2001:db8::1/128	ingress	2001:db8::2	6	443	443
  > #!end	records=20
  > END
  $ cover tuples exact
  missing=0 extra=0
  $ grep -v 53 exact | cover tuples -
  missing\tingress\t10.2.0.1\t17\t53\t192.0.2.1 (esc)
  missing=1 extra=0
  [1]
  $ sed 's/1024$/1026/' exact | cover tuples - 2>err
  missing=0 extra=2
  [1]
  $ sort err
  extra\tingress\t10.2.0.1\t6\t1025\t192.0.2.1 (esc)
  extra\tingress\t10.2.0.1\t6\t1026\t192.0.2.1 (esc)
  $ sed 's/^10.1.0.1/10.1.0.0\/30/' exact | cover tuples - 2>err
  missing=0 extra=3
  [1]
  $ cut -f 6 err | sort
  10.1.0.0
  10.1.0.2
  10.1.0.3
  $ sed 's/ingress/egress/' exact | cover tuples - 2>/dev/null
  missing=3 extra=3
  [1]
  $ (cat exact exact) | cover tuples -
  missing=0 extra=0

Direction and protocol count: ICMP is no TCP, and has no ports:

  $ printf 'ingress\t10.0.0.1\t1\t-1\t10.0.0.2\n' >ping
  $ head=$(printf '#direction\tsubject\tproto\tfromport\ttoport\tpeer')
  $ printf '%s\ningress\t10.0.0.1\ticmp\t-1\t-1\t10.0.0.2/32\n' "$head" | cover ping -
  missing=0 extra=0
  $ printf '%s\ningress\t10.0.0.1\ticmp\t-\t-\t10.0.0.2/32\n' "$head" | cover ping -
  missing=0 extra=0
  $ printf '%s\ningress\t10.0.0.1\t47\t-1\t-1\t10.0.0.2/32\n' "$head" | cover ping - 2>/dev/null
  missing=1 extra=1
  [1]

What can't be expanded is no answer:

  $ for row in 'tcp\t1\t1\t10.0.0.0/8' '-1\t-1\t-1\t10.0.0.2' 'tcp\t0\t65535\t10.0.0.0/16' \
  >     'tcp\t5\t4\t10.0.0.1' 'icmp\t8\t-1\t10.0.0.1' 'tcp\t1\t1\tsg-1' 'tcp\t1\t1\t10.0.0.1/24'; do
  >     printf "%s\\ningress\\t10.0.0.1\\t$row\\n" "$head" | cover ping - 2>&1
  > done | sed 's/: ".*//'
  cover.awk: line 2: too wide to expand: 10.0.0.0/8
  cover.awk: line 2: can't expand protocol -1
  cover.awk: line 2: too many to expand
  cover.awk: line 2: not a port range: 5-4
  cover.awk: line 2: ports of a protocol that has none
  cover.awk: line 2: not an IPv4 address or prefix: sg-1
  cover.awk: line 2: bits beyond the prefix: 10.0.0.1/24
  $ echo x | cover ping - 2>/dev/null
  [2]

All awks agree on the shipped logs:

  $ gzip -dc "$LOGS"/2026/03/01/*.gz >day
  $ for awk in mawk gawk original-awk busybox; do
  >     command -v "$awk" >/dev/null || continue
  >     test $awk = busybox && awk="busybox awk"
  >     $awk -v side=in -f "$ORACLE/v2.awk" -f "$ORACLE/classic.awk" <day 2>>account |
  >         sort | cksum
  > done | sort -u | wc -l | tr -d ' '
  1
  $ sort -u account | sed 's/=[0-9]*//g'
  records kept filtered nodata skipdata malformed
