# What fl-label adds, the slow way: for each row of a stream on stdin every
# prefix is tried.  Written from fl-label(1) alone.
#
#   label.py ENIS.json TABLE.tsv <rows.tsv
#
# Prints all rows with the columns of -i and of one -t, headers and all.
import ipaddress
import json
import sys


def net(text):
    return ipaddress.ip_network(text)


interfaces = json.load(open(sys.argv[1]))["NetworkInterfaces"]
vpc_of = {e["NetworkInterfaceId"]: e["VpcId"] for e in interfaces}
held = {}  # prefix: [(vpc, eni, cells)]
for e in interfaces:
    tags = {t["Key"]: t["Value"] for t in e.get("TagSet", [])}
    name = (tags.get("Name") or e.get("Description")
            or e.get("Attachment", {}).get("InstanceId") or "-")
    groups = ",".join(sorted(g["GroupId"] for g in e["Groups"])) or "-"
    mine = {net(a["PrivateIpAddress"]) for a in e["PrivateIpAddresses"]}
    mine |= {net(a["Ipv6Address"]) for a in e.get("Ipv6Addresses", [])}
    mine |= {net(a["Ipv4Prefix"]) for a in e.get("Ipv4Prefixes", [])}
    public = {net(a["Association"]["PublicIp"])
              for a in e["PrivateIpAddresses"] + [e] if "Association" in a}
    for p in mine | public:
        vpc = e["VpcId"] if p in mine else "-"
        cells = {"sg": groups, "name": name,
                 "type": e["InterfaceType"] or "-", "vpc": vpc}
        held.setdefault(p, []).append(
            (e["VpcId"], e["NetworkInterfaceId"], cells))

table = []
lines = open(sys.argv[2]).read().splitlines()
names = lines[0].split("\t")[1:]
for line in lines[1:]:
    cells = line.split("\t")
    table.append((net(cells[0]), dict(zip(names, cells[1:]))))


def holder(p, row):
    """The cells of who holds p for this row; None: nobody can tell."""
    if len(held[p]) == 1:
        return held[p][0][2]
    for vpc, eni, cells in held[p]:
        if eni == row.get("eni"):
            return cells
    where = row.get("vpc", "-")
    if where == "-":
        where = vpc_of.get(row.get("eni"))
    there = [cells for vpc, eni, cells in held[p] if vpc == where]
    return there[0] if len(there) == 1 else None


def label(address, column, row):
    """Of the longest prefix that has the column; a table before -i."""
    if address == "-":
        return "-"
    address = net(address)
    best, value = -1, "-"
    for p in held:
        if (p.version == address.version and address.subnet_of(p)
                and p.prefixlen > best
                and column in ("sg", "name", "type", "vpc")):
            cells = holder(p, row)
            best, value = p.prefixlen, cells[column] if cells else "-"
    for p, cells in table:
        if (p.version == address.version and address.subnet_of(p)
                and p.prefixlen >= best and column in cells):
            best, value = p.prefixlen, cells[column] or "-"
    return value


columns = ["sg", "name", "type", "vpc"] + [n for n in names if n != "name"]
seen = {}
for line in sys.stdin:
    line = line.rstrip("\n")
    if line.startswith("#!"):
        print(line)
        continue
    cells = line.split("\t")
    if line.startswith("#"):
        header = line[1:].split("\t")
        print(line, *(s + c for c in columns for s in ("src", "dst")),
              sep="\t")
        continue
    row = dict(zip(header, cells))
    added = []
    for c in columns:
        for s in ("src", "dst"):
            key = (row[s], c, row.get("vpc"), row.get("eni"))
            if key not in seen:
                seen[key] = label(row[s], c, row)
            added.append(seen[key])
    print(line, *added, sep="\t")
