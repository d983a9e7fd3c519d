fl-label adds what is known of addresses.

  $ . "$TESTDIR/setup.sh"
  $ show() { tr '\t' ' ' <"${1:-/dev/stdin}"; }
  $ cat >enis.json <<'END'
  > {
  >     "NetworkInterfaces": [
  >         {
  >             "Association": {"IpOwnerId": "amazon", "PublicIp": "203.0.113.12"},
  >             "Attachment": {"InstanceId": "i-01", "DeviceIndex": 0, "Status": "attached"},
  >             "Description": "not this",
  >             "Groups": [
  >                 {"GroupId": "sg-0b", "GroupName": "two"},
  >                 {"GroupId": "sg-0a", "GroupName": "one"}
  >             ],
  >             "InterfaceType": "interface",
  >             "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.9.0/28"}],
  >             "Ipv6Addresses": [{"Ipv6Address": "2001:DB8::17"}],
  >             "NetworkInterfaceId": "eni-01",
  >             "PrivateIpAddress": "10.0.1.17",
  >             "PrivateIpAddresses": [
  >                 {"Association": {"PublicIp": "203.0.113.12"}, "Primary": true, "PrivateIpAddress": "10.0.1.17"},
  >                 {"Primary": false, "PrivateIpAddress": "10.0.1.18"}
  >             ],
  >             "Status": "in-use",
  >             "TagSet": [{"Key": "Name", "Value": "#1: 50% \t web"}],
  >             "VpcId": "vpc-0a"
  >         },
  >         {
  >             "Description": "Interface for NAT Gateway nat-01",
  >             "Groups": [],
  >             "InterfaceType": "nat_gateway",
  >             "NetworkInterfaceId": "eni-02",
  >             "PrivateIpAddress": "10.0.1.30",
  >             "RequesterManaged": true,
  >             "TagSet": [],
  >             "VpcId": "vpc-0a"
  >         },
  >         {
  >             "Attachment": {"InstanceId": "i-03"},
  >             "Description": "",
  >             "Groups": [{"GroupId": "sg-0c", "GroupName": "db"}],
  >             "NetworkInterfaceId": "eni-03",
  >             "PrivateIpAddress": "10.0.1.17",
  >             "VpcId": "vpc-0b"
  >         }
  >     ]
  > }
  > END

All addresses of an interface; a name that streams can't hold is encoded; the
VPC is not said of a public address, which no rule that names a group matches.

  $ cat >rows <<'END'
  > #src	dst
  > 10.0.1.18	203.0.113.12
  > 2001:db8::17	10.0.9.15
  > 10.0.1.30	10.0.9.16
  > -	10.0.1.16/31
  > 10.0.9.8/29	10.0.9.0/24
  > #!end	records=5
  > END
  $ fl-label -i enis.json rows | fl-cut src,srcsg,srcname,srctype,srcvpc | show
  #src srcsg srcname srctype srcvpc
  10.0.1.18 sg-0a,sg-0b %231: 50%25 %09 web interface vpc-0a
  2001:db8::17 sg-0a,sg-0b %231: 50%25 %09 web interface vpc-0a
  10.0.1.30 - Interface for NAT Gateway nat-01 nat_gateway vpc-0a
  - - - - -
  10.0.9.8/29 sg-0a,sg-0b %231: 50%25 %09 web interface vpc-0a
  #!end records=5 from=- to=- nodata=0 skipdata=0 malformed=0
  $ fl-label -i enis.json rows | fl-cut dst,dstsg,dstname,dsttype,dstvpc | show
  #dst dstsg dstname dsttype dstvpc
  203.0.113.12 sg-0a,sg-0b %231: 50%25 %09 web interface -
  10.0.9.15 sg-0a,sg-0b %231: 50%25 %09 web interface vpc-0a
  10.0.9.16 - - - -
  10.0.1.16/31 - - - -
  10.0.9.0/24 - - - -
  #!end records=5 from=- to=- nodata=0 skipdata=0 malformed=0
  $ fl-label -i enis.json rows | head -n 1 | show
  #src dst srcsg dstsg srcname dstname srctype dsttype srcvpc dstvpc

The same of other forms: UTF-16 as PowerShell writes it, a mark before UTF-8, a
list of interfaces, interfaces alone, pages in one file or in two, a recorded
answer, standard input.

  $ fl-label -i enis.json rows >want
  $ same() { fl-label "$@" rows | cmp - want; }
  $ (printf '\377\376'; sed 's/$/\r/' enis.json | iconv -t UTF-16LE) >utf16
  $ same -i utf16
  $ (printf '\376\377'; iconv -t UTF-16BE enis.json) >utf16be
  $ same -i utf16be
  $ iconv -t UTF-16LE enis.json >nomark
  $ same -i nomark
  $ (printf '\357\273\277'; cat enis.json) >mark
  $ same -i mark
  $ py() { python3 -c "import json,sys; e = json.load(open('enis.json'))['NetworkInterfaces']; $1"; }
  $ py 'json.dump(e, sys.stdout)' >list
  $ same -i list
  $ py '[print(json.dumps(x)) for x in e]' >alone
  $ same -i alone
  $ py 'json.dump({"status_code": 200, "data": {"NetworkInterfaces": e}}, sys.stdout)' >recorded
  $ same -i recorded
  $ py 'json.dump({"NetworkInterfaces": e[:1], "NextToken": "x"}, sys.stdout)' >page1
  $ py 'json.dump({"NetworkInterfaces": e[1:]}, sys.stdout)' >page2
  $ same -i page1 -i page2
  $ cat page1 page2 >pages
  $ same -i pages
  $ cat enis.json | same -i -
  $ cat rows | fl-label -i enis.json | cmp - want

A page that is missing is said; two files of one interface: the last counts.

  $ fl-label -i page1 rows >out
  fl-label: page1: NextToken: another page follows, and is not here: some interfaces are missing
  [1]
  $ tail -n 1 out | show
  #!end records=5 from=- to=- nodata=0 skipdata=0 malformed=0
  $ sed 's/sg-0b/sg-0d/; s/"eni-0[23]"/"eni-99"/' enis.json >newer.json
  $ fl-label -H -c src,srcsg -i enis.json -i newer.json rows | head -n 1 | show
  10.0.1.18 sg-0a,sg-0d

Two VPCs with one address: the row's interface tells, or its VPC, or that of its
interface; or nothing does, and that is counted.

  $ cat >both <<'END'
  > #src	dst	vpc	eni
  > 10.0.1.17	10.0.1.17	-	-
  > 10.0.1.17	10.0.1.17	vpc-0a	-
  > 10.0.1.17	10.0.1.17	vpc-0b	-
  > 10.0.1.17	10.0.1.30	-	eni-02
  > 10.0.1.17	10.0.1.30	-	eni-03
  > 10.0.1.17	10.0.1.30	vpc-0c	-
  > END
  $ fl-label -H -c srcsg,dstsg,vpc,eni -i enis.json both >out
  fl-label: 3 addresses in rows are held by several interfaces, such as 10.0.1.17 in vpc-0a and in vpc-0b, and neither vpc nor eni of the row tells by which: they are labelled -
  $ show out
  - - - -
  sg-0a,sg-0b sg-0a,sg-0b vpc-0a -
  sg-0c sg-0c vpc-0b -
  sg-0a,sg-0b - - eni-02
  sg-0c - - eni-03
  - - vpc-0c -

A table of one's own: the longest prefix counts, of several tables too, and over
that of an interface only if it is as long.

  $ cat >sites.tsv <<'END'
  > #prefix	site	name
  > # where we are
  > 10.0.0.0/8	corp	-
  > 10.0.1.0/24	dc	the net
  > 10.0.1.30	dc	my nat
  > 2001:db8::/32		six
  > END
  $ fl-label -H -c src,srcsite,srcname,dst,dstsite -i enis.json -t sites.tsv rows | show
  10.0.1.18 dc %231: 50%25 %09 web 203.0.113.12 -
  2001:db8::17 - %231: 50%25 %09 web 10.0.9.15 corp
  10.0.1.30 dc my nat 10.0.9.16 corp
  - - - 10.0.1.16/31 dc
  10.0.9.8/29 corp %231: 50%25 %09 web 10.0.9.0/24 corp
  $ printf 'net\tsite\n10.0.1.16/28\track\n' >rack.tsv
  $ fl-label -H -c src,srcsite -t rack.tsv -t sites.tsv rows | head -n 2 | show
  10.0.1.18 rack
  2001:db8::17 -

Labelled again, columns stay in their places; cells change where more is known.

  $ fl-label -t sites.tsv rows | fl-label -t rack.tsv | show
  #src dst srcsite dstsite srcname dstname
  10.0.1.18 203.0.113.12 rack - the net -
  2001:db8::17 10.0.9.15 - corp six -
  10.0.1.30 10.0.9.16 rack corp my nat -
  - 10.0.1.16/31 - rack - the net
  10.0.9.8/29 10.0.9.0/24 corp corp - -
  #!end records=5 from=- to=- nodata=0 skipdata=0 malformed=0

Prefix lists, of which one has its name in another file.

  $ cat >lists.json <<'END'
  > {"PrefixLists": [
  >     {"PrefixListId": "pl-0a", "PrefixListName": "one, two", "MaxEntries": 5},
  >     {"PrefixListId": "pl-0b", "PrefixListName": "three", "MaxEntries": 5}]}
  > END
  $ echo '{"Entries": [{"Cidr": "10.0.0.0/16"}, {"Cidr": "203.0.113.0/24"}]}' >pl-0a.json
  $ echo '{"PrefixListId": "pl-0b", "Entries": [{"Cidr": "203.0.113.0/24"}]}' >b.json
  $ fl-label -H --prefix-lists lists.json --prefix-lists pl-0a.json --prefix-lists b.json rows | show
  10.0.1.18 203.0.113.12 pl-0a pl-0a,pl-0b one%2C two one%2C two,three
  2001:db8::17 10.0.9.15 - pl-0a - one%2C two
  10.0.1.30 10.0.9.16 pl-0a pl-0a one%2C two one%2C two
  - 10.0.1.16/31 - pl-0a - one%2C two
  10.0.9.8/29 10.0.9.0/24 pl-0a pl-0a one%2C two one%2C two
  $ fl-label -H --prefix-lists lists.json rows >none
  fl-label: pl-0a: nothing is said of what is in it: see aws ec2 get-managed-prefix-list-entries
  fl-label: pl-0b: nothing is said of what is in it: see aws ec2 get-managed-prefix-list-entries
  $ cp pl-0a.json entries.json
  $ fl-label --prefix-lists entries.json rows
  fl-label: entries.json: of which list? The entries do not say it: name the file pl-0123456789abcdef0.json, or add "PrefixListId"
  [2]

Logs, groups and connections are all rows; what was added are keys.

  $ fl-label -i "$DATA/enis.json" "$LOGS5" 2>said | head -n 1 | show
  #src dst sport dport proto packets bytes start end action flags srcsg dstsg srcname dstname srctype dsttype srcvpc dstvpc
  $ fl-group src,dst,dport,vpc "$LOGS5" 2>said >groups
  $ fl-label -i "$DATA/enis.json" groups | fl-group dstname,dport >a
  $ fl-label -i "$DATA/enis.json" -c dst,dport,dstname,packets,bytes,start,end,action "$LOGS5" 2>said |
  >     fl-group dstname,dport | cmp - a
  $ fl-where 'dport=5432 dstname=db1' a | fl-cut dstname,dport,flows | show
  #dstname dport flows
  db1 5432 136
  #!end records=3000 from=1772323205 to=1772409598 nodata=30 skipdata=1 malformed=0
  $ fl-conn -c vpc "$LOGS5" 2>said | fl-label -i "$DATA/enis.json" |
  >     fl-where 'dstname=cache dport=6379' | fl-group -H srcsg,dstsg,dport,proto | cut -f 1-5 | show
  sg-01798ce5f6a4b3d2c,sg-0d4c9b5a6f7e8a796 sg-0e5bac6978d1f3e24 6379 6 76
  sg-0f6abd7869c2e4d35 sg-0e5bac6978d1f3e24 6379 6 32

The same by any number of threads, and from a stream; -v counts what was read.

  $ fl-label -j 1 -i "$DATA/enis.json" -c @all "$LOGS5" 2>said >one
  $ fl-label -j 3 -i "$DATA/enis.json" -c @all "$LOGS5" 2>said3 | cmp - one
  $ cmp said said3
  $ fl-cat -c @all "$LOGS5" 2>said | fl-label -i "$DATA/enis.json" | cmp - one
  $ printf '#src\tdst\n10.0.0\t1.1.1.1\n1.1.1.1\t2.2.2.2\n' | fl-label -v -H -c src,dstname -i enis.json | show
  fl-label: stdin:2: src: not an address: "10.0.0"
  fl-label: 2 records = 1 kept + 0 filtered + 0 nodata + 0 skipdata + 1 malformed
  1.1.1.1 -

Row by row what the slow version says, with all that tells two VPCs apart, with
some of it, and without.

  $ python3 - "$DATA/enis.json" >two.json <<'END'
  > import json, sys
  > text = open(sys.argv[1]).read()
  > other = text.replace("vpc-03c1eba8b4dccc148", "vpc-other")
  > other = other.replace('"eni-0', '"eni-1').replace('"db', '"other-db')
  > both = [json.loads(t)["NetworkInterfaces"] for t in (text, other)]
  > json.dump({"NetworkInterfaces": both[0] + both[1]}, sys.stdout)
  > END
  $ mix() {
  >     awk -F '\t' -v OFS='\t' '!/^#/ && NR % 3 == 0 {
  >         for (i = 3; i <= NF; i++) {
  >             sub("^vpc-.*", NR % 2 ? "-" : "vpc-other", $i)
  >             sub("^eni-0", NR % 4 ? "eni-1" : "eni-2", $i)
  >         } } { print }'
  > }
  $ for c in @conn src,dst,eni src,dst,vpc src,dst; do
  >     for e in two.json "$DATA/enis.json"; do
  >         fl-cat -c "$c" "$LOGS5" 2>said | mix >in
  >         python3 "$ORACLE/label.py" "$e" "$DATA/offices.tsv" <in >want
  >         fl-label -i "$e" -t "$DATA/offices.tsv" in 2>said | cmp - want
  >     done
  > done

What JSON should be, and is not.

  $ wrong() { echo "$1" >wrong.json; fl-label -i wrong.json rows; }
  $ wrong ''
  fl-label: wrong.json: empty: expected JSON
  [2]
  $ wrong '{"SecurityGroups": []}'
  fl-label: wrong.json: expected NetworkInterfaces, found SecurityGroups
  [2]
  $ echo '{"NetworkInterfaces": null}' >wrong.json; fl-label -i wrong.json rows
  fl-label: wrong.json: expected NetworkInterfaces, found NetworkInterfaces null
  [2]
  $ wrong '{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Groups": [{"GroupId": 7}]}]}'
  fl-label: wrong.json: NetworkInterfaces[0].Groups[0].GroupId: expected a string, found a number
  [2]
  $ wrong '{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Ipv6Addresses": [{"Ipv6Address": "::g"}]}]}'
  fl-label: wrong.json: NetworkInterfaces[0].Ipv6Addresses[0].Ipv6Address: not an address or prefix: "::g"
  [2]
  $ wrong '{"NetworkInterfaces": []} x'
  fl-label: wrong.json:1:1: not JSON: '[' or '{' expected near 'x'
  [2]
  $ wrong '{"NetworkInterfaces": [], "NetworkInterfaces": []}' 2>&1 | cut -c 1-60
  fl-label: wrong.json:1:45: not JSON: duplicate object key ne
  $ printf '\377\376{\000}' >wrong.json
  $ fl-label -i wrong.json rows
  fl-label: wrong.json: not UTF-16, as its first bytes say: half a character at byte 4
  [2]
  $ fl-label -i nothing.json rows
  fl-label: nothing.json: No such file or directory
  [2]

And tables.

  $ bad() { printf "$1" >bad.tsv; fl-label -t bad.tsv rows; }
  $ bad '10.0.0.0/8\tcorp\n'
  fl-label: bad.tsv:1: the first line has to name the columns, as in "prefix", a tab, "site"
  [2]
  $ bad 'prefix\tport\n'
  fl-label: bad.tsv:1: "port" can't be a column: srcport or dstport would be no name, or that of something else
  [2]
  $ bad 'prefix\tsite\n10.0.0.1/8\tcorp\n'
  fl-label: bad.tsv:2: bits set behind the length: "10.0.0.1/8", did you mean 10.0.0.0/8?
  [2]
  $ bad 'prefix\tsite\n10.0.0.0/8 corp\n'
  fl-label: bad.tsv:2: 1 cell, the header names 2
  [2]
  $ bad 'prefix\tsite\n10.0.0.0/8\ta\n10.0.0.0/8\ta\n10.0.0.0/8\tb\n'
  fl-label: bad.tsv:4: 10.0.0.0/8 is in line 3, too, with other cells
  [2]

What is missing on the command line.

  $ fl-label rows
  fl-label: nothing to look addresses up in: -i, -t or --prefix-lists is missing
  usage: fl-label [-Hv] [-c FIELDS] [-F COLUMNS] [-i FILE] [-j N] [-o FILE]
                  [-T TYPE] [-t FILE] [FILE ...]
  [2]
  $ fl-label -i - <enis.json
  fl-label: stdin can't be read twice: only one of the files may be -, and rows come from it, too, if there is no FILE
  usage: fl-label [-Hv] [-c FIELDS] [-F COLUMNS] [-i FILE] [-j N] [-o FILE]
                  [-T TYPE] [-t FILE] [FILE ...]
  [2]
  $ printf '#dport\n1\n' | fl-label -H -c dport,srcname -t sites.tsv | show
  fl-label: stdin: no column src: nothing is known of it
  fl-label: stdin: no column dst: nothing is known of it
  1 -
