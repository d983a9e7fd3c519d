# SPDX-License-Identifier: ISC
#
# What rules of groups and names mean for addresses, by who is in them.
#
#     members.py alias ENIS               address and first address of its host
#     members.py rules ENIS RULES         rules by address, for score.awk
#     members.py price ENIS ROWS ADDRESSES GROUPS SAID
#
# price counts every triple of subject, peer and port that the rules GROUPS (of
# -f tsv) admit: all of ADDRESSES (of -b addr) must be among them, and those
# beyond must be as many as SAID, the standard error, and each price says.  ROWS
# are what both were made of, with labels.
import collections
import ipaddress
import json
import sys


def rows(name):
    col = {}
    for line in open(name):
        cell = line.rstrip("\n").split("\t")
        if line.startswith("#!"):
            continue
        if line.startswith("#"):
            col = {c.lstrip("#"): i for i, c in enumerate(cell)}
            continue
        yield {c: cell[i] for c, i in col.items()}


enis = json.load(open(sys.argv[2]))["NetworkInterfaces"]
members, first, names = collections.defaultdict(list), {}, {}
for e in enis:
    mine = [a["PrivateIpAddress"] for a in e["PrivateIpAddresses"]]
    mine += [a["Ipv6Address"] for a in e["Ipv6Addresses"]]
    for a in mine:
        first[a] = mine[0]
    names[e["TagSet"][0]["Value"]] = mine[0]
    for g in e["Groups"]:
        members[g["GroupId"]] += [(e["VpcId"], a) for a in mine]


def addresses(text):
    return [str(a) for a in ipaddress.ip_network(text)]


# Whose rules: members of a group, a name by its first address, an address with
# or without its VPC.
def subjects(text):
    if text in members:
        return members[text]
    if text in names:
        return [("", names[text])]
    text, _, vpc = text.partition(" ")
    return [(vpc.strip("()"), text)]


def peers(r):
    if r["peer"] != "-":
        return addresses(r["peer"])
    return [a for vpc, a in members[r["peerid"]]]


def family(a):
    return ":" in a


def triples(r, vpcs):
    low, high = int(r["fromport"]), int(r["toport"])
    for vpc, s in subjects(r["subject"]):
        vpc = vpc or vpcs.get(s, "")
        for p in peers(r):
            if family(p) == family(s):
                for port in range(low, high + 1):
                    yield (r["direction"], vpc, s, r["proto"], port, p)


def price():
    vpcs = {}
    for r in rows(sys.argv[3]):
        for side in "src", "dst":
            if r["needed"] != "0" and r[side + "sg"] != "-":
                vpcs[r[side]] = r[side + "vpc"]
    needed, admitted = set(), set()
    for r in rows(sys.argv[4]):
        needed |= set(triples(r, vpcs))
    for r in rows(sys.argv[5]):
        mine = set(triples(r, vpcs))
        admitted |= mine
        if len(mine - needed) != int(r["price"]):
            sys.exit("price: %s, is %d" % (r, len(mine - needed)))
    lost = needed - admitted
    if lost:
        sys.exit("%d not admitted, such as %s" % (len(lost), lost.pop()))
    said = [line for line in open(sys.argv[6]) if "rules admit" in line]
    if said[0].split()[4] != str(len(admitted - needed)):
        sys.exit("%s: is %d" % (said[0], len(admitted - needed)))
    print("all", len(needed) > 1000, len(admitted - needed) > 1000)


if sys.argv[1] == "alias":
    for a in sorted(first):
        print(a, first[a], sep="\t")
elif sys.argv[1] == "rules":
    print("#direction\tsubject\tproto\tfromport\ttoport\tpeer\tnote")
    for r in rows(sys.argv[3]):
        for vpc, s in subjects(r["subject"]):
            for p in peers(r):
                if family(s) == family(p) or s in names.values():
                    print(r["direction"], s, r["proto"], r["fromport"],
                          r["toport"], p, r["note"], sep="\t")
    print("#!end")
else:
    price()
