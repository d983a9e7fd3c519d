"""Takes one rule away, again and again, and looks at what is named then.

    roundtrip.py RULES.tsv CONNS.tsv LOCAL EVERY

RULES are fl-sgrules -f tsv of CONNS, -l LOCAL.  For each EVERY-th rule
fl-sgtest has to name exactly the connections that this rule alone lets
through.  Prints how many rules were taken away, and how many connections
were named in all.
"""

import ipaddress
import subprocess
import sys

RULES, CONNS, LOCAL, EVERY = sys.argv[1:5]


def rows(path):
    with open(path) as f:
        lines = f.read().split("\n")
    names = lines[0][1:].split("\t")
    return lines[0], [dict(zip(names, x.split("\t")), line=x)
                      for x in lines[1:] if x and x[0] != "#"]


def ends(c):
    """The ends that are judged, and as what: (direction, me, other, port)."""
    if c.get("dir", "-") != "egress":
        yield "ingress", c["dst"], c["src"], c["dport"]
    if c.get("dir", "-") != "ingress":
        yield "egress", c["src"], c["dst"], c["dport"]


def turned(c):
    back = {"-": "-", "ingress": "egress", "egress": "ingress"}
    return dict(c, src=c["dst"], dst=c["src"], sport=c["dport"],
                dport=c["sport"], dir=back[c.get("dir", "-")])


head, rules = rows(RULES)
local = ipaddress.ip_network(LOCAL)
by = {}
for i, r in enumerate(rules):
    peer = ipaddress.ip_network(r["peer"])
    by.setdefault((r["direction"], r["subject"], r["proto"]), []).append(
        (i, peer, int(r["fromport"]), int(r["toport"])))

alone = {}
for c in rows(CONNS)[1]:
    if int(c["needed"]) == 0:
        continue
    ways = [c]
    if c["how"] == "none":
        ways.append(turned(c))
    for w in ways:
        for way, me, other, port in ends(w):
            if ipaddress.ip_address(me) not in local:
                continue
            a = ipaddress.ip_address(other)
            hit = [i for i, net, lo, hi in by.get((way, me, w["proto"]), [])
                   if a in net and (lo < 0 or lo <= int(port) <= hi)]
            assert hit, (way, w)
            if len(hit) == 1:
                alone.setdefault(hit[0], set()).add(
                    (way, w["src"], w["dst"], port, w["proto"]))

taken = named = 0
for i in range(0, len(rules), int(EVERY)):
    text = head + "\n" + "".join(
        r["line"] + "\n" for k, r in enumerate(rules) if k != i) + "#!end\n"
    got = subprocess.run(
        ["fl-sgtest", "-f", "tsv", "-l", LOCAL, "-", CONNS], input=text,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = set()
    for line in got.stdout.split("\n"):
        f = line.split("\t")
        if f[0] in ("blocked", "unsure"):
            found.add((f[1], f[2], f[4], f[5], f[6]))
    assert found == alone[i], (rules[i]["line"], found ^ alone[i])
    taken += 1
    named += len(found)
print(taken, "rules,", named, "connections")
