Text in every byte oddity that logs were met with gives the same stream.

  $ . "$TESTDIR/setup.sh"
  $ show() { tr '\t' ' '; }
  $ gzip -dc "$LOGS"/2026/03/01/*T00*.gz | grep -v SKIPDATA | head -n 3000 >a.log
  $ fl-cat -v -c @all a.log >want 2>want.err
  $ same() { # <log; all but the name must be as with a.log
  >   fl-cat -v -c @all >got 2>got.err
  >   cmp got want
  >   sed 's/stdin:/a.log:/' got.err | cmp - want.err
  > }

What other systems write: UTF-16 with a mark or without, a mark before UTF-8, CR
LF, and CR alone.  Each in gzip, too.

  $ BOM='\357\273\277'
  $ for code in UTF-16 UTF-16LE UTF-16BE; do
  >   iconv -f UTF-8 -t $code a.log | same
  >   sed 's/$/\r/' a.log | iconv -f UTF-8 -t $code | same
  >   tr '\n' '\r' <a.log | iconv -f UTF-8 -t $code | gzip | same
  > done
  $ { printf "$BOM"; cat a.log; } | same
  $ sed 's/$/\r/' a.log | same
  $ tr '\n' '\r' <a.log | same
  $ tr '\n' '\r' <a.log | gzip | same
  $ { printf "$BOM"; tr '\n' '\r' <a.log; } | same

Blanks: doubled, around, tabs, and the U+00A0 of web pages; blank lines; no last
newline; all of that together.

  $ NBSP=$(printf '\302\240')
  $ sed 's/ /  /; s/^/ /; s/$/ \t/' a.log | same
  $ tr ' ' '\t' <a.log | same
  $ sed "s/ /$NBSP/g" a.log | same
  $ sed "s/ /$NBSP/3; s/\$/$NBSP/" a.log | same
  $ sed 's/$/\n\n \t/' a.log | same
  $ printf %s "$(cat a.log)" | same
  $ sed "s/ / $NBSP/2; s/\$/ \n\n/" a.log | tr '\n' '\r' | iconv -f UTF-8 -t UTF-16 | same

The header before each record, in two spellings:

  $ awk 'NR == 1 { h = $0; u = h; gsub(/-/, "_", u); next }
  >   { print NR % 2 ? h : u; print }' a.log | same
  $ { printf "$BOM"; cat a.log; printf "$BOM"; cat a.log; } | fl-cat |
  >     tail -n 1 | grep -c "records=$((2 * $(wc -l <a.log) - 2))"
  1

Records of several known layouts without a header, one of them by the alphabet;
two records on a line are none.

  $ v2() { echo "2 1 eni-1 10.0.0.$1 10.0.0.2 1 2 6 1 40 1700000000 1700000060 ACCEPT OK"; }
  $ v3() { echo "3${v2#?} vpc-1 subnet-1 i-1 2 IPv4 10.0.0.$1 10.0.0.2"; }
  $ v5() { echo "5${v2#?} vpc-1 subnet-1 i-1 2 IPv4 10.0.0.$1 10.0.0.2 us-east-1 use1-az1 - - - - ingress -"; }
  $ for i in 1 2 3 4; do
  >   v2=$(v2 $i)
  >   v2 $i; v3 $i; v5 $i
  > done >mixed.log
  $ v2 5 | sed 'p; s/$/ trailing/' >>mixed.log
  $ echo "$(v2 6) $(v2 7)" >>mixed.log
  $ v5 4 | awk '{ print $2, $13, $23, $10, $5, $7, $12, $28, $17, $3, $14, $9, $27, $21, $26, $20, $8, $22, $4, $6, $11, $25, $24, $16, $18, $29, $19, $1, $15 }' >>mixed.log
  $ fl-cat -v -x left -c src,flags,vpc mixed.log 2>err | grep -v '^#' | sort | uniq -c | show
        1 10.0.0.1 - -
        2 10.0.0.1 2 vpc-1
        1 10.0.0.2 - -
        2 10.0.0.2 2 vpc-1
        1 10.0.0.3 - -
        2 10.0.0.3 2 vpc-1
        1 10.0.0.4 - -
        3 10.0.0.4 2 vpc-1
        1 10.0.0.5 - -
  $ grep -v 'no column' err
  fl-cat: mixed.log:14: 15 fields, 14 expected
  fl-cat: mixed.log:15: 28 fields, 14 expected
  fl-cat: 16 records = 14 kept + 0 filtered + 0 nodata + 0 skipdata + 2 malformed
  $ sed -n 14,15p mixed.log | cmp - left

With a header or -F only their columns count:

  $ { echo version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  >   v2 1; v3 1; } >two.log
  $ fl-cat -H -c src two.log
  fl-cat: two.log:3: 21 fields, 14 expected
  10.0.0.1
  [1]

The order of the alphabet, as a header has it:

  $ { echo account-id action bytes dstaddr dstport end interface-id log-status packets protocol srcaddr srcport start version
  >   echo 1 ACCEPT 40 10.0.0.2 2 1700000060 eni-1 OK 1 6 10.0.0.1 1 1700000000 2
  > } >alpha.log
  $ fl-cat alpha.log >got
  $ v2 1 | fl-cat | cmp - got
  $ sed 1d alpha.log | fl-cat | cmp - got

What is not text of any kind, or ends within a character:

  $ v2 1 | iconv -f UTF-8 -t UTF-16LE | head -c 101 | fl-cat -H
  fl-cat: stdin: UTF-16 that ends within a character
  [2]
  $ { v2 1 | iconv -f UTF-8 -t UTF-16LE; printf '\000\330x\000\n\000'; } | fl-cat -H -c src
  fl-cat: stdin:2: 1 field, 14 expected
  10.0.0.1
  [1]
  $ head -c 3000 /dev/zero | fl-cat -H
  fl-cat: stdin: not a flow log: binary data
  [2]

Compression that is not read is refused with the command that unpacks it.

  $ refuse() { printf "$1" | fl-cat -H; }
  $ refuse '\050\265\057\375xxxx'
  fl-cat: stdin: zstd: unpack it first, with zstd -dc
  [2]
  $ refuse 'BZh91AY&SY'
  fl-cat: stdin: bzip2: unpack it first, with bzip2 -dc
  [2]
  $ refuse '\3757zXZ\000\000'
  fl-cat: stdin: xz: unpack it first, with xz -dc
  [2]
  $ refuse 'PK\003\004xxxx'
  fl-cat: stdin: zip: unpack it first, with unzip -p
  [2]
