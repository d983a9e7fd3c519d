The formats that make something of rules: terraform.t, cloudformation.t and
awscli.t hold them to the programs they are for, this shows them to people.

  $ . "$TESTDIR/setup.sh"
  $ tab() { tr ' ' '\t'; }
  $ tab >few <<'END'
  > #src sport dst dport proto flows rejects packets bytes first last
  > 10.0.0.1 40000 10.0.0.9 22 6 12 0 100 4000 1772323200 1772409600
  > 10.0.0.1 40000 10.0.0.9 23 6 8 0 100 4000 1772323200 1772323200
  > 10.0.0.9 0 2001:db8::6 0 47 3 1 100 4000 1772323200 1772409600
  > #!end records=24 from=1772323200 to=1772412900 skipdata=2
  > END
  $ few() { fl-sgrules -l 10.0.0.9 "$@" few; }
  $ few -f terraform
  # Security groups by fl-sgrules: what traffic needed, and no more.
  # evidence: 24 records from 2026-03-01T00:00:00Z to 2026-03-02T00:55:00Z, 1 d 1 h
  # 2 of 24 records behind the input were SKIPDATA: the rules may lack something
  # For the provider hashicorp/aws.  A new group allows all egress; Terraform
  # takes that rule away, and the egress rules here stand in its place.
  
  variable "vpc_id" {
    description = "The VPC of the security groups"
    type        = string
  }
  
  # 10.0.0.9: 1 ingress rule, 1 egress rule
  resource "aws_security_group" "fl_10_0_0_9" {
    name        = "fl-10.0.0.9"
    description = "fl-sgrules: what 10.0.0.9 needs"
    vpc_id      = var.vpc_id
  }
  
  resource "aws_vpc_security_group_ingress_rule" "fl_10_0_0_9__tcp_22_23__10_0_0_1_32" {
    security_group_id = aws_security_group.fl_10_0_0_9.id
    description       = "flows 20, first 2026-03-01, last 2026-03-02"
    ip_protocol       = "tcp"
    from_port         = 22
    to_port           = 23
    cidr_ipv4         = "10.0.0.1/32"
  }
  
  resource "aws_vpc_security_group_egress_rule" "fl_10_0_0_9__47__2001-db8--6_128" {
    security_group_id = aws_security_group.fl_10_0_0_9.id
    description       = "flows 3, first 2026-03-01, last 2026-03-02, contested: 1 of 3 rejected"
    ip_protocol       = "47"
    from_port         = -1
    to_port           = -1
    cidr_ipv6         = "2001:db8::6/128"
  }
  fl-sgrules: 3 groups read, 2 rules written for 1 subject; 1 contested
  fl-sgrules: evidence: 24 records from 2026-03-01T00:00:00Z to 2026-03-02T00:55:00Z, 1 d 1 h
  fl-sgrules: note: 2 of 24 records behind the input were SKIPDATA: the rules may lack something
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  $ few -f cloudformation 2>/dev/null
  # Security groups by fl-sgrules: what traffic needed, and no more.
  # evidence: 24 records from 2026-03-01T00:00:00Z to 2026-03-02T00:55:00Z, 1 d 1 h
  # 2 of 24 records behind the input were SKIPDATA: the rules may lack something
  # A new group allows all egress, unless it has an egress rule: one to 127.0.0.1
  # takes the place of that rule, and the egress rules here admit what is needed.
  AWSTemplateFormatVersion: "2010-09-09"
  Description: "Security groups by fl-sgrules"
  
  Parameters:
    VpcId:
      Type: AWS::EC2::VPC::Id
      Description: "The VPC of the security groups"
  
  Resources:
    # 10.0.0.9: 1 ingress rule, 1 egress rule
    fl10x0x0x9:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: "fl-sgrules: what 10.0.0.9 needs"
        GroupName: "fl-10.0.0.9"
        VpcId: !Ref VpcId
        SecurityGroupEgress:
          - IpProtocol: "-1"
            CidrIp: "127.0.0.1/32"
            Description: "in place of the default, which allows all"
    fl10x0x0x9InTcp22to23From10x0x0x1x32:
      Type: AWS::EC2::SecurityGroupIngress
      Properties:
        GroupId: !GetAtt fl10x0x0x9.GroupId
        Description: "flows 20, first 2026-03-01, last 2026-03-02"
        IpProtocol: "tcp"
        FromPort: 22
        ToPort: 23
        CidrIp: "10.0.0.1/32"
    fl10x0x0x9OutP47To2001xdb8xx6x128:
      Type: AWS::EC2::SecurityGroupEgress
      Properties:
        GroupId: !GetAtt fl10x0x0x9.GroupId
        Description: "flows 3, first 2026-03-01, last 2026-03-02, contested: 1 of 3 rejected"
        IpProtocol: "47"
        CidrIpv6: "2001:db8::6/128"
  $ few -f cli 2>/dev/null
  #!/bin/sh
  # Security groups by fl-sgrules: what traffic needed, and no more.
  # evidence: 24 records from 2026-03-01T00:00:00Z to 2026-03-02T00:55:00Z, 1 d 1 h
  # 2 of 24 records behind the input were SKIPDATA: the rules may lack something
  # Makes groups, gives them their rules, and takes away the rule that lets all
  # egress out of a new group.  Stops at the first command that fails.
  set -eu
  : "${VPC_ID:?say VPC_ID=vpc-..., the VPC of the groups}"
  
  # 10.0.0.9: 1 ingress rule, 1 egress rule
  sg_10_0_0_9=$(aws ec2 create-security-group --query GroupId --output text \
      --cli-input-json file:///dev/stdin <<END
  {
    "GroupName": "fl-10.0.0.9",
    "Description": "fl-sgrules: what 10.0.0.9 needs",
    "VpcId": "$VPC_ID"
  }
  END
  )
  echo "fl-10.0.0.9 $sg_10_0_0_9"
  
  aws ec2 authorize-security-group-ingress \
      --cli-input-json file:///dev/stdin >/dev/null <<END
  {
    "GroupId": "$sg_10_0_0_9",
    "IpPermissions": [
      {
        "IpProtocol": "tcp",
        "FromPort": 22,
        "ToPort": 23,
        "IpRanges": [
          {
            "CidrIp": "10.0.0.1/32",
            "Description": "flows 20, first 2026-03-01, last 2026-03-02"
          }
        ]
      }
    ]
  }
  END
  
  aws ec2 authorize-security-group-egress \
      --cli-input-json file:///dev/stdin >/dev/null <<END
  {
    "GroupId": "$sg_10_0_0_9",
    "IpPermissions": [
      {
        "IpProtocol": "47",
        "Ipv6Ranges": [
          {
            "CidrIpv6": "2001:db8::6/128",
            "Description": "flows 3, first 2026-03-01, last 2026-03-02, contested: 1 of 3 rejected"
          }
        ]
      }
    ]
  }
  END
  
  # The rules to all destinations that AWS gives to new groups.
  revoke_open() {
  \tids=$(aws ec2 describe-security-group-rules --output text \\ (esc)
  \t    --filters "Name=group-id,Values=$1" --query \\ (esc)
  \t    "SecurityGroupRules[?IsEgress && IpProtocol=='-1' && (CidrIpv4=='0.0.0.0/0' || CidrIpv6=='::/0')].SecurityGroupRuleId") (esc)
  \t# shellcheck disable=SC2086 # ids, with blanks between (esc)
  \t[ -z "$ids" ] || aws ec2 revoke-security-group-egress \\ (esc)
  \t    --group-id "$1" --security-group-rule-ids $ids >/dev/null (esc)
  }
  revoke_open "$sg_10_0_0_9"

A review has a column for why the business needs a rule.  -J has these reasons,
one row a rule; --write-justifications makes the file, and keeps it up to date.

  $ few -f markdown 2>/dev/null
  # Security groups: rules to review
  
  - Security groups by fl-sgrules: what traffic needed, and no more.
  - evidence: 24 records from 2026-03-01T00:00:00Z to 2026-03-02T00:55:00Z, 1 d 1 h
  - 2 of 24 records behind the input were SKIPDATA: the rules may lack something
  - All else is denied, in both directions: a new group's rule that lets all egress out is taken away.
  - PCI DSS 1.2.5 asks for a business need and an approval of each service, protocol and port; 1.2.6 for security features where one is insecure; 1.2.7 for a review every six months, and to remove what has no justification.
  - A port alone does not prove a service: "commonly insecure" says what mostly uses it.
  
  ## 10.0.0.9
  
  | Direction | Service | Protocol | Ports | Peer | Flows | First seen | Last seen | Note | Business justification | Approver | Reviewed |
  |---|---|---|---|---|---:|---|---|---|---|---|---|
  | ingress | Custom TCP | TCP | 22-23 | 10.0.0.1/32 | 20 | 2026-03-01 | 2026-03-02 | 22 ssh, 23 telnet (1 insecure) | **none** |  |  |
  | egress | Custom Protocol | GRE (47) | All | 2001:db8::6/128 | 3 | 2026-03-01 | 2026-03-02 | contested: 1 of 3 rejected | **none** |  |  |
  
  ## Summary
  
  | Groups | Rules | Without a justification | Of commonly insecure services |
  |---:|---:|---:|---:|
  | 1 | 2 | 2 | 1 |
  $ few -f markdown -J reasons.tsv
  fl-sgrules: reasons.tsv: No such file or directory
  [2]
  $ few -f table -J reasons.tsv --write-justifications >/dev/null 2>&1
  $ cat reasons.tsv
  direction\tsubject\tproto\tfromport\ttoport\tpeer\tstate\tjustification\tapprover\treviewed (esc)
  ingress\t10.0.0.9\t6\t22\t23\t10.0.0.1\tcurrent\t-\t-\t- (esc)
  egress\t10.0.0.9\t47\t-1\t-1\t2001:db8::6\tcurrent\t-\t-\t- (esc)

People fill it in, and may have columns of their own.  Rules that are gone keep
their row, and come back with it.

  $ cat >fill.awk <<'END'
  > BEGIN { FS = OFS = "\t" }
  > NR == 1 { print $0, "ticket" }
  > $5 == 23 { $8 = "admin | <b>*; [x](y) `z`"; $9 = "Ann & Bob"; $10 = "2026-03-05"; print $0, "OPS-7" }
  > $3 == 47 { print $0, "" }
  > END
  $ awk -f fill.awk reasons.tsv >filled.tsv; mv filled.tsv reasons.tsv
  $ few -f markdown -J reasons.tsv 2>/dev/null | grep ' ingress '
  | ingress | Custom TCP | TCP | 22-23 | 10.0.0.1/32 | 20 | 2026-03-01 | 2026-03-02 | 22 ssh, 23 telnet (1 insecure) | admin \| &lt;b&gt;\*; \[x\](y) \`z\` | Ann &amp; Bob | 2026-03-05 |
  $ few -f markdown -J reasons.tsv 2>/dev/null | tail -n 3
  | Groups | Rules | Without a justification | Of commonly insecure services |
  |---:|---:|---:|---:|
  | 1 | 2 | 1 | 1 |
  $ grep -v 40000 few >fewer
  $ fl-sgrules -l 10.0.0.9 -J reasons.tsv --write-justifications fewer >/dev/null 2>&1
  $ cat reasons.tsv
  direction\tsubject\tproto\tfromport\ttoport\tpeer\tstate\tjustification\tapprover\treviewed\tticket (esc)
  egress\t10.0.0.9\t47\t-1\t-1\t2001:db8::6\tcurrent\t-\t-\t-\t- (esc)
  ingress\t10.0.0.9\t6\t22\t23\t10.0.0.1\tgone\tadmin | <b>*; [x](y) `z`\tAnn & Bob\t2026-03-05\tOPS-7 (esc)
  $ few -J reasons.tsv --write-justifications >/dev/null 2>&1
  $ cat reasons.tsv
  direction\tsubject\tproto\tfromport\ttoport\tpeer\tstate\tjustification\tapprover\treviewed\tticket (esc)
  ingress\t10.0.0.9\t6\t22\t23\t10.0.0.1\tcurrent\tadmin | <b>*; [x](y) `z`\tAnn & Bob\t2026-03-05\tOPS-7 (esc)
  egress\t10.0.0.9\t47\t-1\t-1\t2001:db8::6\tcurrent\t-\t-\t-\t- (esc)

A rule that merges another way is another rule, and needs a reason of its own.

  $ (sed '$d' few; echo '10.0.0.0 40000 10.0.0.9 22 6 2 0 100 4000 - -' | tab; tail -n 1 few) >more
  $ fl-sgrules -l 10.0.0.9 -f markdown -J reasons.tsv more 2>/dev/null | grep ' ingress '
  | ingress | SSH | TCP | 22 | 10.0.0.0/32 | 2 | - | - |  | **none** |  |  |
  | ingress | Custom TCP | TCP | 22-23 | 10.0.0.1/32 | 20 | 2026-03-01 | 2026-03-02 | 22 ssh, 23 telnet (1 insecure) | admin \| &lt;b&gt;\*; \[x\](y) \`z\` | Ann &amp; Bob | 2026-03-05 |

What is wrong with such a file is said, with its line.

  $ printf 'direction\tsubject\n' >odd; few -f markdown -J odd
  fl-sgrules: odd:1: no column proto: a table of justifications begins with the names of its columns, tabs between: direction subject proto fromport toport peer state justification
  [2]
  $ (cat reasons.tsv; sed -n 2p reasons.tsv) >odd; few -f markdown -J odd
  fl-sgrules: odd:4: the rule of line 2 again
  [2]
  $ (sed 1q reasons.tsv; printf 'egress\ta\tb\tc\td\te\tf\tg\th\ti\tj\tk\n') >odd; few -f markdown -J odd
  fl-sgrules: odd:2: more cells than columns
  [2]
  $ (printf 'ticket\t'; sed 1q reasons.tsv; printf '#1\t'; sed -n 2p reasons.tsv) >odd; few -f markdown -J odd
  fl-sgrules: odd:1: the first column is ticket, and not direction
  [2]
  $ few -J reasons.tsv
  fl-sgrules: -J: only -f markdown shows justifications; --write-justifications keeps the file
  usage: fl-sgrules [-Av] [-b BASE] [-F COLUMNS] [-f FORMAT] [-i FILE] [-J FILE]
                    [-l PREFIX] [-o FILE] [-P N] [-T TYPE] [-x FILE] [FILE ...]
  [2]
  $ few --write-justifications 2>&1 | head -n 1
  fl-sgrules: --write-justifications: to which file? say -J
  $ few -J new.tsv --write-justifications -o new.tsv 2>&1 | head -n 1
  fl-sgrules: -o and -J are one file: new.tsv
  $ few -J '' -f markdown 2>&1 | head -n 1
  fl-sgrules: -J: an empty name of a file

Input that was cut leaves it as it was, and no output passes for a whole one:
a plan of Terraform fails, a stack is not made, a script does nothing.

  $ cp reasons.tsv before
  $ sed '$d' few | fl-sgrules -l 10.0.0.9 -f terraform -J reasons.tsv --write-justifications 2>/dev/null | sed -n 2,9p
  # INCOMPLETE: a header came without its end (a stage before was stopped; --open if that is known)
  # For the provider hashicorp/aws.  A new group allows all egress; Terraform
  # takes that rule away, and the egress rules here stand in its place.
  
  locals {
    incomplete = tobool("INCOMPLETE: a header came without its end (a stage before was stopped; --open if that is known)")
  }
  
  $ cmp reasons.tsv before
  $ sed '$d' few | fl-sgrules -l 10.0.0.9 -f cloudformation 2>/dev/null | grep -A 5 ^Rules
  Rules:
    Incomplete:
      Assertions:
        - Assert: !Equals ["complete", "incomplete"]
          AssertDescription: "INCOMPLETE: a header came without its end (a stage before was stopped; --open if that is known)"
  
  $ sed '$d' few | fl-sgrules -l 10.0.0.9 -f cli 2>/dev/null | sh
  INCOMPLETE: a header came without its end (a stage before was stopped; --open if that is known)
  [1]
  $ sed '$d' few | fl-sgrules -l 10.0.0.9 -f markdown 2>/dev/null | sed -n 3,5p
  - Security groups by fl-sgrules: what traffic needed, and no more.
  - INCOMPLETE: a header came without its end (a stage before was stopped; --open if that is known)
  - All else is denied, in both directions: a new group's rule that lets all egress out is taken away.

Rules of one direction let nothing go the other way, and say so.

  $ fl-group dst,src,dport,proto few | fl-sgrules -f terraform 2>/dev/null | sed -n 4p
  # Only ingress rules were asked for: the groups admit nothing the other way.
  $ fl-group src,dst,dport,proto few | fl-sgrules -f cli 2>/dev/null | sed -n 5p
  # Only egress rules were asked for: the groups admit nothing the other way.

No rules are no groups.

  $ for f in cli terraform cloudformation markdown json; do
  >     printf '#dst\tsrc\tdport\tproto\tflows\trejects\n#!end\n' | fl-sgrules -f $f 2>/dev/null | tail -n 4
  > done
  # Only ingress rules were asked for: the groups admit nothing the other way.
  # Makes groups, gives them their rules, and takes away the rule that lets all
  # egress out of a new group.  Stops at the first command that fails.
  set -eu
  # Security groups by fl-sgrules: what traffic needed, and no more.
  # Only ingress rules were asked for: the groups admit nothing the other way.
  # For the provider hashicorp/aws.  A new group allows all egress; Terraform
  # takes that rule away, and the egress rules here stand in its place.
  AWSTemplateFormatVersion: "2010-09-09"
  Description: "Security groups by fl-sgrules"
  
  Resources: {}
  
  | Groups | Rules | Without a justification | Of commonly insecure services |
  |---:|---:|---:|---:|
  | 0 | 0 | 0 | 0 |
  {
    "SecurityGroups": []
  }

Thresholds leave out what little stands behind, count it, and -x lists it.  Days
are those of UTC from the first to the last, so 23 was seen on one.

  $ few --min-flows 9 -f tsv -x left 2>said >/dev/null; sed -n 1p said
  fl-sgrules: 3 groups read, 1 rule written for 1 subject; 2 of too few flows
  $ fl-cut -H src,dst,dport,flows,note left
  10.0.0.1\t10.0.0.9\t23\t8\tof too few flows (esc)
  10.0.0.9\t2001:db8::6\t0\t3\tof too few flows (esc)
  $ few --min-days 2 -f tsv 2>/dev/null | cut -f 1-6
  #direction\tsubject\tproto\tfromport\ttoport\tpeer (esc)
  ingress\t10.0.0.9\t6\t22\t22\t10.0.0.1 (esc)
  egress\t10.0.0.9\t47\t-1\t-1\t2001:db8::6 (esc)
  #!end\trecords=24\tfrom=1772323200\tto=1772412900\tnodata=0\tskipdata=2 (esc)
  $ few --min-days 2 --min-flows 4 2>&1 >/dev/null | head -n 1
  fl-sgrules: 3 groups read, 1 rule written for 1 subject; 1 of too few flows, 1 on too few days
  $ few --min-days x 2>&1 | head -n 1
  fl-sgrules: --min-days: not a number: "x"

More rules than AWS takes, by direction and family: status 1.  61 rules of one
family are too many, 60 and 60 are not.  A template has an egress rule more.

  $ many() {
  >     echo '#src sport dst dport proto flows rejects' | tab
  >     for i in $(seq 1 2 $((2 * $1))); do echo 10.0.0.9 9 10.1.0.$i 443 6 1 0; done | tab
  >     for i in $(seq 1 2 $((2 * $2))); do echo 10.0.0.9 9 2001:db8::$i 443 6 1 0; done | tab
  >     echo '10.0.0.1 9 10.0.0.9 443 6 1 0' | tab
  >     echo '#!end'
  > }
  $ many 60 60 | fl-sgrules -l 10.0.0.9 -f terraform 2>/dev/null | grep '^# 10'
  # 10.0.0.9: 1 ingress rule, 120 egress rules
  $ many 60 60 | fl-sgrules -l 10.0.0.9 -f cloudformation | grep '^  # 10'
  fl-sgrules: 121 groups read, 121 rules written for 1 subject
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: 10.0.0.9 egress: 61 rules for IPv4, AWS's default quota is 60
    # 10.0.0.9: 1 ingress rule, 120 egress rules (AWS's default quota is 60)
  $ many 61 61 | fl-sgrules -l 10.0.0.9 -f terraform >many.tf
  fl-sgrules: 123 groups read, 123 rules written for 1 subject
  fl-sgrules: note: no ICMP in the input: a filter on dport hides it; add 'or proto=icmp,icmpv6'
  fl-sgrules: 10.0.0.9 egress: 61 rules for IPv4, AWS's default quota is 60
  fl-sgrules: 10.0.0.9 egress: 61 rules for IPv6, AWS's default quota is 60
  [1]
  $ grep '^# 10' many.tf
  # 10.0.0.9: 1 ingress rule, 122 egress rules (AWS's default quota is 60)

Any order of the input gives the same bytes.

  $ for f in cli terraform cloudformation markdown; do
  >     many 60 60 | fl-sgrules -l 10.0.0.9 -f $f >one 2>/dev/null
  >     (many 60 60 | sed 1q; many 60 60 | sed '1d;$d' | sort -r; echo '#!end') |
  >         fl-sgrules -l 10.0.0.9 -f $f >other 2>/dev/null
  >     cmp one other
  > done
