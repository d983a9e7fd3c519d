"""Counts what connections use of security groups, slowly and obviously.

    audit.py SEED ROWS DIR          writes an account and traffic, as sgtest.py
    audit.py SEED ROWS DIR RESULT   holds fl-sgaudit -f tsv to them

Every rule is looked at for every connection.  What is wrong is printed, then
how many rules, uses and changes there were, so that none is not all well.
"""

import collections
import ipaddress
import os
import sys

import sgtest
from sgtest import MAYBE, NO, NAMES, YES, rnd

SERVICES = {47: "gre"}
Count = collections.namedtuple("Count", "conns flows bytes first last")


# ---- rules as they are shown -----------------------------------------------

def service(r):
    """(protocol or None, first, last) with type * 256 + code for ICMP."""
    numbers = {name: n for n, name in NAMES.items()}
    if r["name"] == "-1":
        return None, 0, 65535
    proto = numbers.get(r["name"]) or int(r["name"])
    if proto in (6, 17):
        return proto, r["from"], r["to"]
    if proto in (1, 58) and r["from"] is not None and r["from"] >= 0:
        code = r["to"]
        return (proto, r["from"] * 256 + max(code, 0),
                r["from"] * 256 + (code if code >= 0 else 255))
    return proto, 0, 65535


def words(g, way, r):
    proto, a, b = service(r)
    if proto is None:
        what = "all"
    elif proto in (6, 17):
        what = NAMES[proto] + (" %d" % a if a == b else " %d-%d" % (a, b))
    elif proto in (1, 58):
        what = NAMES[proto]
        if (a, b) != (0, 65535):
            what += " type %d" % (a >> 8)
            if a == b:
                what += " code %d" % (a & 255)
    else:
        what = SERVICES[proto]
    peer = r["peer"]
    if r["kind"] in ("v4", "v6"):
        peer = str(ipaddress.ip_network(peer, strict=False))
    return "%s %sgress %s %s" % (g, way if way == "in" else "e", what, peer)


def rules_of(groups):
    """All rules, each once; one that matches stands for one that is gone."""
    all_rules = {}
    for g, ways in groups.items():
        for way in ("in", "out"):
            for r in ways[way]:
                text = words(g, way, r)
                if text not in all_rules or all_rules[text][2]["gone"]:
                    all_rules[text] = (g, way, r)
    return all_rules


# ---- traffic ---------------------------------------------------------------

def traffic(enis, rows):
    known = [a for e in enis for a in e["addresses"]] + ["10.0.0.40"]
    for _ in range(rows):
        proto = rnd.choice(sgtest.PROTOCOLS)
        v6 = proto == 58 or (proto != 1 and rnd.random() < 0.3)
        src, dst = (rnd.choice([a for a in known if (":" in a) == v6])
                    if rnd.random() < 0.7 else sgtest.address(v6)
                    for _ in range(2))
        ports = proto in (6, 17)
        first = rnd.randrange(1772323200, 1774000000)
        yield {"src": src, "dst": dst, "proto": proto,
               "sport": rnd.choice(sgtest.PORTS) if ports else 0,
               "dport": rnd.choice(sgtest.PORTS) if ports else 0,
               "dir": rnd.choice(["-", "-", "ingress", "egress"]),
               "vpc": rnd.choice(["vpc-0", "vpc-0", "vpc-1", "-"]),
               "flows": rnd.randrange(1, 9), "rejects": 0,
               "conns": rnd.randrange(2, 4),
               "answered": int(rnd.random() < 0.7),
               "scans": 0, "needed": rnd.choice([0, 1, 1, 2]),
               "bytes": rnd.randrange(9999), "rbytes": rnd.randrange(9999),
               "first": first, "last": first + rnd.randrange(99999),
               "how": "none" if rnd.random() < 0.1 else "syn"}


def write(rows):
    with open(os.path.join(sgtest.DIR, "conns.tsv"), "w") as f:
        f.write("#" + "\t".join(rows[0]) + "\n")
        for r in rows:
            f.write("\t".join(map(str, r.values())) + "\n")
        f.write("#!end\trecords=%d\n" % len(rows))


def connections(rows):
    """Rows that are needed, by who and what."""
    groups = {}
    for r in rows:
        if r["needed"] == 0:
            continue
        unknown = r["how"] == "none"
        key = (r["src"], r["sport"] if unknown else None, r["dst"],
               r["dport"], r["proto"], r["dir"], r["vpc"])
        c = groups.setdefault(key, {"answered": 0, "all": []})
        c["answered"] += r["answered"]
        c["all"].append(Count(r["needed"], r["flows"],
                              r["bytes"] + r["rbytes"], r["first"],
                              r["last"]))
    return groups


# ---- judging ---------------------------------------------------------------

def peer(w, r, a, vpc):
    """As sgtest has it; but a group is maybe one that a holder has."""
    eni, many = w.who(a, vpc)
    if r["kind"] == "group" and many and not r["gone"]:
        held = any(r["peer"] in e["groups"] for e in w.holders(a))
        return MAYBE if held or r["peer"] not in w.known else NO
    return w.peer(r, a, vpc)


def let_through(w, rules, me, other, way, proto, port, answered, vpc):
    """(those that do, those that may) of an end."""
    eni, many = w.who(me, vpc)
    hosts = [eni] if eni else w.holders(me) if many else []
    sure, maybe = set(), set()
    for e in hosts:
        for g in e["groups"]:
            for text, r in rules.get((g, way), []):
                v = min(peer(w, r, other, vpc),
                        sgtest.traffic(r, proto, port, answered))
                if v == YES and not many:
                    sure.add(text)
                elif v != NO:
                    maybe.add(text)
    return sure, maybe


def ends(w, rules, key, c):
    """For each end and way that it may have been opened: rules, peer, sure."""
    src, sport, dst, dport, proto, direction, vpc = key
    turned = {"-": "-", "ingress": "egress", "egress": "ingress"}
    ways = [(src, dst, dport, direction)]
    if sport is not None:
        ways.append((dst, src, sport, turned[direction]))
    for a, b, port, d in ways:
        for me, other, way, skip in ((b, a, "in", "egress"),
                                     (a, b, "out", "ingress")):
            if d == skip:
                continue
            sure, maybe = let_through(w, rules, me, other, way, proto, port,
                                      c["answered"], vpc)
            if sport is not None:
                sure, maybe = set(), sure | maybe
            yield other, sure, maybe


def by_group(all_rules):
    rules = collections.defaultdict(list)
    for text, (g, way, r) in all_rules.items():
        rules[g, way].append((text, r))
    return rules


def count(w, all_rules, conns):
    use = {text: {"hit": [], "sole": [], "maybe": [], "hosts": set()}
           for text in all_rules}
    rules = by_group(all_rules)
    for key, c in conns.items():
        for other, sure, maybe in ends(w, rules, key, c):
            for text in sure:
                use[text]["hit"] += c["all"]
                if len(sure) == 1:
                    use[text]["sole"] += c["all"]
            for text in maybe:
                use[text]["maybe"] += c["all"]
            for text in sure | maybe:
                use[text]["hosts"].add(other)
    return use


def numbers(u):
    def add(counts, what):
        return sum(getattr(c, what) for c in counts)
    hit, sole = u["hit"], u["sole"]
    return [add(hit, "conns"), add(hit, "flows"), add(hit, "bytes"),
            min((c.first for c in hit), default="-"),
            max((c.last for c in hit), default="-"),
            add(sole, "conns"), add(sole, "flows"), add(sole, "bytes"),
            add(u["maybe"], "conns"), len(u["hosts"])]


# ---- which rule is inside which --------------------------------------------

def nets(r):
    """What a peer is made of; None where that is not known or may change."""
    if r["kind"] in ("v4", "v6"):
        return [ipaddress.ip_network(r["peer"], strict=False)]
    if r["peer"] == "pl-1":
        return [ipaddress.ip_network(c) for c in sgtest.ENTRIES]
    return None


def contains(r, s):
    """Is s inside r?  By whole prefixes, as lists are made of them."""
    p, a, b = service(r)
    q, c, d = service(s)
    if p is not None and (p != q or a > c or b < d):
        return False
    if r["gone"] or s["gone"]:
        return False
    if (r["kind"], r["peer"]) == (s["kind"], s["peer"]):
        return True
    if nets(r) is None or nets(s) is None:
        return False
    return all(any(n.version == m.version and n.subnet_of(m)
                   for m in nets(r)) for n in nets(s))


def check_inside(all_rules, got):
    n = 0
    for text, (g, way, r) in all_rules.items():
        by = [t for t, (h, v, s) in all_rules.items()
              if t != text and (h, v) == (g, way) and contains(s, r)]
        # Of two that are the same but one is shadowed.
        must = [t for t in by if not contains(r, all_rules[t][2])]
        said = got[text]["inside"]
        n += said != "-"
        if said == "-" and must:
            print("not said to be inside:", text, "in", must)
        if said != "-" and said not in by:
            print("said to be inside:", text, "in", said)
    return n


# ---- what the changes do ---------------------------------------------------

def change(row):
    """A row of the result as a rule."""
    kind = "v6" if ":" in row["peer"] else "v4"
    if row["peer"] == "-":
        kind = "list" if row["peerid"].startswith("pl-") else "group"
    name = "-1" if row["service"] == "all" else row["proto"]
    a, b = int(row["fromport"]), int(row["toport"])
    if name in ("6", "17"):
        pass
    elif name not in ("1", "58"):
        a = b = None
    return row["subject"], {"ingress": "in", "egress": "out"}[
        row["direction"]], {
        "name": NAMES.get(int(name), name) if name != "-1" else name,
        "from": a, "to": b, "kind": kind, "gone": False,
        "peer": row["peerid"] if row["peer"] == "-" else row["peer"]}


def check_changes(w, all_rules, rows, conns):
    """All that was sure to be let through still is."""
    after = dict(all_rules)
    for row in rows:
        g, way, r = change(row)
        text = words(g, way, r)
        if row["change"] == "revoke":
            if after.pop(text, None) is None:
                print("not there to be revoked:", text)
    for row in rows:
        g, way, r = change(row)
        text = words(g, way, r)
        if row["change"] == "authorise":
            if text in all_rules and text in after:
                print("authorised, and there:", text)
            after[text] = (g, way, r)
    before, now = by_group(all_rules), by_group(after)
    for key, c in conns.items():
        for x, y in zip(ends(w, before, key, c), ends(w, now, key, c)):
            if x[1] and not y[1]:
                print("let through no more:", key, x[1])
    return sum(1 for r in rows if r["change"] != "-")


# ---- all of it -------------------------------------------------------------

def read(path):
    rows = []
    with open(path) as f:
        names = f.readline().rstrip("\n").lstrip("#").split("\t")
        for line in f:
            if not line.startswith("#"):
                rows.append(dict(zip(names, line.rstrip("\n").split("\t"))))
    return rows


def main():
    groups, enis = sgtest.account(), sgtest.interfaces()
    rows = list(traffic(enis, sgtest.ROWS))
    if len(sys.argv) == 4:
        sgtest.write_account(groups, enis)
        write(rows)
        return
    w = sgtest.World(groups, enis)
    all_rules, conns = rules_of(groups), connections(rows)
    result = read(sys.argv[4])
    got = {r["rule"]: r for r in result if r["use"] != "new"}
    use = count(w, all_rules, conns)
    if set(got) != set(all_rules):
        print("rules:", set(got) ^ set(all_rules))
        return
    columns = ["conns", "flows", "bytes", "first", "last", "soleconns",
               "soleflows", "solebytes", "maybe", "hosts"]
    used = 0
    for text, u in use.items():
        want = [str(n) for n in numbers(u)]
        have = [got[text][c] for c in columns]
        used += bool(u["hit"])
        if want != have:
            print(text, "want", want, "got", have)
    inside = check_inside(all_rules, got)
    changes = check_changes(w, all_rules, result, conns)
    print(len(all_rules), "rules", used, "used", inside, "inside", changes,
          "changes")


main()
