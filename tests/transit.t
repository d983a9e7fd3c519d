Records of a transit gateway: read, filtered and grouped like others, and never
evidence for rules.

  $ . "$TESTDIR/setup.sh"
  $ show() { tr '\t' ' '; }

Their default format (AWS, "Transit Gateway Flow Logs"), with header and
without, in one folder with those of a VPC:

  $ mkdir day
  $ cat >day/tgw.log <<'END'
  > version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status type packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region flow-direction pkt-src-aws-service pkt-dst-aws-service
  > 6 TransitGateway 123456789012 tgw-1 tgw-attach-1 123456789012 123456789013 vpc-1 vpc-2 subnet-1 subnet-2 eni-1 eni-2 use1-az1 use1-az2 tgw-attach-2 10.0.0.1 10.1.0.2 40000 443 6 10 1000 1700000000 1700000060 OK IPv4 0 0 0 0 2 us-east-1 ingress - -
  > 6 TransitGateway 123456789012 tgw-1 tgw-attach-1 123456789013 123456789012 vpc-2 vpc-1 subnet-2 subnet-1 eni-2 eni-1 use1-az2 use1-az1 tgw-attach-2 10.1.0.2 10.0.0.1 443 40000 6 9 9000 1700000000 1700000060 OK IPv4 0 0 0 0 18 us-east-1 egress - -
  > 6 TransitGateway 123456789012 tgw-1 tgw-attach-1 - - - - - - - - - - - - - - - - - - 1700000000 1700000060 NODATA - - - - - - us-east-1 - - -
  > END
  $ sed 1d day/tgw.log >bare.log
  $ cat >day/vpc.log <<'END'
  > 2 1 eni-1 10.0.0.3 10.0.0.4 40000 5432 6 10 1000 1700000000 1700000060 ACCEPT OK
  > 2 1 eni-1 10.0.0.4 10.0.0.3 5432 40000 6 10 1000 1700000000 1700000060 ACCEPT OK
  > END
  $ fl-cat day/tgw.log | show
  fl-cat: day/tgw.log: records of a transit gateway: without action, so no evidence for rules; column tgw says so
  #src dst sport dport proto packets bytes start end action flags tgw
  10.0.0.1 10.1.0.2 40000 443 6 10 1000 1700000000 1700000060 - 2 tgw-1
  10.1.0.2 10.0.0.1 443 40000 6 9 9000 1700000000 1700000060 - 18 tgw-1
  #!end records=3 from=1700000000 to=1700000060 nodata=1 skipdata=0 malformed=0
  $ fl-cat day/tgw.log >want 2>/dev/null
  $ fl-cat bare.log 2>/dev/null | cmp - want
  $ fl-cat -c tgwsrcvpc,tgwdstvpc,dst,losthole bare.log 2>/dev/null | show
  #tgwsrcvpc tgwdstvpc dst losthole
  vpc-1 vpc-2 10.1.0.2 0
  vpc-2 vpc-1 10.0.0.1 0
  #!end records=3 from=1700000000 to=1700000060 nodata=1 skipdata=0 malformed=0

Another format, with neither tgw-id nor action:

  $ { echo srcaddr dstaddr srcport dstport protocol packets bytes start end tgw-attachment-id
  >   echo 10.0.0.1 10.1.0.2 40000 443 6 10 1000 1700000000 1700000060 tgw-attach-1
  > } >own.log
  $ fl-cat -H own.log 2>/dev/null | show
  10.0.0.1 10.1.0.2 40000 443 6 10 1000 1700000000 1700000060 - - tgw-attach-1

Filters and groups take them with the others:

  $ fl-where -H tgw=tgw-1 dport=443 day 2>/dev/null | show
  10.0.0.1 10.1.0.2 40000 443 6 10 1000 1700000000 1700000060 - 2 tgw-1
  $ fl-group -H tgw,dport day 2>/dev/null | show
  tgw-1 443 1 - 10 1000 1700000000 1700000060
  tgw-1 40000 1 - 9 9000 1700000000 1700000060
  - 5432 1 0 10 1000 1700000000 1700000060
  - 40000 1 0 10 1000 1700000000 1700000060

No way leads to a rule: as files, as a stream, with -A, as Parquet or CSV, by
connections or groups.

  $ rules() { # everything that fl-sgrules says goes to err
  >   fl-sgrules -f tsv -l 10.0.0.0/8 "$@" 2>err | grep -v '^#' |
  >       cut -f 1-2,4,6 | show
  > }
  $ fl-conn day 2>err | rules
  egress 10.0.0.3 5432 10.0.0.4
  ingress 10.0.0.4 5432 10.0.0.3
  $ fl-conn day 2>&1 >conns.tsv | grep transit
  fl-conn: note: 2 rows of a transit gateway: no evidence for rules, left out
  $ rules -A day >want
  $ cat want
  ingress 10.0.0.3 40000 10.0.0.4
  egress 10.0.0.3 5432 10.0.0.4
  ingress 10.0.0.4 5432 10.0.0.3
  egress 10.0.0.4 40000 10.0.0.3
  $ grep transit err
  fl-sgrules: note: 2 rows of a transit gateway: no evidence for rules, left out
  $ fl-cat day 2>/dev/null | rules -A | cmp - want
  $ fl-cat -c @conn day 2>/dev/null | rules -A | cmp - want
  $ fl-cat day 2>/dev/null | fl-conn 2>/dev/null | cmp - conns.tsv
  $ fl-group tgw,dst,src,dport,proto day 2>/dev/null | rules -A | cmp - want
  $ mkdir parquet csv
  $ cp day/vpc.log parquet
  $ cp day/vpc.log csv
  $ pqgen <day/tgw.log >parquet/tgw.parquet
  $ tr ' ' , <day/tgw.log >csv/tgw.csv
  $ for d in parquet csv; do
  >   rules -A $d | cmp - want
  >   fl-conn $d 2>/dev/null | cmp - conns.tsv
  > done

Groups in which they are together with others do not say any more what was
accepted, and give no rule either, unless -A says so.

  $ fl-group dst,src,dport,proto day 2>/dev/null | rules
  ingress 10.0.0.3 40000 10.0.0.4
  egress 10.0.0.3 5432 10.0.0.4
  ingress 10.0.0.4 5432 10.0.0.3
  egress 10.0.0.4 40000 10.0.0.3
  $ grep -o '. action unknown' err
  2 action unknown

Rules are not tested against them either.

  $ fl-conn day 2>/dev/null | fl-sgrules -f tsv -l 10.0.0.0/8 >rules.tsv 2>/dev/null
  $ fl-sgtest --raw -l 10.0.0.0/8 rules.tsv day >out 2>err; echo $?
  0
  $ grep transit err
  fl-sgtest: note: 2 rows of a transit gateway: no evidence for rules, left out
  $ fl-group tgw,dst,src,dport,proto day 2>/dev/null |
  >     fl-sgaudit rules.tsv 2>&1 | grep transit
  fl-sgaudit: note: 2 rows of a transit gateway: no evidence for rules, left out

Nothing but them must not become no rules.

  $ fl-conn day/tgw.log >out
  fl-conn: nothing but 2 rows of a transit gateway: no evidence for rules
  [2]
  $ tail -n 1 out | show
  #!incomplete fl-conn failed
  $ fl-sgrules -A -l 10.0.0.0/8 day/tgw.log
  fl-sgrules: nothing but 2 rows of a transit gateway: no evidence for rules
  [2]
