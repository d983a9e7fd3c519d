The same traffic gives the same rules to the byte, in every format: whatever the
order of rows, the split into files and parts, and the number of threads.

  $ . "$TESTDIR/setup.sh"
  $ conns() { fl-conn -c vpc "$@" 2>/dev/null; }
  $ conns -j 1 "$LOGS5" | fl-label -j 1 -i "$DATA/enis.json" >one
  $ find "$LOGS5" -type f | sort -r | xargs fl-conn -j 4 -c vpc 2>/dev/null |
  >     fl-label -j 4 -i "$DATA/enis.json" >other
  $ cmp one other

Shuffled, and in three parts that were written by themselves:

  $ awk 'BEGIN { srand(5) } !/^#/ { print rand() "\t" $0 }' one | sort | cut -f 2- >rows
  $ grep -c . rows
  1012
  $ for i in 0 1 2; do
  >     sed 1q one
  >     awk -v i=$i 'NR % 3 == i' rows
  >     if [ $i = 1 ]; then tail -n 1 one; else printf '#!end\trecords=0\n'; fi
  > done >shuffled

With columns in another order, so that the first of the ends is the other:

  $ fl-cut -c dst,src,proto,dport,sport,needed,flows,rejects,how,first,last,answered,conns,scans,packets,bytes,rpackets,rbytes,srcsg,dstsg,srcname,dstname,srctype,dsttype,srcvpc,dstvpc shuffled >turned

  $ formats='table tsv json cli terraform cloudformation markdown'
  $ rules() { fl-sgrules -b $b -i "$DATA/enis.json" -P 9 -f $f "$@" 2>said; }
  $ for b in group name addr; do
  >     for f in $formats; do
  >         rules one >want; mv said want.said
  >         rules shuffled >got; cmp want got; cmp want.said said
  >         rules turned >got; cmp want got
  >     done
  >     wc -l <want
  > done
  180
  260
  300
