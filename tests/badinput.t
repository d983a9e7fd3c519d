Bad input: what is said, the exit status, and that every other record is still
counted.

  $ . "$TESTDIR/setup.sh"
  $ show() { tr '\t' ' ' <"${1:-out}"; }
  $ rec() { echo "2 1 eni-1 10.0.0.$1 10.0.0.2 1 2 6 1 40 1700000000 1700000060 ACCEPT OK"; }
  $ { rec 1; rec 2; rec 3; } >ok.log
  $ gzip -nk ok.log

Each of these is lost, and what comes after it is read.

  $ lost() { fl-cat -c src "$@" >out; echo "status $?"; show; }
  $ lost missing.log ok.log
  fl-cat: missing.log: No such file or directory
  status 2
  #src
  10.0.0.1
  10.0.0.2
  10.0.0.3
  #!incomplete fl-cat: missing.log: No such file or directory

  $ : >empty.log
  $ lost empty.log ok.log
  fl-cat: empty.log: empty
  status 2
  #src
  10.0.0.1
  10.0.0.2
  10.0.0.3
  #!incomplete fl-cat: empty.log: empty
  $ gzip -c empty.log >empty.log.gz
  $ fl-cat -H empty.log.gz
  fl-cat: empty.log.gz: empty
  [2]
  $ fl-cat -H </dev/null
  fl-cat: stdin: empty
  [2]
  $ printf '\n \n' | fl-cat -H
  fl-cat: stdin: nothing but blank lines
  [2]

  $ mkdir -p none/below
  $ : >none/below/.hidden
  $ lost none ok.log | tail -n 1
  fl-cat: none: a folder without logs
  #!incomplete fl-cat: none: a folder without logs

A folder that holds a link to itself is walked once, and nothing is lost.

  $ mkdir loop
  $ cp ok.log loop
  $ ln -s . loop/loop
  $ fl-cat -v loop >out
  fl-cat: loop/loop: a link back to a folder above it, not followed
  fl-cat: 3 records = 3 kept + 0 filtered + 0 nodata + 0 skipdata + 0 malformed

What is no flow log is called so.

  $ head -c 5000 "$(command -v gzip)" >binary
  $ lost binary ok.log | tail -n 2
  fl-cat: binary: not a flow log: binary data
  10.0.0.3
  #!incomplete fl-cat: binary: not a flow log: binary data
  $ fl-cat -H -F src,dst binary
  fl-cat: binary: not a flow log: binary data
  [2]
  $ echo 'hello world' | fl-cat -H
  fl-cat: stdin: no header and no known layout; name the columns with -F 'srcaddr dstaddr ...': "hello world"
  [2]
  $ printf '\050\265\057\375xxxx' | fl-cat -H
  fl-cat: stdin: zstd: unpack it first, with zstd -dc
  [2]
  $ printf 'BZh91AY&SY' | fl-cat -H
  fl-cat: stdin: bzip2: unpack it first, with bzip2 -dc
  [2]
  $ printf '\3757zXZ\000\000' | fl-cat -H
  fl-cat: stdin: xz: unpack it first, with xz -dc
  [2]

Rows of a stream that lost their header.

  $ fl-cat ok.log | grep 10.0.0.2 | fl-cat -H
  fl-cat: stdin: rows with tabs and no header; keep the lines that begin with #: grep -e '^#' -e ..., awk '/^#/ || ...'
  [2]
  $ fl-cat ok.log | grep -e '^#' -e 10.0.0.2 | fl-cat -H -c src
  10.0.0.1
  10.0.0.2
  10.0.0.3

Damaged gzip: what was decoded before the damage is there.  A line that the
damage cut short is none.

  $ i=0; while [ $i -lt 5000 ]; do rec $((i % 250)); i=$((i + 1)); done >big.log
  $ gzip -n1c big.log >big.gz
  $ size=$(($(wc -c <big.gz) / 2))
  $ head -c $size big.gz >cut.gz
  $ fl-cat -v cut.gz ok.log >out 2>err
  [2]
  $ sed "s/ $size / N /; s/:[0-9]*: cut/:N: cut/" err | head -n 2
  fl-cat: cut.gz: damaged gzip: truncated after N bytes
  fl-cat: cut.gz:N: cut short
  $ grep -v '^#' out >rows
  $ fl-cat -H big.log | head -n $(($(wc -l <rows) - 3)) >want
  $ fl-cat -H ok.log >>want
  $ cmp rows want
  $ [ "$(wc -l <rows)" -gt 2000 ]
  $ tail -n 1 out | sed "s/ $size / N /" | show /dev/stdin
  #!incomplete fl-cat: cut.gz: damaged gzip: truncated after N bytes

  $ flip() { # FILE BYTES_FROM_END
  >   n=$(($(wc -c <"$1") - $2))
  >   head -c $n "$1"; printf '\377'; tail -c +$((n + 2)) "$1"
  > }
  $ flip ok.log.gz 8 >crc.gz
  $ lost crc.gz ok.log
  fl-cat: crc.gz: damaged gzip: bad checksum in member 1
  status 2
  #src
  10.0.0.1
  10.0.0.2
  10.0.0.3
  10.0.0.1
  10.0.0.2
  10.0.0.3
  #!incomplete fl-cat: crc.gz: damaged gzip: bad checksum in member 1
  $ flip ok.log.gz 1 >length.gz
  $ fl-cat -H -c src length.gz
  fl-cat: length.gz: damaged gzip: bad length in member 1
  10.0.0.1
  10.0.0.2
  10.0.0.3
  [2]

Behind the data zeros are padding.  Anything else may have been a member: data
may be lost.

  $ { cat ok.log.gz; printf '\000\000\000'; } | fl-cat -H -c src
  10.0.0.1
  10.0.0.2
  10.0.0.3
  $ { cat ok.log.gz; echo 'not gzip'; } | fl-cat -H -c src >out 2>err
  [2]
  $ sed "s/ $(wc -c <ok.log.gz) / N /" err
  fl-cat: stdin: damaged gzip: garbage after N bytes, behind the data
  $ show
  10.0.0.1
  10.0.0.2
  10.0.0.3

Malformed lines are said, counted and skipped; -x keeps them as they were.

  $ { rec 1; rec 2 | cut -d ' ' -f 1-12; rec 3 | sed 's/$/ more/'
  >   printf '2 1 eni-1 10.0.0.\0004 10.0.0.2 1 2 6 1 40 1 2 ACCEPT OK\n'
  >   rec 5 | sed 's/OK/FINE/'; rec 6; } >bad.log
  $ fl-cat -v -x left -c src bad.log >out
  fl-cat: bad.log:2: 12 fields, 14 expected
  fl-cat: bad.log:3: 15 fields, 14 expected
  fl-cat: bad.log:4: a control byte: 0x00
  fl-cat: bad.log:5: log-status: not OK, NODATA or SKIPDATA: "FINE"
  fl-cat: 6 records = 2 kept + 0 filtered + 0 nodata + 0 skipdata + 4 malformed
  [1]
  $ show
  #src
  10.0.0.1
  10.0.0.6
  #!end records=6 from=1700000000 to=1700000060 nodata=0 skipdata=0 malformed=4
  $ sed -n 2,5p bad.log | cmp - left

More than a few of a file are only counted.

  $ { rec 1; for i in 1 2 3 4 5 6 7 8; do echo 2 1; done; } | fl-cat >out
  fl-cat: stdin:2: 2 fields, 14 expected
  fl-cat: stdin:3: 2 fields, 14 expected
  fl-cat: stdin:4: 2 fields, 14 expected
  fl-cat: stdin:5: 2 fields, 14 expected
  fl-cat: stdin:6: 2 fields, 14 expected
  fl-cat: stdin: 3 more malformed lines
  [1]

  $ { rec 1; for i in 1 2 3 4 5 6; do echo 2 1; done; } | fl-cat 2>&1 >out |
  >     tail -n 1
  fl-cat: stdin: 1 more malformed line
  $ printf '#src\tdst\n1\n' | fl-cat >out
  fl-cat: stdin:2: 1 cell, 2 expected
  [1]

  $ { rec 1; echo 2; } | fl-cat >out
  fl-cat: stdin:2: 1 field, 14 expected
  [1]

Lost records of standard input.

  $ { rec 1; rec 1 | sed 's/OK$/SKIPDATA/; s/ACCEPT/-/'; } | fl-cat >out
  fl-cat: stdin: 1 SKIPDATA record: evidence was lost

A line of 10 MB.

  $ { rec 1; head -c 10000000 /dev/zero | tr '\000' x; echo; rec 2; } >long.log
  $ fl-cat -v -x left -c src long.log >out
  fl-cat: long.log:2: longer than 262144 bytes
  fl-cat: 3 records = 2 kept + 0 filtered + 0 nodata + 0 skipdata + 1 malformed
  [1]
  $ sed -n 2p long.log | cmp - left
  $ head -n 2 long.log | tail -n 1 | fl-cat -H -F src
  fl-cat: stdin:1: longer than 262144 bytes
  fl-cat: stdin: no column dst, sport, dport, proto, action, written as -
  [1]

Values are checked by who needs them; --strict needs all.

  $ cat >values.log <<'END'
  > srcaddr dstport protocol packets bytes tcp-flags start action
  > 10.0.0.1 65535 255 1 281474976710655 255 1700000000 ACCEPT
  > 10.0.0.2 65536 6 1 40 0 1700000000 ACCEPT
  > 10.0.0.3 -1 6 1 40 0 1700000000 ACCEPT
  > 10.0.0.4 1 256 1 40 0 1700000000 ACCEPT
  > 10.0.0.5 1 6 281474976710657 40 0 1700000000 ACCEPT
  > 10.0.0.6 1 6 1 99999999999999999999999999 0 1700000000 ACCEPT
  > 10.0.0.7 1 6 1 -40 0 1700000000 ACCEPT
  > 10.0.0.8 1 6 1 40 256 1700000000 ACCEPT
  > 10.0.0.9 1 6 1 40 0 yesterday ACCEPT
  > 10.0.0.10 1 6 1 40 0 1700000000 PASS
  > 10.0.0.256 1 6 1 40 0 1700000000 ACCEPT
  > - - - - - - - -
  > 10.0.0.12 - 6 - - - - -
  > END
  $ fl-cat -v values.log >out
  fl-cat: values.log: no column dst, sport, written as -
  fl-cat: 13 records = 12 kept + 0 filtered + 1 nodata + 0 skipdata + 0 malformed
  $ fl-cat -v --strict -c src values.log >out 2>err
  [1]
  $ show
  #src
  10.0.0.1
  10.0.0.12
  #!end records=13 from=1700000000 to=- nodata=1 skipdata=0 malformed=10
  $ tail -n 1 err
  fl-cat: 13 records = 2 kept + 0 filtered + 1 nodata + 0 skipdata + 10 malformed
  $ fl-cat --strict -H -c src values.log -x left >out 2>err
  [1]
  $ sort left >a
  $ sed -n 3,12p values.log | sort | cmp - a

A stream without its end is passed on without one.

  $ fl-cat ok.log | head -n 3 | fl-cat -c src
  #src
  10.0.0.1
  10.0.0.2
  $ fl-cat missing.log ok.log 2>/dev/null | fl-cat -c src >out
  fl-cat: stdin: incomplete: fl-cat: missing.log: No such file or directory
  [2]
  $ show
  #src
  10.0.0.1
  10.0.0.2
  10.0.0.3
  #!incomplete fl-cat: missing.log: No such file or directory

Output that is lost is never silent.

  $ fl-cat ok.log >&-
  fl-cat: stdout: cannot write: Bad file descriptor
  [2]
  $ fl-cat ok.log >/dev/full
  fl-cat: stdout: cannot write: No space left on device
  [2]
  $ fl-cat -o nowhere/x ok.log
  fl-cat: nowhere/x: cannot write: No such file or directory
  [2]
  $ fl-cat -x nowhere/x ok.log
  fl-cat: nowhere/x: No such file or directory
  [2]
  $ fl-cat -H -x /dev/full bad.log >out 2>err
  [2]
  $ tail -n 1 err
  fl-cat: /dev/full: No space left on device

Words that are wrong by themselves, before anything is read.

  $ fl-cat -c srcadr ok.log
  fl-cat: srcadr: no such field; did you mean srcaddr?
  [2]
  $ fl-cat -F 'srcaddr dstadr' ok.log
  fl-cat: -F: no such field: "dstadr"; did you mean dstaddr? (col:dstadr is a column of your own)
  [2]
  $ fl-cat -F '' ok.log
  fl-cat: -F: no column names in ""
  [2]
  $ fl-cat -T jsn ok.log 2>&1 | head -n 1
  fl-cat: -T jsn: no such type; one of stream, parquet, insights, events, csv, text
  $ fl-cat -c src,mine ok.log >out
  fl-cat: ok.log: no column mine
  [2]
  $ tail -n 1 out | show /dev/stdin
  #!incomplete fl-cat: ok.log: no column mine
