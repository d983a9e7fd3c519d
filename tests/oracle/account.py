# SPDX-License-Identifier: ISC
#
# Writes enis.json for the instances of a truth (of trapgen): each is in a group
# of its network, some are in one of a few that cut across, all are in one.
#
#     account.py TRUTH >enis.json
import json
import sys
import zlib

at = set()
with open(sys.argv[1]) as f:
    for line in f:
        if not line.startswith("#"):
            at.add(line.split("\t")[1])


def ident(kind, text):
    return "%s-%08x" % (kind, zlib.crc32(text.encode()))


enis = []
for a in sorted(at):
    six = ":" in a
    net = a.rsplit(":" if six else ".", 1)[0]
    some = zlib.crc32(a.encode()) % 8
    groups = [ident("sg", net), "sg-all"]
    groups += ["sg-some%d" % some] if some < 4 else []
    enis.append({
        "NetworkInterfaceId": ident("eni", a), "VpcId": "vpc-1",
        "InterfaceType": "interface",
        "PrivateIpAddresses": [] if six else [{"PrivateIpAddress": a}],
        "Ipv6Addresses": [{"Ipv6Address": a}] if six else [],
        "Ipv4Prefixes": [], "Groups": [{"GroupId": g} for g in groups],
        "TagSet": [{"Key": "Name", "Value": "host " + a}]})
json.dump({"NetworkInterfaces": enis}, sys.stdout)
