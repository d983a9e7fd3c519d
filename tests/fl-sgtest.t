Would these rules break this traffic?

  $ . "$TESTDIR/setup.sh"
  $ tab() { tr ' ' '\t'; }
  $ show() { tr '\t' ' ' <"${1:-/dev/stdin}"; }

A web server and its database, an interface each; a client outside, a pinger.

  $ cat >enis.json <<'END'
  > {"NetworkInterfaces": [
  >   {"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
  >    "Groups": [{"GroupId": "sg-web"}, {"GroupId": "sg-ssh"}],
  >    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.1",
  >      "Association": {"PublicIp": "203.0.113.1"}}]},
  >   {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1",
  >    "Groups": [{"GroupId": "sg-db"}],
  >    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.2"}]}]}
  > END
  $ cat >new.json <<'END'
  > {"SecurityGroups": [
  >   {"GroupId": "sg-web", "IpPermissions": [
  >     {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
  >      "IpRanges": [{"CidrIp": "198.51.100.0/24"}]},
  >     {"IpProtocol": "icmp", "FromPort": 3, "ToPort": -1,
  >      "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
  >    "IpPermissionsEgress": [
  >     {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
  >      "UserIdGroupPairs": [{"GroupId": "sg-db"}]}]},
  >   {"GroupId": "sg-ssh", "IpPermissions": [
  >     {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
  >      "PrefixListIds": [{"PrefixListId": "pl-1"}]}]},
  >   {"GroupId": "sg-db", "IpPermissions": [
  >     {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5433,
  >      "UserIdGroupPairs": [{"GroupId": "sg-web"}]}]}]}
  > END
  $ echo '{"Entries": [{"Cidr": "192.0.2.0/30"}]}' >pl-1.json
  $ tab >conns <<'END'
  > #src sport dst dport proto flows rejects conns answered scans needed bytes rbytes last how
  > 198.51.100.7 5001 10.0.0.1 443 6 2 0 1 1 0 1 1000 2000 1772323200 syn
  > 198.51.100.7 5002 10.0.0.1 443 6 2 0 1 1 0 1 1000 2000 1772409600 syn
  > 10.0.0.1 6001 10.0.0.2 5432 6 4 0 1 1 0 1 500 500 1772323200 syn
  > 192.0.2.1 6001 10.0.0.1 22 6 4 0 1 1 0 1 500 500 1772323200 syn
  > #!end records=14
  > END

All of it passes.  443 is for 256 addresses, one of which was seen; the list has
four; the database lets 5433 in, too; nobody needs the rule of ICMP.

  $ T="fl-sgtest -i enis.json --prefix-lists pl-1.json"
  $ $T new.json conns
  fl-sgtest: 4 of 4 connections (100.0 %), 12 of 12 flows, 8 kB of 8 kB
  Beyond: what rules admit without evidence, in pairs of addresses and a port
    Rule                                    Admits  Seen
    sg-web ingress icmp type 3 0.0.0.0/0    4.29 G  0
    sg-web ingress tcp 443 198.51.100.0/24  256     1
    sg-ssh ingress tcp 22 pl-1              4       1
    sg-db ingress tcp 5432-5433 sg-web      2       1
  
  Coverage: 4 of 4 connections (100.0 %), 12 of 12 flows, 8 kB of 8 kB

What is blocked is named, with the end and the rule that comes nearest: other
ports, other addresses, no rule for UDP.  Answers are no matter of rules, nor is
what is not needed.

  $ (sed '$d' conns; tab <<'END'
  > 198.51.101.7 5001 10.0.0.1 443 6 2 0 1 1 0 1 1000 2000 1772323200 syn
  > 198.51.101.7 5002 10.0.0.1 443 6 2 0 1 1 0 1 1000 2000 1772409600 syn
  > 10.0.0.1 6001 10.0.0.2 5440 6 4 0 1 1 0 1 500 500 1772323200 syn
  > 10.0.0.2 6001 10.0.0.1 53 17 4 0 1 1 0 1 500 500 1772323200 fanin
  > 198.51.101.8 5001 10.0.0.1 444 6 2 0 1 1 1 0 1000 2000 1772323200 syn
  > 203.0.113.1 5001 10.0.0.2 5432 6 2 0 1 1 0 1 1000 2000 1772323200 syn
  > #!end records=14
  > END
  > ) >more
  $ $T -f tsv new.json more 2>/dev/null | grep -v ^beyond | fl-cut verdict,side,src,dst,dport,proto,flows,conns,last,rule | show
  #verdict side src dst dport proto flows conns last rule
  blocked both 10.0.0.1 10.0.0.2 5440 6 4 1 1772323200 sg-db ingress tcp 5432-5433 sg-web
  blocked both 10.0.0.2 10.0.0.1 53 17 4 1 1772323200 sg-web ingress icmp type 3 0.0.0.0/0
  blocked ingress 198.51.101.7 10.0.0.1 443 6 4 2 1772409600 sg-web ingress tcp 443 198.51.100.0/24
  blocked ingress 203.0.113.1 10.0.0.2 5432 6 2 1 1772323200 sg-db ingress tcp 5432-5433 sg-web
  #!end records=14 from=- to=- nodata=0 skipdata=0 malformed=0

Status 3 is no proof: who opened the second is not known, and one way is shut;
ICMP that was not answered is of any type; lost records, malformed ones, and
none at all.

  $ status() { "$@" >out 2>err; echo "$?"; }
  $ head -1 conns >head
  $ end() { tab <<'END'
  > #!end records=14
  > END
  > }
  $ row() { (cat head; echo "$1" | tab; end) >rows; status $T new.json rows; grep -A 2 -i "^$2" out; }
  $ row '198.51.100.7 5001 10.0.0.1 443 6 2 0 1 1 0 1 1000 2000 1772323200 none' unsure
  3
  Unsure: needed, and the data does not say if it would work
    Blocked by  Source             Destination   Service   Conns  Flows  Last seen   Nearest rule  Note
    egress      10.0.0.1 port 443  198.51.100.7  tcp 5001  1      2      2026-03-01  none like it
  $ row '198.51.100.7 0 10.0.0.1 0 1 2 0 1 1 0 1 1000 2000 1772323200 syn' blocked
  1
  Blocked: needed, and would not work any more
    Blocked by  Source        Destination  Service  Conns  Flows  Last seen   Nearest rule                          Note
    ingress     198.51.100.7  10.0.0.1     icmp     1      2      2026-03-01  sg-web ingress icmp type 3 0.0.0.0/0
  $ row '198.51.100.7 0 10.0.0.1 0 1 2 0 1 0 0 1 1000 0 1772323200 alone' unsure
  3
  Unsure: needed, and the data does not say if it would work
    Blocked by  Source        Destination  Service  Conns  Flows  Last seen   Nearest rule                          Note
    ingress     198.51.100.7  10.0.0.1     icmp     1      2      2026-03-01  sg-web ingress icmp type 3 0.0.0.0/0
  $ row '198.51.100.7 5001 10.0.0.1 443 6 2 2 1 0 0 0 1000 0 1772323200 syn' opened
  3
  Opened: was rejected, and would be let through
    Source        Destination  Service  Conns  Flows  Last seen
    198.51.100.7  10.0.0.1     tcp 443  1      2      2026-03-01
  $ row '198.51.100.7 5001 10.0.0.1 443 6 2 0 1 1 1 0 1000 0 1772323200 syn' scanned
  3
  Scanned: scans that are let through
    Source        Destination  Service  Conns  Flows  Last seen
    198.51.100.7  10.0.0.1     tcp 443  1      2      2026-03-01
  $ row '- 5001 10.0.0.1 443 6 2 0 1 1 0 1 1000 2000 1772323200 syn' x
  3
  [1]
  $ cat err
  fl-sgtest: 0 of 0 connections, 0 of 0 flows, 0 B of 0 B
  fl-sgtest: note: not judged: 1 groups without an address, protocol or port, or with a prefix
  fl-sgtest: note: nothing that is needed could be judged
  $ (sed '$d' conns; printf '#!end\trecords=14\tskipdata=1\n') | status $T new.json
  3
  $ (cat conns; echo oops) | status $T new.json
  3
  $ sed '$d' conns | status $T new.json
  2
  $ sed '$d' conns | status $T --open new.json
  0
  $ status $T new.json /dev/null
  2
  $ status $T new.json head; cat err
  2
  fl-sgtest: input was cut: a header came without its end (a stage before was stopped; --open if that is known)
  fl-sgtest: 0 of 0 connections, 0 of 0 flows, 0 B of 0 B
  fl-sgtest: note: nothing that is needed could be judged

Without -i nobody is guarded, unless the rules say who.

  $ status fl-sgtest new.json conns; cat err
  3
  fl-sgtest: note: pl-1: its entries are not known: rules with it may admit anything
  fl-sgtest: note: sg-db, sg-web: no interface of this group is known: rules with it may admit any address that no known interface has
  fl-sgtest: 0 of 0 connections, 0 of 0 flows, 0 B of 0 B
  fl-sgtest: note: not judged: 3 groups with no end that these rules guard (-i says who guards whom)
  fl-sgtest: note: nothing that is needed could be judged

Rules in any shape: a stream, what describe-security-group-rules says, UTF-16,
recorded answers, a list, standard input.

  $ fl-sgrules -l 10.0.0.0/8 -f tsv conns >r.tsv 2>err
  $ fl-sgrules -l 10.0.0.0/8 -f json conns >r.json 2>err
  $ fl-sgtest -l 10.0.0.0/8 r.tsv conns
  fl-sgtest: 4 of 4 connections (100.0 %), 12 of 12 flows, 8 kB of 8 kB
  Coverage: 4 of 4 connections (100.0 %), 12 of 12 flows, 8 kB of 8 kB
  $ fl-sgtest -l 10.0.0.0/8 r.json conns 2>/dev/null
  Coverage: 4 of 4 connections (100.0 %), 12 of 12 flows, 8 kB of 8 kB
  $ fl-sgtest -l 10.0.0.0/8 - conns <r.json 2>/dev/null
  Coverage: 4 of 4 connections (100.0 %), 12 of 12 flows, 8 kB of 8 kB
  $ iconv -f UTF-8 -t UTF-16 r.json | fl-sgtest -l 10.0.0.0/8 - conns 2>/dev/null
  Coverage: 4 of 4 connections (100.0 %), 12 of 12 flows, 8 kB of 8 kB
  $ (printf '{"data": '; cat r.json; echo '}') | fl-sgtest - conns 2>/dev/null
  Coverage: 4 of 4 connections (100.0 %), 12 of 12 flows, 8 kB of 8 kB
  $ sed '$d' r.tsv | fl-sgtest - conns
  fl-sgtest: stdin: incomplete: a header came without its end (a stage before was stopped; --open if that is known)
  [2]
  $ sed 's/^ingress/inward/' r.tsv | fl-sgtest - conns
  fl-sgtest: stdin:2: direction: expected ingress or egress
  fl-sgtest: stdin:3: direction: expected ingress or egress
  fl-sgtest: stdin:5: direction: expected ingress or egress
  fl-sgtest: stdin: some rules could not be read
  [2]
  $ head -1 conns | fl-sgtest - conns
  fl-sgtest: stdin: no column direction: expected rules as fl-sgrules -f tsv writes them
  [2]
  $ sed 's/"SecurityGroups"/"Incomplete": "cut off", &/' r.json | fl-sgtest - conns
  fl-sgtest: stdin: incomplete: cut off
  [2]
  $ sed 's/443/443x/' new.json | fl-sgtest - conns
  fl-sgtest: stdin:3:42: not JSON: '}' expected near 'x'
  [2]
  $ sed 's/"tcp"/"tpc"/' new.json | fl-sgtest - conns
  fl-sgtest: stdin: SecurityGroups[0].IpPermissions[0].IpProtocol: not a protocol: "tpc"; expected tcp, udp, icmp, icmpv6, a number or -1
  [2]
  $ fl-sgtest no-such-file conns
  fl-sgtest: no-such-file: No such file or directory
  [2]

Each rule that is taken away names what only that rule lets through, and nothing
else: by connections of a day, with every 100th rule.

  $ fl-conn "$LOGS" >day 2>err
  $ fl-sgrules -l 10.0.0.0/8 -f tsv day >rules 2>err
  [1]
  $ python3 "$ORACLE/roundtrip.py" rules day 10.0.0.0/8 100
  24 rules, 24 connections

A rule for everybody is named for what it lets through without evidence.

  $ (sed '$d' rules; printf 'ingress\t10.0.0.10\t6\t22\t22\t0.0.0.0/0\t1\t0\t1\t1\t1\t1\t1\t1\t0\t1\t1\t1\tsyn\t-\n#!end\n') |
  >     fl-sgtest - day 2>/dev/null
  Opened: was rejected, and would be let through
    Source           Destination  Service  Conns  Flows  Last seen
    5.221.93.44      10.0.0.10    tcp 22   1      1      2026-03-01
    20.199.144.29    10.0.0.10    tcp 22   4      4      2026-03-01
    23.91.240.156    10.0.0.10    tcp 22   1      1      2026-03-01
    34.125.190.58    10.0.0.10    tcp 22   1      1      2026-03-01
    41.60.25.101     10.0.0.10    tcp 22   1      1      2026-03-01
    62.142.147.79    10.0.0.10    tcp 22   3      3      2026-03-01
    62.214.6.141     10.0.0.10    tcp 22   6      6      2026-03-01
    90.174.218.18    10.0.0.10    tcp 22   1      1      2026-03-01
    187.196.111.102  10.0.0.10    tcp 22   2      2      2026-03-01
    187.239.199.224  10.0.0.10    tcp 22   1      1      2026-03-01
    210.40.70.169    10.0.0.10    tcp 22   3      3      2026-03-01
    217.3.146.103    10.0.0.10    tcp 22   1      3      2026-03-01
    217.74.16.212    10.0.0.10    tcp 22   10     10     2026-03-01
    217.180.172.225  10.0.0.10    tcp 22   2      2      2026-03-01
  
  Scanned: scans that are let through
    Source           Destination  Service  Conns  Flows  Last seen
    10.0.3.70        10.0.0.10    tcp 22   1      4      2026-03-01
    12.73.144.251    10.0.0.10    tcp 22   3      4      2026-03-01
    18.128.142.16    10.0.0.10    tcp 22   3      9      2026-03-01
    101.51.96.247    10.0.0.10    tcp 22   1      2      2026-03-01
    112.137.172.61   10.0.0.10    tcp 22   2      4      2026-03-01
    125.115.150.145  10.0.0.10    tcp 22   1      4      2026-03-01
  
  Beyond: what rules admit without evidence, in pairs of addresses and a port
    Rule                                   Admits  Seen
    fl-10.0.0.10 ingress tcp 22 0.0.0.0/0  4.29 G  0
  
  Coverage: 5200 of 5200 connections (100.0 %), 15443 of 15443 flows, 267 MB of 267 MB
  [3]

Random accounts and traffic, beside a slow version.

  $ for seed in 1 2 3 4; do
  >     mkdir $seed
  >     passed=$(python3 "$ORACLE/sgtest.py" $seed 8000 $seed)
  >     sort $seed/want.tsv >want
  >     for r in groups rules; do
  >         fl-sgtest -f tsv -i $seed/enis.json --prefix-lists $seed/pl-1.json \
  >             $seed/$r.json $seed/conns.tsv 2>err >out
  >         grep -v -e '^#' -e '^beyond' out | cut -f 1-7 | sort | cmp - want
  >         grep -q "^fl-sgtest: ${passed#* } of" err || cat err
  >     done
  > done

Records as they are, without fl-conn: the SYN says who has to be let through;
without one either end will do; an answer that was rejected is a network ACL's
matter; what had no data, or was tried by a scanner, is unsure.

  $ cat >log <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags
  > 5 1 eni-1 198.51.100.7 10.0.0.1 5001 443 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-1 10.0.0.1 198.51.100.7 443 5001 6 9 9000 1772323200 1772323260 ACCEPT OK 18
  > 5 1 eni-1 198.51.100.7 10.0.0.1 443 5001 6 9 9000 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.1 198.51.100.7 5001 443 6 9 9000 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 198.51.100.7 10.0.0.1 5010 443 6 9 9000 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.1 198.51.100.7 443 5010 6 9 9000 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 198.51.100.7 10.0.0.1 5003 444 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-1 10.0.0.1 198.51.100.7 444 5003 6 9 9000 1772323200 1772323260 ACCEPT OK 18
  > 5 1 eni-1 198.51.100.7 10.0.0.1 5004 445 6 1 60 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-1 10.0.0.1 198.51.100.7 445 5004 6 1 40 1772323200 1772323260 ACCEPT OK 4
  > 5 1 eni-1 198.51.100.7 10.0.0.1 5005 446 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-1 10.0.0.1 198.51.100.7 446 5005 6 9 9000 1772323200 1772323260 REJECT OK 18
  > 5 1 eni-1 198.51.100.8 10.0.0.1 5006 443 6 1 60 1772323200 1772323260 REJECT OK 2
  > 5 1 eni-1 198.51.100.9 10.0.0.1 5006 443 6 1 60 1772323200 1772323260 REJECT OK 4
  > END
  $ $T --raw -f tsv new.json log 2>/dev/null | grep -v ^beyond | fl-cut verdict,side,src,dst,dport,proto,flows,rule | show
  #verdict side src dst dport proto flows rule
  blocked egress 10.0.0.1 198.51.100.7 443 6 2 -
  blocked ingress 198.51.100.7 10.0.0.1 444 6 2 sg-web ingress tcp 443 198.51.100.0/24
  unsure ingress 198.51.100.7 10.0.0.1 445 6 2 sg-web ingress tcp 443 198.51.100.0/24
  opened - 198.51.100.8 10.0.0.1 443 6 1 -
  dropped - 198.51.100.7 10.0.0.1 446 6 2 -
  #!end records=14 from=1772323200 to=1772323260 nodata=0 skipdata=0 malformed=0
  $ $T new.json log
  fl-sgtest: log: flow-log records do not say who opened; expected connections, as fl-conn writes them, or --raw
  [2]

Untracked today: a web server that was open both ways.

  $ cat >today.json <<'END'
  > [{"GroupId": "sg-web", "IpPermissions": [
  >     {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 444,
  >      "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
  >   "IpPermissionsEgress": [
  >     {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]
  > END
  $ (cat head; tab <<'END'
  > 198.51.100.7 5001 10.0.0.1 444 6 2 0 1 1 0 1 1000 2000 1772323200 syn
  > 198.51.100.7 5001 10.0.0.1 445 6 2 0 1 1 0 1 1000 2000 1772323200 syn
  > #!end records=14
  > END
  > ) | $T --today today.json new.json 2>/dev/null | head -4
  Blocked: needed, and would not work any more
    Blocked by  Source        Destination  Service  Conns  Flows  Last seen   Nearest rule                            Note
    ingress     198.51.100.7  10.0.0.1     tcp 444  1      2      2026-03-01  sg-web ingress tcp 443 198.51.100.0/24  cut at once
    ingress     198.51.100.7  10.0.0.1     tcp 445  1      2      2026-03-01  sg-web ingress tcp 443 198.51.100.0/24

The other formats.

  $ $T -f markdown new.json more 2>/dev/null
  # Would these rules break this traffic?
  
  ## Blocked: needed, and would not work any more
  
  | Blocked by | Source | Destination | Service | Conns | Flows | Last seen | Nearest rule | Note |
  | --- | --- | --- | --- | --- | --- | --- | --- | --- |
  | both | 10.0.0.1 | 10.0.0.2 | tcp 5440 | 1 | 4 | 2026-03-01 | sg-db ingress tcp 5432-5433 sg-web |  |
  | both | 10.0.0.2 | 10.0.0.1 | udp 53 | 1 | 4 | 2026-03-01 | sg-web ingress icmp type 3 0.0.0.0/0 |  |
  | ingress | 198.51.101.7 | 10.0.0.1 | tcp 443 | 2 | 4 | 2026-03-02 | sg-web ingress tcp 443 198.51.100.0/24 |  |
  | ingress | 203.0.113.1 | 10.0.0.2 | tcp 5432 | 1 | 2 | 2026-03-01 | sg-db ingress tcp 5432-5433 sg-web |  |
  
  ## Beyond: what rules admit without evidence, in pairs of addresses and a port
  
  | Rule | Admits | Seen |
  | --- | --- | --- |
  | sg-web ingress icmp type 3 0.0.0.0/0 | 4.29 G | 0 |
  | sg-web ingress tcp 443 198.51.100.0/24 | 256 | 1 |
  | sg-ssh ingress tcp 22 pl-1 | 4 | 1 |
  | sg-db ingress tcp 5432-5433 sg-web | 2 | 1 |
  
  ## Coverage
  
  4 of 9 connections (44.4 %), 12 of 26 flows, 8 kB of 19 kB
  [1]
  $ $T -f json new.json more 2>/dev/null >out.json
  [1]
  $ python3 -c 'import json; d = json.load(open("out.json")); print(len(d["Findings"]), len(d["Beyond"]), d["Needed"]); print(d["Findings"][0])'
  4 4 {'Connections': 9, 'Flows': 26, 'Bytes': 19000}
  {'Verdict': 'blocked', 'Side': 'both', 'Source': '10.0.0.1', 'SourcePort': None, 'Destination': '10.0.0.2', 'DestinationPort': 5440, 'Protocol': 6, 'Connections': 1, 'Needed': 1, 'Flows': 4, 'Rejects': 0, 'FirstSeen': None, 'LastSeen': 1772323200, 'NearestRule': 'sg-db ingress tcp 5432-5433 sg-web', 'CutAtOnce': False}

What can't be.

  $ fl-sgtest
  fl-sgtest: no rules: expected a file of security groups
  usage: fl-sgtest [-Hv] [-F COLUMNS] [-f FORMAT] [-i FILE] [-l PREFIX] [-o FILE]
                   [-T TYPE] RULES [FILE ...]
  [2]
  $ fl-sgtest -f xml new.json conns
  fl-sgtest: -f xml: no such format; one of table, tsv, json, markdown
  usage: fl-sgtest [-Hv] [-F COLUMNS] [-f FORMAT] [-i FILE] [-l PREFIX] [-o FILE]
                   [-T TYPE] RULES [FILE ...]
  [2]
  $ fl-sgtest --raw new.json conns
  fl-sgtest: note: pl-1: its entries are not known: rules with it may admit anything
  fl-sgtest: note: sg-db, sg-web: no interface of this group is known: rules with it may admit any address that no known interface has
  fl-sgtest: conns: no column action: --raw judges flow-log records
  [2]
  $ fl-cut src,dst conns | fl-sgtest new.json
  fl-sgtest: note: pl-1: its entries are not known: rules with it may admit anything
  fl-sgtest: note: sg-db, sg-web: no interface of this group is known: rules with it may admit any address that no known interface has
  fl-sgtest: stdin: no column dport
  [2]

What is damaged is no answer: of the rules, of the interfaces, of the traffic;
nor is one that can't be written.

  $ bad() { "$@" >out 2>err; s=$?; sed '/note:/d; s/:[0-9:]* not JSON.*/: not JSON/' err | tail -n 1; test -s out && echo some output; return $s; }
  $ head -c 200 new.json >cut.json; bad fl-sgtest cut.json conns
  fl-sgtest: cut.json: not JSON
  [2]
  $ awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }' >deep.json; bad fl-sgtest deep.json conns
  fl-sgtest: deep.json: not JSON
  [2]
  $ bad fl-sgtest -i deep.json new.json conns
  fl-sgtest: deep.json: not JSON
  [2]
  $ gzip -c conns | head -c 60 >cut.gz; bad $T new.json cut.gz
  fl-sgtest: cut.gz:1: cut short
  [2]
  $ sed '$d' conns >cut; bad $T new.json cut | tail -n 1
  some output
  $ bad $T new.json /dev/null
  fl-sgtest: /dev/null: empty
  [2]
  $ bad $T --raw new.json /dev/null
  fl-sgtest: /dev/null: empty
  [2]
  $ for f in table tsv json markdown; do $T -f $f new.json conns 2>&1 >/dev/full | grep -v -e note: -e ' of '; done
  fl-sgtest: stdout: cannot write: No space left on device
  fl-sgtest: stdout: cannot write: No space left on device
  fl-sgtest: stdout: cannot write: No space left on device
  fl-sgtest: stdout: cannot write: No space left on device
  $ echo old >kept; $T -o kept new.json cut.gz 2>/dev/null; cat kept
  old
