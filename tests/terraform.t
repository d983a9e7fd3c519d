Terraform: HashiCorp's own parser reads the file, the arguments are those of the
provider, each reference resolves, and the rules are those of -f tsv.

  $ . "$TESTDIR/setup.sh"
  $ node -e 'require("@cdktf/hcl2json")' 2>/dev/null || exit 80 # no node, or no @cdktf/hcl2json of npm
  $ . "$TESTDIR/outputs.sh"
  $ for f in rare inside; do
  >     $f -f tsv | words >want
  >     $f -f terraform >$f.tf
  >     node "$ORACLE/hcl.js" $f.tf >got
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
  >     hostile -b $b -f terraform >hostile.tf
  >     node "$ORACLE/hcl.js" hostile.tf >got; wc -l <got
  >     nameless <got | cmp want -
  > done
  547
  654
