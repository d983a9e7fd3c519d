The generator of the shipped logs.

  $ . "$TESTDIR/setup.sh"

Made again, they are what is committed (decompressed, since zlib's versions
compress differently):

  $ vpcgen -s 1 -n 18000 -f 8 -d again -t truth.tsv
  $ vpcgen -s 5 -n 3000 -f 3 -V 5 -d again5
  $ for d in again again5; do
  >     case $d in
  >     again) old=$LOGS/2026/03/01 ;;
  >     again5) old=$LOGS5/2026/03/01 ;;
  >     esac
  >     (cd "$d" && ls) >new.list
  >     (cd "$old" && ls) >old.list
  >     cmp new.list old.list
  >     for f in $(cat new.list); do
  >         gzip -dc "$d/$f" >new
  >         gzip -dc "$old/$f" >old
  >         cmp new old || echo "$f"
  >     done
  > done

Another seed is another day; --plain is the same without the compression:

  $ vpcgen -s 2 -n 18000 -f 8 -d other
  $ gzip -dc other/*.gz | cksum >a
  $ gzip -dc again/*.gz | cksum >b
  $ cmp -s a b
  [1]
  $ vpcgen -s 1 -n 18000 -f 8 -d plain --plain
  $ cat plain/*.log | cksum >a
  $ cmp a b

As many records as asked for, even a few, each with 14 fields:

  $ cat plain/*.log | grep -vc '^version'
  18000
  $ for n in 1 2 3 10 99 1000; do
  >     vpcgen -s 3 -n $n -f 1 -d few$n --plain
  >     awk 'NR > 1 && NF == 14' few$n/*.log | wc -l
  > done | tr -d ' ' | paste -s -d ' ' -
  1 2 3 10 99 1000

With -6 there is more IPv6 (percent of records); once is as without:

  $ vpcgen -s 1 -n 18000 -f 8 -d more6 -6 40 --plain
  $ for d in plain more6; do
  >     cat $d/*.log | awk '$4 ~ /:/ { n++ } END { print int(n / 180) }'
  > done
  5
  70
  $ vpcgen -s 1 -n 18000 -f 8 -d once6 -6 1 --plain
  $ cat once6/*.log | cksum | cmp - a

With -x a class of flows is left out; its names are those of flows.def:

  $ vpcgen -s 1 -n 3000 -f 1 -d few -x web -x scan-udp -t few.tsv --plain
  $ grep -c -e '	web$' -e '	scan-udp$' few.tsv
  0
  [1]
  $ vpcgen -s 1 -n 3000 -f 1 -d few -x wob
  vpcgen: -x: no class in flows.def: "wob"
  [2]

Names as S3 delivery gives them; a record stands in the file of its end:

  $ ls again | sed 's/_[0-9a-f]*\.log/_HASH.log/'
  123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260301T0000Z_HASH.log.gz
  123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260301T0300Z_HASH.log.gz
  123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260301T0600Z_HASH.log.gz
  123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260301T0900Z_HASH.log.gz
  123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260301T1200Z_HASH.log.gz
  123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260301T1500Z_HASH.log.gz
  123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260301T1800Z_HASH.log.gz
  123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260301T2100Z_HASH.log.gz
  $ for f in plain/*.log; do
  >     h=$(expr "$f" : '.*T\([0-9][0-9]\)00Z')
  >     awk -v h="$h" 'NR > 1 { t = $12 - 1772323200 - h * 3600 }
  >         NR > 1 && (t < 0 || t >= 10800 || $11 > $12)' "$f"
  > done

Every row of the table of flows is in the shipped logs:

  $ sed -n 's/^FLOW("\([^"]*\)".*/\1/p' "$TESTDIR/gen/flows.def" | sort >all
  $ awk 'NR > 1 && $7 != "nat" { print $7 }' truth.tsv | sort -u | comm -3 all -

Every record with traffic belongs to a true connection, in either direction,
or is the inner side of NAT, where its own address stands for the outer end:

  $ cat >strays.awk <<'END'
  > FNR == 1 { file++; next }
  > file == 1 { true[$1, $2, $3, $4, $5]; seen[$1, $2, $4, $5]; next }
  > /^version/ || $14 != "OK" { next }
  > ($4, $6, $5, $7, $8) in true || ($5, $7, $4, $6, $8) in true { next }
  > $5 == "10.0.0.30" && ($4, $6, $7, $8) in seen { next }
  > $4 == "10.0.0.30" && ($5, $7, $6, $8) in seen { next }
  > { print }
  > END
  $ cat plain/*.log | awk -f strays.awk truth.tsv -

What is wrong in the arguments is said:

  $ vpcgen -s 1 -n 0 -f 1 -d x
  vpcgen: -n: not a number from 1 to 100000000: "0"
  [2]
  $ vpcgen -s 1 -n 5 -V 3 -d x
  usage: vpcgen -s SEED -n RECORDS -f FILES -d DIR [-V 2|5] [-t TRUTH]
                [-6 TIMES] [-x CLASS]... [--plain]
         vpcgen -s SEED -g DIR
  [2]
