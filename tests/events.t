Records that went through CloudWatch Logs, Firehose or the AWS command line
give the same stream as the same records in text.

  $ . "$TESTDIR/setup.sh"
  $ gzip -dc "$LOGS"/2026/03/01/*T00*.gz | grep -v ^version | head -n 700 >a.log
  $ gzip -dc "$LOGS5"/2026/03/01/*.gz | grep -v ^version | head -n 300 >b.log
  $ shape() { python3 "$ORACLE/shapes.py" "$@"; }

All shapes, with and without gzip around them, and whatever the threads; what is
kept and what is not is the same too.  The first log has a known format, that
of the second has to be named.

  $ H=$(gzip -dc "$LOGS5"/2026/03/01/*.gz | head -n 1)
  $ echo "$H" | cat - b.log >b.whole
  $ cp a.log a.whole
  $ for log in a b; do
  >   whole=$log.whole
  >   fl-cat -v $whole >want 2>want.err
  >   fl-group -w dport=1-1024 dst,src,dport $whole >want2 2>/dev/null
  >   for s in $(shape -l); do
  >     case $log.$s in
  >     a.*)      F='' ;;
  >     b.export) F="-F timestamp,$(echo $H | tr ' ' ,)" ;;
  >     b.*)      F="-F $(echo $H | tr ' ' ,)" ;;
  >     esac
  >     mkdir $log.$s
  >     [ $log = a ] && names= || names=$H
  >     shape $s $names <$log.log >$log.$s/log
  >     fl-cat $F -v $log.$s/log 2>err | cmp - want
  >     sed "s,$log[.]$s/log,$whole," err | cmp - want.err
  >     fl-cat $F <$log.$s/log 2>/dev/null | cmp - want
  >     gzip -c $log.$s/log | fl-cat $F 2>/dev/null | cmp - want
  >     fl-group $F -w dport=1-1024 dst,src,dport $log.$s 2>/dev/null |
  >         cmp - want2
  >     echo $s
  >   done
  > done | sort | uniq -c
        2 escaped
        2 export
        2 fields
        2 filter
        2 filter-pages
        2 firehose
        2 firehose-joined
        2 get
        2 insights
        2 lines
        2 list
        2 list-of-pages
        2 object-list
        2 objects
        2 strings
        2 subscription
        2 subscription-lines
        2 subscriptions

-T says what it is; each of the two knows what it can't read:

  $ fl-cat a.log >want 2>/dev/null
  $ fl-cat -T events a.filter/log 2>/dev/null | cmp - want
  $ fl-cat -T insights a.objects/log 2>/dev/null | cmp - want
  $ fl-cat -T events a.fields/log 2>&1 >/dev/null | sed 1q
  fl-cat: a.fields/log:1: event 1: no @message in the row
  $ fl-cat -T insights a.filter/log >/dev/null
  fl-cat: a.filter/log:1: no fields
  [1]

PowerShell writes UTF-16:

  $ iconv -f UTF-8 -t UTF-16 a.filter/log | fl-cat 2>/dev/null | cmp - want

Each gzip member a document, as a subscription's Firehose writes them:

  $ split -l 100 a.log part.
  $ for f in part.*; do
  >   shape subscription <$f | gzip
  > done >members.gz
  $ fl-cat a.log >want 2>/dev/null
  $ fl-cat members.gz 2>/dev/null | cmp - want

A folder as an export to S3 leaves it:

  $ mkdir -p export/7a/eni-1-all export/7a/eni-2-all
  $ echo 'Permission Check Successful' >export/aws-logs-write-test
  $ head -n 350 a.export/log | gzip >export/7a/eni-1-all/000000.gz
  $ tail -n 350 a.export/log | gzip >export/7a/eni-2-all/000000.gz
  $ fl-cat export 2>/dev/null | cmp - want

base64 around it, alone or with gzip, in lines or not, one text or several:

  $ for s in subscriptions filter firehose-joined insights export; do
  >   f=a.$s/log
  >   base64 <$f | fl-cat 2>/dev/null | cmp - want
  >   gzip -c <$f | base64 -w 0 | fl-cat 2>/dev/null | cmp - want
  >   base64 -w 60 <$f | gzip -c | base64 | gzip -c | fl-cat 2>/dev/null |
  >       cmp - want
  > done
  $ for f in part.*; do
  >   shape subscription <$f | gzip | base64 -w 0
  >   echo
  > done | fl-cat 2>/dev/null | cmp - want

Damage inside and outside:

  $ gzip -c a.filter/log | head -c 3000 | base64 | fl-cat >out
  fl-cat: stdin: damaged gzip: truncated after 3000 bytes
  [2]
  $ tail -n 1 out
  #!incomplete\tfl-cat: stdin: damaged gzip: truncated after 3000 bytes (esc)
  $ { gzip -c a.filter/log | base64 -w 0 | head -c 3000; echo '!'; } |
  >     fl-cat >out
  fl-cat: stdin: damaged base64: byte 0x21 after 3000 bytes
  [2]
  $ cp a.filter/log deep
  $ for i in 1 2; do gzip <deep >deep2; base64 <deep2 >deep; done
  $ fl-cat deep 2>/dev/null | cmp - want
  $ gzip <deep | fl-cat >out
  fl-cat: stdin: gzip and base64 in each other, more than 4 times
  [2]
  $ head -c 5000 a.firehose/log | fl-cat -v >out
  fl-cat: stdin:40: event 40: not JSON: cut short
  fl-cat: 40 records = 39 kept + 0 filtered + 0 nodata + 0 skipdata + 1 malformed
  [1]

A format that is not known by itself needs -F, as in text:

  $ cut -d ' ' -f 4-12 a.log >c.log
  $ F='srcaddr dstaddr srcport dstport protocol packets bytes start end'
  $ fl-cat -F "$F" c.log >want 2>err
  $ sed 's/[{}]//g; s/.*/{"message":"&"}/' c.log | fl-cat -F "$F" 2>err |
  >     cmp - want
  $ sed 's/.*/{"message":"&"}/' c.log | fl-cat 2>&1 >/dev/null | cut -c 1-75
  fl-cat: stdin: no header and no known layout; name the columns with -F 'src

What AWS prints in its documentation of a subscription, and a control message:
no record, and nothing was lost.

  $ cat >data.json <<'END'
  > {
  >     "messageType": "DATA_MESSAGE",
  >     "owner": "123456789012",
  >     "logGroup": "/aws/vpc/flow-logs",
  >     "logStream": "eni-9f825df9-all",
  >     "subscriptionFilters": ["all"],
  >     "logEvents": [
  >         {
  >             "id": "34542401864989154948626167510903787499092146739808501760",
  >             "timestamp": 1548934870000,
  >             "message": "2 463657938898 eni-9f825df9 - - - - - - - 1548934870 1548934929 - NODATA"
  >         }
  >     ]
  > }
  > END
  $ fl-cat -v data.json 2>&1 >out
  fl-cat: 1 records = 0 kept + 0 filtered + 1 nodata + 0 skipdata + 0 malformed
  $ cat out
  #src\tdst\tsport\tdport\tproto\tpackets\tbytes\tstart\tend\taction\tflags (esc)
  #!end\trecords=1\tfrom=1548934870\tto=1548934929\tnodata=1\tskipdata=0\tmalformed=0 (esc)
  $ echo '{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs",
  > "logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[
  > {"id":"","timestamp":1510254469274,"message":"CWL CONTROL MESSAGE:
  >  Checking health of destination Firehose."},{"id":"","timestamp":0,
  > "message":"2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 ACCEPT OK"}]}' |
  >     tr -d '\n' >control.json
  $ fl-cat -v control.json >out
  fl-cat: 0 records = 0 kept + 0 filtered + 0 nodata + 0 skipdata + 0 malformed
  $ cat out
  #src\tdst\tsport\tdport\tproto\tpackets\tbytes\tstart\tend\taction\tflags (esc)
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  $ echo '{"events": [], "searchedLogStreams": []}' | fl-cat | tail -n 1
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)

What is malformed is said with the line of its document, the number of the
event, and the log; the rest flows.

  $ R='2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 100 160 ACCEPT OK'
  $ cat >bad.json <<END
  > {"logGroup": "flow", "logStream": "eni-1-all", "logEvents": [
  >   {"message": "$R"}, {"message": "$R x"}, {"id": "7"}, "text", [{}],
  >   {"message": ""}, {"message": "$R\n$R y\n"}, {"message": "$R z"}]}
  > {"logGroup": "other", "logEvents": [{"message": 5}, {"message": "$R"},
  >   {"message": "a\u0000b"}]}
  > END
  $ fl-cat -v -x left bad.json >out
  fl-cat: bad.json:1: event 3, flow eni-1-all: no message in it, but id
  fl-cat: bad.json:1: event 4, flow eni-1-all: not an event
  fl-cat: bad.json:1: event 5, flow eni-1-all: not an event
  fl-cat: bad.json:1: event 6, flow eni-1-all: an empty message
  fl-cat: bad.json:4: event 9, other: no message in it, but message
  fl-cat: bad.json: 4 more malformed lines
  fl-cat: 12 records = 3 kept + 0 filtered + 0 nodata + 0 skipdata + 9 malformed
  [1]
  $ cat out
  #src\tdst\tsport\tdport\tproto\tpackets\tbytes\tstart\tend\taction\tflags (esc)
  10.0.0.1\t10.0.0.2\t1\t2\t6\t1\t40\t100\t160\tACCEPT\t- (esc)
  10.0.0.1\t10.0.0.2\t1\t2\t6\t1\t40\t100\t160\tACCEPT\t- (esc)
  10.0.0.1\t10.0.0.2\t1\t2\t6\t1\t40\t100\t160\tACCEPT\t- (esc)
  #!end\trecords=12\tfrom=100\tto=160\tnodata=0\tskipdata=0\tmalformed=9 (esc)
  $ tr '\000' 0 <left
  2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 100 160 ACCEPT OK x
  2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 100 160 ACCEPT OK y
  2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 100 160 ACCEPT OK z
  a0b
  $ cat >places.json <<END
  > [{"message": "$R"}, {"message": "$R x"},
  > {"message": "$R\n$R y"}, {"message": "x $R"}]
  > 
  > {"logStream": "s", "events": [{"message": "x $R"},
  >   {"logStreamName": "t", "message": "y $R"}]}
  > END
  $ fl-cat places.json >/dev/null
  fl-cat: places.json:1: event 2: 15 fields, 14 expected
  fl-cat: places.json:1: event 3: 15 fields, 14 expected
  fl-cat: places.json:1: event 4: 15 fields, 14 expected
  fl-cat: places.json:4: event 5, s: 15 fields, 14 expected
  fl-cat: places.json:4: event 6, t: 15 fields, 14 expected
  [1]

The same of a cell that is found to be bad later:

  $ echo "{\"message\":\"$R\"}{\"message\":\"$R\"}" | sed 's/ 2 6/ -9 6/2' |
  >     fl-group dport 2>&1 >/dev/null
  fl-group: stdin:1: event 2: dport: not a port (0-65535): "-9"
  [1]

A line that is no JSON is one event where lines are events, and goes to -x:

  $ cat >lines.json <<END
  > {"message":"$R"}
  > {"message":"$R"
  > {"message":"$R"}
  > hello
  > {"message":"$R"]}
  > {"message":"$R"}
  > {"messa
  > END
  $ fl-cat -v -x left lines.json >out
  fl-cat: lines.json:2: event 2: not JSON: expected , or }
  fl-cat: lines.json:4: event 4: not JSON: expected { or [
  fl-cat: lines.json:5: event 5: not JSON: expected , or }
  fl-cat: lines.json:7: event 7: not JSON: a control byte in a string
  fl-cat: 7 records = 3 kept + 0 filtered + 0 nodata + 0 skipdata + 4 malformed
  [1]
  $ sed -n '2p; 4p; 5p; 7p' lines.json | cmp - left

Elsewhere nobody knows how much was lost, so the stream is not whole; but it goes
on with the next line that can begin a document:

  $ cat >lost.json <<END
  > {"events": [{"message": "$R"}, {"message": "$R"},,
  >   {"message": "$R"}]}
  > {"events": [{"message": "$R"}]}
  > {"events": [{"message": "$R"},
  > END
  $ fl-cat lost.json >out
  fl-cat: lost.json: line 1: not JSON: not a value
  fl-cat: lost.json: 1 more place that is not JSON
  [2]
  $ grep -c -v '^#' out
  4
  $ tail -n 1 out
  #!incomplete\tfl-cat: lost.json: line 1: not JSON: not a value (esc)

So is one page of several:

  $ echo "{\"events\": [{\"message\": \"$R\"}], \"nextToken\": \"x\"}" |
  >     fl-cat >/dev/null
  fl-cat: stdin: more pages follow: it ends with a nextToken
  [2]

  $ R2="{\"events\": [{\"message\": \"$R\"}]"
  $ echo "[$R2, \"nextToken\": \"x\"}, $R2}]" | fl-cat >/dev/null

JSON of another kind:

  $ echo '{"SecurityGroups": [{"GroupId": "sg-1"}]}' | fl-cat >/dev/null
  fl-cat: stdin: JSON without events of a log: expected logEvents, events, results or message, found SecurityGroups
  [2]
  $ echo '{"awslogs": {"data": "H4sI"}}' | fl-cat >/dev/null
  fl-cat: stdin: JSON without events of a log: expected logEvents, events, results or message, found awslogs; take the log out of it: jq -r '.awslogs.data'
  [2]
  $ echo '[]' | fl-cat >/dev/null
  fl-cat: stdin: JSON without events of a log: expected logEvents, events, results or message, found nothing
  [2]
  $ echo '{' | fl-cat >/dev/null
  fl-cat: stdin: line 2: not JSON: cut short
  [2]

Limits: lists in lists 100000 deep; a message, and another member, of a hundred
megabytes; a document of more than 256 MiB.  All in little memory (sanitizers
and valgrind need more).

  $ if grep -q ELF "$B_DIR/fl-cat" && ! grep -q __asan_init "$B_DIR/fl-cat"
  > then
  >   ulimit -v 200000
  > fi
  $ { yes '[' | head -n 100000 | tr -d '\n'; echo; echo "{\"message\":\"$R\"}"; } |
  >     fl-cat -H >out
  fl-cat: stdin: line 1: not JSON: nested more than 512 deep
  [2]
  $ wc -l <out
  1
  $ x() { printf %s "$1"; head -c 100000000 /dev/zero | tr '\0' x; echo "$2"; }
  $ { echo "{\"message\":\"$R\"}"; x '{"message":"' '"}'; } | fl-cat -H >out
  fl-cat: stdin:2: event 2: longer than 262144 bytes
  [1]
  $ wc -l <out
  1
  $ x '{"x":"' "\",\"message\":\"$R\"}" | fl-cat -H
  10.0.0.1\t10.0.0.2\t1\t2\t6\t1\t40\t100\t160\tACCEPT\t- (esc)
  $ big() {
  >   printf '{"events": ['
  >   yes "{\"logStreamName\": \"eni-1\", \"message\": \"$R\"}," |
  >       head -n 3000000
  >   printf '{"message": "%s"}]}' "$R"
  > }
  $ big | fl-group dst | cut -f 1,2
  #dst\tflows (esc)
  10.0.0.2\t3000001 (esc)
  #!end\trecords=3000001 (esc)

Rows with a field a name.  What is not there is "-"; a row with one more makes a
new header, other columns keep their names; an address has one spelling.

  $ cat >rows.json <<'END'
  > {"results": [
  >   [{"field": "srcAddr", "value": "10.0.0.1"}, {"field": "dstAddr", "value": "2001:DB8:0::1"},
  >    {"field": "n of it", "value": "a b\t\u00fc"}, {"field": "@ptr", "value": "x"}],
  >   [{"field": "dstAddr", "value": "10.0.0.2"}],
  >   [{"value": "443", "field": "dstPort"}, {"field": "srcAddr", "value": "10.0.0.3"},
  >    {"field": "dstAddr", "value": ""}]
  > ], "status": "Complete"}
  > END
  $ fl-cat -c @all rows.json
  #src\tdst\tn_of_it (esc)
  10.0.0.1\t2001:db8::1\ta%20b%09\xc3\xbc (esc)
  -\t10.0.0.2\t- (esc)
  #src\tdst\tn_of_it\tdport (esc)
  10.0.0.3\t-\t-\t443 (esc)
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  #!end\trecords=3\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  $ printf '{"srcaddr":"10.0.0.%d","dstaddr":"10.0.1.1","start":%d}\n' 1 1700000000 \
  >     2 1700000000000 | fl-cat -c src,start
  #src\tstart (esc)
  10.0.0.1\t1700000000 (esc)
  10.0.0.2\t1700000000 (esc)
  #!end\trecords=2\tfrom=1700000000\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)

What is wrong with rows is said with their number:

  $ cat >odd.json <<'END'
  > {"srcaddr": "10.0.0.1", "dstaddr": "10.0.0.2", "dstport": 443, "logStatus": "OK"}
  > {"srcaddr": "10.0.0.1", "srcAddr": "10.0.0.2", "dstport": 443}
  > {}
  > {"srcaddr": "10.0.0.1", "dstport": 1.5, "logStatus": "OK"}
  > {"srcaddr": "10.0.0.1", "dstport": 443
  > {"srcaddr": "10.0.0.1", "dstport": 443, "logStatus": "BAD"}
  > {"srcaddr": "10.0.0.1", "dstport": 443, "logStatus": "NODATA"}
  > {"srcaddr": "10.0.0.3", "dstport": 443, "logStatus": "OK"}
  > END
  $ fl-group -v src,dport odd.json >out
  fl-group: odd.json:2: srcAddr comes twice
  fl-group: odd.json:3: no fields
  fl-group: odd.json:5: not JSON: expected , or }
  fl-group: odd.json:4: dport: not a port (0-65535): "1.5"
  fl-group: odd.json:6: log-status: not OK, NODATA or SKIPDATA: "BAD"
  fl-group: 8 records = 2 kept + 0 filtered + 1 nodata + 0 skipdata + 5 malformed
  [1]
  $ fl-group -v src,dport odd.json 2>/dev/null | cmp - out
  $ fl-cat -x left odd.json >/dev/null 2>&1
  [1]
  $ cat left
  10.0.0.1 10.0.0.2 443
  
  {"srcaddr": "10.0.0.1", "dstport": 443
  10.0.0.1 - 443 BAD
  $ cut -f 1-3 out
  #src\tdport\tflows (esc)
  10.0.0.1\t443\t- (esc)
  10.0.0.3\t443\t- (esc)
  #!end\trecords=8\tfrom=- (esc)

An answer that is not all there: the query still runs, or its limit cut it.

  $ sed 's/Complete/Running/' rows.json | fl-cat -H -c src >/dev/null
  fl-cat: stdin: the query's status is Running: its rows are not all there
  [2]
  $ sed 's/"status"/"statistics": {"recordsMatched": 12345.0}, &/' rows.json |
  >     fl-cat -H -c src >/dev/null
  fl-cat: stdin: 12345 records matched the query, but 3 are here: its limit cut them
  [2]
  $ echo '{"results": [], "status": "Complete"}' | fl-cat | tail -n 1
  #!end\trecords=0\tfrom=-\tto=-\tnodata=0\tskipdata=0\tmalformed=0 (esc)
  $ echo '{"results": [], "status": "Failed"}' | fl-cat -T insights -H -c src
  fl-cat: stdin: the query's status is Failed: its rows are not all there
  [2]
  $ echo '[{"a": 1}]' | fl-cat -T insights -H -c src
  fl-cat: stdin: JSON, but none of its fields is a flow log's: a
  [2]

Limits of rows: 1024 columns, values of 4096 bytes, and little memory.

  $ awk 'BEGIN {
  >   printf "{\"srcaddr\":\"10.0.0.1\",\"dstaddr\":\"10.0.0.2\""
  >   for (i = 0; i < 1000000; i++)
  >     printf ",\"x%d\":%d", i, i
  >   print "}"
  > }' >many.json
  $ fl-cat -H -T insights <many.json
  fl-cat: stdin:1: too many fields
  [1]
  $ awk 'BEGIN {
  >   for (i = 0; i < 3000; i++)
  >     printf "{\"srcaddr\":\"10.0.0.1\",\"dstaddr\":\"::1\",\"x%d\":1}\n", i
  > }' | fl-cat -H -c src 2>err | sort | uniq -c
     1022 10.0.0.1
  $ sed 1q err
  fl-cat: stdin:1023: more than 1024 fields, all in all
  $ x '{"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","type":"' '"}' | fl-cat -T insights -H -c src
  fl-cat: stdin:1: type: longer than 4096 bytes
  [1]
