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

It stops where something is missing, or fails: the groups are there by now.

  $ sh script
  script: 8: VPC_ID: say VPC_ID=vpc-..., the VPC of the groups
  [2]
  $ VPC_ID=vpc-0123 sh script
  aws: InvalidGroup.Duplicate: fl-10.0.0.1
  [1]
