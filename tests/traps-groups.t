Rules of instances and of security groups on days full of traps: the truth is
trapgen's, and score.awk's are the aims, as for fl-conn.

  $ . "$TESTDIR/setup.sh"
  $ ours='-l 10.0.0.0/16 -l 2001:db8:1234:1a00::/56'
  $ score() {
  >     python3 "$ORACLE/members.py" rules day/enis.json "$1" >rules
  >     awk -v format=5 -v alias="$2" -f "$ORACLE/score.awk" day/truth.tsv day/scanners.tsv conns rules
  > }

By address and by name all that is needed is covered and nothing else admitted.
By group it is covered, by references to groups, too, and what is admitted beyond
is the price, which is counted triple by triple.

  $ for seed in 1 2 3; do
  >     rm -rf day
  >     trapgen -s $seed -n 20000 -V 5 -d day
  >     python3 "$ORACLE/members.py" alias day/enis.json >alias
  >     fl-conn $ours -c vpc day/logs 2>/dev/null | fl-label -i day/enis.json >conns
  >     for b in addr name group; do
  >         fl-sgrules -i day/enis.json -b $b -f tsv conns >$b 2>$b.said
  >     done
  >     echo "seed $seed"
  >     score addr '' | grep -E 'missed|, 0 misled [(]0 lost[)]$' | sed 's/.*rules; //; s/excused: [1-9][0-9]*/excused: some/'
  >     score name alias | grep missed
  >     score group '' | grep 'missed: coverage'
  >     python3 "$ORACLE/members.py" price day/enis.json conns addr group group.said
  > done
  seed 1
  admitted beyond the truth: 0 invented, 0 replies, 0 falsely decided, 0 scans, 0 in vain; excused: some undecided, 0 misled (0 lost)
  all True True
  seed 2
  admitted beyond the truth: 0 invented, 0 replies, 0 falsely decided, 0 scans, 0 in vain; excused: some undecided, 0 misled (0 lost)
  all True True
  seed 3
  admitted beyond the truth: 0 invented, 0 replies, 0 falsely decided, 0 scans, 0 in vain; excused: some undecided, 0 misled (0 lost)
  all True True

None of this is blind: a rule less, a port more, a price that is not so.

  $ awk '!/ingress.*sg-app0/ || n++' group >less; score less '' | grep -c 'missed: coverage'
  1
  $ python3 "$ORACLE/members.py" price day/enis.json conns addr less group.said 2>&1 | sed 's/[0-9]*//; s/such.*//'
   not admitted, 
  $ awk 'BEGIN { FS = OFS = "\t" } $3 == 6 && !n++ { $5++ } { print }' name >more; score more alias | grep -c 'missed: beyond'
  1
  $ awk 'BEGIN { FS = OFS = "\t" } NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i } NR == 9 { $c["price"]++ } { print }' group >dear
  $ python3 "$ORACLE/members.py" price day/enis.json conns addr dear group.said 2>&1 | cut -d : -f 1
  price
