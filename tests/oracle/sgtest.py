"""Judges connections by security groups, slowly and obviously.

    sgtest.py SEED ROWS DIR

writes a random account to DIR: groups.json (describe-security-groups),
rules.json (the same as describe-security-group-rules), enis.json, pl-1.json,
conns.tsv with at most ROWS connections; and want.tsv, what has to come of
each that would not simply work: verdict, side, src, sport, dst, dport, proto.
"passed N" goes to stdout.

What is judged here is written from AWS's documentation: VPC user guide,
security groups and their rules.  Rules are looked at one by one.
"""

import ipaddress
import json
import os
import random
import sys

SEED, ROWS, DIR = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
rnd = random.Random(SEED)

NO, MAYBE, YES = 0, 1, 2
PORTS = [0, 1, 21, 22, 23, 24, 79, 80, 81, 443, 444, 8080, 32768, 65534, 65535]
PROTOCOLS = [6, 6, 6, 17, 17, 1, 58, 47]
NAMES = {6: "tcp", 17: "udp", 1: "icmp", 58: "icmpv6"}


# ---- the account -----------------------------------------------------------

def address(v6):
    """Of a small world, so that rules and traffic meet."""
    if v6:
        return "2001:db8::%x" % rnd.randrange(1, 40)
    if rnd.random() < 0.15:
        return "203.0.113.%d" % rnd.randrange(1, 20)
    return "10.0.%d.%d" % (rnd.randrange(2), rnd.randrange(1, 20))


def cidr(v6, sloppy):
    """A prefix; sloppy ones have host bits, which AWS clears."""
    bits = 128 if v6 else 32
    length = rnd.choice([0, 0, 0, 1, bits // 4, bits - 8, bits - 4, bits - 2, bits])
    text = "%s/%d" % (address(v6), length)
    if sloppy and rnd.random() < 0.5:
        return text
    return str(ipaddress.ip_network(text, strict=False))


def service():
    """Protocol and ports as the API has them."""
    if rnd.random() < 0.1:
        return "-1", None, None
    proto = rnd.choice(PROTOCOLS)
    name = NAMES.get(proto, str(proto))
    if proto in (6, 17):
        a, b = sorted(rnd.choice(PORTS) for _ in range(2))
        if rnd.random() < 0.5:
            b = a
        return rnd.choice([name, str(proto)]), a, b
    if proto in (1, 58):
        kind = rnd.choice([-1, 8 if proto == 1 else 128, 3, 0])
        return name, kind, -1 if kind < 0 else rnd.choice([-1, -1, 0, 4])
    return name, None, None


def rule():
    name, a, b = service()
    kind = rnd.choice(["v4", "v4", "v6", "group", "group", "list"])
    if kind == "v4" or kind == "v6":
        peer = cidr(kind == "v6", True)
    elif kind == "group":
        peer = "sg-%d" % rnd.randrange(10)  # 8 and 9 are elsewhere
    else:
        peer = rnd.choice(["pl-1", "pl-1", "pl-1", "pl-2"])  # 2: not known
    return {"name": name, "from": a, "to": b, "kind": kind, "peer": peer,
            "gone": kind == "group" and rnd.random() < 0.1}


def account():
    groups = {}
    for g in range(8):
        groups["sg-%d" % g] = {
            way: [rule() for _ in range(rnd.randrange(16))]
            for way in ("in", "out")}
    if rnd.random() < 0.7:
        # With no list or group that nothing is known of.
        for ways in groups.values():
            for rules in ways.values():
                rules[:] = [r for r in rules
                            if r["peer"] not in ("pl-2", "sg-8", "sg-9")]
    return groups


def interfaces():
    """Some hold addresses that one of another VPC holds, too."""
    all_enis, used = [], set()
    for i in range(30):
        vpc = "vpc-%d" % (rnd.random() < 0.2)
        groups = rnd.sample(range(8), rnd.choice([0, 1, 1, 2, 2, 3]))
        groups = ["sg-%d" % g for g in groups]
        if rnd.random() < 0.1:
            groups.append("sg-77")  # which the file does not have
        mine = []
        for v6 in (False, False, True):
            a = address(v6)
            if (vpc, a) not in used and not a.startswith("203."):
                used.add((vpc, a))
                mine.append(a)
        prefix = None
        if i == 0:
            vpc, prefix = "vpc-0", "10.0.0.32/28"
        all_enis.append({"id": "eni-%02d" % i, "vpc": vpc, "groups": groups,
                         "addresses": mine, "prefix": prefix,
                         "public": "203.0.113.%d" % (i + 1)})
    return all_enis


ENTRIES = ["203.0.113.0/29", "10.0.1.0/30", "2001:db8::8/125"]


# ---- as AWS writes it ------------------------------------------------------

def permission(r):
    p = {"IpProtocol": r["name"]}
    if r["from"] is not None:
        p["FromPort"], p["ToPort"] = r["from"], r["to"]
    if r["kind"] == "v4":
        p["IpRanges"] = [{"CidrIp": r["peer"]}]
    elif r["kind"] == "v6":
        p["Ipv6Ranges"] = [{"CidrIpv6": r["peer"]}]
    elif r["kind"] == "list":
        p["PrefixListIds"] = [{"PrefixListId": r["peer"]}]
    else:
        p["UserIdGroupPairs"] = [{"GroupId": r["peer"], "UserId": "1"}]
        if r["gone"]:
            p["UserIdGroupPairs"][0]["PeeringStatus"] = "deleted"
    return p


def alone(g, way, r, number):
    a = r["from"] if r["from"] is not None else -1
    b = r["to"] if r["to"] is not None else -1
    o = {"SecurityGroupRuleId": "sgr-%d" % number, "GroupId": g,
         "IsEgress": way == "out", "IpProtocol": r["name"],
         "FromPort": a, "ToPort": b}
    if r["kind"] == "v4":
        o["CidrIpv4"] = r["peer"]
    elif r["kind"] == "v6":
        o["CidrIpv6"] = r["peer"]
    elif r["kind"] == "list":
        o["PrefixListId"] = r["peer"]
    else:
        o["ReferencedGroupInfo"] = {"GroupId": r["peer"]}
        if r["gone"]:
            o["ReferencedGroupInfo"]["PeeringStatus"] = "deleted"
    return o


def write(name, document):
    with open(os.path.join(DIR, name), "w") as f:
        json.dump(document, f)


def write_account(groups, enis):
    write("groups.json", {"SecurityGroups": [
        {"GroupId": g, "GroupName": "name of " + g, "VpcId": "vpc-0",
         "IpPermissions": [permission(r) for r in ways["in"]],
         "IpPermissionsEgress": [permission(r) for r in ways["out"]]}
        for g, ways in groups.items()]})
    # Groups without rules are not in this one, so one rule is put there
    # that admits nothing that is ever seen.
    rules = []
    for g, ways in groups.items():
        for way in ("in", "out"):
            for r in ways[way]:
                rules.append(alone(g, way, r, len(rules)))
        rules.append({"GroupId": g, "IsEgress": False, "IpProtocol": "99",
                      "FromPort": -1, "ToPort": -1,
                      "CidrIpv4": "192.0.2.1/32"})
    write("rules.json", {"SecurityGroupRules": rules})
    write("enis.json", {"NetworkInterfaces": [
        {"NetworkInterfaceId": e["id"], "VpcId": e["vpc"],
         "Groups": [{"GroupId": g, "GroupName": "x"} for g in e["groups"]],
         "PrivateIpAddresses": [
             {"PrivateIpAddress": a,
              "Association": {"PublicIp": e["public"]}}
             for a in e["addresses"] if ":" not in a],
         "Ipv6Addresses": [{"Ipv6Address": a}
                           for a in e["addresses"] if ":" in a],
         "Ipv4Prefixes": [{"Ipv4Prefix": e["prefix"]}] if e["prefix"] else []}
        for e in enis]})
    write("pl-1.json", {"Entries": [{"Cidr": c} for c in ENTRIES]})


# ---- judging ---------------------------------------------------------------

class World:
    def __init__(self, groups, enis):
        self.groups, self.enis = groups, enis
        self.net = {}
        self.ip = {}
        self.held = {}
        # All groups and interfaces of the account are there; sg-8 and sg-9
        # are of another.
        self.known = set(g for e in enis for g in e["groups"]) | set(groups)

    def inside(self, a, text):
        """Is an address in a prefix?  Families never mix."""
        if text not in self.net:
            self.net[text] = ipaddress.ip_network(text, strict=False)
        if a not in self.ip:
            self.ip[a] = ipaddress.ip_address(a)
        n, i = self.net[text], self.ip[a]
        return n.version == i.version and \
            int(i) >> (n.max_prefixlen - n.prefixlen) == \
            int(n.network_address) >> (n.max_prefixlen - n.prefixlen)

    def holders(self, a):
        """The interfaces that have it as their own, not as a public one."""
        if a not in self.held:
            own = [e for e in self.enis if a in e["addresses"]]
            if not own:
                own = [e for e in self.enis
                       if e["prefix"] and self.inside(a, e["prefix"])]
            self.held[a] = own
        return self.held[a]

    def who(self, a, vpc):
        """(interface or None, is it not known which)"""
        own = self.holders(a)
        if len(own) > 1:
            here = [e for e in own if e["vpc"] == vpc]
            return (here[0], False) if len(here) == 1 else (None, True)
        return (own[0] if own else None), False

    def peer(self, r, a, vpc):
        eni, many = self.who(a, vpc)
        if r["gone"]:
            return NO
        if r["kind"] in ("v4", "v6"):
            return YES if self.inside(a, r["peer"]) else NO
        if r["kind"] == "list":
            if r["peer"] == "pl-2":
                return MAYBE
            return YES if any(self.inside(a, c) for c in ENTRIES) else NO
        if eni is not None:
            return YES if r["peer"] in eni["groups"] else NO
        if many:
            return MAYBE
        private = ":" in a or a.startswith("10.")
        return MAYBE if r["peer"] not in self.known and private else NO


def traffic(r, proto, port, answered):
    """Is this of the rule's protocol and ports?"""
    if r["name"] == "-1":
        return YES
    if NAMES.get(proto, str(proto)) != r["name"] and str(proto) != r["name"]:
        return NO
    if proto in (6, 17):
        return YES if r["from"] <= port <= r["to"] else NO
    if proto in (1, 58):
        if r["from"] == -1:
            return YES
        if not answered:
            return MAYBE  # logs do not say the type
        echo = 8 if proto == 1 else 128
        return YES if r["from"] == echo and r["to"] in (-1, 0) else NO
    return YES


def end(w, me, other, way, proto, port, answered, vpc):
    """pass, blocked, unsure; None: nobody guards this end."""
    eni, many = w.who(me, vpc)
    if eni is None:
        return "unsure" if many else None
    mine = [g for g in eni["groups"] if g in w.groups]
    if not mine:
        return None
    best = MAYBE if len(mine) < len(eni["groups"]) else NO
    for g in mine:
        for r in w.groups[g][way]:
            best = max(best, min(w.peer(r, other, vpc),
                                 traffic(r, proto, port, answered)))
    if best == NO and w.who(other, vpc)[1]:
        best = MAYBE  # which interface it is may be what matters
    return {NO: "blocked", MAYBE: "unsure", YES: "pass"}[best]


BAD = [None, "pass", "unsure", "blocked"]


def judge(w, c):
    """(verdict, side) of a connection in one direction."""
    out = inn = None
    if c["dir"] != "ingress":
        out = end(w, c["src"], c["dst"], "out", c["proto"], c["dport"],
                  c["answered"], c["vpc"])
    if c["dir"] != "egress":
        inn = end(w, c["dst"], c["src"], "in", c["proto"], c["dport"],
                  c["answered"], c["vpc"])
    worst = max(out, inn, key=BAD.index)
    if out == inn:
        side = "both"
    else:
        side = "egress" if out == worst else "ingress"
    return worst, side


def main():
    groups, enis = account(), interfaces()
    write_account(groups, enis)
    w = World(groups, enis)
    known = [a for e in enis for a in e["addresses"]] + ["10.0.0.40"]
    seen, passed = set(), 0
    conns = open(os.path.join(DIR, "conns.tsv"), "w")
    want = open(os.path.join(DIR, "want.tsv"), "w")
    conns.write("#src sport dst dport proto dir vpc flows rejects conns "
                "answered scans needed how\n".replace(" ", "\t"))
    for _ in range(ROWS):
        proto = rnd.choice(PROTOCOLS)
        v6 = proto == 58 or (proto != 1 and rnd.random() < 0.3)
        src, dst = (rnd.choice([a for a in known if (":" in a) == v6])
                    if rnd.random() < 0.7 else address(v6)
                    for _ in range(2))
        ports = proto in (6, 17)
        sport = rnd.choice(PORTS) if ports else 0
        dport = rnd.choice(PORTS) if ports else 0
        if (src, dst, proto, sport, dport) in seen or \
                (dst, src, proto, dport, sport) in seen:
            continue
        undecided = rnd.random() < 0.1
        # Of one group by dst, dport one row only, so that each is found.
        key = (src, dst, proto, dport)
        if key in seen:
            continue
        seen.update([key, (src, dst, proto, sport, dport)])
        c = {"src": src, "dst": dst, "proto": proto, "dport": dport,
             "answered": rnd.random() < 0.7,
             "dir": rnd.choice(["-", "-", "ingress", "egress"]),
             "vpc": rnd.choice(["vpc-0", "vpc-0", "vpc-1", "-"])}
        conns.write("\t".join(map(str, [
            src, sport, dst, dport, proto, c["dir"], c["vpc"], 2, 0, 1,
            int(c["answered"]), 0, 1, "none" if undecided else "syn"]))
            + "\n")
        verdict, side = judge(w, c)
        shown = c, "-"
        if undecided:
            turned = {"-": "-", "ingress": "egress", "egress": "ingress"}
            back = dict(c, src=dst, dst=src, dport=sport,
                        dir=turned[c["dir"]])
            other, otherside = judge(w, back)
            shown = c, sport
            if BAD.index(other) > BAD.index(verdict):
                shown, side = (back, dport), otherside
            if verdict != other:
                both = max(verdict, other, key=BAD.index)
                none = verdict is None or other is None
                verdict = both if none else "unsure"
        if verdict == "pass":
            passed += 1
        if verdict in ("unsure", "blocked"):
            s, port = shown
            want.write("\t".join(map(str, [
                verdict, side, s["src"], port if ports else "-", s["dst"],
                s["dport"], s["proto"]])) + "\n")
    conns.write("#!end\trecords=%d\n" % (2 * ROWS))
    print("passed", passed)


if __name__ == "__main__":
    main()
