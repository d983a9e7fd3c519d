# SPDX-License-Identifier: ISC
#
# Holds a template that fl-sgrules writes to what CloudFormation documents,
# and prints its rules: direction, group, protocol, ports, peer; blanks in
# names as "~".
#
#     cfn.py TEMPLATE
import ipaddress
import re
import sys

import yaml

LEGAL = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=;{}!$*]{1,255}")
COMMON = {"Description", "IpProtocol", "FromPort", "ToPort", "CidrIp",
          "CidrIpv6", "GroupId"}
PEERS = {
    "Ingress": ("CidrIp", "CidrIpv6", "SourcePrefixListId",
                "SourceSecurityGroupId"),
    "Egress": ("CidrIp", "CidrIpv6", "DestinationPrefixListId",
               "DestinationSecurityGroupId"),
}


class Loader(yaml.SafeLoader):
    pass


def fail(text):
    sys.exit("cfn: " + text)


# A key that comes twice hides the first.
def mapping(loader, node):
    keys = [loader.construct_object(k) for k, v in node.value]
    if len(keys) != len(set(keys)):
        fail("a key twice: %r" % keys)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


Loader.add_constructor("tag:yaml.org,2002:map", mapping)
Loader.add_constructor("!Ref", lambda l, n: ("Ref", n.value))
Loader.add_constructor("!GetAtt", lambda l, n: ("GetAtt", n.value))
Loader.add_constructor("!Equals", lambda l, n: l.construct_sequence(n))

with open(sys.argv[1], encoding="utf-8") as f:
    top = yaml.load(f, Loader)
if str(top["AWSTemplateFormatVersion"]) != "2010-09-09":
    fail("version")
resources = top["Resources"]
names = {}


def check_text(text):
    if not isinstance(text, str) or not LEGAL.fullmatch(text):
        fail("illegal: %r" % text)


def group_of(value):
    if value[0] != "GetAtt":
        fail("not a group: %r" % (value,))
    name, attribute = value[1].split(".")
    if attribute != "GroupId" or name not in names:
        fail("does not resolve: %r" % (value,))
    return names[name]


def check_group(name, p):
    if set(p) != {"GroupDescription", "GroupName", "VpcId",
                  "SecurityGroupEgress"}:
        fail("%s: %r" % (name, p))
    check_text(p["GroupDescription"])
    check_text(p["GroupName"])
    if p["GroupName"].lower().startswith("sg-"):
        fail("name: " + p["GroupName"])
    if isinstance(p["VpcId"], tuple) and (
            p["VpcId"][0] != "Ref" or p["VpcId"][1] not in top["Parameters"]):
        fail("does not resolve: %r" % (p["VpcId"],))
    if [r["CidrIp"] for r in p["SecurityGroupEgress"]] != ["127.0.0.1/32"]:
        fail("the default egress stays: " + name)
    key = (str(p["VpcId"]), p["GroupName"].lower())
    if key in names.values():
        fail("a group twice: %r" % (key,))
    names[name] = p["GroupName"]


def show_rule(way, p):
    peers = [k for k in PEERS[way] if k in p]
    if len(peers) != 1 or set(p) - COMMON - set(PEERS[way]):
        fail("%r" % p)
    check_text(p["Description"])
    peer = p[peers[0]]
    if peers[0].endswith("GroupId"):
        peer = group_of(peer)
    elif peers[0].startswith("Cidr"):
        ipaddress.ip_network(peer)
    proto = p["IpProtocol"]
    ports = proto in ("tcp", "udp", "icmp", "icmpv6")
    if not isinstance(proto, str) or ports != ("FromPort" in p):
        fail("%r" % p)
    return " ".join(word.replace(" ", "~") for word in (
        way.lower(), group_of(p["GroupId"]), proto,
        str(p.get("FromPort", -1)), str(p.get("ToPort", -1)), peer))


for name, r in resources.items():
    if not isinstance(name, str) or not re.fullmatch("[A-Za-z0-9]{1,255}",
                                                     name):
        fail("id: %r" % name)
    if r["Type"] == "AWS::EC2::SecurityGroup":
        check_group(name, r["Properties"])
lines = []
for name, r in resources.items():
    kind = r["Type"].replace("AWS::EC2::SecurityGroup", "")
    if kind:
        lines.append(show_rule(kind, r["Properties"]))
print("\n".join(sorted(lines)))
