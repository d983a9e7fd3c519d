What of these rules is used?

  $ . "$TESTDIR/setup.sh"
  $ tab() { tr ' ' '\t'; }
  $ show() { tr '\t' ' ' <"${1:-/dev/stdin}"; }

A web server and its database; a group that nobody has.

  $ cat >enis.json <<'END'
  > {"NetworkInterfaces": [
  >   {"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
  >    "Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}],
  >    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.1",
  >      "Association": {"PublicIp": "203.0.113.1"}}]},
  >   {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1",
  >    "Groups": [{"GroupId": "sg-3"}],
  >    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.2"}]}]}
  > END

  $ range() { printf '{"IpProtocol": "%s", "FromPort": %s, "ToPort": %s, "%s": [{"%s": "%s"}]}' "$@"; }
  $ cidr() { range "$1" "$2" "$3" IpRanges CidrIp "$4"; }
  $ group() { range "$1" "$2" "$3" UserIdGroupPairs GroupId "$4"; }
  $ cat >sgs.json <<END
  > {"SecurityGroups": [
  >   {"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1", "IpPermissions": [
  >     $(cidr tcp 443 443 198.51.100.0/24), $(cidr tcp 443 443 198.51.100.7/32),
  >     $(cidr tcp 22 23 0.0.0.0/0), $(cidr icmp 3 -1 0.0.0.0/0), $(cidr icmp 8 -1 10.0.0.0/24)],
  >    "IpPermissionsEgress": [$(group tcp 5432 5433 sg-3), $(cidr udp 53 53 10.0.0.0/8)]},
  >   {"GroupId": "sg-2", "GroupName": "admin", "VpcId": "vpc-1", "IpPermissions": [
  >     $(cidr tcp 22 22 192.0.2.0/30), $(cidr tcp 0 65535 198.51.100.0/25)]},
  >   {"GroupId": "sg-3", "GroupName": "db", "VpcId": "vpc-1", "IpPermissions": [
  >     $(group tcp 5432 5432 sg-1), $(group tcp 5432 5432 sg-4)]},
  >   {"GroupId": "sg-4", "GroupName": "old", "VpcId": "vpc-1", "IpPermissions": [
  >     $(cidr tcp 80 80 10.0.0.0/8)]}]}
  > END
  $ tab >conns <<'END'
  > #src sport dst dport proto flows rejects conns answered scans needed bytes rbytes first last how
  > 198.51.100.7 5001 10.0.0.1 443 6 2 0 1 1 0 1 1000 2000 1772323200 1772323300 syn
  > 198.51.100.7 5002 10.0.0.1 443 6 2 0 1 1 0 1 1000 2000 1772409600 1772409660 syn
  > 198.51.100.200 5002 10.0.0.1 443 6 2 0 1 1 0 1 10 20 1772409600 1772409660 syn
  > 10.0.0.1 6001 10.0.0.2 5432 6 4 0 1 1 0 1 500 500 1772323200 1773000000 syn
  > 192.0.2.1 6001 10.0.0.1 22 6 4 0 1 1 0 1 500 500 1772323200 1772323201 syn
  > 192.0.2.9 6001 10.0.0.1 22 6 4 0 1 1 1 0 500 500 1772323200 1772323201 syn
  > 10.0.0.2 6001 10.0.0.1 53 17 4 0 1 0 0 0 500 500 1772323200 1772323201 syn
  > 10.0.0.2 0 10.0.0.1 0 1 4 0 1 1 0 1 500 500 1772323200 1772323201 alone
  > #!end records=26 from=1772323200 to=1773187199 nodata=0 skipdata=0 malformed=0
  > END

All that lets a connection through is counted.  443 from .7 is what three rules
let through and ssh what two do, so it is sole to none; scans, and what is not
needed, are no use.  What is not an echo of ICMP is not to be seen in logs.

  $ fl-sgaudit -i enis.json -f tsv sgs.json conns >rows
  fl-sgaudit: 12 rules: 3 used, 2 rare, 3 wide, 2 unused, 1 unsure, 1 orphan, 1 shadowed, 1 open to the world; 1 of 4 groups on no interface
  fl-sgaudit: evidence: 26 records from 2026-03-01T00:00:00Z to 2026-03-10T23:59:59Z, 10 d; nothing was seen on 7 days: 2026-03-03 to 2026-03-07, 2026-03-09 to 2026-03-10
  fl-sgaudit: note: unused in 10 days is not unused: jobs of once a month or a year, failover and restore may need a rule that nothing has used here
  [1]
  $ fl-cut rule,use,change,conns,flows,bytes,soleconns,soleflows,solebytes,maybe,hosts rows | grep -v '^#!' | tr '\t' '|' | grep -v '|new|'
  #rule|use|change|conns|flows|bytes|soleconns|soleflows|solebytes|maybe|hosts
  sg-1 ingress icmp type 3 0.0.0.0/0|unsure|-|0|0|0|0|0|0|0|0
  sg-1 ingress icmp type 8 10.0.0.0/24|rare|-|1|4|1000|1|4|1000|0|1
  sg-1 ingress tcp 22-23 0.0.0.0/0|wide|revoke|1|4|1000|0|0|0|0|1
  sg-1 ingress tcp 443 198.51.100.0/24|used|-|3|6|6030|1|2|30|0|2
  sg-1 ingress tcp 443 198.51.100.7/32|used|revoke|2|4|6000|0|0|0|0|1
  sg-1 egress tcp 5432-5433 sg-3|wide|revoke|1|4|1000|1|4|1000|0|1
  sg-1 egress udp 53 10.0.0.0/8|unused|revoke|0|0|0|0|0|0|0|0
  sg-2 ingress tcp 0-65535 198.51.100.0/25|wide|revoke|2|4|6000|0|0|0|0|1
  sg-2 ingress tcp 22 192.0.2.0/30|rare|-|1|4|1000|0|0|0|0|1
  sg-3 ingress tcp 5432 sg-1|used|-|1|4|1000|1|4|1000|0|1
  sg-3 ingress tcp 5432 sg-4|unused|revoke|0|0|0|0|0|0|0|0
  sg-4 ingress tcp 80 10.0.0.0/8|orphan|-|0|0|0|0|0|0|0|0

What would do in the place of the wide ones, and what is inside what:

  $ fl-where use=new rows | fl-cut change,rule,subject,direction,fromport,toport,peer,peerid,conns | grep -v '^#' | tr '\t' '|'
  authorise|sg-1 ingress tcp 22-23 0.0.0.0/0|sg-1|ingress|22|22|192.0.2.1|-|1
  authorise|sg-1 egress tcp 5432-5433 sg-3|sg-1|egress|5432|5432|-|sg-3|1
  authorise|sg-2 ingress tcp 0-65535 198.51.100.0/25|sg-2|ingress|443|443|198.51.100.0/25|-|2
  $ fl-where 'inside!=- or elsewhere!=- or risk!=- or note!=-' rows | fl-cut rule,inside,elsewhere,risk,note | grep -v '^#' | tr '\t' '|'
  sg-1 ingress icmp type 3 0.0.0.0/0|-|-|-|logs do not have types of ICMP
  sg-1 ingress tcp 22-23 0.0.0.0/0|-|-|admin|all of it within a day
  sg-1 ingress tcp 443 198.51.100.7/32|sg-1 ingress tcp 443 198.51.100.0/24|sg-2 ingress tcp 0-65535 198.51.100.0/25|-|-
  sg-2 ingress tcp 22 192.0.2.0/30|-|sg-1 ingress tcp 22-23 0.0.0.0/0|-|-
  sg-3 ingress tcp 5432 sg-4|-|-|-|its peer is on no interface

For people:

  $ fl-sgaudit -i enis.json sgs.json conns 2>/dev/null
  evidence: 26 records from 2026-03-01T00:00:00Z to 2026-03-10T23:59:59Z, 10 d; nothing was seen on 7 days: 2026-03-03 to 2026-03-07, 2026-03-09 to 2026-03-10
  unused in 10 days is not unused: jobs of once a month or a year, failover and restore may need a rule that nothing has used here
  
  Open to the world: commonly remote administration, of high risk, or insecure
    Rule                              Risk   Services           Use   Conns  Peers  Last seen
    sg-1 ingress tcp 22-23 0.0.0.0/0  admin  22 ssh, 23 telnet  wide  1      1      2026-03-01
  
  Unused: nothing that was seen needed them
    Rule                           Note
    sg-1 egress udp 53 10.0.0.0/8
    sg-3 ingress tcp 5432 sg-4     its peer is on no interface
  
  Wide: they let through far more than was seen; + would do
    Rule                                      Conns  Sole  Flows  Bytes  Peers  First seen  Last seen   Note
    sg-1 ingress tcp 22-23 0.0.0.0/0          1      0     4      1 kB   1      2026-03-01  2026-03-01  all of it within a day
    + sg-1 ingress tcp 22 192.0.2.1/32        1            4      1 kB          2026-03-01  2026-03-01
    sg-1 egress tcp 5432-5433 sg-3            1      1     4      1 kB   1      2026-03-01  2026-03-08
    + sg-1 egress tcp 5432 sg-3               1            4      1 kB          2026-03-01  2026-03-08
    sg-2 ingress tcp 0-65535 198.51.100.0/25  2      0     4      6 kB   1      2026-03-01  2026-03-02
    + sg-2 ingress tcp 443 198.51.100.0/25    2            4      6 kB          2026-03-01  2026-03-02
  
  Rare: all that needed them was within a day
    Rule                                  Conns  Sole  Flows  Bytes  Peers  First seen  Last seen   Note
    sg-1 ingress icmp type 8 10.0.0.0/24  1      1     4      1 kB   1      2026-03-01  2026-03-01
    sg-2 ingress tcp 22 192.0.2.0/30      1      0     4      1 kB   1      2026-03-01  2026-03-01
  
  Shadowed: another rule of the group lets all of it through
    Rule                                  Inside                                Conns
    sg-1 ingress tcp 443 198.51.100.7/32  sg-1 ingress tcp 443 198.51.100.0/24  2
  
  Doubled: so does a rule of a group that all their interfaces have, too
    Rule                                  And                                       Conns
    sg-1 ingress tcp 443 198.51.100.7/32  sg-2 ingress tcp 0-65535 198.51.100.0/25  2
    sg-2 ingress tcp 22 192.0.2.0/30      sg-1 ingress tcp 22-23 0.0.0.0/0          1
  
  Unsure: the data does not tell
    Rule                                May be  Note
    sg-1 ingress icmp type 3 0.0.0.0/0  0       logs do not have types of ICMP
  
  Used
    Rule                                  Conns  Sole  Flows  Bytes    Peers  First seen  Last seen   Note
    sg-1 ingress tcp 443 198.51.100.0/24  3      1     6      6.03 kB  2      2026-03-01  2026-03-02
    sg-1 ingress tcp 443 198.51.100.7/32  2      0     4      6 kB     1      2026-03-01  2026-03-02
    sg-3 ingress tcp 5432 sg-1            1      1     4      1 kB     1      2026-03-01  2026-03-08
  
  Groups on no interface
    Group  Name  Rules  Named by rules
    sg-4   old   1      1
  
  12 rules: 3 used, 2 rare, 3 wide, 2 unused, 1 unsure, 1 orphan, 1 shadowed, 1 open to the world; 1 of 4 groups on no interface
  [1]
  $ fl-sgaudit -i enis.json -f markdown sgs.json conns 2>/dev/null | sed -n '/Shadowed/,/^$/p'
  ## Shadowed: another rule of the group lets all of it through
  
  $ fl-sgaudit -i enis.json -f json sgs.json conns 2>/dev/null |
  >     python3 -c 'import json, sys
  > d = json.load(sys.stdin)
  > print(d["Evidence"]["DaysWithoutTraffic"], len(d["Rules"]), d["GroupsOnNoInterface"])
  > print([r["Replacement"][0]["Peer"] for r in d["Rules"] if r["Replacement"]])'
  7 12 [{'GroupId': 'sg-4', 'GroupName': 'old', 'Rules': 1, 'NamedByRules': 1}]
  ['192.0.2.1/32', 'sg-3', '198.51.100.0/25']

The rows that are kept become commands:

  $ fl-where use=unused,new rows | fl-where subject=sg-1 | fl-sgaudit --apply
  #!/bin/sh
  # Security groups by fl-sgaudit: authorises 2 rules, then revokes 1.
  # Stops at the first command that fails: nothing is revoked before all of the
  # others are there.
  set -eu
  
  aws ec2 authorize-security-group-ingress \
      --cli-input-json file:///dev/stdin >/dev/null <<'END'
  {
    "GroupId": "sg-1",
    "IpPermissions": [
      { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
        "IpRanges": [{ "CidrIp": "192.0.2.1/32", "Description": "flows 4, first 2026-03-01, last 2026-03-01" }] }
    ]
  }
  END
  
  aws ec2 authorize-security-group-egress \
      --cli-input-json file:///dev/stdin >/dev/null <<'END'
  {
    "GroupId": "sg-1",
    "IpPermissions": [
      { "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
        "UserIdGroupPairs": [{ "GroupId": "sg-3", "Description": "flows 4, first 2026-03-01, last 2026-03-08" }] }
    ]
  }
  END
  
  aws ec2 revoke-security-group-egress \
      --cli-input-json file:///dev/stdin >/dev/null <<'END'
  {
    "GroupId": "sg-1",
    "IpPermissions": [
      { "IpProtocol": "udp", "FromPort": 53, "ToPort": 53,
        "IpRanges": [{ "CidrIp": "10.0.0.0/8" }] }
    ]
  }
  END

Fewer days than are wanted; those without traffic do not count:

  $ fl-sgaudit --min-days 4 -i enis.json sgs.json conns
  fl-sgaudit: --min-days: the traffic is of 3 days, none on 2026-03-03 to 2026-03-07, 2026-03-09 to 2026-03-10, and 4 are asked for
  [2]
  $ fl-sgaudit --min-days 3 -i enis.json sgs.json conns >/dev/null 2>&1
  [1]

What it can't work with:

  $ fl-sgaudit
  fl-sgaudit: no rules: expected a file of security groups
  usage: fl-sgaudit [-Hv] [-F COLUMNS] [-f FORMAT] [-i FILE] [-o FILE] [-P N]
                    [-T TYPE] RULES [FILE ...]
  [2]
  $ fl-sgaudit --apply -i enis.json rows
  fl-sgaudit: --apply: rows of -f tsv say all; no -f, -i, --prefix-lists, --min-days
  usage: fl-sgaudit [-Hv] [-F COLUMNS] [-f FORMAT] [-i FILE] [-o FILE] [-P N]
                    [-T TYPE] RULES [FILE ...]
  [2]
  $ fl-sgaudit --apply conns
  fl-sgaudit: conns: no column direction: expected rules as fl-sgrules -f tsv writes them
  [2]
  $ sed 's/^revoke/remove/' rows | fl-sgaudit --apply
  fl-sgaudit: stdin:4: change: expected authorise, revoke or -
  fl-sgaudit: stdin:7: change: expected authorise, revoke or -
  fl-sgaudit: stdin:8: change: expected authorise, revoke or -
  fl-sgaudit: stdin:10: change: expected authorise, revoke or -
  fl-sgaudit: stdin:11: change: expected authorise, revoke or -
  fl-sgaudit: stdin: some changes could not be read
  [2]
  $ sed 's/sg-1/$(id)/' rows | fl-sgaudit --apply
  fl-sgaudit: stdin:4: subject: not the id of a group (sg-...)
  fl-sgaudit: stdin:5: subject: not the id of a group (sg-...)
  fl-sgaudit: stdin:7: subject: not the id of a group (sg-...)
  fl-sgaudit: stdin:8: subject: not the id of a group (sg-...)
  fl-sgaudit: stdin:9: subject: not the id of a group (sg-...)
  fl-sgaudit: stdin: some changes could not be read
  [2]
  $ grep -v '^#!' rows | fl-sgaudit --apply
  fl-sgaudit: input was cut: a header came without its end (a stage before was stopped; --open if that is known)
  [2]
  $ grep -v '^#!' conns | fl-sgaudit -i enis.json sgs.json | tail -1
  fl-sgaudit: input was cut: a header came without its end (a stage before was stopped; --open if that is known)
  fl-sgaudit: 12 rules: 5 used, 3 wide, 2 unused, 1 unsure, 1 orphan, 1 shadowed, 1 open to the world; 1 of 4 groups on no interface
  12 rules: 5 used, 3 wide, 2 unused, 1 unsure, 1 orphan, 1 shadowed, 1 open to the world; 1 of 4 groups on no interface
  $ fl-sgaudit -i enis.json sgs.json </dev/null
  fl-sgaudit: stdin: empty
  [2]
  $ fl-sgaudit -i enis.json sgs.json conns >/dev/full
  fl-sgaudit: 12 rules: 3 used, 2 rare, 3 wide, 2 unused, 1 unsure, 1 orphan, 1 shadowed, 1 open to the world; 1 of 4 groups on no interface
  fl-sgaudit: stdout: cannot write: No space left on device
  [2]

Every count is what an evaluator says that looks at all rules for each
connection, on random accounts; what is said to be inside another rule is, and
with all changes made all that was sure to be let through still is.  Any way to
be wide, and the rules in either shape.

  $ for seed in 1 2 3 4; do
  >     mkdir $seed
  >     python3 "$ORACLE/audit.py" $seed 3000 $seed
  >     for o in 'groups --wide 1 -P 2' 'rules --wide 4 -P 999'; do
  >         fl-sgaudit ${o#* } -f tsv -i $seed/enis.json --prefix-lists $seed/pl-1.json \
  >             $seed/${o%% *}.json $seed/conns.tsv 2>/dev/null | grep -v 'proto 99' >out
  >         python3 "$ORACLE/audit.py" $seed 3000 $seed out |
  >             awk 'NF == 8 && $1 > 60 && $3 > 40 && $5 > 2 && $7 > 200 { $0 = "ok" } { print }'
  >     done
  > done
  ok
  ok
  ok
  ok
  ok
  ok
  ok
  ok

Ids and names that mean something to a terminal, a stream or a shell: they are
shown, encoded, or refused.

  $ printf '{"SecurityGroups": [{"GroupId": "sg-\\t\\u001b[2J|$(id)", "GroupName": "a\\nb", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 9, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]}]}' >odd.json
  $ echo '{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Groups": [{"GroupId": "sg-1"}], "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.1"}]}]}' >odd.enis
  $ printf '#src\tdst\tdport\tproto\tneeded\n10.0.0.2\t10.0.0.1\t1\t6\t1\n#!end\n' >odd
  $ fl-sgaudit -i odd.enis odd.json odd 2>/dev/null | sed -n '/Groups/,/^$/p'
  Groups on no interface
    Group           Name  Rules  Named by rules
    sg-??[2J|$(id)  a?b   1      0
  
  $ fl-sgaudit -i odd.enis -f markdown odd.json odd 2>/dev/null | sed -n '/Groups/,/^$/p'
  ## Groups on no interface
  
  $ fl-sgaudit -i odd.enis -f tsv odd.json odd 2>/dev/null >rows; wc -l <rows; fl-cut subject,rule rows | sed -n 2p | tr '\t' '|'
  3
  sg-%09%1B[2J|$(id)|sg-%09%1B[2J|$(id) ingress tcp 1-9 10.0.0.0/8
  $ sed 's/^-/revoke/' rows | fl-sgaudit --apply
  fl-sgaudit: stdin:2: subject: not the id of a group (sg-...)
  fl-sgaudit: stdin: some changes could not be read
  [2]

  $ (sed -n 1p rows; printf 'revoke\tunused\tingr\n#!end\n') | fl-sgaudit --apply
  fl-sgaudit: stdin:2: 3 cells, 26 expected
  fl-sgaudit: some rows could not be read: no script of the others
  [2]

Halves of files, and what is none of them:

  $ head -c 100 odd.json >half.json; fl-sgaudit half.json odd
  fl-sgaudit: half.json:1:100: not JSON: premature end of input near '"IpP'
  [2]
  $ fl-sgaudit -i half.json odd.json odd
  fl-sgaudit: half.json:1:100: not JSON: premature end of input near '"IpP'
  [2]
  $ printf '[1]' >list.json; fl-sgaudit list.json odd
  fl-sgaudit: list.json: [0]: expected an object, found a number
  [2]
  $ (cat odd; printf '10.0.0.2\t10.0') | sed 's/^#!end//' | fl-sgaudit -i odd.enis odd.json | tail -1
  fl-sgaudit: stdin:4: 2 cells, 5 expected
  fl-sgaudit: input was cut: a header came without its end (a stage before was stopped; --open if that is known)
  fl-sgaudit: 1 rule: 0 used, 1 orphan; 1 of 1 group on no interface
  fl-sgaudit: note: behind the input were 0 SKIPDATA and 1 malformed records: rules may have been used by them
  fl-sgaudit: note: 1 groups have no end that these rules guard
  fl-sgaudit: note: nothing that was needed met these rules
  1 rule: 0 used, 1 orphan; 1 of 1 group on no interface
  $ head -c 40 odd | fl-sgaudit -i odd.enis odd.json | tail -1
  fl-sgaudit: stdin:2: 2 cells, 5 expected
  fl-sgaudit: input was cut: a header came without its end (a stage before was stopped; --open if that is known)
  fl-sgaudit: 1 rule: 0 used, 1 orphan; 1 of 1 group on no interface
  fl-sgaudit: note: behind the input were 0 SKIPDATA and 1 malformed records: rules may have been used by them
  fl-sgaudit: note: nothing that was needed met these rules
  1 rule: 0 used, 1 orphan; 1 of 1 group on no interface
  $ head -c 4000 /dev/urandom | tr -d '\000-\037' | fl-sgaudit -i odd.enis odd.json >/dev/null 2>&1
  [2]
  $ for i in NULL 1e999 -1; do printf '#src\tdst\tdport\tproto\tneeded\tflows\n10.0.0.2\t10.0.0.1\t1\t6\t%s\t1\n#!end\n' $i | fl-sgaudit -i odd.enis odd.json 2>&1 | sed -n 1p; done
  fl-sgaudit: stdin:2: needed: not a number: "NULL"
  fl-sgaudit: stdin:2: needed: not a number: "1e999"
  fl-sgaudit: stdin:2: needed: not a number: "-1"
