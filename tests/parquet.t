Flow logs as Parquet give the same stream as the same records in text.

  $ . "$TESTDIR/setup.sh"
  $ PQ=$DATA/parquet
  $ codecs='none gzip'
  $ if pqgen -c snappy <"$PQ/records.log" >/dev/null 2>&1; then
  >   codecs="$codecs snappy"
  > fi

What other programs wrote (see data/README): dictionaries and plain values,
numbers as text and doubles, a start that is a timestamp, nulls, several row
groups and pages.

  $ fl-cat "$PQ/records.log" >want
  $ fl-group src,dport "$PQ/records.log" >want2
  $ grep -c -v '^#' want
  88
  $ for f in duckdb-gzip duckdb-types hyparquet-gzip hyparquet-plain \
  >     $(case $codecs in *snappy) echo duckdb-snappy ;; esac); do
  >   fl-cat "$PQ/$f.parquet" | cmp - want
  >   fl-group src,dport "$PQ/$f.parquet" | cmp - want2
  >   fl-cat -v <"$PQ/$f.parquet" 2>&1 >/dev/null
  > done | sort | uniq -c | sed 's/^ *[45] //'
  fl-cat: 90 records = 88 kept + 0 filtered + 2 nodata + 0 skipdata + 0 malformed

All ways to write it that we know, with two logs, of which the second has more
columns, and missing values in them:

  $ gzip -dc "$LOGS"/2026/03/01/*T00*.gz | head -n 3000 >a.log
  $ gzip -dc "$(find "$LOGS5" -name '*.gz' | sort | head -n 1)" >b.log
  $ cat >ways <<-'END'
  > -t auto
  > -t auto -n -d
  > -t auto -n -2 -x
  > -t auto -d -2 -p 17
  > -t text -p 1
  > -t text -d -x -g 100 -p 50
  > -t real -n
  > -t real -d -2
  > -t long -2
  > -t long -n -d -p 100000
  > -t milli -x
  > -t milli -d -n -g 70
  > END
  $ for log in a b; do
  >   fl-cat -c @all $log.log >want 2>/dev/null
  >   fl-cat -c vpc,src,flags $log.log >want1 2>/dev/null
  >   fl-group src/24,dport,proto,eni $log.log >want2 2>/dev/null
  >   fl-where 'dport=1-1024 and (dst=10.0.0.0/8 or flags=syn)' $log.log \
  >       >want3 2>/dev/null
  >   for codec in $codecs; do
  >     while read -r way; do
  >       pqgen $way -c $codec <$log.log >$log.parquet || echo "failed: $way"
  >       {
  >         fl-cat -c @all $log.parquet | cmp - want
  >         fl-cat -c vpc,src,flags $log.parquet | cmp - want1
  >         fl-group src/24,dport,proto,eni $log.parquet | cmp - want2
  >         fl-where 'dport=1-1024 and (dst=10.0.0.0/8 or flags=syn)' \
  >             $log.parquet | cmp - want3
  >       } 2>&1 | grep -v 'SKIPDATA\|no column' | sed "s/^/$way: /"
  >     done <ways
  >   done
  > done

The classic job and connections, in a folder with partitions as AWS names
them, for any number of threads:

  $ for i in 1 2 3 4 5; do
  >   d=hive/aws-region=eu-west-1/year=2026/month=03/day=01/hour=0$i
  >   mkdir -p $d text/$i
  >   (head -n 1 a.log; sed 1d a.log | awk -v i=$i 'NR % 5 == i - 1') \
  >       >text/$i/a.log
  >   pqgen -d -n -c gzip -g 200 -p 90 <text/$i/a.log >$d/x.log.parquet
  > done
  $ for job in 'fl-cat -c @conn' 'fl-group -w dport=1-1024 dst,src,dport' \
  >     'fl-conn' 'fl-conn -c eni -w proto=tcp' 'fl-cut -n src,dport,proto,flags'; do
  >   $job text >want 2>/dev/null
  >   for j in 1 2 3; do
  >     $job -j $j hive 2>err | cmp - want
  >   done
  > done

Input that can't seek is spooled; gzip may be around it; both kinds of file may
stand in one run:

  $ fl-cat a.log >want 2>/dev/null
  $ pqgen -d <a.log >a.parquet
  $ cat a.parquet | fl-cat 2>/dev/null | cmp - want
  $ gzip <a.parquet >a.parquet.gz
  $ fl-cat a.parquet.gz 2>/dev/null | cmp - want
  $ fl-cat -T parquet <a.parquet 2>/dev/null | cmp - want
  $ fl-cat a.log a.parquet 2>/dev/null | grep -v '^#' | sort | uniq -c |
  >     awk '$1 % 2' | wc -l
  0

Cells that are not what they should be are passed on and reported by who needs
them, with the number of the record; the rest flows.  A spreadsheet's double,
a negative port, text:

  $ cat >odd.log <<-'END'
  > srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 10.0.0.1 10.0.0.2 80 443 6 1 40 1700000000 1700000060 ACCEPT OK
  > 10.0.0.x 10.0.0.2 80 443 6 1 40 1700000000 1700000060 ACCEPT OK
  > 10.0.0.1 10.0.0.2 80 -5 6 1 40 1700000000 1700000060 ACCEPT OK
  > 10.0.0.1 10.0.0.2 80 443 6 1.5 40 1700000000 1700000060 ACCEPT OK
  > 10.0.0.1 10.0.0.2 80 70000 6 1 40 1700000000 1700000060 MAYBE OK
  > 2001:DB8:0:0::1 - 80 443 6 1 40 1700000000000 1700000060000 REJECT OK
  > 10.0.0.1 10.0.0.2 80 443 6 1 40 1700000000 1700000060 ACCEPT BROKEN
  > END
  $ fl-cat odd.log >want 2>/dev/null
  [1]
  $ for way in '-t text' '-t text -d' '-t real' '-t real -d' '-t real -2 -p 1'
  > do
  >   pqgen $way <odd.log >odd.parquet
  >   fl-cat odd.parquet 2>err | cmp - want
  >   cat err
  >   fl-group dport,src odd.parquet >out 2>err
  >   echo "status $?"
  >   fl-group dport,src odd.log 2>/dev/null | cmp - out
  >   cat err
  > done | sort | uniq -c | sed 's/^ *//'
  5 fl-cat: odd.parquet:7: log-status: not OK, NODATA or SKIPDATA: "BROKEN"
  5 fl-group: odd.parquet:2: src: not an address: "10.0.0.x"
  5 fl-group: odd.parquet:3: dport: not a port (0-65535): "-5"
  5 fl-group: odd.parquet:4: packets: not a number: "1.5"
  5 fl-group: odd.parquet:5: dport: not a port (0-65535): "70000"
  5 fl-group: odd.parquet:7: log-status: not OK, NODATA or SKIPDATA: "BROKEN"
  5 status 1
  $ fl-cat --strict -x left odd.parquet 2>/dev/null | grep -c -v '^#'
  2
  $ cat left
  10.0.0.x 10.0.0.2 80 443 6 1 40 1700000000 1700000060 ACCEPT OK
  10.0.0.1 10.0.0.2 80 -5 6 1 40 1700000000 1700000060 ACCEPT OK
  10.0.0.1 10.0.0.2 80 443 6 1.5 40 1700000000 1700000060 ACCEPT OK
  10.0.0.1 10.0.0.2 80 70000 6 1 40 1700000000 1700000060 MAYBE OK
  10.0.0.1 10.0.0.2 80 443 6 1 40 1700000000 1700000060 ACCEPT BROKEN

What is not read, and what is damaged, is said, and the stream is not whole:

  $ fl-cat "$PQ/duckdb-zstd.parquet" 2>&1 >/dev/null | sed "s,$PQ/,,"
  fl-cat: duckdb-zstd.parquet: Parquet column srcaddr: packed with zstd, which is not read; write it anew with gzip or snappy
  $ fl-cat "$PQ/duckdb-nested.parquet" 2>&1 >/dev/null | sed "s,$PQ/,,"
  fl-cat: duckdb-nested.parquet: Parquet with a nested schema (column cloud), as Security Lake's OCSF has: only flat flow logs are read
  $ printf 'PAR1PAR1' | fl-cat >/dev/null
  fl-cat: stdin: damaged Parquet: too short
  [2]
  $ head -c 3000 a.parquet | fl-cat >/dev/null
  fl-cat: stdin: damaged Parquet: no PAR1 at its end: was it written or copied whole?
  [2]
  $ cat a.parquet a.parquet | fl-cat >/dev/null
  fl-cat: stdin: several Parquet files put together, which can't be read as one: name them as they are
  [2]
  $ (head -c 3000 a.parquet; head -c 50 /dev/zero; tail -c +3051 a.parquet) |
  >     fl-cat >out 2>err
  [2]
  $ sed 's/column [a-z]*: damaged.*/column x: damaged/' err
  fl-cat: stdin: Parquet column x: damaged
  $ grep -c '^#!incomplete' out
  1
  $ fl-cat -T parquet a.log >/dev/null
  fl-cat: a.log: damaged Parquet: it does not begin with PAR1
  [2]

Nothing of a column that is not asked for is read, so its damage does not show:

  $ printf 'srcaddr dstaddr mine\n10.0.0.1 10.0.0.2 aaaa\n' | pqgen -x |
  >     sed s/aaaa/bbbb/ >mine.parquet
  $ fl-cat -H -c src,dst mine.parquet
  10.0.0.1\t10.0.0.2 (esc)
  $ fl-group src mine.parquet 2>&1 | grep -c incomplete
  0
  [1]
  $ fl-cat -H -c src,mine mine.parquet
  fl-cat: mine.parquet: Parquet column mine: damaged: a page has not the checksum that it says
  [2]

A file without rows has a header, and is whole:

  $ head -n 1 a.log | pqgen | fl-cat
  #src\tdst\tsport\tdport\tproto\tpackets\tbytes\tstart\tend\taction\tflags (esc)
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)

DuckDB reads what pqgen writes as we do, where it is installed:

  $ NODE_PATH=$B_DIR/node_modules
  $ export NODE_PATH
  $ if [ -d "$NODE_PATH/@duckdb" ]; then
  >   for way in '-t auto -n -d -c gzip' '-t long -n -2 -c gzip -p 100'; do
  >     pqgen $way <b.log >b.parquet
  >     fl-cat -H -c @all b.parquet 2>/dev/null >got
  >     node "$ORACLE/parquet.js" b.parquet | cmp - got
  >   done
  >   for f in duckdb-types hyparquet-gzip; do
  >     fl-cat -H -c @all "$PQ/$f.parquet" >got
  >     node "$ORACLE/parquet.js" "$PQ/$f.parquet" | cmp - got
  >   done
  > fi
