fl-cat reads flow logs of every kind and writes the stream.

  $ . "$TESTDIR/setup.sh"
  $ show() { tr '\t' ' ' <"${1:-out}"; }

The default format, with its header; always the same eleven columns, and the
end that says what stands behind them.

  $ cat >v2.log <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
  > 2 123456789010 eni-1 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK
  > 2 123456789010 eni-1 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK
  > 2 123456789010 eni-1 - - - - - - - 1418530000 1418530100 - NODATA
  > END
  $ fl-cat -v v2.log >out
  fl-cat: 3 records = 2 kept + 0 filtered + 1 nodata + 0 skipdata + 0 malformed
  $ show
  #src dst sport dport proto packets bytes start end action flags
  172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT -
  172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT -
  #!end records=3 from=1418530000 to=1418530100 nodata=1 skipdata=0 malformed=0
  $ grep -c "$(printf '\t')" out
  4

Without the header, on stdin, compressed, compressed twice, in two members, and
in any pieces: the same bytes.

  $ tail -n +2 v2.log | fl-cat | cmp - out
  $ fl-cat <v2.log | cmp - out
  $ gzip -c v2.log >v2.log.gz
  $ fl-cat v2.log.gz | cmp - out
  $ gzip -c v2.log.gz | fl-cat - | cmp - out
  $ { head -n 2 v2.log | gzip; tail -n +3 v2.log | gzip; } | fl-cat | cmp - out
  $ { head -c 300 v2.log; sleep 0.1; tail -c +301 v2.log; } | fl-cat | cmp - out

As other systems leave text: CRLF, a byte order mark, tabs, blanks around and
doubled, blank lines, no last newline.

  $ sed 's/$/\r/' v2.log | fl-cat | cmp - out
  $ { printf '\357\273\277'; cat v2.log; } | fl-cat | cmp - out
  $ tr ' ' '\t' <v2.log | fl-cat | cmp - out
  $ sed 's/^/  /; s/ /   /3; s/$/ /; G' v2.log | fl-cat | cmp - out
  $ printf %s "$(cat v2.log)" | fl-cat | cmp - out

The headers may be spelled with underscores, stand in any order, and come
again, with other columns; each record is read by the header above it.

  $ cat >custom.log <<'END'
  > dstaddr srcaddr tcp_flags log_status start instance-tag
  > 10.0.0.2 10.0.0.1 2 OK 1700000000 prod%20web
  > 10.0.0.4 10.0.0.3 18 OK 1700000001 -
  > dstaddr srcaddr tcp_flags log_status start instance-tag
  > 10.0.0.6 10.0.0.5 19 OK 1700000002 srcaddr
  > bytes srcaddr dstaddr my-field
  > 7 10.0.0.7 2001:DB8:0:0::8 x
  > END
  $ fl-cat -c src,dst,flags,bytes,insttag custom.log >out
  fl-cat: custom.log: no column bytes: it is written as -
  fl-cat: custom.log: no column flags: it is written as -
  fl-cat: custom.log: no column insttag: it is written as -
  $ show
  #src dst flags bytes insttag
  10.0.0.1 10.0.0.2 2 - prod%20web
  10.0.0.3 10.0.0.4 18 - -
  10.0.0.5 10.0.0.6 19 - srcaddr
  10.0.0.7 2001:db8::8 - 7 -
  #!end records=4 from=1700000000 to=- nodata=0 skipdata=0 malformed=0

Every column there is, with a header whenever they change, and an end for each
header: whole for the next tool.

  $ fl-cat -c @all custom.log >out
  $ show
  #dst src flags status start insttag
  10.0.0.2 10.0.0.1 2 OK 1700000000 prod%20web
  10.0.0.4 10.0.0.3 18 OK 1700000001 -
  10.0.0.6 10.0.0.5 19 OK 1700000002 srcaddr
  #bytes src dst my-field
  7 10.0.0.7 2001:db8::8 x
  #!end records=0 from=- to=- nodata=0 skipdata=0 malformed=0
  #!end records=4 from=1700000000 to=- nodata=0 skipdata=0 malformed=0
  $ fl-cat out | cmp - out

A stream passes through with its own columns, also in gzip; of two streams the
ends are added up.

  $ gzip -c out | fl-cat | cmp - out
  $ fl-cat v2.log >s && cp s s2
  $ fl-cat s s2 custom.log -c src,dst >out
  $ show
  #src dst
  172.31.16.139 172.31.16.21
  172.31.9.69 172.31.9.12
  172.31.16.139 172.31.16.21
  172.31.9.69 172.31.9.12
  10.0.0.1 10.0.0.2
  10.0.0.3 10.0.0.4
  10.0.0.5 10.0.0.6
  10.0.0.7 2001:db8::8
  #!end records=10 from=1418530000 to=1418530100 nodata=2 skipdata=0 malformed=0

Text without a header is told by its first line that fits: all fields up to a
version, in AWS's order.

  $ cat >v5.log <<'END'
  > 5 1 eni-1 10.0.0.1 10.0.0.2 1024 443 6 3 180 1700000000 1700000060 ACCEPT OK vpc-1 subnet-1 i-1 2 IPv4 10.0.0.1 10.0.0.9 eu-west-1 euw1-az1 - - - S3 egress 8
  > END
  $ fl-cat -c pktdst,flags,dir,path,vpc v5.log | tr '\t' ' ' | head -n 2
  #pktdst flags dir path vpc
  10.0.0.9 2 egress 8 vpc-1

Otherwise -F names the columns, as they stand in the flow log's format or with
commas; a header wins over it.

  $ printf '10.0.0.1 10.0.0.2 x\n' >bare.log
  $ fl-cat -F 'srcaddr dstaddr mine' -c @all bare.log | show /dev/stdin
  #src dst mine
  10.0.0.1 10.0.0.2 x
  #!end records=1 from=- to=- nodata=0 skipdata=0 malformed=0
  $ fl-cat -F '${srcaddr} ${dstaddr} ${mine}' -c mine,dst -H bare.log | tr '\t' ' '
  x 10.0.0.2
  $ fl-cat -F dst,src,x -c src bare.log v2.log | head -n 3 | tail -n 2
  10.0.0.2
  172.31.16.139

Folders: all logs below, in path order, no hidden ones, each once.

  $ mkdir -p logs/2024/02 logs/2024/01 logs/.tmp
  $ rec() { echo "2 1 eni-1 10.0.0.$1 10.0.0.2 1 2 6 1 40 170000000$1 170000006$1 ACCEPT OK"; }
  $ rec 2 | gzip >logs/2024/02/a.log.gz
  $ rec 1 >logs/2024/01/z.log
  $ rec 3 >logs/b.log
  $ rec 8 >logs/.tmp/hidden.log
  $ rec 9 >logs/.hidden.log
  $ ln -s b.log logs/latest.log
  $ fl-cat -H -c src logs
  10.0.0.1
  10.0.0.2
  10.0.0.3
  $ fl-cat -H -c src logs/b.log logs/2024
  10.0.0.3
  10.0.0.1
  10.0.0.2

SKIPDATA means that evidence was lost: said at the end.  Without log-status a
record without addresses and protocol carried no traffic.  Old times in
milliseconds become seconds.

  $ cat >old.log <<'END'
  > srcaddr dstaddr protocol start end log-status
  > 10.0.0.1 10.0.0.2 6 1418530010123 1418530070000 OK
  > - - - 1418530010 1418530070 SKIPDATA
  > srcaddr dstaddr protocol start end
  > - - - 1418530010 1418530070
  > 10.0.0.1 10.0.0.2 - 1418530080 1418530090
  > END
  $ fl-cat -v -c src,proto,start,end old.log >out
  fl-cat: old.log: 1 SKIPDATA record: evidence was lost
  fl-cat: 4 records = 2 kept + 0 filtered + 1 nodata + 1 skipdata + 0 malformed
  $ show
  #src proto start end
  10.0.0.1 6 1418530010 1418530070
  10.0.0.1 - 1418530080 1418530090
  #!end records=4 from=1418530010 to=1418530090 nodata=1 skipdata=1 malformed=0
  $ cp old.log old2.log && fl-cat old.log old2.log v2.log >out
  fl-cat: old.log: no column sport, dport, action, written as -
  fl-cat: 2 SKIPDATA records: evidence was lost in 2 files
  $ fl-cat <out >/dev/null

Columns: -c adds and drops, and says which field the input has not.

  $ fl-cat -c +eni,-flags,-packets v2.log | head -n 2 | tr '\t' ' '
  #src dst sport dport proto bytes start end action eni
  172.31.16.139 172.31.16.21 20641 22 6 4249 1418530010 1418530070 ACCEPT eni-1
  $ fl-cat -c src,vpc,dstport=port v2.log | head -n 2 | tr '\t' ' '
  fl-cat: v2.log: no column vpc: it is written as -
  #src vpc port
  172.31.16.139 - 22

-o writes beside the file and renames: it is whole or it is not there.

  $ fl-cat -o new.tsv v2.log
  $ cmp new.tsv s
  $ fl-cat -o never.tsv v2.log missing.log
  fl-cat: missing.log: No such file or directory
  fl-cat: never.tsv: left as it was
  [2]
  $ ls never.tsv* .never* 2>/dev/null
  [2]

What is written is not read: the file on its way has a name that no folder
shows, and what stands in one as stdout is refused.

  $ mkdir folder; cp v2.log folder
  $ fl-cat -o folder/zz.tsv folder
  $ cmp folder/zz.tsv s; rm folder/zz.tsv
  $ fl-cat folder >folder/zz.tsv
  fl-cat: folder/zz.tsv: is the output, too
  [2]
  $ tail -n 1 folder/zz.tsv
  #!incomplete\tfl-cat: folder/zz.tsv: is the output, too (esc)
  $ fl-cat -x folder/v2.log folder/v2.log
  fl-cat: -x folder/v2.log: is an input, too
  [2]
  $ cmp folder/v2.log v2.log

A descriptor that is closed gets no file: messages do not go into the output.

  $ fl-cat -v -o new.tsv v2.log 2>&-
  $ cmp new.tsv s
  $ fl-cat <&-
  fl-cat: stdin: Bad file descriptor
  #src\tdst\tsport\tdport\tproto\tpackets\tbytes\tstart\tend\taction\tflags (esc)
  #!incomplete\tfl-cat: stdin: Bad file descriptor (esc)
  [2]
  $ fl-cat v2.log >&-
  fl-cat: stdout: cannot write: Bad file descriptor
  [2]

A file that several operands lead to counts once.

  $ mkdir twice && cp v2.log twice/a.log && ln -s a.log twice/b.log
  $ fl-cat -v twice/a.log twice ./twice/b.log 2>&1 >/dev/null | sed 's/= .*//'
  fl-cat: twice/a.log and 1 more: named twice, read once
  fl-cat: 3 records 

A header with a slip in it is noticed where it matters: its records would not
be found by anything behind.

  $ cat >slip.log <<END
  > version srcaddr destaddr srcport dstport protocol action
  > 2 10.0.0.1 10.0.0.2 1 443 6 ACCEPT
  > END
  $ fl-cat slip.log | sed -n 2p
  fl-cat: slip.log: no column dst, written as -; what is destaddr?
  10.0.0.1\t-\t1\t443\t6\t-\t-\t-\t-\tACCEPT\t- (esc)

-o follows a link, which stays; devices are written in place; "-" is stdout.

  $ echo old >target && ln -s target link
  $ fl-cat -o link v2.log && test -L link && head -c 4 target
  #src (no-eol)
  $ fl-cat -H -o /dev/stdout v2.log >in-place && fl-cat -H v2.log | cmp - in-place
  $ test -c /dev/null && fl-cat -o /dev/null v2.log && test -c /dev/null
  $ fl-cat -H -o - v2.log | cmp - in-place
  $ fl-cat -o '' v2.log
  fl-cat: -o: an empty name
  [2]
  $ fl-cat -o same -x same v2.log 2>&1 | head -n 1
  fl-cat: -o and -x are one file: same
