#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Prints chosen fields of a flow log as rows, one record a line.

    cells.py srcaddr tcp-flags flow-direction <log

Reads space-separated text with a header of AWS field names, in any order, with
hyphens or underscores; another header may come in mid-stream.  Records without
traffic are left out, as are lines of another width, which are counted on
stderr.  A field that the log does not have is "-".
"""

import sys

HEADER = {"version", "account-id", "interface-id", "srcaddr", "dstaddr",
          "srcport", "dstport", "protocol", "start", "end", "action",
          "log-status", "pkt-srcaddr", "tcp-flags"}


def main(wanted):
    wanted = [name.replace("_", "-") for name in wanted]
    names = []
    malformed = 0
    for line in sys.stdin:
        cells = line.split()
        if not cells:
            continue
        head = [cell.replace("_", "-") for cell in cells]
        if head[0] in HEADER or len(HEADER.intersection(head)) > 2:
            names = head
            continue
        if not names:
            sys.exit("cells.py: no header")
        if len(cells) != len(names):
            malformed += 1
            continue
        row = dict(zip(names, cells))
        if row.get("log-status", "OK") == "OK":
            print("\t".join(row.get(name, "-") for name in wanted))
    if malformed:
        print("cells.py: malformed=%d" % malformed, file=sys.stderr)


main(sys.argv[1:])
