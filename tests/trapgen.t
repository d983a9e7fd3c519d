The generator of days full of traps, which shares nothing with the tools.

  $ . "$TESTDIR/setup.sh"
  $ trapgen -s 1 -n 20000 -V 3 -d day
  $ ls day day/logs | paste -s -d ' ' -
  day: enis.json logs scanners.tsv truth.tsv  day/logs: 00.log.gz 01.log.gz 02.log.gz 03.log.gz 04.log.gz 05.log.gz 06.log.gz 07.log.gz
  $ gzip -dc day/logs/*.gz >log

The same seed is the same day, another one another:

  $ trapgen -s 1 -n 20000 -V 3 -d again
  $ gzip -dc again/logs/*.gz | cmp - log
  $ cmp again/truth.tsv day/truth.tsv
  $ trapgen -s 2 -n 20000 -V 3 -d other
  $ gzip -dc other/logs/*.gz | cmp -s - log
  [1]

Without tcp-flags it is the same but for these, and less is decidable:

  $ trapgen -s 1 -n 20000 -V 2 -d day2
  $ cut -d ' ' -f 2-14 log | grep -v NODATA >a
  $ gzip -dc day2/logs/*.gz | cut -d ' ' -f 2-14 | grep -v NODATA | cmp - a
  $ awk -F '\t' '$9 == "no" { n[FILENAME]++ }
  >     END { print (n["day/truth.tsv"] + 100 < n["day2/truth.tsv"]) }' day/truth.tsv day2/truth.tsv
  1

Each trap has at least 20 connections, and at least 20 needs or, if none is
wanted, 20 that must not give a rule (one trap needs two VPCs).  Of 20 scanners
of each kind three quarters or more have failed 20 times:

  $ trapgen -s 1 -n 80000 -V 5 -d day5
  $ sed -n 's/^TRAP(\([a-z0-9_]*\),.*/\1/p' "$TESTDIR/trap/class.def" | sort >all
  $ wc -l <all | tr -d ' '
  96
  $ awk -F '\t' '
  > NR == 1 { next }
  > !(($11, $2, $3, $4, $6) in seen) && !(($11, $3, $2, $4, $6) in seen) {
  >     seen[$11, $2, $3, $4, $6]
  >     n[$11]++
  >     want = $7 == "yes" ? "must" : "not"
  >     if ($10 == want || $10 == "may")
  >         good[$11]++
  > }
  > END { for (t in n) if (n[t] >= 20 && good[t] >= 20) print t }' day5/truth.tsv |
  >     sort | comm -23 all - | tr -d '\t' | paste -s -d ' ' -
  
  $ awk -F '\t' '/scan_/ { n[$2]++; failed[$2] += $3 >= 20 }
  >     END { for (t in n) print t, (n[t] >= 20 && failed[t] >= 15) }' day5/scanners.tsv | sort
  scan_ack 1
  scan_closed 1
  scan_connect 1
  scan_fin 1
  scan_fixed 1
  scan_full 1
  scan_half 1
  scan_inside 1
  scan_mute 1
  scan_one 1
  scan_own 1
  scan_ping 1
  scan_shared 1
  scan_slow 1
  scan_syn 1
  scan_udp 1
  scan_xmas 1

Every record belongs to a true connection, in one of its directions:

  $ cat >strays.awk <<'END'
  > NR == 1 { next }
  > FILENAME ~ /truth/ {
  >     split($0, c, "\t")
  >     a = c[1] == "egress" ? c[2] : c[3]
  >     b = c[1] == "egress" ? c[3] : c[2]
  >     true[a, c[4], b, c[6], c[5]]
  >     next
  > }
  > /^version/ || $14 != "OK" { next }
  > !(($4, $6, $5, $7, $8) in true) && !(($5, $7, $4, $6, $8) in true)
  > END
  $ awk -f strays.awk day/truth.tsv log

Flags are those of the direction: a SYN by the originator, a SYN-ACK by the
responder, nothing but for TCP; no connection has both the other way round:

  $ awk '
  > NR == 1 { next }
  > FILENAME ~ /truth/ {
  >     split($0, c, "\t")
  >     a = c[1] == "egress" ? c[2] : c[3]
  >     b = c[1] == "egress" ? c[3] : c[2]
  >     true[a, c[4], b, c[6]] = c[11]
  >     next
  > }
  > /^version/ || $14 != "OK" { next }
  > $8 != 6 && $15 != 0
  > $15 % 4 < 2 || true[$4, $6, $5, $7] == "backscatter" || $6 == $7 { next }
  > $15 < 16 && !(($4, $6, $5, $7) in true)
  > $15 >= 16 && !(($5, $7, $4, $6) in true)' day/truth.tsv log

Windows: no record is longer than its interface's, nor ends before it begins;
some are of more than 4 GiB, in packets that fit:

  $ awk '$14 == "OK" && ($12 < $11 || $12 - $11 > 600 || $10 > $9 * 9001 || $9 < 1)' log
  $ awk '$14 == "OK" && $10 > 4294967296' log | wc -l | awk '{ print ($1 >= 20) }'
  1

Parts of a day: half of the interfaces; an hour; what was accepted; lost
windows.  The truth is about what is left.

  $ for w in one hour accept lossy; do
  >     trapgen -s 1 -n 20000 -V 3 -w $w -d $w
  >     gzip -dc $w/logs/*.gz | grep -v ^version >part
  >     printf '%s ' $w
  >     awk -f strays.awk $w/truth.tsv part | wc -l | tr -d ' '
  >     case $w in
  >     one) awk '{ print $3 }' log part | sort -u >/dev/null
  >         awk '$14 == "OK" { e[$3] } END { for (i in e) n++; print (n > 20 && n < 50) }' part ;;
  >     hour) awk '$14 == "OK" && int($12 / 3600) % 24 != 10' part ;;
  >     accept) grep -c REJECT part ;;
  >     lossy) grep -c SKIPDATA part ;;
  >     esac
  > done
  one 0
  1
  hour 0
  accept 0
  0
  lossy 0
  4

With six, half of the pairs have IPv6:

  $ trapgen -s 1 -n 20000 -V 3 -w six -d six
  $ gzip -dc six/logs/*.gz | awk '$4 ~ /:/ { n++ } END { print (n > NR * 0.4 && n < NR * 0.6) }'
  1

Format 5 has VPCs, and pkt- fields that differ where they have to:

  $ gzip -dc day5/logs/*.gz | awk '$2 ~ /^vpc-0/ { v[$2]; if ($4 != $6 || $5 != $7) n++ }
  >     END { for (i in v) k++; print k, (n > 100) }'
  2 1

A big day is mostly what days are about:

  $ trapgen -s 1 -n 200000 -V 2 -d big
  $ gzip -dc big/logs/*.gz | awk '$14 == "OK" { n++ } END { print (n > 195000 && n < 205000) }'
  1

What is wrong in the arguments is said:

  $ trapgen -s 1 -n 5 -V 4 -d x
  usage: trapgen -s SEED -n RECORDS -d DIR [-V 2|3|5] [-w one|hour|accept|lossy|six]...
  [2]
  $ trapgen -s 1 -n 5 -w none -d x
  trapgen: -w: not one, hour, accept, lossy or six: "none"
  [2]
  $ trapgen -s 1 -n 5 -d day
  trapgen: day: File exists
  [2]
