A script of aws commands, run with an aws that holds every call to botocore's
model of the API, refuses duplicates and too many rules, and gives new groups
the rules that AWS gives them.  What is left are the rules of -f tsv.

  $ . "$TESTDIR/setup.sh"
  $ python3 -c 'import botocore, jmespath' 2>/dev/null || exit 80 # no python3-botocore
  $ . "$TESTDIR/outputs.sh"
  $ mkdir bin
  $ printf '#!/bin/sh\nexec python3 "$ORACLE/aws.py" "$@"\n' >bin/aws
  $ chmod +x bin/aws
  $ PATH=$PWD/bin:$PATH AWS_STATE=$PWD/state
  $ export PATH AWS_STATE
  $ rare -f tsv | words >want
  $ rare -f cli >script
  $ VPC_ID=vpc-0123 sh script
  fl-10.0.0.1 sg-00000000000000002
  fl-10.0.0.4 sg-00000000000000005
  fl-10.0.0.6 sg-00000000000000008
  fl-10.0.0.9 sg-0000000000000000b
  fl-10.0.0.10 sg-0000000000000000e
  fl-2001:db8::9 sg-00000000000000011
  $ aws rules >got
  $ cmp want got

Tags, descriptions and names of groups that mean something to a shell, to HCL, to
YAML: every group has a legal name of its own, no rule is lost, none is for
another, and nothing runs but aws.

  $ mv state rare.state; mkdir fast; cp "$ORACLE/aws.sh" fast/aws; chmod +x fast/aws
  $ for b in group name; do
  >     hostile -b $b -f tsv | words | nameless >want
  >     hostile -b $b -f cli >script
  >     sh -n script && rm -f state; mkfifo state.in state.out
  >     python3 "$ORACLE/aws.py" serve &
  >     PATH=$PWD/fast:$PATH sh script >said; wc -l <said
  >     fast/aws stop; wait; rm state.in state.out
  >     aws rules | nameless | cmp want -
  > done
  111
  110
  $ [ ! -e pwned ]

It stops where something is missing, or fails: the groups are there by now.

  $ mv rare.state state; rare -f cli >script
  $ sh script
  script: 8: VPC_ID: say VPC_ID=vpc-..., the VPC of the groups
  [2]
  $ VPC_ID=vpc-0123 sh script
  aws: InvalidGroup.Duplicate: fl-10.0.0.1
  [1]

--revoke-old: once the new groups are on all hosts, the groups of today lose
their rules.  Here they have the one that AWS gives to new groups, and another.

  $ (echo '#src dst dport proto flows rejects srcsg dstsg srcvpc dstvpc' | tr ' ' '\t'
  >     for g in sg-00000000000000002,sg-00000000000000005; do
  >         echo "10.0.0.1 10.0.0.2 443 6 1 0 ${g%,*} ${g#*,} vpc-01 vpc-01" | tr ' ' '\t'
  >     done; echo '#!end') >labelled
  $ fl-sgrules -f cli --revoke-old labelled >script 2>/dev/null
  $ rm state
  $ for g in app db; do
  >     aws ec2 create-security-group --query GroupId --output text --cli-input-json file:///dev/stdin <<END
  > {"GroupName": "$g", "Description": "of today", "VpcId": "vpc-01"}
  > END
  > done
  sg-00000000000000002
  sg-00000000000000005
  $ aws ec2 authorize-security-group-ingress --cli-input-json file:///dev/stdin <<'END'
  > {"GroupId": "sg-00000000000000002", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "all"}]}]}
  > END
  $ sh script
  fl-sg-00000000000000002 sg-00000000000000009
  fl-sg-00000000000000005 sg-0000000000000000c
  $ aws rules
  egress app -1 -1 -1 0.0.0.0/0
  egress app -1 -1 -1 ::/0
  egress db -1 -1 -1 0.0.0.0/0
  egress db -1 -1 -1 ::/0
  egress fl-sg-00000000000000002 tcp 443 443 fl-sg-00000000000000005
  ingress app -1 -1 -1 0.0.0.0/0
  ingress fl-sg-00000000000000005 tcp 443 443 fl-sg-00000000000000002
  $ sh script revoke-old
  $ aws rules
  egress fl-sg-00000000000000002 tcp 443 443 fl-sg-00000000000000005
  ingress fl-sg-00000000000000005 tcp 443 443 fl-sg-00000000000000002
  $ fl-sgrules -f cli --revoke-old -l 10.0.0.0/8 rare
  fl-sgrules: rare: --revoke-old: rules are of no groups of today, see -b group
  [2]
  $ fl-sgrules -f json --revoke-old labelled 2>&1 | sed -n 1p
  fl-sgrules: --revoke-old: only a script of -f cli can do that
