What do these rules let through that those do not?

  $ . "$TESTDIR/setup.sh"
  $ tab() { tr ' ' '\t'; }
  $ show() { tr '\t' ' '; }
  $ cat >old.json <<'END'
  > {"SecurityGroups": [
  >   {"GroupId": "sg-1", "IpPermissions": [
  >     {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
  >      "IpRanges": [{"CidrIp": "10.0.0.0/9"}, {"CidrIp": "10.128.0.0/9"}],
  >      "UserIdGroupPairs": [{"GroupId": "sg-2"}]}],
  >    "IpPermissionsEgress": [
  >     {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]},
  >   {"GroupId": "sg-2"},
  >   {"GroupId": "sg-3", "IpPermissions": [
  >     {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1,
  >      "PrefixListIds": [{"PrefixListId": "pl-1"}]}]}]}
  > END
  $ cat >new.json <<'END'
  > [{"GroupId": "sg-1", "IsEgress": false, "IpProtocol": "6", "FromPort": 22,
  >   "ToPort": 23, "CidrIpv4": "10.0.0.0/8"},
  >  {"GroupId": "sg-1", "IsEgress": true, "IpProtocol": "tcp", "FromPort": 0,
  >   "ToPort": 65535, "CidrIpv4": "0.0.0.0/0"},
  >  {"GroupId": "sg-4", "IsEgress": true, "IpProtocol": "icmp", "FromPort": 3,
  >   "ToPort": 4, "CidrIpv4": "0.0.0.0/0"}]
  > END
  $ sed -n 1,7p old.json >less; echo ']}]}' >>less

Nothing, if it is only said in other words.

  $ fl-sgdiff old.json old.json
  3 groups: 3 unchanged
  $ fl-sgdiff old.json new.json
  sg-1: changed
    - ingress tcp 22 sg-2
    + ingress tcp 23 10.0.0.0/8
    - egress all other protocols 0.0.0.0/0
  
  sg-2: gone
  
  sg-3: gone
    - ingress icmp type 8 pl-1
  
  sg-4: new
    + egress icmp type 3 code 4 0.0.0.0/0
  
  4 groups: 1 new, 2 gone, 1 changed
  [1]
  $ fl-sgdiff -f tsv old.json new.json | show
  #change direction subject proto service fromport toport peer peerid
  removed ingress sg-1 6 tcp 22 22 22 - sg-2
  added ingress sg-1 6 tcp 23 23 23 10.0.0.0/8 -
  removed egress sg-1 - all other protocols -1 -1 0.0.0.0/0 -
  removed ingress sg-3 1 icmp type 8 -1 -1 - pl-1
  added egress sg-4 1 icmp type 3 code 4 -1 -1 0.0.0.0/0 -
  #!end records=0 from=- to=- nodata=0 skipdata=0 malformed=0
  $ fl-sgdiff -f markdown old.json new.json
  # What changed in these rules
  
  | Group | State | Change | Direction | Service | Peer |
  | --- | --- | --- | --- | --- | --- |
  | sg-1 | changed | removed | ingress | tcp 22 | sg-2 |
  | sg-1 | changed | added | ingress | tcp 23 | 10.0.0.0/8 |
  | sg-1 | changed | removed | egress | all other protocols | 0.0.0.0/0 |
  | sg-2 | gone | | | | |
  | sg-3 | gone | removed | ingress | icmp type 8 | pl-1 |
  | sg-4 | new | added | egress | icmp type 3 code 4 | 0.0.0.0/0 |
  
  4 groups: 1 new, 2 gone, 1 changed
  [1]
  $ fl-sgdiff -f json new.json old.json | python3 -c 'import json, sys; print(json.load(sys.stdin)["Groups"][0])'
  {'GroupId': 'sg-1', 'State': 'changed', 'Changes': [{'Change': 'removed', 'Direction': 'ingress', 'Service': 'tcp 23', 'Peer': '10.0.0.0/8'}, {'Change': 'added', 'Direction': 'ingress', 'Service': 'tcp 22', 'Peer': 'sg-2'}, {'Change': 'added', 'Direction': 'egress', 'Service': 'all other protocols', 'Peer': '0.0.0.0/0'}]}

The same rules as JSON and as a stream; and one of them taken away.

  $ tab >conns <<'END'
  > #src sport dst dport proto flows rejects conns answered scans needed how
  > 198.51.100.7 5001 10.0.0.1 443 6 2 0 1 1 0 1 syn
  > 10.0.0.1 6001 10.0.0.2 5432 6 4 0 1 1 0 1 syn
  > #!end records=14
  > END
  $ for f in tsv json; do fl-sgrules -l 10.0.0.0/8 -f $f conns >r.$f 2>err; done
  $ fl-sgdiff r.tsv r.json
  2 groups: 2 unchanged
  $ grep -v 5432 r.tsv | fl-sgdiff r.json -
  fl-10.0.0.1: narrowed
    - egress tcp 5432 10.0.0.2/32
  
  fl-10.0.0.2: gone
    - ingress tcp 5432 10.0.0.1/32
  
  2 groups: 1 gone, 1 narrowed
  [1]

What can't be compared.

  $ fl-sgdiff old.json
  fl-sgdiff: expected two files of rules, found 1
  usage: fl-sgdiff [-H] [-f FORMAT] [-o FILE] OLD NEW
  [2]
  $ fl-sgdiff - -
  fl-sgdiff: both can't be standard input
  usage: fl-sgdiff [-H] [-f FORMAT] [-o FILE] OLD NEW
  [2]
  $ fl-sgdiff old.json no-such-file
  fl-sgdiff: no-such-file: No such file or directory
  [2]
  $ echo '{"SecurityGroups": []}' | fl-sgdiff old.json -
  fl-sgdiff: stdin: no security group in it
  [2]
  $ sed '$d' r.tsv | fl-sgdiff - r.json
  fl-sgdiff: stdin: incomplete: a header came without its end (a stage before was stopped; --open if that is known)
  [2]
  $ sed '$d' r.tsv | fl-sgdiff --open - r.json
  2 groups: 2 unchanged
  $ sed 's/{"SecurityGroups"/{"NextToken": "x", "SecurityGroups"/' old.json | fl-sgdiff - old.json
  fl-sgdiff: stdin: NextToken: another page follows, and is not here: some groups are missing
  3 groups: 3 unchanged
  [2]
