# SPDX-License-Identifier: ISC
#
# Writes an account whose tags, descriptions and names of groups mean something
# to shells, JSON, HCL, YAML, Markdown or terminals: enis.json, pl-0a.json and
# rows.tsv, in which everybody speaks to everybody's neighbour, into the
# current folder.
import json

LONG = "long-" * 60
VALUES = [
    'a"b', "a'b", "back\\slash", "`touch pwned`", "$(touch pwned)", "${x}",
    "${file(\"/etc/passwd\")}", "%{ if true }x%{ endif }", "%%{x}", "$${x}",
    "$", "$$", "$VPC_ID", "new\nline", "\nEND\ntouch pwned\n", "END", "EOF",
    "cr\rlf", "tab\tbed", "a|b", "| a | b |", "**bold**", "<b>html</b>",
    "[x](javascript:y)", "# heading", "&amp;", "emoji \U0001f525",
    "\u0065\u0301\u0327", "\u202eevil\u202c", "\u2066x\u2069", "\u200f",
    "\u5bff\u53f8", "\u2028line", "\x1b[31mred", "\x7f", "\u0085", LONG,
    LONG + "a", LONG + "b", "--query", "-", "--", "-rf", "~", "null", "true",
    "no", "0x1f", "1e3", "12:30", "- item", "key: value", "? key", "&anchor",
    "*alias", "!tag", "!Ref VpcId", "@at", "%YAML 1.1", "{a: b}", "[1, 2]",
    "...", "---", "#comment", ": ", " ", "  ", "trailing ", " leading",
    "a;b", "a&b", "a&&b", "a>b", "*", "?", "a b", "a,b", "!history",
    "sg-0123", "SG-x", "fl-", "fl-a_b", "default", "web", "WEB", "Web", "web ",
    "web_", "_web", "web__tcp", "pl-0a", "fd00--1_128", "fd00xx1x128",
    "10.0.0.1", "10.0.0.1/32", "10_0_0_1_32", "2001:db8::1", "PATH", "IFS",
    "%00", "%0A", "%", "\u00e4" * 200, "x" * 255, "x" * 256, "x" * 254 + "\u00e4",
    "webOutTcp443To", "(vpc-1)", "web (vpc-1)",
]


def eni(n, vpc, value, groups):
    return {
        "NetworkInterfaceId": "eni-%x" % n, "VpcId": vpc,
        "InterfaceType": "interface", "Description": value,
        "PrivateIpAddresses": [{"PrivateIpAddress": address(n)}],
        "Ipv6Addresses": [{"Ipv6Address": "fd00::%x" % (n + 1)}],
        "Groups": [{"GroupId": "sg-%x" % g, "GroupName": name}
                   for g, name in groups],
        # Of some the description is what they are called.
        "TagSet": [] if n % 5 == 0 else [{"Key": "Name", "Value": value}]}


def address(n):
    return "10.0.%d.%d" % (n // 200, n % 200 + 1)


enis = []
for n, value in enumerate(VALUES):
    vpc = "vpc-%d" % (1 + n % 2)
    enis.append(eni(n, vpc, value, [(n, value), (1000 + n % 2, "all")]))
with open("enis.json", "w") as f:
    json.dump({"NetworkInterfaces": enis}, f)
with open("pl-0a.json", "w") as f:
    json.dump({"PrefixLists": [{
        "PrefixListId": "pl-0a", "PrefixListName": "x|\"${y}`z`\n\u202e",
        "Cidrs": ["203.0.113.0/24"]}]}, f)
with open("rows.tsv", "w") as f:
    print("#src", "dst", "dport", "proto", "flows", "rejects", "first", "last",
          sep="\t", file=f)
    for n in range(len(VALUES)):
        for dst in (address((n + 2) % len(VALUES)), "203.0.113.9",
                    "198.51.100.%d" % (n % 256)):
            print(address(n), dst, 443, 6, 1, 0, 1772323200, 1772409600,
                  sep="\t", file=f)
        print("fd00::%x" % (n + 1), "fd00::%x" % ((n + 2) % len(VALUES) + 1),
              80, 6, 1, 0, 1772323200, 1772409600, sep="\t", file=f)
    print("#!end", "records=%d" % (4 * len(VALUES)), sep="\t", file=f)
