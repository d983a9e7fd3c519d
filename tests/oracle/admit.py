# SPDX-License-Identifier: ISC
#
# Counts what rules admit, triple by triple, and holds fl-sgrules to it.
#
#     admit.py -b addr|name|group [-P N] RULES SAID
#
# RULES is -f tsv, SAID its standard error; rows.tsv, enis.json and, if there
# are any, pl-*.json are in the current folder.  Every triple that is
# needed must be admitted; the price of each rule, and that of all of them
# together, must be what is admitted and was not needed.  By address and by
# name that is nothing, unless services are open to all.
import glob
import ipaddress
import json
import re
import sys

base = sys.argv[sys.argv.index("-b") + 1]
public = int(sys.argv[sys.argv.index("-P") + 1]) if "-P" in sys.argv else 0
rules_file, said_file = sys.argv[-2:]
WORLD = {4: 2 ** 32, 6: 2 ** 128}
MOST = 2 ** 64 - 2


def fail(*text):
    print(*text)
    sys.exit(1)


def addresses(prefix):
    return [str(a) for a in ipaddress.ip_network(prefix)]


class Holder:
    def __init__(self, e):
        self.vpc = e["VpcId"]
        self.groups = [g["GroupId"] for g in e["Groups"]]
        self.name = e["TagSet"][0]["Value"]
        self.gateway = e["InterfaceType"] == "nat_gateway"


# Who holds an address, privately: no address is in two VPCs here.
holders, gateways = {}, set()
for e in json.load(open("enis.json"))["NetworkInterfaces"]:
    h = Holder(e)
    mine = [a["PrivateIpAddress"] for a in e["PrivateIpAddresses"]]
    mine += [a["Ipv6Address"] for a in e["Ipv6Addresses"]]
    for p in e["Ipv4Prefixes"]:
        mine += addresses(p["Ipv4Prefix"])
    for a in mine:
        holders[a] = h
    if h.gateway:
        gateways |= set(mine)
        if "Association" in e:
            gateways.add(e["Association"]["PublicIp"])
lists = {}
for name in glob.glob("pl-*.json"):
    name = name[:-len(".json")]
    lists[name] = set()
    for e in json.load(open(name + ".json"))["Entries"]:
        lists[name] |= set(addresses(e["Cidr"]))


def version(a):
    return 6 if ":" in a else 4


def guarded(a):
    return a in holders and holders[a].groups


def subject_of(a):
    return holders[a].name + "@" + holders[a].vpc if base == "name" else a


# The triples that are needed, as peers by (direction, subject, protocol, port).
needed = {}


# An end is judged by what its own interface logged, where that is known.
def need(src, dst, port, proto, log):
    if dst in gateways:
        return
    port = int(port) if proto in ("6", "17") else -1
    for way, own, peer in (("ingress", dst, src), ("egress", src, dst)):
        if guarded(own) and log in ("-", way):
            key = way, subject_of(own), proto, port
            needed.setdefault(key, set()).add(peer)


for line in open("rows.tsv"):
    cell = line.rstrip("\n").split("\t")
    if line.startswith("#!"):
        continue
    if line.startswith("#"):
        col = {c.lstrip("#"): i for i, c in enumerate(cell)}
        continue
    src, dst, port, proto, needs = (
        cell[col[c]] for c in ("src", "dst", "dport", "proto", "needed"))
    log = cell[col["dir"]] if "dir" in col else "-"
    if needs == "0":
        continue
    need(src, dst, port, proto, log)
    if "how" in col and cell[col["how"]] == "none":
        other = {"ingress": "egress", "egress": "ingress"}.get(log, log)
        need(dst, src, cell[col["sport"]], proto, other)
count = sum(len(peers) for peers in needed.values())


# ---- the rules

def subjects(text):
    if base == "group":
        return [a for a, h in holders.items() if text in h.groups]
    if base == "addr":
        return [text]
    m = re.fullmatch(r"(.*) \((vpc-.*)\)", text)
    if m:
        return [m.group(1) + "@" + m.group(2)]
    # A name that rules are needed for in one VPC only says it alone.
    return list({n[1] for n in needed if n[1].split("@")[0] == text})


def family(s):
    return version(s) if base == "group" else None


# What a rule admits: per subject and port the peers, or "all of a family".
union = {}
keys = set()
total = {}
with open(rules_file) as f:
    for line in f:
        cell = line.rstrip("\n").split("\t")
        if line.startswith("#!end"):
            continue
        if line.startswith("#"):
            col = {c.lstrip("#"): i for i, c in enumerate(cell)}
            continue
        way, proto = cell[col["direction"]], cell[col["proto"]]
        low, high = int(cell[col["fromport"]]), int(cell[col["toport"]])
        peer = cell[col["peer"]]
        who = cell[col["peerid"]] if "peerid" in col else "-"
        key = (way, cell[col["subject"]], proto, low, high, peer, who)
        if key in keys:
            fail("twice:", key)
        keys.add(key)
        price = 0
        for s in subjects(cell[col["subject"]]):
            v = family(s)
            if peer in ("0.0.0.0/0", "::/0"):
                peers = {4: set(), 6: set()}
                world = version(peer)
                peers = set()
            elif who in lists:
                world, peers = 0, lists[who]
            elif who != "-":
                world = 0
                peers = {a for a, h in holders.items() if who in h.groups}
            else:
                world, peers = 0, set(addresses(peer))
            peers = {p for p in peers if v in (None, version(p))}
            if world and v not in (None, world):
                world = 0
            for port in range(low, high + 1):
                at = union.setdefault((way, s, proto, port), [set(), set()])
                at[0] |= peers
                if world:
                    at[1].add(world)
                seen = needed.get((way, s, proto, port), set())
                if world:
                    price += WORLD[world]
                    price -= sum(version(p) == world for p in seen)
                else:
                    price += len(peers) - len(peers & seen)
        said = int(cell[col["price"]]) if "price" in col else 0
        if said != min(price, MOST):
            fail("price:", line.rstrip(), "is", price)

admitted = 0
for (way, s, proto, port), (peers, worlds) in union.items():
    admitted += sum(WORLD[w] for w in worlds)
    admitted += sum(version(p) not in worlds for p in peers)
for key, peers in needed.items():
    at = union.get(key, [set(), set()])
    for peer in peers:
        if peer not in at[0] and version(peer) not in at[1]:
            fail("not admitted:", *key, peer)
price = admitted - count
said = re.search(r"rules admit (.*) \(subject", open(said_file).read())
said = said.group(1) if said else "0"
want = "more than 1.8e19" if price > MOST else str(price)
if said != want:
    fail("total:", said, "is", want)
if base != "group" and not public and price != 0:
    fail("beyond the evidence:", price)
print("ok", len(keys), count, price)
