#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
# The interfaces of a VPC alone: one_vpc.py enis.json VPC

import json
import sys

with open(sys.argv[1], encoding="utf-8") as f:
    all_of = json.load(f)["NetworkInterfaces"]
json.dump({"NetworkInterfaces": [e for e in all_of
                                 if e["VpcId"] == sys.argv[2]]}, sys.stdout)
