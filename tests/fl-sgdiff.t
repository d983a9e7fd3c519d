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
  removed ingress sg-3 1 icmp type 8 8 -1 - pl-1
  added egress sg-4 1 icmp type 3 code 4 3 4 0.0.0.0/0 -
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

What is left of ICMP when a type is taken away, or a code: no rule of AWS says
it, so the stream has no ports.

  $ icmp() {
  >     for type; do
  >         echo "{\"GroupId\": \"sg-1\", \"IsEgress\": false, \"IpProtocol\": \"icmp\","
  >         echo "\"FromPort\": ${type%,*}, \"ToPort\": ${type#*,}, \"CidrIpv4\": \"10.0.0.0/8\"}"
  >     done
  > }
  $ icmp -1,-1 >all; icmp 8,-1 3,4 >two; icmp 3,-1 >one
  $ fl-sgdiff all two
  sg-1: narrowed
    - ingress icmp type 0 code 0 to type 3 code 3 10.0.0.0/8
    - ingress icmp type 3 code 5 to type 7 code 255 10.0.0.0/8
    - ingress icmp type 9-255 10.0.0.0/8
  
  1 group: 1 narrowed
  [1]
  $ fl-sgdiff -f tsv one two | show
  #change direction subject proto service fromport toport peer peerid
  removed ingress sg-1 1 icmp type 3 code 0-3 - - 10.0.0.0/8 -
  removed ingress sg-1 1 icmp type 3 code 5-255 - - 10.0.0.0/8 -
  added ingress sg-1 1 icmp type 8 8 -1 10.0.0.0/8 -
  #!end records=0 from=- to=- nodata=0 skipdata=0 malformed=0

Ids that are none of AWS's do not break a line.

  $ printf '[{"GroupId": "a\\tb\\n|<c>", "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "x\\ty"}]}]}]' >odd.json
  $ fl-sgdiff one odd.json | head -2
  a?b?|<c>: new
    + ingress all x?y
  $ fl-sgdiff -f tsv -H one odd.json | head -1 | tr '\t' ' '
  added ingress a%09b%0A|<c> - all -1 -1 - x%09y
  $ fl-sgdiff -f markdown one odd.json | sed -n 5p
  | a b \|&lt;c&gt; | new | added | ingress | all | x y |
  $ fl-sgdiff -J /dev/null -f tsv -H one odd.json | sed -n 1p | show
  ingress a%09b%0A|<c> -1 -1 -1 x%09y new - - -

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
  $ fl-conn "$LOGS" 2>/dev/null | fl-label -i "$DATA/enis.json" >named
  $ for f in tsv json; do
  >     fl-sgrules -b name -l 10.0.0.0/16 -f $f named >n.$f 2>/dev/null || true
  > done
  $ fl-sgdiff n.tsv n.json
  16 groups: 16 unchanged
  $ grep -v 5432 r.tsv | fl-sgdiff r.json -
  fl-10.0.0.1: narrowed
    - egress tcp 5432 10.0.0.2/32
  
  fl-10.0.0.2: gone
    - ingress tcp 5432 10.0.0.1/32
  
  2 groups: 1 gone, 1 narrowed
  [1]

-J has why the business needs each rule, as fl-sgrules has it.  10.64.0.0/10 is
let through as before, if in other words, and so has the reason of then; 23 is
not, and needs one.  A reason is text of people's, whatever is in it.

  $ tab >why <<'END'
  > direction subject proto fromport toport peer state justification approver reviewed ticket
  > ingress sg-1 6 22 22 10.0.0.0/9 current admins|<b>_100% kim 2026-01-01 T-1
  > egress sg-1 -1 -1 -1 0.0.0.0/0 current updates lee - -
  > ingress sg-3 1 8 -1 pl-1 current probes lee - -
  > ingress sg-9 6 1 1 10.0.0.1 gone long_ago - - -
  > END
  $ sed '$s/]$/,/' new.json >newer.json; cat >>newer.json <<'END'
  >  {"GroupId": "sg-1", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 22,
  >   "ToPort": 22, "CidrIpv4": "10.64.0.0/10"}]
  > END
  $ fl-sgdiff -J why -f markdown old.json newer.json
  # Security groups: rules to review
  
  - Each rule, with what became of it since the rules of before: new, widened or unchanged, by what it lets through; and those of before that are gone, or narrowed.
  - PCI DSS 1.2.5 asks for a business need and an approval of each service, protocol and port; 1.2.6 for security features where one is insecure; 1.2.7 for a review every six months, and to remove what has no justification.
  - A port alone does not prove a service: "commonly insecure" says what mostly uses it.
  
  ## sg-1
  
  | State | Direction | Service | Peer | Note | Business justification | Approver | Reviewed |
  |---|---|---|---|---|---|---|---|
  | unchanged | ingress | tcp 22 | 10.64.0.0/10 | justified as tcp 22 10.0.0.0/9 | admins\|&lt;b&gt;\_100% | kim | 2026-01-01 |
  | widened | ingress | tcp 22-23 | 10.0.0.0/8 | commonly insecure | **none** |  |  |
  | unchanged | egress | tcp 0-65535 | 0.0.0.0/0 | justified as all 0.0.0.0/0; commonly insecure | updates | lee |  |
  | gone | ingress | tcp 22 | sg-2 |  |  |  |  |
  | narrowed | egress | all | 0.0.0.0/0 |  | updates | lee |  |
  
  ## sg-3
  
  | State | Direction | Service | Peer | Note | Business justification | Approver | Reviewed |
  |---|---|---|---|---|---|---|---|
  | gone | ingress | icmp type 8 | pl-1 |  | probes | lee |  |
  
  ## sg-4
  
  | State | Direction | Service | Peer | Note | Business justification | Approver | Reviewed |
  |---|---|---|---|---|---|---|---|
  | new | egress | icmp type 3 code 4 | 0.0.0.0/0 |  | **none** |  |  |
  
  ## Summary
  
  | Rules | New | Widened | Unchanged | Narrowed | Gone | Without a justification | Of commonly insecure services |
  |---:|---:|---:|---:|---:|---:|---:|---:|
  | 4 | 1 | 1 | 2 | 1 | 2 | 2 | 2 |
  [1]

The stream is the file of -J for the next review; no row is lost.  Half a year
later nothing has changed, and the reasons are those of now.

  $ fl-sgdiff -J why -f tsv -o later old.json newer.json
  [1]
  $ show <later
  direction subject proto fromport toport peer state justification approver reviewed ticket
  ingress sg-1 6 22 22 10.64.0.0/10 unchanged admins|<b>_100% kim 2026-01-01 T-1
  ingress sg-1 6 22 23 10.0.0.0/8 widened - - - -
  egress sg-1 6 0 65535 0.0.0.0/0 unchanged updates lee - -
  egress sg-4 1 3 4 0.0.0.0/0 new - - - -
  egress sg-1 -1 -1 -1 0.0.0.0/0 gone updates lee - -
  ingress sg-1 6 22 22 10.0.0.0/9 gone admins|<b>_100% kim 2026-01-01 T-1
  ingress sg-3 1 8 -1 pl-1 gone probes lee - -
  ingress sg-9 6 1 1 10.0.0.1 gone long_ago - - -
  $ fl-sgdiff -J later -f tsv -H newer.json newer.json | cut -f 1-8 | show | head -3
  ingress sg-1 6 22 22 10.64.0.0/10 unchanged admins|<b>_100%
  ingress sg-1 6 22 23 10.0.0.0/8 unchanged -
  egress sg-1 6 0 65535 0.0.0.0/0 unchanged updates
  $ cp later again; fl-sgdiff -J again -f tsv -o again newer.json newer.json; cut -f 1-6,8- later | sort >a
  $ cut -f 1-6,8- again | sort | cmp - a

Reasons that fl-sgrules wrote are those of its rules, as JSON and as a stream.

  $ fl-sgrules -l 10.0.0.0/8 -J made --write-justifications conns >/dev/null 2>&1
  $ sed '2,$s/-\t-\t-$/shop\tkim\t-/' made >said
  $ for f in tsv json; do fl-sgdiff -J said -f tsv r.json r.$f | cut -f 2,4,7,8 | show; done
  subject fromport state justification
  10.0.0.1 443 unchanged shop
  10.0.0.1 5432 unchanged shop
  10.0.0.2 5432 unchanged shop
  subject fromport state justification
  10.0.0.1 443 unchanged shop
  10.0.0.1 5432 unchanged shop
  10.0.0.2 5432 unchanged shop

Two months of traffic.  An address, a peer and a port at a time, what is added
and removed is what only one of the sets has.

  $ for month in 1 2; do
  >     vpcgen -s $month -n 6000 -f 2 -d month$month
  >     fl-conn month$month 2>/dev/null | fl-sgrules -l 10.0.0.0/8 -f tsv 2>/dev/null >$month.tsv || true
  > done
  $ cat >each.awk <<'END'
  > BEGIN { FS = "\t" }
  > /^#!/ { next }
  > sub(/^#/, "") { for (i = 1; i <= NF; i++) col[$i] = i; next }
  > {
  >     size = split($col["peer"], p, "/") > 1 ? 2 ^ (32 - p[2]) : 1
  >     split(p[1], a, ".")
  >     first = ((a[1] * 256 + a[2]) * 256 + a[3]) * 256 + a[4]
  >     sub(/^fl-/, "", $col["subject"])
  >     for (q = $col["fromport"]; q <= $col["toport"]; q++)
  >         for (k = 0; k < size; k++)
  >             printf "%s %s %s %s %.0f\n", $col["direction"],
  >                 $col["subject"], $col["proto"], q, first + k
  > }
  > END
  $ for month in 1 2; do awk -f each.awk $month.tsv | sort -u >$month.each; done
  $ fl-sgdiff -f tsv 1.tsv 2.tsv >diff.tsv
  [1]
  $ for way in removed added; do
  >     grep -e '^#' -e "^$way" diff.tsv | awk -f each.awk | sort >$way
  > done
  $ comm -23 1.each 2.each | cmp - removed
  $ comm -13 1.each 2.each | cmp - added
  $ wc -l <removed | awk '{ print ($1 > 400) }'
  1

What can't be compared.

  $ fl-sgdiff old.json
  fl-sgdiff: expected two files of rules, found 1
  usage: fl-sgdiff [-H] [-f FORMAT] [-J FILE] [-o FILE] OLD NEW
  [2]
  $ fl-sgdiff - -
  fl-sgdiff: both can't be standard input
  usage: fl-sgdiff [-H] [-f FORMAT] [-J FILE] [-o FILE] OLD NEW
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
  $ fl-sgdiff -J why old.json new.json 2>&1 | head -1
  fl-sgdiff: -J: only -f markdown and -f tsv show justifications
  $ fl-sgdiff -J - -f tsv - new.json <old.json 2>&1 | head -1
  fl-sgdiff: both can't be standard input
  $ fl-sgdiff -J '' -f tsv old.json new.json 2>&1 | head -1
  fl-sgdiff: -J: an empty name of a file
  $ fl-sgdiff -J no-such-file -f tsv old.json new.json
  fl-sgdiff: no-such-file: No such file or directory
  [2]
  $ head -c 200 old.json >cut.json; fl-sgdiff cut.json new.json 2>&1 | grep -c 'cut.json:5:.*not JSON'
  1
  $ for f in table tsv json markdown; do fl-sgdiff -f $f old.json new.json 2>&1 >/dev/full; done
  fl-sgdiff: stdout: cannot write: No space left on device
  fl-sgdiff: stdout: cannot write: No space left on device
  fl-sgdiff: stdout: cannot write: No space left on device
  fl-sgdiff: stdout: cannot write: No space left on device
  [2]
  $ fl-sgdiff -J why -f tsv old.json new.json 2>&1 >/dev/full
  fl-sgdiff: stdout: cannot write: No space left on device
  [2]
  $ echo old >kept; fl-sgdiff -o kept old.json cut.json 2>/dev/null; cat kept
  old
