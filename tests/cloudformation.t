CloudFormation: the template is YAML without a key twice, each reference
resolves, properties are what is documented, and the rules are those of -f tsv.

  $ . "$TESTDIR/setup.sh"
  $ python3 -c 'import yaml' 2>/dev/null || exit 80 # no python3-yaml
  $ . "$TESTDIR/outputs.sh"
  $ for f in rare inside; do
  >     $f -f tsv | words >want
  >     $f -f cloudformation >$f.yaml
  >     python3 "$ORACLE/cfn.py" $f.yaml >got
  >     wc -l <got
  >     cmp want got
  > done
  12
  160

Tags, descriptions and names of groups that mean something to a shell, to HCL, to
YAML: every group has a legal name of its own, no rule is lost, and none is for
another.

  $ for b in group name; do
  >     hostile -b $b -f tsv | words | nameless >want
  >     hostile -b $b -f cloudformation >hostile.yaml
  >     python3 "$ORACLE/cfn.py" hostile.yaml >got; wc -l <got
  >     nameless <got | cmp want -
  > done
  547
  654

A template takes 500 resources, so more are said: 9 groups and 495 rules.

  $ (echo '#src sport dst dport proto flows rejects' | tr ' ' '\t'
  >     for a in 0 1 2 3 4 5 6 7 8; do for i in $(seq 0 2 109); do
  >         echo "10.1.$i.1 9 10.0.0.$a 443 6 1 0" | tr ' ' '\t'; done; done
  >     echo '#!end') >many
  $ fl-sgrules -l 10.0.0.0/24 -f cloudformation many 2>&1 >many.yaml | grep resources
  fl-sgrules: 504 resources, a template takes 500: make several, with -l for some subjects each
  $ python3 "$ORACLE/cfn.py" many.yaml | wc -l
  495
