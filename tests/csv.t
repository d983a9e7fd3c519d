Flow logs as separated values give the same stream as the same records in text.

  $ . "$TESTDIR/setup.sh"

Two generated logs, the second with more columns, written in all ways that the
programs which export such files have: quoted or not (RFC 4180), with commas,
semicolons, tabs or bars, LF or CR LF, with or without "-", a mark of the byte
order, a last newline.

  $ gzip -dc "$LOGS"/2026/03/01/*T00*.gz | head -n 3000 >a.log
  $ gzip -dc "$(find "$LOGS5" -name '*.gz' | sort | head -n 1)" >b.log
  $ to_csv() { # SEPARATOR QUOTE(all, some, none) EOL <log
  >   awk -v sep="$1" -v quote="$2" -v eol="$3" '
  >   {
  >     for (i = 1; i <= NF; i++) {
  >       q = quote == "all" || (quote == "some" && (NR * 7 + i) % 3 == 0)
  >       s = $i == "-" && (NR + i) % 2 ? "" : $i
  >       printf "%s%s", q ? "\"" s "\"" : s, i < NF ? sep : eol
  >     }
  >   }'
  > }
  $ for log in a b; do
  >   fl-cat -v -c @all $log.log >want 2>want.err
  >   fl-group -w proto=tcp src/24,dport $log.log >want2 2>/dev/null
  >   for sep in , ';' '\t' '|'; do
  >     for quote in all some none; do
  >       for eol in '\n' '\r\n'; do
  >         to_csv "$sep" $quote "$eol" <$log.log >x.csv
  >         fl-cat -v -c @all x.csv 2>err | cmp - want
  >         sed 's/x\.csv/'$log.log/ err | cmp - want.err
  >         fl-group -w proto=tcp src/24,dport x.csv 2>/dev/null | cmp - want2
  >       done
  >     done
  >   done
  > done
  $ to_csv , some '\r\n' <a.log >a.csv
  $ fl-cat a.log >want 2>/dev/null
  $ { printf '\357\273\277'; cat a.csv; } | fl-cat 2>/dev/null | cmp - want
  $ printf %s "$(cat a.csv)" | fl-cat 2>/dev/null | cmp - want
  $ gzip <a.csv | fl-cat 2>/dev/null | cmp - want
  $ iconv -t UTF-16 a.csv | fl-cat 2>/dev/null | cmp - want
  $ { printf '\357\273\277'; cat a.csv; printf '\357\273\277'; cat a.csv; } |
  >     fl-cat 2>/dev/null | tail -n 1 | grep -c "records=$((2 * $(wc -l <a.log) - 2))"
  1

Records that need no more than blanks for separators are read in another way
than others; a blank in front of a line makes it one of these, and nothing else:

  $ for sep in , ';' '\t'; do
  >   awk -v seed=7 -v sep="$sep" 'BEGIN {
  >     srand(seed)
  >     print "bytes" sep "mine" sep "start" sep "note"
  >     split("1 22 333 1.5e+06 a a#b %20 1700000000000 x+y \"q a\"b", word)
  >     word[12] = word[13] = ""
  >     word[14] = "two words"
  >     for (i = 0; i < 20000; i++) {
  >       n = rand() < 0.97 ? 4 : 1 + int(rand() * 6)
  >       line = ""
  >       for (k = 1; k <= n; k++) {
  >         w = rand() < 0.8 ? 1 + int(rand() * 3) : 1 + int(rand() * 14)
  >         if (w == 10)
  >           w = 11
  >         s = word[w]
  >         while (rand() < 0.3)
  >           s = s s
  >         line = line (k > 1 ? sep : "") s
  >       }
  >       print line
  >     } }' >plain.csv
  >   sed '2,$s/^/ /' plain.csv >odd.csv
  >   fl-cat -v -c @all <plain.csv >want 2>want.err
  >   fl-cat -v -c @all <odd.csv 2>err | cmp - want
  >   cmp err want.err
  >   awk '/kept/ && $4 > 15000 && $(NF - 1) > 100 { print "enough" }' err
  > done
  enough
  enough
  enough

In a folder beside the others, for any number of threads:

  $ mkdir day
  $ cp a.log day/1.log
  $ cp a.csv day/2.csv
  $ gzip <a.csv >day/3.csv.gz
  $ for j in 1 2 3; do fl-group -j $j dst,dport day 2>&1 | cksum; done | uniq | wc -l
  1
  $ fl-group dst,dport day >got 2>/dev/null
  $ cp a.log again.log
  $ cp a.log third.log
  $ fl-group dst,dport a.log again.log third.log 2>/dev/null | cmp - got

What Athena writes, and Logs Insights: of its two kinds of query, one names the
columns that it found in the records, the other asks for the records.

  $ show() { fl-cat -c src,dst,dport,bytes,action,end "$@" | tr '\t' ' '; }
  $ cat >athena.csv <<'END'
  > "version","account_id","interface_id","srcaddr","dstaddr","srcport","dstport","protocol","packets","bytes","start","end","action","log_status","date"
  > "2","123456789010","eni-1","10.0.0.1","10.0.0.2","40000","443","6","10","840","1700000000","1700000060","ACCEPT","OK","2023-11-14"
  > "2","123456789010","eni-1",,,,,,,,"1700000000","1700000060",,"NODATA","2023-11-14"
  > END
  $ show athena.csv
  #src dst dport bytes action end
  10.0.0.1 10.0.0.2 443 840 ACCEPT 1700000060
  #!end records=2 from=1700000000 to=1700000060 nodata=1 skipdata=0 malformed=0
  $ cat >insights.csv <<'END'
  > @timestamp,srcAddr,dstAddr,dstPort,bytes,action,endTime,@message
  > 2023-11-14 22:13:20.000,10.0.0.1,10.0.0.2,443,840,ACCEPT,1700000060,2 1 eni-1 10.0.0.1
  > END
  $ show -H insights.csv
  10.0.0.1 10.0.0.2 443 840 ACCEPT 1700000060
  $ cat >message.csv <<'END'
  > @timestamp,@message
  > 2023-11-14 22:13:20.000,2 1 eni-1 10.0.0.1 10.0.0.2 40000 443 6 10 840 1700000000 1700000060 ACCEPT OK
  > 2023-11-14 22:13:20.000,"2 1 eni-1 10.0.0.1 10.0.0.2 40000 443 6 10 841 1700000000 1700000060 ACCEPT OK
  > "
  > 2023-11-14 22:13:20.000,2 1 eni-1 10.0.0.1 10.0.0.2 40000 443 6 10
  > 2023-11-14 22:13:20.000,
  > END
  $ show message.csv
  fl-cat: message.csv:6: no record in its message
  fl-cat: message.csv:5: 9 fields, 14 expected
  #src dst dport bytes action end
  10.0.0.1 10.0.0.2 443 840 ACCEPT 1700000060
  10.0.0.1 10.0.0.2 443 841 ACCEPT 1700000060
  #!end records=4 from=1700000000 to=1700000060 nodata=0 skipdata=0 malformed=2
  $ printf '@message\n10.0.0.1 10.0.0.2 443\n' >own.csv
  $ show -H own.csv
  fl-cat: own.csv: no header and no known layout; name the columns with -F 'srcaddr dstaddr ...': "10.0.0.1 10.0.0.2 443"
  $ show -H -F 'srcaddr dstaddr dstport' own.csv 2>/dev/null
  10.0.0.1 10.0.0.2 443 - - -

Cells with all that a cell may have; blank lines, lines of separators, and the
header once more:

  $ cat >odd.csv <<'END'
  > sep=;
  > 
  > srcaddr;dst addr;"my, ""own"" note";tag
  > 10.0.0.1;10.0.0.2;"two
  > lines; and ""quotes""";
  >  10.0.0.3 ; 10.0.0.4;plain text	with tab;" x "
  > ;;;
  > srcaddr;dst addr;"my, ""own"" note";tag
  > "10.0.0.5" ; "10.0.0.6";a"b;100%
  > 2001:DB8:0:0::1;-;;
  > END
  $ fl-cat -v -c @all odd.csv | tr '\t' ' '
  fl-cat: 4 records = 4 kept + 0 filtered + 0 nodata + 0 skipdata + 0 malformed
  #src dst my__"own"_note tag
  10.0.0.1 10.0.0.2 two%0Alines;%20and%20"quotes" -
  10.0.0.3 10.0.0.4 plain%20text%09with%20tab %20x%20
  10.0.0.5 10.0.0.6 a"b 100%
  2001:db8::1 - - -
  #!end records=4 from=- to=- nodata=0 skipdata=0 malformed=0

What is malformed is said, with the line on which it begins, and kept as it
was; a number that a spreadsheet has rounded is never guessed.

  $ cat >bad.csv <<'END'
  > srcaddr,dstport,bytes,start,account-id,note
  > 10.0.0.1,443,40,1700000000,123456789012,"a
  > b"
  > 10.0.0.2,443,40,1.7284E+12,123456789012,
  > 10.0.0.3,443,1.5e+06,1700000000,123456789012,
  > 10.0.0.4,443,40,1700000000,1.23457E+11,
  > 10.0.0.5,443,40
  > 10.0.0.6,443,40,1700000000,123456789012,"a
  > b",c
  > 10.0.0.7,443,40,1700000000,123456789012,"a"b
  > 10.0.0.8,443,40,1700000000,123456789012,1.7284E+12
  > 10.0.0.9,44x,40,1700000000,123456789012,
  > 10.0.0.10,443,40,1700000000,123456789012,"never
  > 10.0.0.11,443,40,1700000000,123456789012,
  > END
  $ fl-cat -v -x left -c src,note bad.csv 2>err | tr '\t' ' '
  #src note
  10.0.0.1 a%0Ab
  10.0.0.8 1.7284E+12
  10.0.0.9 -
  10.0.0.11 -
  #!end records=11 from=1700000000 to=- nodata=0 skipdata=0 malformed=7
  $ cat err
  fl-cat: bad.csv:4: start: rounded by a spreadsheet, export it as text: "1.7284E+12"
  fl-cat: bad.csv:5: bytes: rounded by a spreadsheet, export it as text: "1.5e+06"
  fl-cat: bad.csv:6: account-id: rounded by a spreadsheet, export it as text: "1.23457E+11"
  fl-cat: bad.csv:7: 3 cells, 6 expected
  fl-cat: bad.csv:8: 7 cells, 6 expected
  fl-cat: bad.csv: 2 more malformed lines
  fl-cat: 11 records = 4 kept + 0 filtered + 0 nodata + 0 skipdata + 7 malformed
  $ sed -n '4,10p; 13p' bad.csv | cmp - left
  $ sed -n '1p; 10,13p' bad.csv | fl-cat -H --strict -c src
  fl-cat: stdin:2: text behind a closing quote
  fl-cat: stdin:5: a quote that is never closed
  fl-cat: stdin:4: dport: not a port (0-65535): "44x"
  10.0.0.8
  [1]
  $ printf 'srcaddr;bytes\n10.0.0.1;1,7284E+12\n' | fl-cat -H
  fl-cat: stdin:2: bytes: rounded by a spreadsheet, export it as text: "1,7284E+12"
  fl-cat: stdin: no column dst, sport, dport, proto, action, written as -
  [1]

Without a header it is told by a record of the default format, or said:

  $ sed 1d athena.csv | cut -d , -f 1-14 | show -H
  10.0.0.1 10.0.0.2 443 840 ACCEPT 1700000060
  $ printf '10.0.0.1,10.0.0.2,443\n' >bare.csv
  $ show -H -T csv -F srcaddr,dstaddr,dstport bare.csv 2>/dev/null
  10.0.0.1 10.0.0.2 443 - - -
  $ show -H -T csv bare.csv
  fl-cat: bare.csv: separated values without a header that names a flow log's columns; name them with -F 'srcaddr dstaddr ...'
  $ echo 'name,colour' | show -H -T csv
  fl-cat: stdin: separated values without a header that names a flow log's columns; name them with -F 'srcaddr dstaddr ...'
  $ printf 'srcaddr,dstaddr\n' | fl-cat -c @all | tr '\t' ' '
  #src dst
  #!end records=0 from=- to=- nodata=0 skipdata=0 malformed=0

Thousands of columns are passed over, a million are too many; a record that is
longer than lines may be is malformed.

  $ wide() { # COLUMNS
  >   awk -v n="$1" 'BEGIN {
  >     printf "srcaddr"
  >     for (i = 1; i <= n; i++) printf ",c%d", i
  >     printf ",dstaddr\n10.0.0.1"
  >     for (i = 1; i <= n; i++) printf ",x"
  >     printf ",10.0.0.2\n" }'
  > }
  $ wide 5000 >wide.csv
  $ show -H wide.csv 2>&1 | grep -v 'no column'
  fl-cat: wide.csv: 5002 columns, of which 3978 that are no flow log's are left out
  10.0.0.1 10.0.0.2 - - - -
  $ fl-cat -H -c @all wide.csv 2>/dev/null | awk '{ print NF, $1022, $1024 }'
  1024 x 10.0.0.2
  $ wide 1000000 | fl-cat -H -T csv
  fl-cat: stdin: the first line is longer than 262144 bytes: that many columns are not read
  [2]
  $ { echo srcaddr,bytes; echo 10.0.0.1,1; head -c 3000000 /dev/zero |
  >   tr '\000' x; echo; echo 10.0.0.2,2; } >long.csv
  $ fl-cat -x left -H -c src,bytes long.csv | tr '\t' ' '
  fl-cat: long.csv:3: longer than 262144 bytes
  10.0.0.1 1
  10.0.0.2 2
  $ sed -n 3p long.csv | cmp - left

A quote that is never closed costs its line, and no more:

  $ { echo srcaddr,bytes; echo '"10.0.0.1,1'; i=0
  >   while [ $i -lt 30000 ]; do echo "10.0.0.2,$i"; i=$((i + 1)); done; } |
  >     fl-cat -v >/dev/null
  fl-cat: stdin:2: a quote that is never closed
  fl-cat: stdin: no column dst, sport, dport, proto, action, written as -
  fl-cat: 30001 records = 30000 kept + 0 filtered + 0 nodata + 0 skipdata + 1 malformed
  [1]
