fl-cut chooses, orders and renames columns.

  $ . "$TESTDIR/setup.sh"
  $ show() { tr '\t' ' ' <"${1:-out}"; }
  $ cat >log <<'END'
  > version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags
  > 3 123456789010 eni-1 172.31.16.139 10.0.0.9 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK 2
  > 3 123456789010 eni-1 2001:db8::1 2001:db8::2 40000 443 17 1234567 4249000000 0 1418530070 REJECT OK 0
  > 3 123456789010 eni-1 10.0.0.9 10.0.0.8 0 0 1 1 84 1418530010 1418530070 ACCEPT OK -
  > 3 123456789010 eni-1 10.0.0.9 10.0.0.8 22 49152 99 1 84 1418530010 1418530070 ACCEPT OK 19
  > END
  $ fl-cat -c @all log >tsv

By name, in the order asked for, from raw logs and from streams; the evidence
comes along.

  $ fl-cut bytes,dst,srcaddr,dport=port log >out
  $ show
  #bytes dst src port
  4249 10.0.0.9 172.31.16.139 22
  4249000000 2001:db8::2 2001:db8::1 443
  84 10.0.0.8 10.0.0.9 0
  84 10.0.0.8 10.0.0.9 49152
  #!end records=4 from=0 to=1418530070 nodata=0 skipdata=0 malformed=0
  $ fl-cut bytes,dst,srcaddr,dport=port <tsv | cmp - out
  $ fl-cut -c bytes,dst,srcaddr,dport=port tsv | cmp - out

Dropping and adding is to the default: of a stream all its columns.

  $ fl-cut -c -src,-dst out | show /dev/stdin | head -n 2
  #bytes port
  4249 22
  $ fl-cut -- +bytes=b2 out | show /dev/stdin | head -n 2
  #bytes dst src port b2
  4249 10.0.0.9 172.31.16.139 22 4249
  $ fl-cut -c -action,-flags log | show /dev/stdin | head -n 1
  #src dst sport dport proto packets bytes start end

Columns of one's own have no kind, and are found by name; where that is near a
field's, with col: before it.

  $ fl-cut col:port,src out -H | show /dev/stdin | tail -n 1
  49152 10.0.0.9
  $ fl-cut prot out >lost
  fl-cut: prot: no such field; did you mean proto?
  [2]
  $ fl-cut col:prot out >lost
  fl-cut: out: no column prot; did you mean port?
  [2]
  $ show lost
  #!incomplete fl-cut: out: no column prot; did you mean port?

Two columns of one name are refused; one column twice is one.

  $ fl-cut src=a,dst=a log
  fl-cut: a: twice in the list of columns
  [2]
  $ fl-cut -c +sport=dport log >lost
  fl-cut: log: two columns would be called dport
  [2]
  $ fl-cut src,srcaddr,dst=src2 log | head -n 1 | show /dev/stdin
  #src src2

Names for people: protocols, services by the row's protocol, flags, times and
sizes.  What has no name stays a number.

  $ fl-cut -n start,src,sport,dport,proto,packets,bytes,flags,eni tsv | show /dev/stdin
  #start src sport dport proto packets bytes flags eni
  2014-12-14T04:06:50Z 172.31.16.139 20641 ssh tcp 20 4.25 kB syn eni-1
  1970-01-01T00:00:00Z 2001:db8::1 40000 https udp 1.23 M 4.25 GB 0 eni-1
  2014-12-14T04:06:50Z 10.0.0.9 0 0 icmp 1 84 B - eni-1
  2014-12-14T04:06:50Z 10.0.0.9 22 49152 99 1 84 B fin+syn+ack eni-1
  #!end records=4 from=0 to=1418530070 nodata=0 skipdata=0 malformed=0

A value that has to be read must be one.

  $ sed 's/ 22 6 / 8o 6 /; s/ 443 17 / 443 300 /' log >bad
  $ fl-cut -v dport bad | show /dev/stdin
  fl-cut: 4 records = 4 kept + 0 filtered + 0 nodata + 0 skipdata + 0 malformed
  #dport
  8o
  443
  0
  49152
  #!end records=4 from=0 to=1418530070 nodata=0 skipdata=0 malformed=0
  $ fl-cut -nv dport bad >out
  fl-cut: bad:2: dport: not a port (0-65535): "8o"
  fl-cut: bad:3: proto: not a protocol number (0-255): "300"
  fl-cut: 4 records = 2 kept + 0 filtered + 0 nodata + 0 skipdata + 2 malformed
  [1]
  $ show
  #dport
  0
  49152
  #!end records=4 from=0 to=1418530070 nodata=0 skipdata=0 malformed=2

The columns are needed.

  $ fl-cut
  fl-cut: which columns? FIELDS are missing
  usage: fl-cut [-Hnv] [-c FIELDS] [-F COLUMNS] [-j N] [-o FILE] [-T TYPE]
                [FIELDS] [FILE ...]
  [2]
  $ fl-cut @every log
  fl-cut: @every: no such set of columns; one of @default, @conn, @all
  [2]

So is their place, before the files.

  $ fl-cut log
  fl-cut: "log" is a file; FIELDS come before it, as in src,dst,dport
  usage: fl-cut [-Hnv] [-c FIELDS] [-F COLUMNS] [-j N] [-o FILE] [-T TYPE]
                [FIELDS] [FILE ...]
  [2]
  $ fl-cut dst src log
  fl-cut: src: no such file; did you mean dst,src?
  usage: fl-cut [-Hnv] [-c FIELDS] [-F COLUMNS] [-j N] [-o FILE] [-T TYPE]
                [FIELDS] [FILE ...]
  [2]
  $ cp log src
  $ fl-cut dst src | head -n 1
  #dst
