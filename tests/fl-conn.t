fl-conn: who opened the connection.

  $ . "$TESTDIR/setup.sh"

Both directions, two windows, both interfaces, no flags: one row.  Each
interface saw the same packets, which count once; flows are records.  The
opener is known by its port alone: only 443 is a service.

  $ cat >log <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 123456789012 eni-c 10.0.1.5 10.0.2.9 40001 443 6 10 1000 1000 1060 ACCEPT OK
  > 2 123456789012 eni-c 10.0.2.9 10.0.1.5 443 40001 6 8 9000 1001 1060 ACCEPT OK
  > 2 123456789012 eni-s 10.0.1.5 10.0.2.9 40001 443 6 10 1000 1000 1061 ACCEPT OK
  > 2 123456789012 eni-s 10.0.2.9 10.0.1.5 443 40001 6 8 9000 1001 1061 ACCEPT OK
  > 2 123456789012 eni-c 10.0.1.5 10.0.2.9 40001 443 6 5 500 1600 1660 ACCEPT OK
  > 2 123456789012 eni-s - - - - - - - 1000 1060 - NODATA
  > END
  $ fl-conn log
  #src\tsport\tdst\tdport\tproto\tflows\trejects\tconns\tanswered\tscans\tneeded\tpackets\tbytes\trpackets\trbytes\tfirst\tlast\thow (esc)
  10.0.1.5\t40001\t10.0.2.9\t443\t6\t5\t0\t1\t1\t0\t1\t15\t1500\t8\t9000\t1000\t1660\tservice (esc)
  #!end\trecords=6\tfrom=1000\tto=1660\tnodata=1\tskipdata=0\tmalformed=0 (esc)

The same from a stream, in any order of rows, from any number of files and by
any number of threads.

  $ fl-conn log >want
  $ fl-cat -c @conn log | fl-conn | cmp - want
  $ (head -1 log; tail -n +2 log | sort -r) | fl-conn | cmp - want
  $ for i in 1 2 3 4 5 6; do
  >     (sed -n 1p log; sed -n "$((i + 1))p" log) >part$i
  > done
  $ fl-conn -j 3 part5 part3 part6 part1 part2 part4 | cmp - want
  $ fl-conn -v log >/dev/null
  fl-conn: 6 records = 5 kept + 0 filtered + 1 nodata + 0 skipdata + 0 malformed

Without interfaces nobody knows what was seen twice, which is said once.

  $ fl-cat log | fl-conn -H
  fl-conn: note: no interface (column eni) in some records: what two interfaces saw counts twice; 'fl-cat -c @conn' keeps it
  10.0.1.5\t40001\t10.0.2.9\t443\t6\t5\t0\t1\t1\t0\t1\t25\t2500\t16\t18000\t1000\t1660\tservice (esc)

What was not needed goes to -x too, with the reason.  A scanner's SYN that was
rejected, a port where nothing listens (a reset has 40 bytes), a reply that a
network ACL dropped.

  $ cat >bad <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 1 eni-s 198.51.100.7 10.0.2.9 50000 3389 6 1 44 1000 1060 REJECT OK
  > 2 1 eni-s 10.0.1.5 10.0.2.9 40007 8080 6 1 60 1000 1060 ACCEPT OK
  > 2 1 eni-s 10.0.2.9 10.0.1.5 8080 40007 6 1 40 1000 1060 ACCEPT OK
  > 2 1 eni-s 203.0.113.12 10.0.2.9 0 0 1 4 336 1000 1060 ACCEPT OK
  > 2 1 eni-s 10.0.2.9 203.0.113.12 0 0 1 4 336 1000 1060 REJECT OK
  > END
  $ fl-conn -H -x left bad | cut -f 1,3,4,5,7-11,18
  10.0.1.5\t10.0.2.9\t8080\t6\t0\t1\t0\t0\t0\talone (esc)
  198.51.100.7\t10.0.2.9\t3389\t6\t1\t1\t0\t0\t0\talone (esc)
  203.0.113.12\t10.0.2.9\t0\t1\t1\t1\t0\t0\t0\talone (esc)
  $ fl-cut -H src,note left
  10.0.1.5\trefused (esc)
  198.51.100.7\trejected (esc)
  203.0.113.12\trejected (esc)

-w takes what both directions have alike; other tests would take replies away.

  $ fl-conn -H -w 'addr=10.0.1.5 port=443' log | wc -l
  1
  $ fl-conn -w dport=443 log
  fl-conn: -w: dport is one side of a record, and would take replies away; say port, which is either side
  [2]
  $ fl-conn -w 'src=10.0.1.5 or dst=10.0.1.5' log
  fl-conn: -w: src is one side of a record, and would take replies away; say addr, which is either side
  [2]
  $ fl-conn -w action=ACCEPT log
  fl-conn: -w: action is not alike in both directions: only addr, port, proto, start, end, eni, vpc and account may be tested here; 'fl-conn | fl-where' tests what comes out
  [2]

-c has more columns that tell connections apart.

  $ fl-conn -c eni log | fl-cut -H src,eni,flows
  10.0.1.5\teni-c\t3 (esc)
  10.0.1.5\teni-s\t2 (esc)
  $ fl-conn -c dir log
  fl-conn: -c: dir: not alike in both directions, so it can't tell connections apart; vpc, eni, account or instance can
  [2]
  $ fl-conn -c evi log
  fl-conn: -c: evi: no such column; did you mean eni? (col:evi is a column of your own)
  [2]

Groups are no records, and a header without ports is of no use.

  $ fl-group src,dst,sport,dport,proto log | fl-conn
  fl-conn: stdin: rows are groups: who opened a connection is told from records, as fl-cat writes them
  [2]
  $ fl-cut src,dst log | fl-conn
  fl-conn: stdin: no column sport: connections need src, dst, sport, dport and proto, as 'fl-cat -c @conn' writes them
  [2]

Logs of one direction are of no use either, though 20 connections are needed to
tell.

  $ oneside() {
  >     printf '#src\tdst\tsport\tdport\tproto\tpackets\tbytes\tstart\tend\taction\teni\n'
  >     for i in $(seq "$1"); do
  >         printf '10.0.1.5\t10.0.2.9\t%d\t443\t6\t9\t900\t%d\t2000\tACCEPT\te\n' $((40000 + i)) $((1000 + i))
  >     done
  >     printf '#!end\trecords=%d\tfrom=1\tto=2\tnodata=0\tskipdata=0\tmalformed=0\n' "$1"
  > }
  $ oneside 19 | fl-conn >/dev/null
  $ oneside 20 | fl-conn >/dev/null
  fl-conn: 0 of 20 TCP connections have a reverse half: were the logs filtered? who opened them is told from both directions
  [1]

The shipped logs, any way.

  $ fl-conn -j 1 $LOGS >want 2>/dev/null
  $ fl-conn -j 4 $LOGS 2>/dev/null | cmp - want
  $ fl-cat -c @conn $LOGS 2>/dev/null | fl-conn | cmp - want
  $ fl-conn -j 1 $LOGS5 >want 2>/dev/null
  $ fl-conn -j 3 $LOGS5 2>/dev/null | cmp - want
  $ fl-cat -c @conn $LOGS5 2>/dev/null | fl-conn | cmp - want

Translation, in a log without the addresses of packets.  X is 10.0.1.5; the NAT
10.0.0.220 shows its own address for the outer end on its inner side.  X never
sent to the NAT, so that pair is a rule for the NAT alone: dir is ingress.

  $ cat >nat <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 1 eni-x 10.0.1.5 203.0.113.5 5001 443 6 10 1000 1000 1060 ACCEPT OK
  > 2 1 eni-x 203.0.113.5 10.0.1.5 443 5001 6 8 9000 1001 1060 ACCEPT OK
  > 2 1 eni-n 10.0.1.5 10.0.0.220 5001 443 6 10 1000 1000 1060 ACCEPT OK
  > 2 1 eni-n 10.0.0.220 10.0.1.5 443 5001 6 8 9000 1001 1060 ACCEPT OK
  > 2 1 eni-n 10.0.0.220 203.0.113.5 6001 443 6 10 1000 1000 1060 ACCEPT OK
  > 2 1 eni-n 203.0.113.5 10.0.0.220 443 6001 6 8 9000 1001 1060 ACCEPT OK
  > 2 1 eni-x 10.0.1.5 10.0.3.1 5002 53 17 1 60 1000 1060 ACCEPT OK
  > 2 1 eni-x 10.0.3.1 10.0.1.5 53 5002 17 1 60 1000 1060 ACCEPT OK
  > END
  $ fl-conn nat | fl-cut -H src,dst,dport,dir,needed
  10.0.0.220\t203.0.113.5\t443\t-\t1 (esc)
  10.0.1.5\t10.0.0.220\t443\tingress\t1 (esc)
  10.0.1.5\t203.0.113.5\t443\t-\t1 (esc)
  10.0.1.5\t10.0.3.1\t53\t-\t1 (esc)
  $ fl-conn nat | fl-sgrules -l 10.0.1.0/24 -f tsv 2>/dev/null | fl-cut -H direction,subject,peer,fromport
  egress\t10.0.1.5\t203.0.113.5\t443 (esc)
  egress\t10.0.1.5\t10.0.3.1\t53 (esc)

The user may know better: an address that only passes on needs no rules.

  $ fl-conn --hops 10.0.0.220 -x left nat | fl-cut -H src,dst,needed
  10.0.0.220\t203.0.113.5\t0 (esc)
  10.0.1.5\t10.0.0.220\t0 (esc)
  10.0.1.5\t203.0.113.5\t1 (esc)
  10.0.1.5\t10.0.3.1\t1 (esc)
  $ fl-cut -H src,note left
  10.0.0.220\ta leg of a translated connection (esc)
  10.0.1.5\ta leg of a translated connection (esc)

The same with the addresses of packets, after AWS's own example: the NAT's inner
side is one more witness of the connection, and its outer side a leg of it.

  $ cat >pkt <<'END'
  > interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action pkt-srcaddr pkt-dstaddr
  > eni-x 10.0.1.5 203.0.113.5 5001 443 6 10 1000 1000 1060 ACCEPT 10.0.1.5 203.0.113.5
  > eni-x 203.0.113.5 10.0.1.5 443 5001 6 8 9000 1001 1060 ACCEPT 203.0.113.5 10.0.1.5
  > eni-n 10.0.1.5 10.0.0.220 5001 443 6 10 1000 1000 1060 ACCEPT 10.0.1.5 203.0.113.5
  > eni-n 10.0.0.220 10.0.1.5 443 5001 6 8 9000 1001 1060 ACCEPT 203.0.113.5 10.0.1.5
  > eni-n 10.0.0.220 203.0.113.5 6001 443 6 10 1000 1000 1060 ACCEPT 10.0.0.220 203.0.113.5
  > eni-n 203.0.113.5 10.0.0.220 443 6001 6 8 9000 1001 1060 ACCEPT 203.0.113.5 10.0.0.220
  > END
  $ fl-conn pkt | fl-cut -H src,sport,dst,dport,flows,packets,needed
  10.0.0.220\t6001\t203.0.113.5\t443\t2\t10\t0 (esc)
  10.0.1.5\t5001\t203.0.113.5\t443\t4\t10\t1 (esc)

Two VPCs with the same addresses are two connections; vpc shows which.

  $ cat >vpcs <<'END'
  > interface-id vpc-id srcaddr dstaddr srcport dstport protocol packets bytes start end action
  > eni-1 vpc-b 10.0.1.5 10.0.1.6 5001 443 6 10 1000 1000 1060 ACCEPT
  > eni-2 vpc-a 10.0.1.6 10.0.1.5 443 5001 6 8 9000 1001 1060 ACCEPT
  > eni-2 vpc-a 10.0.1.5 10.0.1.6 5001 443 6 3 300 1000 1060 ACCEPT
  > END
  $ fl-conn -c vpc vpcs | fl-cut -H src,dport,vpc,packets,answered
  10.0.1.5\t443\tvpc-a\t3\t1 (esc)
  10.0.1.5\t443\tvpc-b\t10\t0 (esc)
  $ fl-conn vpcs | fl-cut -H src,dport,packets,answered
  10.0.1.5\t443\t3\t1 (esc)
  10.0.1.5\t443\t10\t0 (esc)

The sender's interface accepts and the receiver's rejects: not delivered.  A
packet that is rejected late changes nothing.

  $ cat >rejects <<'END'
  > interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action
  > eni-a 10.0.1.5 10.0.1.6 5001 443 6 3 180 1000 1060 ACCEPT
  > eni-b 10.0.1.5 10.0.1.6 5001 443 6 3 180 1000 1060 REJECT
  > eni-a 10.0.1.5 10.0.1.7 5002 443 6 9 900 1000 1060 ACCEPT
  > eni-a 10.0.1.7 10.0.1.5 443 5002 6 9 900 1000 1060 ACCEPT
  > eni-a 10.0.1.7 10.0.1.5 443 5002 6 1 40 9000 9000 REJECT
  > END
  $ fl-conn -x left rejects | fl-cut -H dst,flows,rejects,answered,needed
  10.0.1.6\t2\t1\t0\t0 (esc)
  10.0.1.7\t3\t1\t1\t1 (esc)
  $ fl-cut -H dst,note left
  10.0.1.6\trejected (esc)

Both ends sent a SYN: two rows, each with what its opener sent.

  $ cat >both <<'END'
  > interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action tcp-flags
  > eni-a 10.0.1.5 10.0.1.6 7000 7000 6 9 900 1000 1060 ACCEPT 2
  > eni-a 10.0.1.6 10.0.1.5 7000 7000 6 8 800 1000 1060 ACCEPT 18
  > eni-a 10.0.1.6 10.0.1.5 7000 7000 6 7 700 2000 2060 ACCEPT 2
  > END
  $ fl-conn both | fl-cut -H src,dst,flows,packets,rpackets,answered,needed,how
  10.0.1.5\t10.0.1.6\t1\t9\t0\t1\t1\tsyn (esc)
  10.0.1.6\t10.0.1.5\t2\t15\t0\t1\t1\tsyn (esc)

Addresses that only the packets know, and rows that are no connections.

  $ cat >odd <<'END'
  > interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action
  > eni-a - 10.0.1.6 5001 443 6 3 180 1000 1060 ACCEPT
  > eni-a 10.0.1.5 10.0.1.6 - 443 6 3 180 1000 1060 ACCEPT
  > eni-a 10.0.1.5 10.0.1.6 - - 47 3 180 1000 1060 ACCEPT
  > eni-a 10.0.1.0/24 10.0.1.6 1 2 6 3 180 1000 1060 ACCEPT
  > eni-a 10.0.1.5 10.0.1.6 1 2 6 281474976710657 180 1000 1060 ACCEPT
  > END
  $ fl-conn odd | fl-cut -H src,sport,dst,dport,proto
  fl-conn: odd:2: src: missing: no connection: "-"
  fl-conn: odd:3: sport: missing: no connection: "-"
  fl-conn: odd:5: src: a prefix, not an address: "10.0.1.0/24"
  fl-conn: odd:6: packets: above 2^48: "281474976710657"
  10.0.1.5\t0\t10.0.1.6\t0\t47 (esc)
