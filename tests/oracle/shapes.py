# SPDX-License-Identifier: ISC
"""
Writes the records of a text log, without its header, in a shape that
CloudWatch Logs, Firehose or the AWS command line gives them:

    python3 shapes.py SHAPE [NAME ...] <records.log

NAMEs are those of the fields, by default as Logs Insights has those of the
default format.

Written with json alone, from AWS's documentation of each shape.
"""

import json
import sys
import time

GROUP = "/vpc/flow \u00fc"


def stream(record):
    """Flow logs have one log stream for each interface."""
    return (record.split() + 3 * ["-"])[2] + "-all"


def event(i, record, **more):
    return {"id": "%056d" % i, "timestamp": 1700000000000 + i,
            "message": record, **more}


def filtered(records):
    return [{"logStreamName": stream(r), "timestamp": 1700000000000 + i,
             "message": r, "ingestionTime": 1700000060000, "eventId": str(i)}
            for i, r in enumerate(records)]


def payload(events, kind="DATA_MESSAGE", name="eni-1-all"):
    return {"messageType": kind, "owner": "123456789012", "logGroup": GROUP,
            "logStream": name, "subscriptionFilters": ["all \"of\" it"],
            "logEvents": events}


CONTROL = payload([event(0, "CWL CONTROL MESSAGE: Checking health of "
                            "destination Firehose.")], "CONTROL_MESSAGE", "")


def payloads(records, size):
    """One for each so many records, and control messages between."""
    for i in range(0, len(records), size):
        yield CONTROL
        yield payload([event(i + k, r)
                       for k, r in enumerate(records[i:i + size])])


def iso(record):
    """The time that an export puts before a record: of its start."""
    start = (record.split() + 11 * ["-"])[10]
    when = int(start) if start.isdigit() else 0
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(when))


def rows(records):
    return {"results": [[{"field": "@timestamp", "value": "2026-03-01 00:00"},
                         {"field": "@message", "value": r},
                         {"field": "@ptr", "value": "Cm%d" % i}]
                        for i, r in enumerate(records)],
            "statistics": {"recordsMatched": float(len(records))},
            "status": "Complete"}


NAMES = """version accountId interfaceId srcAddr dstAddr srcPort dstPort protocol
packets bytes startTime endTime action logStatus""".split()


def fields(record):
    """Logs Insights has no field where a record has none."""
    names = sys.argv[2:] or NAMES
    return {n: v for n, v in zip(names, record.split()) if v != "-"}


def answer(records):
    return {"results": [[{"field": n, "value": v}
                         for n, v in fields(r).items()] +
                        [{"field": "@ptr", "value": "Cm%d" % i}]
                        for i, r in enumerate(records)],
            "statistics": {"recordsMatched": float(len(records)),
                           "bytesScanned": 1e9},
            "encryptionKey": None, "status": "Complete"}


def typed(record):
    """Numbers as numbers, and null for what is not there."""
    return {n: int(v) if v.isdigit() and len(v) < 12 else v
            for n, v in fields(record).items()} | {"not there": None}


def lines(documents, between="\n"):
    return "".join(json.dumps(d) + between for d in documents)


SHAPES = {
    "subscription": lambda r: json.dumps(payload([event(i, x) for i, x in
                                                  enumerate(r)])),
    "subscriptions": lambda r: lines(payloads(r, 7), ""),
    "subscription-lines": lambda r: lines(payloads(r, 100)),
    "filter": lambda r: json.dumps({"events": filtered(r),
                                    "searchedLogStreams": []}, indent=4),
    "filter-pages": lambda r: "".join(
        json.dumps({"events": filtered(r[i:i + 50]),
                    **({"nextToken": "t"} if i + 50 < len(r) else {})},
                   indent=1)
        for i in range(0, len(r), 50)),
    "get": lambda r: json.dumps({
        "nextForwardToken": "f/1", "nextBackwardToken": "b/1",
        "events": [{"ingestionTime": 1, "timestamp": 2, "message": x + "\n"}
                   for x in r]}, separators=(",", ":")),
    "lines": lambda r: lines(filtered(r)),
    "firehose": lambda r: lines({"message": x} for x in r),
    "firehose-joined": lambda r: lines(({"message": x} for x in r), ""),
    "escaped": lambda r: "".join(
        '{ "a\\u0041\\ud83d\\ude00": [1.5e-3, null, {"b": [[]]}],\r\n'
        '\t"message" : "%s" }\r\n' %
        "".join("\\u%04x" % ord(c) for c in x) for x in r),
    "list": lambda r: json.dumps(filtered(r), indent=0),
    "list-of-pages": lambda r: json.dumps(
        [{"events": filtered(r[i:i + 50])} for i in range(0, len(r), 50)]),
    "strings": lambda r: json.dumps(r, indent=4),
    "insights": lambda r: json.dumps(rows(r), indent=4),
    "fields": lambda r: json.dumps(answer(r), indent=2),
    "objects": lambda r: lines(map(typed, r)),
    "object-list": lambda r: json.dumps([fields(x) for x in r]),
    "export": lambda r: "".join("%s %s\n" % (iso(x), x) for x in r),
}


def main():
    records = [x for x in sys.stdin.read().split("\n") if x]
    sys.stdout.write(SHAPES[sys.argv[1]](records))


if sys.argv[1:] == ["-l"]:
    print("\n".join(SHAPES))
else:
    main()
