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
    Custom TCP       TCP       22-23       10.0.0.1/32         20  2026-03-01  2026-03-02  22 ssh, 23 telnet (1 insecure)
    HTTPS            TCP       443         10.0.0.4/32          3  2026-03-01  2026-03-02  contested: 1 of 3 rejected
    HTTPS            TCP       443         2001:db8::6/128      3  2026-03-01  2026-03-02
  
  10.0.0.10 ingress: 1 rule
    Type             Protocol  Port range  Source       Flows  First seen  Last seen
    Custom Protocol  GRE (47)  All         10.0.0.6/32      3  2026-03-01  2026-03-02
  fl-sgrules: 8 groups read, 5 rules written for 2 subjects; 2 contested (1 left out), 1 rejected only

Ranges name what they hide, the first few, and what is contested says so first.

  $ (echo '#dst src dport proto flows rejects' | tab
  >     for p in 20 21 22 23 24 25; do echo 10.0.0.9 10.0.0.1 $p 6 3 1; done | tab
  >     for p in 1024 1025; do echo 10.0.0.9 10.0.0.2 $p 6 1 0; done | tab
  >     for p in 53 54; do echo 10.0.0.9 10.0.0.3 $p 17 1 0; done | tab
  >     echo '#!end') | fl-sgrules 2>/dev/null
  10.0.0.9 ingress: 3 rules
    Type        Protocol  Port range  Source       Flows  First seen  Last seen  Note
    Custom TCP  TCP       20-25       10.0.0.1/32     18  -           -          contested: 6 of 18 rejected; 20 ftp-data, 21 ftp, 22 ssh, 2 more (4 insecure)
    Custom TCP  TCP       1024-1025   10.0.0.2/32      2  -           -
    Custom UDP  UDP       53-54       10.0.0.3/32      2  -           -          53 domain

The same as a stream, which the other tools read.

  $ fl-sgrules -f tsv groups 2>/dev/null >rules; cat rules
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tpackets\tbytes\tfirst\tlast\tnote (esc)
  ingress\t10.0.0.9\t1\t-1\t-1\t10.0.0.6\t3\t0\t100\t4000\t1772323200\t1772409600\t- (esc)
  ingress\t10.0.0.9\t6\t22\t23\t10.0.0.1\t20\t0\t200\t8000\t1772323200\t1772409600\t- (esc)
  ingress\t10.0.0.9\t6\t443\t443\t10.0.0.4\t3\t1\t100\t4000\t1772323200\t1772409600\tcontested: 1 of 3 rejected (esc)
  ingress\t10.0.0.9\t6\t443\t443\t2001:db8::6\t3\t0\t100\t4000\t1772323200\t1772409600\t- (esc)
  ingress\t10.0.0.10\t47\t-1\t-1\t10.0.0.6\t3\t0\t100\t4000\t1772323200\t1772409600\t- (esc)
  #!end\trecords=38\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  $ fl-cut -H subject,fromport,peer,note <rules | tail -n 2
  10.0.0.9\t443\t2001:db8::6\t- (esc)
  10.0.0.10\t-1\t10.0.0.6\t- (esc)
  $ fl-where -H toport=23 rules | cut -f 2-6
  10.0.0.9\t6\t22\t23\t10.0.0.1 (esc)
  $ fl-sort -H flows:r subject rules | cut -f 2-7 | head -n 2
  10.0.0.9\t6\t22\t23\t10.0.0.1\t20 (esc)
  10.0.0.10\t47\t-1\t-1\t10.0.0.6\t3 (esc)
  $ fl-group -H subject,proto rules | cut -f 1-3
  10.0.0.10\t47\t3 (esc)
  10.0.0.9\t1\t3 (esc)
  10.0.0.9\t6\t26 (esc)

What gave no rule.

  $ fl-sgrules -x left groups >/dev/null 2>&1; cat left
  #dst\tsrc\tdport\tproto\tflows\trejects\tpackets\tbytes\tfirst\tlast\tnote (esc)
  10.0.0.9\t10.0.0.5\t443\t6\t3\t2\t100\t4000\t1772323200\t1772409600\tcontested (esc)
  10.0.0.9\t10.0.0.6\t443\t6\t3\t3\t100\t4000\t1772323200\t1772409600\trejected only (esc)
  #!end\trecords=38\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)

It can be read back, since the keys keep their order: the same groups are left
out.

  $ fl-sgrules -f tsv -x again left 2>err >/dev/null; head -n 1 err
  fl-sgrules: 2 groups read, 0 rules written for 0 subjects; 1 contested (1 left out), 1 rejected only
  $ cmp left again; rm again

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
  fl-sgrules: evidence: 7 records from 2026-03-01T00:00:00Z to 2026-03-01T00:11:00Z, 11 min
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  fl-sgrules: note: 1 group for ports from 32768 up gave rules, mostly for replies: filter on dport first

Where the header has dir, a rule is judged by the interface that enforces it.
10.0.0.2 rejects all that 10.0.0.1 sends to 23, and some to 25.  eni-b did not
log 27.

  $ tab >v5 <<'END'
  > #src dst dport proto start end action dir eni
  > 10.0.0.1 10.0.0.2 21 6 1772323200 1772323260 ACCEPT egress eni-a
  > 10.0.0.1 10.0.0.2 21 6 1772323200 1772323260 ACCEPT ingress eni-b
  > 10.0.0.1 10.0.0.2 23 6 1772323200 1772323260 ACCEPT egress eni-a
  > 10.0.0.1 10.0.0.2 23 6 1772323200 1772323260 REJECT ingress eni-b
  > 10.0.0.1 10.0.0.2 25 6 1772323200 1772323260 ACCEPT egress eni-a
  > 10.0.0.1 10.0.0.2 25 6 1772323200 1772323260 REJECT ingress eni-b
  > 10.0.0.1 10.0.0.2 25 6 1772323200 1772323260 ACCEPT ingress eni-b
  > 10.0.0.1 10.0.0.2 25 6 1772323200 1772323260 ACCEPT - eni-b
  > 10.0.0.1 10.0.0.2 27 6 1772323200 1772323260 ACCEPT egress eni-a
  > 10.0.0.1 10.0.0.2 29 6 1772323200 1772323260 ACCEPT up eni-a
  > #!end records=10
  > END
  $ fl-sgrules -l 10.0.0.0/8 -x left -f tsv v5 2>err | cut -f 1-8,13
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tnote (esc)
  egress\t10.0.0.1\t6\t21\t21\t10.0.0.2\t1\t0\t- (esc)
  egress\t10.0.0.1\t6\t23\t23\t10.0.0.2\t1\t0\t- (esc)
  egress\t10.0.0.1\t6\t25\t25\t10.0.0.2\t2\t0\t- (esc)
  egress\t10.0.0.1\t6\t27\t27\t10.0.0.2\t1\t0\t- (esc)
  ingress\t10.0.0.2\t6\t21\t21\t10.0.0.1\t1\t0\t- (esc)
  ingress\t10.0.0.2\t6\t25\t25\t10.0.0.1\t3\t1\tcontested: 1 of 3 rejected (esc)
  #!end\trecords=10\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=1 (esc)
  $ cat err
  fl-sgrules: v5:11: dir: not ingress or egress: "up"
  fl-sgrules: 8 groups read, 6 rules written for 2 subjects; 1 contested, 1 rejected only
  fl-sgrules: note: 1 of 10 records behind the input was malformed: the rules may lack something
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  fl-sgrules: note: 1 rule not written: only the interface at the other end logged the traffic (column dir)
  $ cat left
  #src\tdst\tdport\tproto\tdir\tflows\trejects\tpackets\tbytes\tfirst\tlast\tnote (esc)
  10.0.0.1\t10.0.0.2\t23\t6\tingress\t1\t1\t-\t-\t1772323200\t1772323260\trejected only (esc)
  #!end\trecords=10\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=1 (esc)

All records count for both without it, and a log that lacks it counts for both.

  $ fl-cut src,dst,dport,proto,start,end,action v5 | fl-sgrules -l 10.0.0.0/8 -f tsv 2>/dev/null | cut -f 1-8,13
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tnote (esc)
  egress\t10.0.0.1\t6\t21\t21\t10.0.0.2\t2\t0\t- (esc)
  egress\t10.0.0.1\t6\t25\t25\t10.0.0.2\t4\t1\tcontested: 1 of 4 rejected (esc)
  egress\t10.0.0.1\t6\t27\t27\t10.0.0.2\t1\t0\t- (esc)
  egress\t10.0.0.1\t6\t29\t29\t10.0.0.2\t1\t0\t- (esc)
  ingress\t10.0.0.2\t6\t21\t21\t10.0.0.1\t2\t0\t- (esc)
  ingress\t10.0.0.2\t6\t25\t25\t10.0.0.1\t4\t1\tcontested: 1 of 4 rejected (esc)
  ingress\t10.0.0.2\t6\t27\t27\t10.0.0.1\t1\t0\t- (esc)
  ingress\t10.0.0.2\t6\t29\t29\t10.0.0.1\t1\t0\t- (esc)
  #!end\trecords=10\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  $ fl-cut src,dst,dport,proto,start,end,action v5 | fl-sgrules -l 10.0.0.0/8 -f tsv v5 - 2>err >one; cat err
  fl-sgrules: v5:11: dir: not ingress or egress: "up"
  fl-sgrules: groups: no column dir: its rows have -
  fl-sgrules: 12 groups read, 9 rules written for 2 subjects; 6 contested (1 left out)
  fl-sgrules: note: 1 of 20 records behind the input was malformed: the rules may lack something
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  $ fl-cut src,dst,dport,proto,start,end,action v5 | fl-sgrules -l 10.0.0.0/8 -f tsv - v5 2>/dev/null | cmp - one
  $ cut -f 1-8,13 one
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tnote (esc)
  egress\t10.0.0.1\t6\t21\t21\t10.0.0.2\t3\t0\t- (esc)
  egress\t10.0.0.1\t6\t23\t23\t10.0.0.2\t3\t1\tcontested: 1 of 3 rejected (esc)
  egress\t10.0.0.1\t6\t25\t25\t10.0.0.2\t6\t1\tcontested: 1 of 6 rejected (esc)
  egress\t10.0.0.1\t6\t27\t27\t10.0.0.2\t2\t0\t- (esc)
  egress\t10.0.0.1\t6\t29\t29\t10.0.0.2\t1\t0\t- (esc)
  ingress\t10.0.0.2\t6\t21\t21\t10.0.0.1\t3\t0\t- (esc)
  ingress\t10.0.0.2\t6\t25\t25\t10.0.0.1\t7\t2\tcontested: 2 of 7 rejected (esc)
  ingress\t10.0.0.2\t6\t27\t27\t10.0.0.1\t1\t0\t- (esc)
  ingress\t10.0.0.2\t6\t29\t29\t10.0.0.1\t1\t0\t- (esc)
  #!end\trecords=20\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=1 (esc)

Groups may keep it, too, with either side first.

  $ fl-group dst,src,dport,proto,dir v5 2>/dev/null | fl-sgrules -x left -f tsv 2>/dev/null | cut -f 1-8,13
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tnote (esc)
  ingress\t10.0.0.2\t6\t21\t21\t10.0.0.1\t1\t0\t- (esc)
  ingress\t10.0.0.2\t6\t25\t25\t10.0.0.1\t3\t1\tcontested: 1 of 3 rejected (esc)
  #!end\trecords=10\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=1 (esc)
  $ cut -f 1-7,12 left
  #dst\tsrc\tdport\tproto\tdir\tflows\trejects\tnote (esc)
  10.0.0.2\t10.0.0.1\t21\t6\tegress\t1\t0\tof the interface at the other end (esc)
  10.0.0.2\t10.0.0.1\t23\t6\tegress\t1\t0\tof the interface at the other end (esc)
  10.0.0.2\t10.0.0.1\t23\t6\tingress\t1\t1\trejected only (esc)
  10.0.0.2\t10.0.0.1\t25\t6\tegress\t1\t0\tof the interface at the other end (esc)
  10.0.0.2\t10.0.0.1\t27\t6\tegress\t1\t0\tof the interface at the other end (esc)
  #!end\trecords=10\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=1 (esc)
  $ fl-sgrules -f tsv -x again left 2>/dev/null >/dev/null; cmp left again
  $ rm left again one v5

Refused, each with the words to add.

  $ fl-sgrules log
  fl-sgrules: log: rows are not grouped, so whose rules? group them with 'fl-group dst,src,dport,proto' (ingress of dst), or say what is yours, as '-l 10.0.0.0/8'
  [2]
  $ printf '#src\tsport\tdst\tdport\tproto\tflows\trejects\tconns\tneeded\n#!end\n' | fl-sgrules
  fl-sgrules: stdin: rows are connections, so whose rules? say what is yours, as '-l 10.0.0.0/8'
  [2]
  $ fl-group dst,src,proto log | fl-sgrules
  fl-sgrules: stdin: no column dport: rules need src, dst, dport and proto, as 'fl-group dst,src,dport,proto' writes them
  [2]
  $ fl-cat -c -action log | fl-sgrules -l 10.0.0.0/8
  fl-sgrules: stdin: no column action or rejects: keep it (fl-cut, fl-cat -c), or say -A if the log holds accepted traffic only
  [2]
  $ fl-sgrules -l 10.0.0.0/33 log
  fl-sgrules: not an address or prefix: "10.0.0.0/33", such as 10.0.0.0/8 or 2001:db8::1
  [2]
  $ fl-sgrules -l 10.0.0.0/8,192.168.0.0/16 log
  fl-sgrules: -l 10.0.0.0/8,192.168.0.0/16: one prefix each: repeat -l, or say @FILE
  [2]
  $ fl-sgrules -f yaml log
  fl-sgrules: -f yaml: no such format; one of table, tsv, json, cli, terraform, cloudformation, markdown
  usage: fl-sgrules [-Av] [-b BASE] [-F COLUMNS] [-f FORMAT] [-i FILE] [-J FILE]
                    [-l PREFIX] [-o FILE] [-P N] [-T TYPE] [-x FILE] [FILE ...]
  [2]
  $ fl-sgrules -o same -x same log
  fl-sgrules: -o and -x are one file: same
  usage: fl-sgrules [-Av] [-b BASE] [-F COLUMNS] [-f FORMAT] [-i FILE] [-J FILE]
                    [-l PREFIX] [-o FILE] [-P N] [-T TYPE] [-x FILE] [FILE ...]
  [2]
  $ fl-sgrules -o '' log 2>&1 | head -n 1
  fl-sgrules: -o: an empty name of a file
  $ fl-sgrules -x '' log 2>&1 | head -n 1
  fl-sgrules: -x: an empty name of a file
  $ fl-sgrules missing
  fl-sgrules: missing: No such file or directory
  [2]

A log of accepted traffic only has no action that could be missed.

  $ fl-cat -c -action log | fl-sgrules -A -l 10.0.0.2 -f tsv 2>/dev/null | cut -f 1-8
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects (esc)
  ingress\t10.0.0.2\t6\t22\t22\t10.0.0.1\t2\t- (esc)
  egress\t10.0.0.2\t6\t40000\t40000\t10.0.0.1\t1\t- (esc)
  #!end\trecords=7\tfrom=1772323200\tto=1772323860\tnodata=1\tskipdata=0\tmalformed=0 (esc)

Where some rows do not say whether they were accepted they give no rule, nor do
rows without a port; status 1.  All of them: status 2.

  $ tab >some <<'END'
  > #dst src dport proto flows rejects
  > 10.0.0.9 10.0.0.1 22 6 1 0
  > 10.0.0.9 10.0.0.2 22 6 1 -
  > 10.0.0.9 10.0.0.3 - 6 1 0
  > - 10.0.0.3 22 6 1 0
  > 10.0.0.9 10.0.0.3 - 58 1 0
  > 10.0.0.9 10.0.0.3 - 1 1 0
  > #!end
  > END
  $ fl-sgrules -x left -f tsv some | cut -f 1-7
  fl-sgrules: 6 groups read, 3 rules written for 1 subject; 1 action unknown, 2 without address, protocol or port
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows (esc)
  ingress\t10.0.0.9\t1\t-1\t-1\t10.0.0.3\t1 (esc)
  ingress\t10.0.0.9\t6\t22\t22\t10.0.0.1\t1 (esc)
  ingress\t10.0.0.9\t58\t-1\t-1\t10.0.0.3\t1 (esc)
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  $ fl-sgrules -f tsv some >/dev/null 2>&1
  [1]
  $ cut -f 1-5,11 left
  #dst\tsrc\tdport\tproto\tflows\tnote (esc)
  10.0.0.9\t10.0.0.2\t22\t6\t1\taction unknown (esc)
  10.0.0.9\t10.0.0.3\t-\t6\t1\twithout address, protocol or port (esc)
  -\t10.0.0.3\t22\t6\t1\twithout address, protocol or port (esc)
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0 (esc)
  $ fl-sgrules -A -f tsv some 2>/dev/null | grep -c ^ingress
  4
  $ printf '#dst\tsrc\tdport\tproto\tflows\trejects\n10.0.0.9\t10.0.0.1\t22\t6\t1\t-\n#!end\n' | fl-sgrules
  fl-sgrules: no row says whether it was accepted: say -A if the log holds accepted traffic only
  [2]

A row that can't be read is malformed; status 1.

  $ printf '#dst\tsrc\tdport\tproto\tflows\trejects\n10.0.0.9\t10.0.0.1\t65536\t6\t1\t0\n10.0.0.9\t10.0.0.1\t0\t6\t1\t0\n#!end\n' | fl-sgrules -f tsv
  fl-sgrules: stdin:2: dport: not a port (0-65535): "65536"
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tpackets\tbytes\tfirst\tlast\tnote (esc)
  ingress\t10.0.0.9\t6\t0\t0\t10.0.0.1\t1\t0\t-\t-\t-\t-\t- (esc)
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=1 (esc)
  fl-sgrules: 1 group read, 1 rule written for 1 subject
  fl-sgrules: note: 1 row behind the input was malformed: the rules may lack something
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  [1]

What was lost before is said, too, and what was malformed keeps its status: rules
stand on the records that are left.

  $ behind() {
  >     printf '#dst\tsrc\tdport\tproto\tflows\trejects\n'
  >     printf '10.0.0.9\t10.0.0.1\t22\t6\t1\t0\n10.0.0.9\t::1\t0\t58\t1\t0\n'
  >     printf '#!end\trecords=%s\tskipdata=%s\tmalformed=%s\n' "$@"
  > }
  $ behind 505 1 500 | fl-sgrules -f tsv >whole; echo $?; tail -n 1 whole
  fl-sgrules: 2 groups read, 2 rules written for 1 subject
  fl-sgrules: note: 500 of 505 records behind the input were malformed, 1 SKIPDATA: the rules may lack something
  1
  #!end\trecords=505\tfrom=-\tto=-\tnodata=0\tskipdata=1\tmalformed=500 (esc)
  $ behind 505 0 1 | fl-sgrules -o whole; echo $?; grep -c SSH whole
  fl-sgrules: 2 groups read, 2 rules written for 1 subject
  fl-sgrules: note: 1 of 505 records behind the input was malformed: the rules may lack something
  1
  1
  $ rm whole
  $ behind 505 2 0 | fl-sgrules >/dev/null
  fl-sgrules: 2 groups read, 2 rules written for 1 subject
  fl-sgrules: note: 2 of 505 records behind the input were SKIPDATA: the rules may lack something
  $ behind 505 0 0 | fl-sgrules >/dev/null
  fl-sgrules: 2 groups read, 2 rules written for 1 subject

No usable group says nothing of what a filter hides, and one that gave no rule
was there all the same.

  $ printf '#dst\tsrc\tdport\tproto\tflows\trejects\n10.0.0.9\t-\t22\t6\t1\t0\n#!end\n' | fl-sgrules
  fl-sgrules: 1 group read, 0 rules written for 0 subjects; 1 without address, protocol or port
  [1]
  $ tab <<'END' | fl-sgrules >/dev/null
  > #dst src dport proto flows rejects
  > 10.0.0.9 10.0.0.1 22 6 1 0
  > 2001:db8::9 - 22 6 1 0
  > 10.0.0.9 10.0.0.1 0 1 1 1
  > #!end
  > END
  fl-sgrules: 3 groups read, 1 rule written for 1 subject; 1 rejected only, 1 without address, protocol or port
  [1]

The column needed wins over what was accepted.

  $ tab >conns <<'END'
  > #src sport dst dport proto flows rejects conns answered scans needed
  > 10.0.0.1 40000 10.0.0.9 22 6 2 0 1 1 0 1
  > 10.0.0.1 40001 10.0.0.9 22 6 2 0 1 1 0 0
  > 10.0.0.1 40002 10.0.0.9 23 6 2 0 1 0 1 0
  > 10.0.0.1 50000 10.0.0.9 40000 6 3 2 1 1 0 1
  > #!end
  > END
  $ fl-sgrules -l 10.0.0.9 -f tsv conns 2>err | cut -f 1-8,13-
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tconns\tanswered\tscans\tneeded\tnote (esc)
  ingress\t10.0.0.9\t6\t22\t22\t10.0.0.1\t4\t0\t2\t2\t0\t1\t- (esc)
  ingress\t10.0.0.9\t6\t40000\t40000\t10.0.0.1\t3\t2\t1\t1\t0\t1\t- (esc)
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  $ head -n 1 err
  fl-sgrules: 3 groups read, 2 rules written for 1 subject; 1 from scanners

What stands on little is marked: a single visit from outside is thin, syslog is
one-way, and a pair of which nobody knows who opened is written both ways, or
left out with --decided.

  $ tab >marks <<'END'
  > #src sport dst dport proto flows rejects conns answered scans needed packets first last how
  > 9.9.9.9 40000 10.0.0.9 443 6 2 0 1 1 0 1 9 1000 1600 syn
  > 9.9.9.8 40000 10.0.0.9 443 6 2 0 1 1 0 1 9 1000 1601 syn
  > 10.0.0.9 40000 9.9.9.9 443 6 2 0 1 1 0 1 9 1000 1600 syn
  > 10.0.0.1 40000 10.0.0.9 514 17 2 0 1 0 0 1 9 1000 3000 alone
  > 10.0.0.1 40000 10.0.0.9 50000 6 2 0 1 1 0 1 9 1000 3000 none
  > 10.0.0.1 0 10.0.0.9 0 1 2 0 1 1 0 1 9 1000 3000 none
  > 10.0.0.1 40001 10.0.0.9 50001 6 2 0 1 1 0 0 9 1000 3000 none
  > 9.9.9.7 40000 10.0.0.9 443 6 2 2 1 0 0 0 9 1000 1600 syn
  > 9.9.9.6 40000 10.0.0.9 443 6 2 0 1 0 0 0 9 1000 1600 syn
  > #!end
  > END
  $ fl-sgrules -l 10.0.0.0/8 -f tsv -x left marks 2>err | awk -F'\t' '/^[^#]/ { print $1, $2, $3, $4, $6, $NF }'
  ingress 10.0.0.1 1 -1 10.0.0.9 undecided
  ingress 10.0.0.1 6 40000 10.0.0.9 undecided
  egress 10.0.0.1 1 -1 10.0.0.9 undecided
  egress 10.0.0.1 6 50000 10.0.0.9 undecided
  egress 10.0.0.1 17 514 10.0.0.9 one-way
  ingress 10.0.0.9 1 -1 10.0.0.1 undecided
  ingress 10.0.0.9 6 443 9.9.9.8 -
  ingress 10.0.0.9 6 443 9.9.9.9 thin
  ingress 10.0.0.9 6 50000 10.0.0.1 undecided
  ingress 10.0.0.9 17 514 10.0.0.1 one-way
  egress 10.0.0.9 1 -1 10.0.0.1 undecided
  egress 10.0.0.9 6 443 9.9.9.9 -
  egress 10.0.0.9 6 40000 10.0.0.1 undecided
  $ head -n 1 err
  fl-sgrules: 11 groups read, 13 rules written for 2 subjects; 1 rejected only, 1 unanswered, 1 not needed, 1 thin, 2 one-way, 8 undecided both ways
  $ fl-cut -H src,note left
  9.9.9.6\tunanswered (esc)
  9.9.9.7\trejected only (esc)
  10.0.0.1\tnot needed (esc)

  $ fl-sgrules -l 10.0.0.0/8 -f tsv --decided marks 2>err | grep -c undecided
  0
  [1]
  $ head -n 1 err
  fl-sgrules: 11 groups read, 5 rules written for 2 subjects; 1 rejected only, 4 undecided, 1 unanswered, 1 not needed, 1 thin, 2 one-way

Masked groups are refused, and their rules have a price: 10.0.1.0/24 on 22 and 23
admits 512 pairs of which two were seen; 10.0.2.0/24 and 10.0.3.0/24 are a /23,
512 addresses for two.

  $ tab >masked <<'END'
  > #dst src dport proto flows rejects
  > 10.0.0.9 10.0.1.0/24 22 6 1 0
  > 10.0.0.9 10.0.1.0/24 23 6 1 0
  > 10.0.0.9 10.0.2.0/24 443 6 1 0
  > 10.0.0.9 10.0.3.0/24 443 6 1 0
  > 10.0.0.9 10.0.7.0/24 443 6 1 1
  > #!end
  > END
  $ fl-sgrules masked
  fl-sgrules: 10.0.1.0/24 is a prefix that grouping made: a rule for it admits more than was seen; group by whole addresses, or say --masked
  [2]
  $ fl-sgrules --masked masked
  10.0.0.9 ingress: 2 rules
    Type        Protocol  Port range  Source       Flows  First seen  Last seen  Note
    Custom TCP  TCP       22-23       10.0.1.0/24      2  -           -          22 ssh, 23 telnet (1 insecure)
    HTTPS       TCP       443         10.0.2.0/23      2  -           -
  fl-sgrules: 5 groups read, 2 rules written for 1 subject; 1 rejected only
  fl-sgrules: --masked: the rules admit at most 1020 (subject, peer, port) triples beyond the evidence
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
Two halves that were contested make a prefix that was there, and was not: AWS
takes one rule of a kind, so it is one, with all that is to be said of it.

  $ tab <<'END' | fl-sgrules --masked -f tsv 2>/dev/null | cut -f 6-8,13
  > #dst src dport proto flows rejects
  > 10.0.0.9 10.0.1.0/24 443 6 4 0
  > 10.0.0.9 10.0.1.0/25 443 6 3 1
  > 10.0.0.9 10.0.1.128/25 443 6 3 1
  > #!end
  > END
  peer\tflows\trejects\tnote (esc)
  10.0.1.0/24\t10\t2	contested: 2 of 10 rejected (esc)
  skipdata=0\tmalformed=0 (esc)

  $ printf '#dst\tsrc\tdport\tproto\tflows\trejects\n10.0.0.9\t::/0\t22\t6\t1\t0\n#!end\n' | fl-sgrules --masked 2>&1 | sed -n "s/.*--masked: //p"
  the rules admit more than 1.8e19 (subject, peer, port) triples beyond the evidence

Input that is cut: the rules are shown, but the old file stays.

  $ echo old >file
  $ head -n 3 groups | fl-sgrules -o file
  fl-sgrules: 2 groups read, 1 rule written for 1 subject
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  fl-sgrules: input was cut: a header came without its end (a stage before was stopped; --open if that is known)
  fl-sgrules: file: left as it was
  [2]
  $ cat file
  old

Neither is replaced if the other is lost.

  $ fl-sgrules -o file -x /dev/full groups 2>&1 | tail -n 1
  fl-sgrules: /dev/full: cannot write: No space left on device
  $ cat file
  old
  $ rm left; head -n 3 groups | fl-sgrules -x left 2>/dev/null
  INCOMPLETE: a header came without its end (a stage before was stopped; --open if that is known)
  10.0.0.9 ingress: 1 rule
    Type        Protocol  Port range  Source       Flows  First seen  Last seen   Note
    Custom TCP  TCP       22-23       10.0.0.1/32     20  2026-03-01  2026-03-02  22 ssh, 23 telnet (1 insecure)
  INCOMPLETE: a header came without its end (a stage before was stopped; --open if that is known)
  [2]
  $ ls
  both
  conns
  err
  file
  groups
  log
  marks
  masked
  out
  rules
  some
  $ head -n 3 groups | fl-sgrules --open -f tsv -o file 2>/dev/null
  $ cat file
  #direction\tsubject\tproto\tfromport\ttoport\tpeer\tflows\trejects\tpackets\tbytes\tfirst\tlast\tnote (esc)
  ingress\t10.0.0.9\t6\t22\t23\t10.0.0.1\t20\t0\t200\t8000\t1772323200\t1772409600\t- (esc)
  $ (head -n 3 groups; printf '#!incomplete\tfl-cat: a.gz: damaged\n') | fl-sgrules --open
  fl-sgrules: stdin: incomplete: fl-cat: a.gz: damaged
  INCOMPLETE: fl-cat: a.gz: damaged
  10.0.0.9 ingress: 1 rule
    Type        Protocol  Port range  Source       Flows  First seen  Last seen   Note
    Custom TCP  TCP       22-23       10.0.0.1/32     20  2026-03-01  2026-03-02  22 ssh, 23 telnet (1 insecure)
  INCOMPLETE: fl-cat: a.gz: damaged
  fl-sgrules: 2 groups read, 1 rule written for 1 subject
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  fl-sgrules: input was cut: fl-cat: a.gz: damaged
  [2]
  $ (head -n 3 groups; printf '#!incomplete\tfl-cat: a.gz: damaged\n') >damaged
  $ fl-sgrules --open -f tsv damaged 2>/dev/null | tail -n 1
  #!incomplete\tfl-cat: a.gz: damaged (esc)
  $ head -n 3 groups | fl-sgrules -f tsv 2>/dev/null | grep -c '^#!'
  0
  [1]
  $ fl-sgrules -f json damaged 2>/dev/null | head -n 3
  {
    "Incomplete": "fl-cat: a.gz: damaged",
    "SecurityGroups": [
  $ head -n 3 groups | fl-sgrules -f json 2>/dev/null | grep Inc
    "Incomplete": "a header came without its end (a stage before was stopped; --open if that is known)",
  $ head -n 3 groups | fl-sgrules --open -f json 2>/dev/null | grep -c Inc
  0
  [1]
  $ (cat groups; echo '#!end') | fl-sgrules 2>/dev/null | sed -n '1p;$p'
  INCOMPLETE: an end came without its header
  INCOMPLETE: an end came without its header
  $ (cat groups; echo '#!end') | fl-sgrules --open 2>&1 >/dev/null | tail -n 1
  fl-sgrules: input was cut: an end came without its header
  $ : | fl-sgrules --open
  fl-sgrules: stdin: empty
  [2]
  $ printf '#!incomplete\tfl-cat: no such file\n' | fl-sgrules
  fl-sgrules: stdin: incomplete: fl-cat: no such file
  [2]
  $ mkdir none; fl-sgrules none
  fl-sgrules: none: a folder without logs
  [2]

Output that is lost is never silent.

  $ fl-sgrules groups 2>/dev/null >/dev/full
  [2]
  $ fl-sgrules -x /dev/full -f json groups 2>&1 >/dev/null | tail -n 1
  fl-sgrules: /dev/full: cannot write: No space left on device
  $ fl-sgrules -o none/such/file groups
  fl-sgrules: none/such/file: cannot write: No such file or directory
  [2]

A header without rows is whole: no traffic, no rules.

  $ printf '#dst\tsrc\tdport\tproto\tflows\trejects\n#!end\n' | fl-sgrules
  fl-sgrules: 0 groups read, 0 rules written for 0 subjects
  fl-sgrules: note: no group was read: does the filter fit the logs?
  $ printf '#dst\tsrc\tdport\tproto\tflows\trejects\n#!end\n' | fl-sgrules -f json
  {
    "SecurityGroups": []
  }
  fl-sgrules: 0 groups read, 0 rules written for 0 subjects
  fl-sgrules: note: no group was read: does the filter fit the logs?

JSON, as describe-security-groups has it.

  $ fl-sgrules -f json groups 2>/dev/null
  {
    "SecurityGroups": [
      {
        "Description": "fl: rules of 10.0.0.9, traffic of 2026-03-01 to 2026-03-02",
        "GroupName": "fl-10.0.0.9",
        "IpPermissions": [
          {
            "IpProtocol": "icmp",
            "FromPort": -1,
            "ToPort": -1,
            "IpRanges": [
              {
                "CidrIp": "10.0.0.6/32",
                "Description": "flows 3, first 2026-03-01, last 2026-03-02"
              }
            ],
            "Ipv6Ranges": [],
            "PrefixListIds": [],
            "UserIdGroupPairs": []
          },
          {
            "IpProtocol": "tcp",
            "FromPort": 22,
            "ToPort": 23,
            "IpRanges": [
              {
                "CidrIp": "10.0.0.1/32",
                "Description": "flows 20, first 2026-03-01, last 2026-03-02"
              }
            ],
            "Ipv6Ranges": [],
            "PrefixListIds": [],
            "UserIdGroupPairs": []
          },
          {
            "IpProtocol": "tcp",
            "FromPort": 443,
            "ToPort": 443,
            "IpRanges": [
              {
                "CidrIp": "10.0.0.4/32",
                "Description": "flows 3, first 2026-03-01, last 2026-03-02, contested: 1 of 3 rejected"
              }
            ],
            "Ipv6Ranges": [
              {
                "CidrIpv6": "2001:db8::6/128",
                "Description": "flows 3, first 2026-03-01, last 2026-03-02"
              }
            ],
            "PrefixListIds": [],
            "UserIdGroupPairs": []
          }
        ],
        "IpPermissionsEgress": [],
        "Members": [
          "10.0.0.9"
        ]
      },
      {
        "Description": "fl: rules of 10.0.0.10, traffic of 2026-03-01 to 2026-03-02",
        "GroupName": "fl-10.0.0.10",
        "IpPermissions": [
          {
            "IpProtocol": "47",
            "IpRanges": [
              {
                "CidrIp": "10.0.0.6/32",
                "Description": "flows 3, first 2026-03-01, last 2026-03-02"
              }
            ],
            "Ipv6Ranges": [],
            "PrefixListIds": [],
            "UserIdGroupPairs": []
          }
        ],
        "IpPermissionsEgress": [],
        "Members": [
          "10.0.0.10"
        ]
      }
    ]
  }

Any order and any split of the groups give the same bytes.

  $ fl-sgrules -f tsv -l 10.0.0.0/8 "$LOGS" 2>/dev/null >whole
  [1]
  $ find "$LOGS" -type f | sort -r | xargs fl-sgrules -f tsv -l 10.0.0.0/8 2>/dev/null >other
  [123]
  $ cmp whole other
  $ for f in $(find "$LOGS" -type f); do fl-group src,dst,dport,proto "$f"; done 2>/dev/null |
  >     fl-sgrules -f tsv -l 10.0.0.0/8 2>/dev/null >parts
  [1]
  $ cmp whole parts

They admit what the slow version finds, no more and no less.

  $ classic() { find "$LOGS" -type f | sort | xargs gzip -dc |
  >     awk -v side="$1" -f "$ORACLE/v2.awk" -f "$ORACLE/classic.awk" 2>/dev/null; }
  $ for side in in out; do
  >     classic $side >rows
  >     awk -v side=$side -f "$ORACLE/rules.awk" rows >tuples
  >     case $side in
  >     in) echo 'dst src dport proto flows rejects packets bytes first last' ;;
  >     out) echo 'src dst dport proto flows rejects packets bytes first last' ;;
  >     esac | sed 's/^/#/' | tab >table
  >     cat rows >>table
  >     fl-sgrules --open -f tsv table 2>err >rules
  >     head -n 1 err
  >     awk -f "$ORACLE/cover.awk" tuples rules
  > done
  fl-sgrules: 2496 groups read, 2219 rules written for 18 subjects; 102 contested (67 left out), 188 rejected only
  missing=0 extra=0
  fl-sgrules: 154 groups read, 115 rules written for 18 subjects; 4 contested (4 left out)
  missing=0 extra=0

The whole classic pipeline on the same logs.

  $ fl-cat "$LOGS" 2>/dev/null | fl-where dst=10.0.0.0/8 dport=1-1024 |
  >     fl-group dst,src,dport,proto | fl-sgrules -f tsv 2>err >rules
  [1]
  $ head -n 1 err
  fl-sgrules: 2496 groups read, 2219 rules written for 18 subjects; 102 contested (67 left out), 188 rejected only
  $ classic in | awk -v side=in -f "$ORACLE/rules.awk" >tuples
  $ awk -f "$ORACLE/cover.awk" tuples rules
  missing=0 extra=0

Raw logs with -l give both directions at once.

  $ fl-where dport=1-1024 "$LOGS" 2>/dev/null | fl-sgrules -l 10.0.0.0/8 -f tsv 2>err >rules
  [1]
  $ for side in in out; do
  >     classic $side | awk -v side=$side -f "$ORACLE/rules.awk"
  > done >tuples
  $ awk -f "$ORACLE/cover.awk" tuples rules
  missing=0 extra=0

One file under two names is still one; that is seen before anything is read.

  $ fl-sgrules -o ./both -x both nothing 2>&1 | head -n 1
  fl-sgrules: -o and -x are one file: ./both
