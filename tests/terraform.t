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
