# SPDX-License-Identifier: ISC
#
# Writes a small random account and its traffic: enis.json, pl-*.json, rows.tsv
# into the current folder.  Few addresses, ports and groups, so that all that
# can go together does.
#
#     small.py SEED
import json
import random
import sys

r = random.Random(int(sys.argv[1]))
groups = ["sg-%x" % i for i in range(1, r.randint(3, 7))]
vpcs = ["vpc-1", "vpc-2"][:r.randint(1, 2)]
home = {g: r.choice(vpcs) for g in groups}
enis, at = [], {v: [] for v in vpcs}

for n in range(r.randint(3, 9)):
    vpc = r.choice(vpcs)
    net = "10.%d.0." % vpcs.index(vpc)
    mine = [g for g in groups if home[g] == vpc]
    kind = r.choice(["interface"] * 9 + ["nat_gateway"])
    few = 0 if kind != "interface" else r.randint(0, min(3, len(mine)))
    addresses = [net + str(10 * n + 1 + k) for k in range(r.randint(1, 2))]
    six = ["2001:db8:%x::%x" % (vpcs.index(vpc) + 1, n + 1)] * r.randint(0, 1)
    wide = [net + str(128 + 4 * n) + "/30"] * (r.random() < 0.2)
    e = {"NetworkInterfaceId": "eni-%x" % n, "VpcId": vpc,
         "InterfaceType": kind, "PrivateIpAddress": addresses[0],
         "PrivateIpAddresses": [{"PrivateIpAddress": a} for a in addresses],
         "Ipv6Addresses": [{"Ipv6Address": a} for a in six],
         "Ipv4Prefixes": [{"Ipv4Prefix": p} for p in wide],
         "Groups": [{"GroupId": g, "GroupName": "name " + g}
                    for g in r.sample(mine, few)],
         "TagSet": [{"Key": "Name", "Value": "host%d" % (n // 2)}]}
    if r.random() < 0.3:
        e["Association"] = {"PublicIp": "198.51.100.%d" % n}
    enis.append(e)
    at[vpc] += addresses + six
    at[vpc] += [net + str(128 + 4 * n + k) for k in (1, 2) if wide]

lists = {"pl-aa": ["203.0.113.0/29", "203.0.113.4/30", "2001:db8:f::/125"],
         "pl-bb": ["203.0.113.8/30", "10.9.0.0/30"]}
outside = ["203.0.113.%d" % k for k in range(0, 16)] + [
    "192.0.2.%d" % k for k in range(4)] + ["2001:db8:f::1", "2001:db8:f::9",
    "2001:db8:e::1", "10.9.0.1", "10.7.0.1", "198.51.100.1", "198.51.100.2"]
services = [(6, 22), (6, 80), (6, 81), (6, 82), (6, 443), (6, 0), (6, 65534),
            (6, 65535), (17, 53), (17, 22), (1, 0), (58, 0), (47, 0), (255, 0)]
# Some logs do not say who opened, or say which interface wrote a row.
untold, sided = r.random() < 0.5, r.random() < 0.4
rows, every = {}, sum(at.values(), [])
for n in range(r.randint(5, 120)):
    a = r.choice(every)
    b = r.choice(every if r.random() < 0.5 else outside)
    if (":" in a) != (":" in b) or a == b:
        continue
    if r.random() < 0.5:
        a, b = b, a
    proto, port = r.choice(services)
    first = 1772323200 + r.randint(0, 200000)
    key = a, b, port, proto
    value = (r.randint(1, 9), r.choice([0, 0, 1]), first,
             first + r.randint(0, 90000))
    if untold:
        key += (r.choice(services)[1],)
        value += (r.choice(["syn", "none"]),)
    if sided:
        key += (r.choice(["ingress", "egress", "-"]),)
    rows[key] = value

with open("enis.json", "w") as f:
    json.dump({"NetworkInterfaces": enis}, f, indent=1)
for name, entries in lists.items():
    with open(name + ".json", "w") as f:
        json.dump({"Entries": [{"Cidr": c} for c in entries]}, f)
with open("rows.tsv", "w") as f:
    print("#src", "dst", "dport", "proto", *["sport"] * untold,
          *["dir"] * sided, "flows", "needed", "first", "last",
          *["how"] * untold, sep="\t", file=f)
    for key, value in sorted(rows.items()):
        print(*key, *value, sep="\t", file=f)
    print("#!end", file=f)
