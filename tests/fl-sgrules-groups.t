Rules of security groups, of instances, of addresses: what labels of rows say.

  $ . "$TESTDIR/setup.sh"
  $ tab() { tr ' ' '\t'; }

An account: web1 and web2 are in web and in all, app1 in app and all, db1 in db,
and there is a NAT gateway, which has no groups.

  $ eni() {
  >     printf '{"NetworkInterfaceId": "eni-%s", "VpcId": "%s", "InterfaceType": "%s",\n' "$1" "$2" "$3"
  >     printf '"PrivateIpAddresses": [{"PrivateIpAddress": "%s"}],\n' "$4"
  >     printf '"TagSet": [{"Key": "Name", "Value": "%s"}], "Groups": [' "$1"
  >     shift 4
  >     for g; do printf '%s{"GroupId": "sg-%s", "GroupName": "%s"}' "$comma" "$g" "$g"; comma=,; done
  >     comma=
  >     echo ']}'
  > }
  $ comma=
  $ (eni web1 vpc-1 interface 10.0.0.1 web all; eni web2 vpc-1 interface 10.0.0.2 web all
  >     eni app1 vpc-1 interface 10.0.1.1 app all; eni db1 vpc-1 interface 10.0.2.1 db
  >     eni nat vpc-1 nat_gateway 10.0.0.9; eni far vpc-2 interface 10.9.0.1 far) >enis.json
  $ cat >pl-aa.json <<'END'
  > {"Entries": [{"Cidr": "192.0.2.0/28"}, {"Cidr": "192.0.2.8/29"}]}
  > END
  $ rules() {
  >     (echo '#src dst dport proto flows rejects'; cat; echo '#!end') | tab |
  >         fl-label -i enis.json --prefix-lists pl-aa.json >rows 2>/dev/null
  >     fl-sgrules -f tsv "$@" rows 2>said | cut -f 1,2,4,6,7,8,15 | grep -v '^#!'
  > }

Both webs ask the app: the rules go to the groups that have all who need them and
the fewest others, web and app; all would do, too, but has one more.  Both ways
come of one row.

  $ rules -i enis.json <<'END'
  > 10.0.0.1 10.0.1.1 8080 6 1 0
  > 10.0.0.2 10.0.1.1 8080 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows\tnote (esc)
  ingress\tsg-app\t8080\t-\tsg-web\t2\t- (esc)
  egress\tsg-web\t8080\t-\tsg-app\t2\t- (esc)
  $ cat said
  fl-sgrules: 2 groups read, 2 rules written for 2 subjects
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: note: no IPv6 in the input: a filter on IPv4 prefixes hides it
  fl-sgrules: the rules admit 0 (subject, peer, port) triples beyond the evidence

One web and the app ask the database: of all groups only all has both.  The other
web is let in without evidence, and the price says so.

  $ rules -i enis.json <<'END'
  > 10.0.0.1 10.0.2.1 5432 6 1 0
  > 10.0.1.1 10.0.2.1 5432 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows\tnote (esc)
  egress\tsg-all\t5432\t-\tsg-db\t2\t- (esc)
  ingress\tsg-db\t5432\t-\tsg-all\t2\t- (esc)
  $ grep admit said
  fl-sgrules: the rules admit 2 (subject, peer, port) triples beyond the evidence

Without -i only those are known that were seen:

  $ rules <<'END' | head -n 2
  > 10.0.0.1 10.0.2.1 5432 6 1 0
  > 10.0.1.1 10.0.2.1 5432 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows\tnote (esc)
  egress\tsg-all\t5432\t-\tsg-db\t2\t- (esc)
  $ sed -n '4,$p' said
  fl-sgrules: the rules admit at least 0 (subject, peer, port) triples beyond the evidence
  fl-sgrules: note: members of groups are those that the traffic shows; say -i for all of them

By name and by address nothing is admitted that was not seen: peers are addresses.

  $ rules -b name <<'END'
  > 10.0.0.1 10.0.2.1 5432 6 1 0
  > 192.0.2.1 10.0.2.1 443 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows (esc)
  ingress\tdb1\t443\t192.0.2.1\t-\t1 (esc)
  ingress\tdb1\t5432\t10.0.0.1\t-\t1 (esc)
  egress\tweb1\t5432\t10.0.2.1\t-\t1 (esc)
  $ rules -b addr <<'END'
  > 10.0.0.1 10.0.2.1 5432 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows (esc)
  egress\t10.0.0.1\t5432\t10.0.2.1\t-\t1 (esc)
  ingress\t10.0.2.1\t5432\t10.0.0.1\t-\t1 (esc)

A name of two instances is said, one of two interfaces of an instance is not.

  $ comma=
  $ (for n in 1 2 3 4; do eni host vpc-1 interface 10.0.3.$n web; done) |
  >     awk -v n=0 '/eni-host/ { n++; sub("eni-host", "eni-" n) }
  >         /"Value"/ { sub("host", n < 3 ? "twin" : "two"); sub("Groups", sprintf("Attachment\": {\"InstanceId\": \"i-%d\"}, \"Groups", n < 3 ? 1 : n)) }
  >         { print }' >twins.json
  $ (echo '#src dst dport proto flows rejects'
  >     for n in 1 2 3 4; do echo 192.0.2.$n 10.0.3.$n 443 6 1 0; done; echo '#!end') | tab |
  >     fl-label -i twins.json >rows
  $ fl-sgrules -b name -i twins.json -f tsv rows 2>said | fl-cut -H subject | sort -u
  twin
  two
  $ grep several said
  fl-sgrules: note: 1 name of several instances, such as two: each has what any of them needs

Who has no groups is no subject: neither the NAT gateway nor outsiders.  Rows to
the gateway's own address are left out.  A gateway, an outsider, and an address
in another VPC are prefixes, a list is named where one has the peer.

  $ rules -i enis.json --prefix-lists pl-aa.json -x left <<'END'
  > 10.0.0.9 10.0.0.1 22 6 1 0
  > 10.0.0.1 10.0.0.9 443 6 1 0
  > 10.0.0.9 198.51.100.7 443 6 1 0
  > 198.51.100.7 10.0.0.2 443 6 1 0
  > 10.0.0.2 192.0.2.1 443 6 1 0
  > 10.0.0.2 10.9.0.1 5000 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows\tnote (esc)
  ingress\tsg-far\t5000\t10.0.0.2\t-\t1\t- (esc)
  ingress\tsg-web\t22\t10.0.0.9\t-\t1\t- (esc)
  ingress\tsg-web\t443\t198.51.100.7\t-\t1\t- (esc)
  egress\tsg-web\t443\t-\tpl-aa\t1\t- (esc)
  egress\tsg-web\t5000\t10.9.0.1\t-\t1\t- (esc)
  $ sed -n 1p said; grep admit said
  fl-sgrules: 6 groups read, 5 rules written for 2 subjects; 1 to a gateway, 1 without security groups
  fl-sgrules: the rules admit 34 (subject, peer, port) triples beyond the evidence
  $ fl-cut -H src,dst,note left
  10.0.0.1\t10.0.0.9\tto a gateway (esc)
  10.0.0.9\t198.51.100.7\twithout security groups (esc)

What is left out has its labels, and can be read back.

  $ fl-sgrules -f tsv -x again left >/dev/null 2>&1; cmp left again

With VPCs that are peered the other's groups can be named.

  $ rules -i enis.json --peered vpc-1,vpc-2 <<'END'
  > 10.0.0.2 10.9.0.1 5000 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows\tnote (esc)
  ingress\tsg-far\t5000\t-\tsg-web\t1\t- (esc)
  egress\tsg-web\t5000\t-\tsg-far\t1\t- (esc)
  $ rules --peered vpc-1 </dev/null; cat said
  fl-sgrules: --peered vpc-1: with which? say both, as vpc-0123,vpc-4567

-l narrows what is ours down.

  $ rules -l 10.0.0.0/24 <<'END'
  > 10.0.0.1 10.0.2.1 5432 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows\tnote (esc)
  egress\tsg-all\t5432\t-\tsg-db\t1\t- (esc)

Many public peers of a port become all addresses, if that is asked for: more than
two on 443.  22 stays as it is, private peers do, and so does IPv6, which was not
seen.

  $ public() {
  >     for i in 1 2 3; do
  >         echo 198.51.100.$((i * 2)) 10.0.0.1 443 6 1 0
  >         echo 198.51.100.$((i * 2)) 10.0.0.1 22 6 1 0
  >     done
  >     echo 10.7.0.1 10.0.0.1 443 6 1 0
  > }
  $ public | rules -b addr -P 2
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows\tnote (esc)
  ingress\t10.0.0.1\t22\t198.51.100.2\t-\t1\t- (esc)
  ingress\t10.0.0.1\t22\t198.51.100.4\t-\t1\t- (esc)
  ingress\t10.0.0.1\t22\t198.51.100.6\t-\t1\t- (esc)
  ingress\t10.0.0.1\t443\t0.0.0.0/0\t-\t3\topen to all (esc)
  ingress\t10.0.0.1\t443\t10.7.0.1\t-\t1\t- (esc)
  $ sed -n '4,$p' said
  fl-sgrules: -P: 1 service is open to all addresses
  fl-sgrules: note: 1 service with more than 2 public peers not opened, such as 10.0.0.1 ingress tcp 22: commonly insecure, or remote administration; --allow-insecure opens them
  fl-sgrules: the rules admit 4294967292 (subject, peer, port) triples beyond the evidence
  $ public | rules -b addr -P 2 --allow-insecure | grep -c 0.0.0.0/0
  2
  $ public | rules -b addr -P 3 | grep -c 0.0.0.0/0
  0
  [1]
  $ (public; echo 2001:db8::1 10.0.0.1 443 6 1 0) | rules -b addr -P 3 | grep /0
  ingress\t10.0.0.1\t443\t0.0.0.0/0\t-\t3\topen to all (esc)
  ingress\t10.0.0.1\t443\t::/0\t-\t1\topen to all (esc)
  $ public | rules -i enis.json -P 2 | grep /0
  ingress\tsg-web\t443\t0.0.0.0/0\t-\t3\topen to all (esc)
  $ grep admit said
  fl-sgrules: the rules admit 8589934591 (subject, peer, port) triples beyond the evidence

Without labels, too; what is of -l is not public.

  $ public | (echo '#src dst dport proto flows rejects'; cat; echo '#!end') | tab >plain
  $ fl-sgrules -l 10.0.0.1 -P 2 -f tsv plain 2>/dev/null | cut -f 1-4,6,13-
  #direction\tsubject\tproto\tfromport\tpeer\tprice\tnote (esc)
  ingress\t10.0.0.1\t6\t22\t198.51.100.2\t0\t- (esc)
  ingress\t10.0.0.1\t6\t22\t198.51.100.4\t0\t- (esc)
  ingress\t10.0.0.1\t6\t22\t198.51.100.6\t0\t- (esc)
  ingress\t10.0.0.1\t6\t443\t0.0.0.0/0\t4294967292\topen to all (esc)
  ingress\t10.0.0.1\t6\t443\t10.7.0.1\t0\t- (esc)
  #!end\trecords=0\tfrom=-\tto=-\tskipdata=0 (esc)
  $ fl-sgrules -l 10.0.0.1 -l 198.51.100.0/30 -P 2 -f tsv plain 2>/dev/null | grep -c /0
  0
  [1]

Every format has groups as peers, and as whose rules they are.

  $ rules -i enis.json --prefix-lists pl-aa.json -f table <<'END'
  > 10.0.0.1 10.0.2.1 5432 6 1 0
  > 10.0.0.2 192.0.2.1 443 6 1 0
  > END
  sg-db (db) ingress: 1 rule
    Type        Protocol  Port range  Source        Flows  First seen  Last seen  Note
    PostgreSQL  TCP       5432        sg-web (web)      1  -           -          1 beyond the evidence
  
  sg-web (web) egress: 2 rules
    Type        Protocol  Port range  Destination  Flows  First seen  Last seen  Note
    HTTPS       TCP       443         pl-aa            1  -           -          31 beyond the evidence
    PostgreSQL  TCP       5432        sg-db (db)       1  -           -          1 beyond the evidence
  $ few() { fl-sgrules -i enis.json --prefix-lists pl-aa.json "$@" rows 2>/dev/null; }
  $ few
  sg-db (db) ingress: 1 rule
    Type        Protocol  Port range  Source        Flows  First seen  Last seen  Note
    PostgreSQL  TCP       5432        sg-web (web)      1  -           -          1 beyond the evidence
  
  sg-web (web) egress: 2 rules
    Type        Protocol  Port range  Destination  Flows  First seen  Last seen  Note
    HTTPS       TCP       443         pl-aa            1  -           -          31 beyond the evidence
    PostgreSQL  TCP       5432        sg-db (db)       1  -           -          1 beyond the evidence
  $ few -f json
  {
    "SecurityGroups": [
      {
        "Description": "fl: rules of sg-db, traffic of - to -",
        "GroupName": "db",
        "GroupId": "sg-db",
        "VpcId": "vpc-1",
        "IpPermissions": [
          {
            "IpProtocol": "tcp",
            "FromPort": 5432,
            "ToPort": 5432,
            "IpRanges": [],
            "Ipv6Ranges": [],
            "PrefixListIds": [],
            "UserIdGroupPairs": [
              {
                "GroupId": "sg-web",
                "Description": "flows 1, first -, last -, 1 beyond the evidence"
              }
            ]
          }
        ],
        "IpPermissionsEgress": [],
        "Members": [
          "10.0.2.1"
        ]
      },
      {
        "Description": "fl: rules of sg-web, traffic of - to -",
        "GroupName": "web",
        "GroupId": "sg-web",
        "VpcId": "vpc-1",
        "IpPermissions": [],
        "IpPermissionsEgress": [
          {
            "IpProtocol": "tcp",
            "FromPort": 443,
            "ToPort": 443,
            "IpRanges": [],
            "Ipv6Ranges": [],
            "PrefixListIds": [
              {
                "PrefixListId": "pl-aa",
                "Description": "flows 1, first -, last -, 31 beyond the evidence"
              }
            ],
            "UserIdGroupPairs": []
          },
          {
            "IpProtocol": "tcp",
            "FromPort": 5432,
            "ToPort": 5432,
            "IpRanges": [],
            "Ipv6Ranges": [],
            "PrefixListIds": [],
            "UserIdGroupPairs": [
              {
                "GroupId": "sg-db",
                "Description": "flows 1, first -, last -, 1 beyond the evidence"
              }
            ]
          }
        ],
        "Members": [
          "10.0.0.1",
          "10.0.0.2"
        ]
      }
    ]
  }
  $ few -f terraform | sed -n '/^resource/,$p'
  resource "aws_security_group" "db" {
    name        = "fl-db"
    description = "fl-sgrules: what db needs"
    vpc_id      = "vpc-1"
  }
  
  resource "aws_vpc_security_group_ingress_rule" "db__tcp_5432__web" {
    security_group_id            = aws_security_group.db.id
    description                  = "flows 1, first -, last -, 1 beyond the evidence"
    ip_protocol                  = "tcp"
    from_port                    = 5432
    to_port                      = 5432
    referenced_security_group_id = aws_security_group.web.id
  }
  
  # web: 0 ingress rules, 2 egress rules
  resource "aws_security_group" "web" {
    name        = "fl-web"
    description = "fl-sgrules: what web needs"
    vpc_id      = "vpc-1"
  }
  
  resource "aws_vpc_security_group_egress_rule" "web__tcp_443__list__pl-aa" {
    security_group_id = aws_security_group.web.id
    description       = "flows 1, first -, last -, 31 beyond the evidence"
    ip_protocol       = "tcp"
    from_port         = 443
    to_port           = 443
    prefix_list_id    = "pl-aa"
  }
  
  resource "aws_vpc_security_group_egress_rule" "web__tcp_5432__db" {
    security_group_id            = aws_security_group.web.id
    description                  = "flows 1, first -, last -, 1 beyond the evidence"
    ip_protocol                  = "tcp"
    from_port                    = 5432
    to_port                      = 5432
    referenced_security_group_id = aws_security_group.db.id
  }
  $ few -f cloudformation | sed -n '/^Resources/,$p'
  Resources:
    # db: 1 ingress rule, 0 egress rules
    db:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: "fl-sgrules: what db needs"
        GroupName: "fl-db"
        VpcId: "vpc-1"
        SecurityGroupEgress:
          - IpProtocol: "-1"
            CidrIp: "127.0.0.1/32"
            Description: "in place of the default, which allows all"
    dbInTcp5432Fromweb:
      Type: AWS::EC2::SecurityGroupIngress
      Properties:
        GroupId: !GetAtt db.GroupId
        Description: "flows 1, first -, last -, 1 beyond the evidence"
        IpProtocol: "tcp"
        FromPort: 5432
        ToPort: 5432
        SourceSecurityGroupId: !GetAtt web.GroupId
  
    # web: 0 ingress rules, 2 egress rules
    web:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: "fl-sgrules: what web needs"
        GroupName: "fl-web"
        VpcId: "vpc-1"
        SecurityGroupEgress:
          - IpProtocol: "-1"
            CidrIp: "127.0.0.1/32"
            Description: "in place of the default, which allows all"
    webOutTcp443ToListplaa:
      Type: AWS::EC2::SecurityGroupEgress
      Properties:
        GroupId: !GetAtt web.GroupId
        Description: "flows 1, first -, last -, 31 beyond the evidence"
        IpProtocol: "tcp"
        FromPort: 443
        ToPort: 443
        DestinationPrefixListId: "pl-aa"
    webOutTcp5432Todb:
      Type: AWS::EC2::SecurityGroupEgress
      Properties:
        GroupId: !GetAtt web.GroupId
        Description: "flows 1, first -, last -, 1 beyond the evidence"
        IpProtocol: "tcp"
        FromPort: 5432
        ToPort: 5432
        DestinationSecurityGroupId: !GetAtt db.GroupId
  $ few -f cli | grep -e '"GroupId"' -e '"GroupName"' -e PrefixListId -e '^revoke'
    "GroupName": "fl-db",
    "GroupName": "fl-web",
    "GroupId": "$sg_db",
            "GroupId": "$sg_web",
    "GroupId": "$sg_web",
        "PrefixListIds": [
            "PrefixListId": "pl-aa",
            "GroupId": "$sg_db",
  revoke_open() {
  revoke_open "$sg_db"
  revoke_open "$sg_web"
  $ few -f markdown | grep -e '^##' -e gress
  - All else is denied, in both directions: a new group's rule that lets all egress out is taken away.
  ## sg-db (db)
  | ingress | PostgreSQL | TCP | 5432 | sg-web (web) | 1 | - | - | 1 beyond the evidence | **none** |  |  |
  ## sg-web (web)
  | egress | HTTPS | TCP | 443 | pl-aa | 1 | - | - | 31 beyond the evidence | **none** |  |  |
  | egress | PostgreSQL | TCP | 5432 | sg-db (db) | 1 | - | - | 1 beyond the evidence | **none** |  |  |
  ## Summary

What is missing is said.

  $ fl-sgrules -b group plain
  fl-sgrules: plain: no columns srcsg and dstsg, which -b group needs: add them with 'fl-label -i enis.json'
  [2]
  $ fl-cut -c -srcname,-dstname rows | fl-sgrules -b name
  fl-sgrules: stdin: no columns srcname and dstname, which -b name needs: add them with 'fl-label -i enis.json'
  [2]
  $ cat plain rows | fl-sgrules -l 10.0.0.0/8
  fl-sgrules: stdin: it has columns srcsg and dstsg, unlike what came before: label all, or none
  [2]
  $ cat rows plain | fl-sgrules
  fl-sgrules: stdin: no columns srcsg and dstsg, unlike what came before: label all, or none
  [2]
  $ fl-sgrules -b host plain 2>&1 | head -n 1
  fl-sgrules: -b host: no such base; one of addr, name, group
  $ fl-sgrules -i nothing.json rows
  fl-sgrules: nothing.json: No such file or directory
  [2]

What labels alone give a meaning to is not passed over where there are none:

  $ fl-sgrules -l 10.0.0.0/8 -i enis.json plain
  fl-sgrules: plain: no columns srcsg and dstsg, which -i needs: add them with 'fl-label -i enis.json'
  [2]
  $ fl-sgrules -l 10.0.0.0/8 -b addr --prefix-lists pl-aa.json plain
  fl-sgrules: plain: no columns srcsg and dstsg, which --prefix-lists needs: add them with 'fl-label -i enis.json'
  [2]
  $ fl-sgrules -l 10.0.0.0/8 --peered vpc-1,vpc-2 plain
  fl-sgrules: plain: no columns srcsg and dstsg, which --peered needs: add them with 'fl-label -i enis.json'
  [2]
  $ fl-sgrules -i - --prefix-lists - rows 2>&1 | head -n 1
  fl-sgrules: stdin can't be read twice: only one of the files may be -, and rows come from it, too, if there is no FILE
  $ fl-sgrules -i - <rows 2>&1 | head -n 1
  fl-sgrules: stdin can't be read twice: only one of the files may be -, and rows come from it, too, if there is no FILE

Hostile names are made legal, and stay apart.

  $ sed -i 's/"Value": "web1"/"Value": "a\\"b${x}\\n`c`"/; s/"Value": "web2"/"Value": "A\\"b%{x}\\n`c`"/' enis.json
  $ rules -b name <<'END'
  > 10.0.0.1 10.0.2.1 5432 6 1 0
  > 10.0.0.2 10.0.2.1 5432 6 1 0
  > END
  #direction\tsubject\tfromport\tpeer\tpeerid\tflows (esc)
  egress\tA"b%25{x}%0A`c`\t5432\t10.0.2.1\t-\t1 (esc)
  egress\ta"b${x}%0A`c`\t5432\t10.0.2.1\t-\t1 (esc)
  ingress\tdb1\t5432\t10.0.0.1\t-\t1 (esc)
  ingress\tdb1\t5432\t10.0.0.2\t-\t1 (esc)
  $ fl-sgrules -b name -f terraform rows 2>/dev/null | grep -e '^resource' -e name -e desc
  resource "aws_security_group" "A_b_25_x_0A_c" {
    name        = "fl-A_b_25{x}_0A_c_"
    description = "fl-sgrules: what A_b_25{x}_0A_c_ needs"
  resource "aws_vpc_security_group_egress_rule" "A_b_25_x_0A_c__tcp_5432__10_0_2_1_32" {
    description       = "flows 1, first -, last -"
  resource "aws_security_group" "a_b_x_0A_c" {
    name        = "fl-a_b$${x}_0A_c_"
    description = "fl-sgrules: what a_b$${x}_0A_c_ needs"
  resource "aws_vpc_security_group_egress_rule" "a_b_x_0A_c__tcp_5432__10_0_2_1_32" {
    description       = "flows 1, first -, last -"
  resource "aws_security_group" "db1" {
    name        = "fl-db1"
    description = "fl-sgrules: what db1 needs"
  resource "aws_vpc_security_group_ingress_rule" "db1__tcp_5432__10_0_0_1_32" {
    description       = "flows 1, first -, last -"
  resource "aws_vpc_security_group_ingress_rule" "db1__tcp_5432__10_0_0_2_32" {
    description       = "flows 1, first -, last -"
  $ fl-sgrules -b name -f cloudformation rows 2>/dev/null | grep -A 4 -e '^  [a-z]'
    ab25x0ac:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: "fl-sgrules: what A_b_25{x}_0A_c_ needs"
        GroupName: "fl-A_b_25{x}_0A_c_"
  --
    ab25x0acOutTcp5432To10x0x2x1x32:
      Type: AWS::EC2::SecurityGroupEgress
      Properties:
        GroupId: !GetAtt ab25x0ac.GroupId
        Description: "flows 1, first -, last -"
  --
    abx0ac:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: "fl-sgrules: what a_b${x}_0A_c_ needs"
        GroupName: "fl-a_b${x}_0A_c_"
  --
    abx0acOutTcp5432To10x0x2x1x32:
      Type: AWS::EC2::SecurityGroupEgress
      Properties:
        GroupId: !GetAtt abx0ac.GroupId
        Description: "flows 1, first -, last -"
  --
    db1:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: "fl-sgrules: what db1 needs"
        GroupName: "fl-db1"
  --
    db1InTcp5432From10x0x0x1x32:
      Type: AWS::EC2::SecurityGroupIngress
      Properties:
        GroupId: !GetAtt db1.GroupId
        Description: "flows 1, first -, last -"
  --
    db1InTcp5432From10x0x0x2x32:
      Type: AWS::EC2::SecurityGroupIngress
      Properties:
        GroupId: !GetAtt db1.GroupId
        Description: "flows 1, first -, last -"
  $ fl-sgrules -b name -f cli rows 2>/dev/null | grep -e '^sg_' -e Name
  sg_A_b_25_x__0A_c_=$(aws ec2 create-security-group --query GroupId --output text \
    "GroupName": "fl-A_b_25{x}_0A_c_",
  sg_a_b__x__0A_c_=$(aws ec2 create-security-group --query GroupId --output text \
    "GroupName": "fl-a_b\${x}_0A_c_",
  sg_db1=$(aws ec2 create-security-group --query GroupId --output text \
    "GroupName": "fl-db1",
  \t    --filters "Name=group-id,Values=$1" --query \\ (esc)

fl-sgtest, which shares no code with it, finds all of the traffic admitted.

  $ fl-conn "$LOGS" 2>/dev/null | fl-label -i "$DATA/enis.json" >day
  $ for f in tsv json; do
  >     fl-sgrules -i "$DATA/enis.json" -f $f day >rules 2>/dev/null
  >     fl-sgtest -i "$DATA/enis.json" rules day 2>/dev/null | grep -o 'Coverage.*[(].*[)]'
  > done
  Coverage: 5400 of 5400 connections (100.0 %)
  Coverage: 5400 of 5400 connections (100.0 %)
  $ fl-sgrules -b addr -f tsv day 2>/dev/null >rules
  [1]
  $ fl-sgtest -i "$DATA/enis.json" rules day 2>/dev/null | grep -o 'Coverage.*[(].*[)]'
  Coverage: 5400 of 5400 connections (100.0 %)
