"""Holds what fl-sgtest --raw names to the truth of trapgen.

    raw.py TRUTH.tsv RULES.tsv FOUND.tsv ENIS.json [GATEWAY ...]

RULES are fl-sgrules -f tsv, FOUND is fl-sgtest --raw -f tsv of them, ENIS says
who is in which group, and who has which name.  What is
blocked has to be of no legitimate connection: scans that got an answer, which
no rule is for.  And each of these that the rules do not admit is named, as
blocked, or unsure where the records alone say that its source is a scanner.
A log without the addresses of packets shows gateways in place of those behind
them: connections at these addresses may be blocked.

Prints what is not so; nothing to blame is wrong, too.
"""

import ipaddress
import json
import sys

TRUTH, RULES, FOUND, ENIS = sys.argv[1:5]
GATEWAYS = set(sys.argv[5:])


def rows(path):
    with open(path) as f:
        names = f.readline()[1:].rstrip("\n").split("\t")
        for line in f:
            if line[0] != "#":
                yield dict(zip(names, line.rstrip("\n").split("\t")))


def number(text):
    net = ipaddress.ip_network(text)
    return net.version, int(net[0]), int(net[-1])


# What rules call an address: its group, its name.
called = {}
with open(ENIS) as f:
    for e in json.load(f)["NetworkInterfaces"]:
        names = [g["GroupId"] for g in e["Groups"]]
        names += [t["Value"] for t in e["TagSet"]]
        own = [a["PrivateIpAddress"] for a in e["PrivateIpAddresses"]]
        own += [e["PrivateIpAddress"]] if "PrivateIpAddress" in e else []
        own += [a["Ipv6Address"] for a in e.get("Ipv6Addresses", [])]
        for a in own:
            called.setdefault(str(ipaddress.ip_address(a)), []).extend(names)

rules = {}
for r in rows(RULES):
    peer = r["peer"]
    if peer == "-":
        peer = r["peerid"]
    rules.setdefault((r["direction"], r["subject"], r["proto"]), []).append(
        (peer, int(r["fromport"]), int(r["toport"])))


def is_peer(peer, address):
    if peer in called.get(address, []):
        return True
    if ":" not in peer and "." not in peer:
        return False
    net, a = number(peer), number(address)
    return net[0] == a[0] and net[1] <= a[1] <= net[2]


def admitted(way, me, peer, proto, port):
    return any(is_peer(p, peer) and (lo == -1 or lo <= int(port) <= hi)
               for who in [me] + called.get(me, [])
               for p, lo, hi in rules.get((way, who, proto), []))


def key(a, b, proto, x, y):
    """Of a tuple, whoever opened it."""
    return frozenset([(a, x), (b, y)]), proto


# A finding has the service only: it is known by either end's port.
found = {"blocked": {}, "unsure": {}}
for r in rows(FOUND):
    if r["verdict"] in found:
        found[r["verdict"]].setdefault(
            (frozenset([r["src"], r["dst"]]), r["proto"]), []).append(r)

truth = {}
for t in rows(TRUTH):
    pair = (frozenset([t["instance"], t["peer"]]), t["proto"])
    truth.setdefault(pair, []).append(t)


def of(finding, t):
    """Is a finding about this connection?"""
    server = t["instance"] if t["direction"] == "ingress" else t["peer"]
    if finding["dst"] == server:
        return finding["dport"] == t["port"]
    return finding["dport"] == t["sport"]


bad = 0
for pair, findings in found["blocked"].items():
    for f in findings:
        about = [t for t in truth.get(pair, []) if of(f, t)]
        if about and any(t["legit"] == "no" for t in about):
            continue
        if pair[0] & GATEWAYS:
            continue
        bad += 1
        print("blocked, and legitimate:", f["src"], f["dst"], f["dport"],
              f["proto"], [t["trap"] for t in about])

blocked = unsure = passed = 0
for pair, about in truth.items():
    for t in about:
        if t["legit"] != "no" or t["answered"] != "yes":
            continue
        if any(of(f, t) for f in found["blocked"].get(pair, [])):
            blocked += 1
        elif any(of(f, t) for f in found["unsure"].get(pair, [])):
            unsure += 1
        elif admitted(t["direction"], t["instance"], t["peer"], t["proto"],
                      t["port"]):
            passed += 1
        elif pair[0] & GATEWAYS:
            continue
        else:
            bad += 1
            print("a scan that is not named:", t)
if blocked == 0 or unsure == 0:
    print(blocked, "blocked,", unsure, "unsure,", passed, "admitted")
    bad += 1
sys.exit(bad > 0)
