Rules admit what was needed, and beyond that exactly their price: small random
accounts, with every triple of subject, peer and port counted one by one.  By
address and by name the price is nothing, unless services are open to all.  They
have several groups and names an interface, delegated prefixes, prefix lists in
each other, IPv6, protocols without ports, VPCs that are peered or not; of some
nobody knows who opened connections, or rows say which interface wrote them.

  $ . "$TESTDIR/setup.sh"
  $ lists='--prefix-lists pl-aa.json --prefix-lists pl-bb.json'
  $ try() {
  >     fl-sgrules "$@" -i enis.json $lists -f tsv labelled >rules 2>said
  >     [ $? -le 1 ] && python3 "$ORACLE/admit.py" "$@" rules said >>got || echo "seed $seed: $*"
  > }
  $ for seed in $(seq 1 8); do
  >     python3 "$ORACLE/small.py" $seed
  >     fl-label -i enis.json $lists rows.tsv >labelled 2>/dev/null
  >     for b in addr name group; do
  >         try -b $b
  >         try -b $b -P 3 --allow-insecure
  >         try -b $b --peered vpc-1,vpc-2
  >     done
  > done
  $ awk '{ n++; rules += $2; triples += $3; dear += $4 > 0 }
  >     END { print n, (rules > 900), (triples > 900), (dear > 20) }' got
  72 1 1 1

The count is not blind: rules without one of them, or with another price, fail.

  $ python3 "$ORACLE/small.py" 7
  $ fl-label -i enis.json $lists rows.tsv >labelled 2>/dev/null
  $ fl-sgrules -b group -i enis.json $lists -f tsv labelled >rules 2>said
  $ sed 2d rules >fewer; python3 "$ORACLE/admit.py" -b group fewer said | cut -d : -f 1
  not admitted
  $ awk 'BEGIN { FS = OFS = "\t" } NR == 1 { for (i = 1; i <= NF; i++) if ($i == "price") p = i }
  >     NR == 2 { $p++ } { print }' rules >dearer
  $ python3 "$ORACLE/admit.py" -b group dearer said | cut -d : -f 1
  price
  $ sed 's/admit [0-9]*/admit 3/' said >cheap; python3 "$ORACLE/admit.py" -b group rules cheap | cut -d : -f 1
  total
