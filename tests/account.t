Days whose truth is known, as an account with groups.  By address and by name the
rules admit what is needed and nothing else; by group the same through groups,
and the price is what a count of all triples says.

  $ . "$TESTDIR/setup.sh"
  $ for seed in 1 2 3; do
  >     trapgen -s $seed -n 20000 -V 5 -d day
  >     python3 "$ORACLE/account.py" day/truth.tsv >enis.json
  >     fl-conn -l 10.0.0.0/8 -l 2001:db8:1234:1a00::/56 day/logs >rows.tsv 2>/dev/null
  >     fl-label -i enis.json rows.tsv >labelled
  >     for b in addr name group; do
  >         fl-sgrules -b $b -i enis.json -f tsv labelled >rules 2>said
  >         [ $? -le 1 ] || cat said
  >         echo $b $(python3 "$ORACLE/admit.py" -b $b rules said | awk '{ print $1, ($3 > 500), ($4 > 0) }')
  >     done
  >     rm -r day
  > done
  addr ok 1 0
  name ok 1 0
  group ok 1 1
  addr ok 1 0
  name ok 1 0
  group ok 1 1
  addr ok 1 0
  name ok 1 0
  group ok 1 1
