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
