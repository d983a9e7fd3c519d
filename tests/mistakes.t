What other tools of this kind got wrong, one by one: ours does not.

  $ . "$TESTDIR/setup.sh"
  $ show() { tr '\t' ' '; }
  $ H='version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags'
  $ log() { echo "$H"; cat; }

An account, and its log: a client is answered by a name server on udp 53 and
tcp 443; a database rejects it on 22, answers it on 50051, asks another one, and,
from its own port 443, somebody outside.

  $ cat >rules.json <<'END'
  > [{"GroupId": "sg-dns", "IpPermissions": [
  >     {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53,
  >      "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]},
  >  {"GroupId": "sg-db", "IpPermissions": [
  >     {"IpProtocol": "tcp", "FromPort": 27017, "ToPort": 27017,
  >      "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
  >     {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
  >      "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
  >   "IpPermissionsEgress": [
  >     {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
  >      "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]
  > END
  $ cat >enis.json <<'END'
  > {"NetworkInterfaces": [
  >   {"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
  >    "Groups": [{"GroupId": "sg-dns"}], "PrivateIpAddress": "10.0.0.1"},
  >   {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1",
  >    "Groups": [{"GroupId": "sg-db"}], "PrivateIpAddress": "10.0.0.2"}]}
  > END
  $ log >log <<'END'
  > 5 1 eni-1 10.0.0.9 10.0.0.1 5001 53 17 2 200 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.1 10.0.0.9 53 5001 17 2 400 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.9 10.0.0.1 5002 443 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-1 10.0.0.1 10.0.0.9 443 5002 6 9 9000 1772323200 1772323260 ACCEPT OK 18
  > 5 1 eni-2 10.0.0.2 10.0.0.9 6001 27017 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-2 10.0.0.9 10.0.0.2 27017 6001 6 9 9000 1772323200 1772323260 ACCEPT OK 18
  > 5 1 eni-2 10.0.0.9 10.0.0.2 5003 22 6 1 60 1772323200 1772323260 REJECT OK 2
  > 5 1 eni-2 10.0.0.9 10.0.0.2 5004 50051 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-2 10.0.0.2 10.0.0.9 50051 5004 6 9 9000 1772323200 1772323260 ACCEPT OK 18
  > 5 1 eni-2 10.0.0.2 203.0.113.9 443 32000 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-2 203.0.113.9 10.0.0.2 32000 443 6 9 9000 1772323200 1772323260 ACCEPT OK 18
  > END
  $ fl-conn log >conns

UDP is protocol 17.  The only rule of a group is not used by whatever comes; a
reject does not use one, nor an answer; and what was never used is listed.

  $ fl-sgaudit -f tsv -i enis.json rules.json conns 2>/dev/null |
  >     fl-cut -H change,use,rule,conns | grep revoke | show
  revoke unused sg-db ingress tcp 22 10.0.0.0/8 0
  revoke unused sg-db ingress tcp 27017 10.0.0.0/8 0
  revoke unused sg-db egress tcp 443 0.0.0.0/0 0
  revoke wide sg-dns ingress udp 53 10.0.0.0/8 1

A destination port above 10000, or above 1024 where the interface sent something
to that peer, is no answer: rules without 27017, 50051 and 32000 break this
traffic.  Egress is judged by the port that it goes to, and not by its own 443.

  $ fl-sgtest -f tsv -i enis.json rules.json conns 2>/dev/null |
  >     fl-cut -H verdict,side,src,dst,dport,proto | grep blocked | show
  blocked egress 10.0.0.2 10.0.0.9 27017 6
  blocked egress 10.0.0.2 203.0.113.9 32000 6
  blocked ingress 10.0.0.9 10.0.0.1 443 6
  blocked ingress 10.0.0.9 10.0.0.2 50051 6
  $ fl-sgtest --raw -f tsv -i enis.json rules.json log 2>/dev/null |
  >     fl-cut -H verdict,side,src,dst,dport,proto | grep blocked | show
  blocked egress 10.0.0.2 10.0.0.9 27017 6
  blocked egress 10.0.0.2 203.0.113.9 32000 6
  blocked ingress 10.0.0.9 10.0.0.1 443 6
  blocked ingress 10.0.0.9 10.0.0.2 50051 6

Ports do not say who opened where more is known: a SYN does, though the other
port is the lower one, and however late it comes.  The first record of a
connection decides nothing.

  $ log >late <<'END'
  > 5 1 eni-1 10.0.0.1 10.0.0.9 40000 80 6 9 9000 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.9 10.0.0.1 80 40000 6 9 9000 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.9 10.0.0.1 80 40000 6 9 9000 1772323800 1772323860 ACCEPT OK 2
  > 5 1 eni-1 10.0.0.1 10.0.0.9 40000 80 6 9 9000 1772323800 1772323860 ACCEPT OK 18
  > END
  $ fl-conn late | fl-cut -H src,sport,dst,dport,flows,how | grep -v '^#' | show
  10.0.0.9 80 10.0.0.1 40000 4 syn

Of equal ports the lower address is not the client: where nothing tells, this is
said, and the rules are for both ways, and marked.

  $ log >equal <<'END'
  > 5 1 eni-1 10.0.0.1 10.0.0.9 123 123 17 2 152 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.9 10.0.0.1 123 123 17 2 152 1772323200 1772323260 ACCEPT OK 0
  > END
  $ fl-conn equal | fl-sgrules -l 10.0.0.0/8 -f tsv 2>/dev/null |
  >     fl-cut -H direction,subject,fromport,peer,how,note | show
  ingress 10.0.0.1 123 10.0.0.9 none undecided
  egress 10.0.0.1 123 10.0.0.9 none undecided
  ingress 10.0.0.9 123 10.0.0.1 none undecided
  egress 10.0.0.9 123 10.0.0.1 none undecided

A connection that both of its interfaces logged is counted once.

  $ sed -n 1,5p log >both
  $ sed -n '2,$s/ eni-1 / eni-9 /p' both >>both
  $ fl-conn both | fl-cut -H dst,dport,packets,bytes | grep -v '^#' | show
  10.0.0.1 53 2 200
  10.0.0.1 443 9 9000

A reject makes no rule.

  $ fl-sgrules -l 10.0.0.2 -f tsv conns 2>/dev/null | fl-cut -H direction,fromport | grep -v '^#' | show
  ingress 50051
  egress 27017
  egress 32000

A local file is read, all of it, however old; and each of its columns is there.

  $ fl-cat -H log | wc -l
  11
  $ fl-cat -c @all -H log | sed -n 1p | tr '\t' '\n' | grep -c -e '^eni-1$' -e '^1772323260$'
  2

A row with too few columns is reported, and not filled up.

  $ (sed -n 1,2p log; sed -n '3s/ [^ ]*$//p' log) >short
  $ fl-cat -H short | wc -l
  fl-cat: short:3: 14 fields, 15 expected
  1

Rules of neighbours are merged; what has no ports has a rule, too; and two
services between the same ends, or two protocols, are two rules.

  $ log >many <<'END'
  > 5 1 eni-1 10.0.0.8 10.0.0.1 5001 53 17 2 200 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.1 10.0.0.8 53 5001 17 2 400 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.9 10.0.0.1 5001 53 17 2 200 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.1 10.0.0.9 53 5001 17 2 400 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.9 10.0.0.1 5001 53 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-1 10.0.0.1 10.0.0.9 53 5001 6 9 9000 1772323200 1772323260 ACCEPT OK 18
  > 5 1 eni-1 10.0.0.9 10.0.0.1 5001 443 6 9 9000 1772323200 1772323260 ACCEPT OK 2
  > 5 1 eni-1 10.0.0.1 10.0.0.9 443 5001 6 9 9000 1772323200 1772323260 ACCEPT OK 18
  > 5 1 eni-1 10.0.0.9 10.0.0.1 0 0 1 3 252 1772323200 1772323260 ACCEPT OK 0
  > 5 1 eni-1 10.0.0.1 10.0.0.9 0 0 1 3 252 1772323200 1772323260 ACCEPT OK 0
  > END
  $ fl-conn many | fl-sgrules -l 10.0.0.1 -f tsv 2>/dev/null | fl-cut -H direction,proto,fromport,peer | grep ingress | show
  ingress 1 -1 10.0.0.9
  ingress 6 53 10.0.0.9
  ingress 6 443 10.0.0.9
  ingress 17 53 10.0.0.8/31
