Traffic to security-group rules.

  $ . "$TESTDIR/setup.sh"
  $ tab() { tr ' ' '\t'; }

Groups of the classic pipeline, dst first: ingress rules for dst.  1772323200
is 2026-03-01, 1772409600 the day after.

  $ tab >groups <<'END'
  > #dst src dport proto flows rejects packets bytes first last
  > 10.0.0.9 10.0.0.1 22 6 12 0 100 4000 1772323200 1772409600
  > 10.0.0.9 10.0.0.1 23 6 8 0 100 4000 1772323200 1772323200
  > 10.0.0.9 10.0.0.4 443 6 3 1 100 4000 1772323200 1772409600
  > 10.0.0.9 10.0.0.5 443 6 3 2 100 4000 1772323200 1772409600
  > 10.0.0.9 10.0.0.6 443 6 3 3 100 4000 1772323200 1772409600
  > 10.0.0.9 2001:db8::6 443 6 3 0 100 4000 1772323200 1772409600
  > 10.0.0.9 10.0.0.6 0 1 3 0 100 4000 1772323200 1772409600
  > 10.0.0.10 10.0.0.6 0 47 3 0 100 4000 1772323200 1772409600
  > #!end records=38
  > END

22 and 23 of one peer are one rule with 12 + 8 flows.  .4 was rejected once in
three: contested, a rule; .5 twice in three: none; .6 always: none.

  $ fl-sgrules groups
  10.0.0.9 ingress: 4 rules
    Type             Protocol  Port range  Source           Flows  First seen  Last seen   Note
    All ICMP - IPv4  ICMP      All         10.0.0.6/32          3  2026-03-01  2026-03-02
    Custom TCP       TCP       22-23       10.0.0.1/32         20  2026-03-01  2026-03-02
    HTTPS            TCP       443         10.0.0.4/32          3  2026-03-01  2026-03-02  contested
    HTTPS            TCP       443         2001:db8::6/128      3  2026-03-01  2026-03-02
  
  10.0.0.10 ingress: 1 rule
    Type             Protocol  Port range  Source       Flows  First seen  Last seen
    Custom Protocol  GRE (47)  All         10.0.0.6/32      3  2026-03-01  2026-03-02
  fl-sgrules: 8 groups read, 5 rules written for 2 subjects; 2 contested (1 left out), 1 rejected only

The same as a stream, which the other tools read.

  $ fl-sgrules -f tsv groups 2>/dev/null >rules; cat rules
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tpackets\tbytes\tfirst\tlast\tnote (esc)
  ingress\t10.0.0.9\t1\t-1\t-1\t10.0.0.6\t3\t0\t100\t4000\t1772323200\t1772409600\t- (esc)
  ingress\t10.0.0.9\t6\t22\t23\t10.0.0.1\t20\t0\t200\t8000\t1772323200\t1772409600\t- (esc)
  ingress\t10.0.0.9\t6\t443\t443\t10.0.0.4\t3\t1\t100\t4000\t1772323200\t1772409600\tcontested (esc)
  ingress\t10.0.0.9\t6\t443\t443\t2001:db8::6\t3\t0\t100\t4000\t1772323200\t1772409600\t- (esc)
  ingress\t10.0.0.10\t47\t-1\t-1\t10.0.0.6\t3\t0\t100\t4000\t1772323200\t1772409600\t- (esc)
  #!end\trecords=38\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  $ fl-cut -H subject,fromport,peer,note <rules | tail -n 2
  10.0.0.9\t443\t2001:db8::6\t- (esc)
  10.0.0.10\t-1\t10.0.0.6\t- (esc)
  $ fl-group -H subject,proto rules | cut -f 1-3
  10.0.0.10\t47\t3 (esc)
  10.0.0.9\t1\t3 (esc)
  10.0.0.9\t6\t26 (esc)

What gave no rule.

  $ fl-sgrules -x left groups >/dev/null 2>&1; cat left
  #src\tdst\tdport\tproto\tflows\trejects\tpackets\tbytes\tfirst\tlast\tnote (esc)
  10.0.0.5\t10.0.0.9\t443\t6\t3\t2\t100\t4000\t1772323200\t1772409600\tcontested (esc)
  10.0.0.6\t10.0.0.9\t443\t6\t3\t3\t100\t4000\t1772323200\t1772409600\trejected only (esc)
  #!end\trecords=38\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)

src first: egress rules for src.

  $ tab >out <<'END'
  > #src dst dport proto flows rejects packets bytes first last
  > 10.0.0.1 10.0.0.8 53 17 2 0 2 80 1772323200 1772323200
  > 10.0.0.1 10.0.0.9 53 17 2 0 2 80 1772323200 1772323200
  > #!end records=4
  > END
  $ fl-sgrules out
  10.0.0.1 egress: 1 rule
    Type       Protocol  Port range  Destination  Flows  First seen  Last seen
    DNS (UDP)  UDP       53          10.0.0.8/31      4  2026-03-01  2026-03-01
  fl-sgrules: 2 groups read, 1 rule written for 1 subject
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it

Two headers with the same order are fine, whatever else they hold: 20 + 2 flows of
.0 and .1.  Another order is not.

  $ (cat groups; tab <<'END') >both
  > #proto dst src dport rejects flows
  > 6 10.0.0.9 10.0.0.0 22 0 1
  > 6 10.0.0.9 10.0.0.0 23 0 1
  > #!end records=1
  > END
  $ fl-sgrules -f tsv both 2>/dev/null | sed -n 3p
  ingress\t10.0.0.9\t6\t22\t23\t10.0.0.0/31\t22\t0\t200\t8000\t1772323200\t1772409600\t- (esc)
  $ cat groups out | fl-sgrules
  fl-sgrules: stdin: src and dst have changed order: group all with the same keys, or say what is yours with -l
  [2]

-l: both directions, from logs too.  10.0.0.1 asks 10.0.0.2, which answers; both
are ours.  192.0.2.1 is not.

  $ cat >log <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 1 eni-a 10.0.0.1 10.0.0.2 40000 22 6 10 1000 1772323200 1772323260 ACCEPT OK
  > 2 1 eni-a 10.0.0.2 10.0.0.1 22 40000 6 10 1000 1772323200 1772323260 ACCEPT OK
  > 2 1 eni-a 10.0.0.1 10.0.0.2 40001 22 6 10 1000 1772323800 1772323860 ACCEPT OK
  > 2 1 eni-a 10.0.0.1 192.0.2.1 40001 443 6 10 1000 1772323800 1772323860 ACCEPT OK
  > 2 1 eni-a 192.0.2.1 10.0.0.1 40001 23 6 10 1000 1772323800 1772323860 REJECT OK
  > 2 1 eni-a 192.0.2.1 192.0.2.2 40001 23 6 10 1000 1772323800 1772323860 ACCEPT OK
  > 2 1 eni-a - - - - - - - 1772323800 1772323860 - NODATA
  > END
  $ fl-sgrules -v -l 10.0.0.0/8 -f tsv log 2>err | cut -f 1-8
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects (esc)
  ingress\t10.0.0.1\t6\t40000\t40000\t10.0.0.2\t1\t0 (esc)
  egress\t10.0.0.1\t6\t22\t22\t10.0.0.2\t2\t0 (esc)
  egress\t10.0.0.1\t6\t443\t443\t192.0.2.1\t1\t0 (esc)
  ingress\t10.0.0.2\t6\t22\t22\t10.0.0.1\t2\t0 (esc)
  egress\t10.0.0.2\t6\t40000\t40000\t10.0.0.1\t1\t0 (esc)
  #!end\trecords=7\tfrom=1772323200\tto=1772323860\tnodata=1\tskipdata=0\tmalformed=0 (esc)
  $ cat err
  fl-sgrules: 7 records = 6 kept + 0 filtered + 1 nodata + 0 skipdata + 0 malformed
  fl-sgrules: 5 groups read, 5 rules written for 2 subjects; 1 rejected only, 1 outside -l
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  fl-sgrules: note: 1 group for ports from 32768 up gave rules, mostly for replies: filter on dport first, or use fl-conn
