fl-cat --explain says what a file is taken for, and why rows are missing.

  $ . "$TESTDIR/setup.sh"
  $ rec() { echo "2 1 eni-1 10.0.0.$1 10.0.0.2 1 2 6 1 40 1700000000 1700000060 ACCEPT OK"; }
  $ { rec 1; rec 2; rec 3x; echo 2 1; rec 4 | sed 's/OK/NODATA/'; } >bare.log
  $ fl-cat --explain bare.log
  bare.log: text, blank-separated flow logs, with or without a header
    fields: version account eni src dst sport dport proto packets bytes start end action status
    -F 'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
    records: 5 = 2 good + 1 nodata + 0 skipdata + 2 malformed
    first malformed: bare.log:3: src: not an address: "10.0.0.3x"
  [1]

What -F would say gives the same rows:

  $ fl-cat bare.log >want 2>/dev/null
  [1]
  $ fl-cat -F "$(fl-cat --explain bare.log | sed -n "s/^  -F '\(.*\)'/\1/p")" \
  >     bare.log 2>/dev/null | cmp - want
  $ printf 'srcaddr team stat flows\n10.0.0.1 a b 3\n' >own.log
  $ fl-cat --explain own.log
  own.log: text, blank-separated flow logs, with or without a header
    fields: src flows
    other columns: team stat
    -F 'srcaddr team col:stat flows'
    records: 1 = 1 good + 0 nodata + 0 skipdata + 0 malformed
  $ sed 1d own.log | fl-cat -H -c col:stat -F 'srcaddr team col:stat flows'
  b

Wrappings, and the other formats:

  $ sed 's/ /,/g' bare.log | head -n 2 >bare.csv
  $ iconv -f UTF-8 -t UTF-16 bare.csv | gzip | base64 >wrapped
  $ fl-cat --explain wrapped | head -n 1
  wrapped: csv, separated values: commas, semicolons or tabs; in UTF-16, in gzip, in base64
  $ head -n 1 bare.log | tr '\n' '\r' | fl-cat --explain | head -n 1
  stdin: text, blank-separated flow logs, with or without a header; in lines that end in CR
  $ fl-cat bare.csv | fl-cat --explain
  stdin: stream, what these tools write
    fields: src dst sport dport proto packets bytes start end action flags
    records: 2 = 2 good + 0 nodata + 0 skipdata + 0 malformed
  $ fl-cat --explain "$DATA/parquet/duckdb-gzip.parquet" | sed 's/.*: p/p/' |
  >     sed -n '1p; $p'
  parquet, Parquet with a flat schema
    records: 90 = 88 good + 2 nodata + 0 skipdata + 0 malformed
  $ echo '{"message":"2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1700000000 1700000060 ACCEPT OK"}' |
  >     fl-cat --explain | sed -n '1p; $p'
  stdin: events, JSON of CloudWatch Logs, Firehose and the AWS command line: records in events
    records: 1 = 1 good + 0 nodata + 0 skipdata + 0 malformed

Columns that change, of which only the first are shown:

  $ for f in srcport dstport packets bytes start action; do
  >   printf 'version %s\n2 -\n' $f
  > done >many.log
  $ fl-cat --explain many.log | grep -v -e -F
  many.log: text, blank-separated flow logs, with or without a header
    fields: version sport
    fields: version dport
    fields: version packets
    fields: version bytes
    and other columns, 2 times
    records: 6 = 6 good + 0 nodata + 0 skipdata + 0 malformed

What is not read:

  $ fl-cat --explain missing.log
  missing.log: not read
    missing.log: No such file or directory
  [2]
  $ printf 'BZh91AY&SY' | gzip | fl-cat --explain
  stdin: not read; in gzip
    stdin: bzip2: unpack it first, with bzip2 -dc
  [2]
  $ echo hello | fl-cat --explain
  stdin: not read, as text
    stdin: no header and no known layout; name the columns with -F 'srcaddr dstaddr ...': "hello"
  [2]
  $ gzip -c bare.log | head -c 60 | fl-cat --explain | tail -n 1
    stdin: damaged gzip: truncated after 60 bytes

All files of a folder, and options that it has no use for:

  $ mkdir day
  $ cp bare.csv own.log day
  $ fl-cat --explain day | grep day
  day/bare.csv: csv, separated values: commas, semicolons or tabs
  day/own.log: text, blank-separated flow logs, with or without a header
  $ fl-cat --explain -o out day 2>&1 | head -n 1
  fl-cat: --explain writes no rows, for -c, -o or -x
  $ fl-cat --explain -T csv bare.log | head -n 2
  bare.log: not read, as csv
    bare.log: separated values without a header that names a flow log's columns; name them with -F 'srcaddr dstaddr ...'
  $ fl-cat --explain day >/dev/full
  fl-cat: standard output: No space left on device
  [2]
