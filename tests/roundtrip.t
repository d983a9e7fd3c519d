Rules made of traffic let this traffic through, by rows and by the records
themselves: days full of traps, of which trapgen knows the truth.

  $ . "$TESTDIR/setup.sh"
  $ L='-l 10.0.0.0/16 -l 2001:db8:1234:1a00::/56'

Of one VPC, with its interfaces, and groups and names for these: whoever the
rules are for, all that is needed passes.

Records alone do not tell who scans and is answered: what --raw calls blocked
are such scans, which have no rule, and nothing else.  raw.py takes that from
the truth, and finds none missing.

  $ for seed in 1 2 3; do
  >     trapgen -s $seed -n 20000 -V 5 -d day$seed
  >     mkdir logs$seed
  >     for f in day$seed/logs/*.gz; do
  >         gzip -dc "$f" | awk 'NR == 1 || $2 == "vpc-00000000000000001"' >logs$seed/${f##*/}
  >     done
  >     python3 "$ORACLE/one_vpc.py" day$seed/enis.json vpc-00000000000000001 >enis$seed
  >     fl-conn $L logs$seed | fl-label -i enis$seed >rows$seed
  >     for base in addr name group; do
  >         for f in tsv json; do
  >             fl-sgrules -b $base -i enis$seed $L -f $f rows$seed >rules.$f 2>/dev/null
  >             fl-sgtest -i enis$seed $L rules.$f rows$seed 2>&1 >out | grep -v '(100.0 %)'
  >             grep -i -e ^blocked -e ^unsure out
  >         done
  >         fl-sgtest --raw -i enis$seed $L -f tsv rules.json logs$seed >raw 2>err; echo $?
  >         python3 "$ORACLE/raw.py" day$seed/truth.tsv rules.tsv raw enis$seed
  >     done
  > done
  1
  1
  1
  1
  1
  1
  1
  1
  1

The default format has neither flags nor the addresses of packets, and shows
gateways in place of those behind them.  What one of these sends on has a rule
where it came from.

  $ trapgen -s 1 -n 20000 -V 2 -d old
  $ mkdir logs
  $ for f in old/logs/*.gz; do
  >     gzip -dc "$f" | awk '$3 !~ /(df|e[0-4])$/' >logs/${f##*/}
  > done
  $ cat logs/* | awk -f "$ORACLE/enis.awk" >enis
  $ fl-conn $L logs >rows
  $ fl-sgrules $L -f tsv rows >rules 2>/dev/null || [ $? -eq 1 ]
  $ fl-sgtest -i enis $L rules rows 2>&1 >out | grep -o '(.* %)'
  (100.0 %)
  $ fl-sgtest --raw -i enis $L -f tsv rules logs >raw 2>err
  [1]
  $ python3 "$ORACLE/raw.py" old/truth.tsv rules raw enis 10.0.0.30 10.0.0.35

Each rule that is taken away names what it alone lets through, ranges and all:
every 20th.

  $ fl-sgrules -b addr -l 10.0.0.0/16 -f tsv rows1 >rules 2>/dev/null || [ $? -eq 1 ]
  $ python3 "$ORACLE/roundtrip.py" rules rows1 10.0.0.0/16 20 |
  >     awk '{ print ($1 > 40), ($3 > 40) }'
  1 1
