# SPDX-License-Identifier: ISC
#
# Plays aws(1) for scripts that fl-sgrules and fl-sgaudit write: every call is
# held to botocore's model of the API, and to what AWS documents of security
# groups; what is made is kept in the file $AWS_STATE.
#
#     aws.py ec2 create-security-group --cli-input-json file:///dev/stdin ...
#     aws.py rules        all rules: direction, group, protocol, ports, peer
#     aws.py serve        answers many calls of aws.sh, by the pipes $AWS_STATE.in
#                         and .out: botocore takes half a second to begin
#     aws.py take FILE    what is there at first, as describe-security-groups
#     aws.py describe     what is there now, the same way
#
# Blanks in names are shown as "~".
import contextlib
import io
import ipaddress
import json
import os
import re
import signal
import sys

import botocore.session
import botocore.validate
import jmespath

LEGAL = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=;{}!$*]{1,255}")
QUOTA = 60
model = None


def fail(text):
    sys.exit("aws: " + text)


def load():
    try:
        with open(os.environ["AWS_STATE"]) as f:
            return json.load(f)
    except FileNotFoundError:
        return {"groups": [], "rules": [], "next": 1}


def save(state):
    with open(os.environ["AWS_STATE"], "w") as f:
        json.dump(state, f)


def fresh(state, kind):
    state["next"] += 1
    return "%s-%017x" % (kind, state["next"])


def check_text(what, text):
    if not LEGAL.fullmatch(text):
        fail("%s: illegal: %r" % (what, text))


def create_security_group(state, p):
    check_text("GroupName", p["GroupName"])
    check_text("Description", p["Description"])
    name = p["GroupName"].strip().lower()
    if name.startswith("sg-"):
        fail("InvalidParameterValue: GroupName")
    if not re.fullmatch("vpc-[0-9a-f]+", p["VpcId"]):
        fail("VpcId: " + p["VpcId"])
    for g in state["groups"]:
        if (g["VpcId"], g["GroupName"].lower()) == (p["VpcId"], name):
            fail("InvalidGroup.Duplicate: " + name)
    g = {"GroupId": fresh(state, "sg"), "GroupName": p["GroupName"],
         "VpcId": p["VpcId"]}
    state["groups"].append(g)
    for peer in ("CidrIpv4", "0.0.0.0/0"), ("CidrIpv6", "::/0"):
        state["rules"].append({
            "SecurityGroupRuleId": fresh(state, "sgr"), "IsEgress": True,
            "GroupId": g["GroupId"], "IpProtocol": "-1", "FromPort": -1,
            "ToPort": -1, peer[0]: peer[1]})
    return {"GroupId": g["GroupId"]}


def peers(perm):
    for r in perm.get("IpRanges", []):
        ipaddress.IPv4Network(r["CidrIp"])
        yield "CidrIpv4", r["CidrIp"], r.get("Description")
    for r in perm.get("Ipv6Ranges", []):
        ipaddress.IPv6Network(r["CidrIpv6"])
        yield "CidrIpv6", r["CidrIpv6"], r.get("Description")
    for r in perm.get("PrefixListIds", []):
        yield "PrefixListId", r["PrefixListId"], r.get("Description")
    for r in perm.get("UserIdGroupPairs", []):
        yield "ReferencedGroupId", r["GroupId"], r.get("Description")


def identity(r):
    return tuple(str(r.get(k)) for k in (
        "IsEgress", "GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIpv4",
        "CidrIpv6", "PrefixListId", "ReferencedGroupId"))


def check_group(state, group):
    if group not in [g["GroupId"] for g in state["groups"]]:
        fail("InvalidGroup.NotFound: " + group)


# The rules of a call, each with its description.
def rules_of(state, p, egress):
    for perm in p["IpPermissions"]:
        ports = perm["IpProtocol"] in ("tcp", "udp", "icmp", "icmpv6")
        if ports != ("FromPort" in perm) or ports != ("ToPort" in perm):
            fail("ports: %r" % perm)
        n = 0
        for key, value, text in peers(perm):
            n += 1
            if key == "ReferencedGroupId":
                check_group(state, value)
            yield text, {
                "SecurityGroupRuleId": fresh(state, "sgr"),
                "IsEgress": egress, "GroupId": p["GroupId"],
                "IpProtocol": perm["IpProtocol"],
                "FromPort": perm.get("FromPort", -1),
                "ToPort": perm.get("ToPort", -1), key: value}
        if n == 0:
            fail("no peer: %r" % perm)


def authorize(state, p, egress):
    check_group(state, p["GroupId"])
    known = set(identity(r) for r in state["rules"])
    for text, r in rules_of(state, p, egress):
        check_text("Description", text)
        if identity(r) in known:
            fail("InvalidPermission.Duplicate: %r" % r)
        known.add(identity(r))
        state["rules"].append(r)
    check_quota(state, p["GroupId"], egress)
    return {"Return": True}


def check_quota(state, group, egress):
    for other in "CidrIpv4", "CidrIpv6":
        n = sum(1 for r in state["rules"] if r["GroupId"] == group and
                r["IsEgress"] == egress and other not in r)
        if n > QUOTA:
            fail("RulesPerSecurityGroupLimitExceeded: " + group)


def authorize_security_group_ingress(state, p):
    return authorize(state, p, False)


def authorize_security_group_egress(state, p):
    return authorize(state, p, True)


def describe_security_group_rules(state, p):
    want = p["Filters"][0]
    if want["Name"] != "group-id":
        fail("filter: " + want["Name"])
    return {"SecurityGroupRules": [
        r for r in state["rules"] if r["GroupId"] in want["Values"]]}


def revoke(state, p, egress):
    check_group(state, p["GroupId"])
    for _, rule in rules_of(state, p, egress) if "IpPermissions" in p else []:
        left = [r for r in state["rules"] if identity(r) != identity(rule)]
        if len(left) == len(state["rules"]):
            fail("InvalidPermission.NotFound: %r" % rule)
        state["rules"] = left
    for rule in p.get("SecurityGroupRuleIds", []):
        left = [r for r in state["rules"]
                if (r["SecurityGroupRuleId"], r["GroupId"], r["IsEgress"]) !=
                (rule, p["GroupId"], egress)]
        if len(left) == len(state["rules"]):
            fail("InvalidSecurityGroupRuleId.NotFound: " + rule)
        state["rules"] = left
    return {"Return": True}


def revoke_security_group_ingress(state, p):
    return revoke(state, p, False)


def revoke_security_group_egress(state, p):
    return revoke(state, p, True)


# The options of a call: parameters of the API, and how to print the answer.
def parse(words, stdin):
    params, query = {}, None
    while words:
        word = words.pop(0)
        if word == "--query":
            query = words.pop(0)
        elif word == "--output":
            if words.pop(0) != "text":
                fail("--output")
        elif word == "--cli-input-json":
            if words.pop(0) != "file:///dev/stdin":
                fail("--cli-input-json")
            params.update(json.load(stdin))
        elif word == "--group-id":
            params["GroupId"] = words.pop(0)
        elif word == "--filters":
            name, values = words.pop(0).split(",", 1)
            params["Filters"] = [{
                "Name": name[len("Name="):],
                "Values": [values[len("Values="):]]}]
        elif word == "--security-group-rule-ids":
            ids = params["SecurityGroupRuleIds"] = []
            while words and not words[0].startswith("--"):
                ids.append(words.pop(0))
        else:
            fail("option: " + word)
    return params, query


def call(words, stdin):
    name = words.pop(0)
    params, query = parse(words, stdin)
    global model
    if model is None:
        model = botocore.session.get_session().get_service_model("ec2")
    action = "".join(w.capitalize() for w in name.split("-"))
    shape = model.operation_model(action).input_shape
    report = botocore.validate.ParamValidator().validate(params, shape)
    if report.has_errors():
        fail(name + ": " + report.generate_report())
    state = load()
    answer = globals()[name.replace("-", "_")](state, params)
    save(state)
    if query is not None:
        answer = jmespath.search(query, answer)
        print("\t".join(answer) if isinstance(answer, list) else answer)


def show_rules():
    state = load()
    names = {g["GroupId"]: g["GroupName"] for g in state["groups"]}
    lines = []
    for r in state["rules"]:
        peer = r.get("ReferencedGroupId")
        peer = names[peer] if peer else next(
            r[k] for k in ("CidrIpv4", "CidrIpv6", "PrefixListId") if k in r)
        lines.append(" ".join(word.replace(" ", "~") for word in (
            "egress" if r["IsEgress"] else "ingress", names[r["GroupId"]],
            r["IpProtocol"], str(r["FromPort"]), str(r["ToPort"]), peer)))
    print("\n".join(sorted(lines)))


# A call is the number of its words, these, and the standard input; the
# answer a line with the status, one with what went wrong, and the output.
def serve():
    path = os.environ["AWS_STATE"]
    signal.alarm(300)  # nobody may wait for ever
    while True:
        with open(path + ".in", newline="\n") as f:
            words = [next(f)[:-1] for i in range(int(next(f)))]
            body = io.StringIO(f.read())
        if words == ["stop"]:
            return
        said, wrong = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(said):
                call(words[1:], body)
        except SystemExit as e:
            wrong = str(e)
        with open(path + ".out", "w") as f:
            f.write("%d\n%s\n%s" % (wrong != "", wrong, said.getvalue()))


def take(path):
    with open(path) as f:
        groups = json.load(f)["SecurityGroups"]
    state = {"groups": groups, "rules": [], "next": 1}
    for g in groups:
        for egress in False, True:
            perms = g.pop("IpPermissions" + ("Egress" if egress else ""), [])
            p = {"GroupId": g["GroupId"], "IpPermissions": perms}
            state["rules"] += [r for _, r in rules_of(state, p, egress)]
    save(state)


def describe():
    state = load()
    lists = {"CidrIpv4": ("IpRanges", "CidrIp"),
             "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
             "PrefixListId": ("PrefixListIds", "PrefixListId"),
             "ReferencedGroupId": ("UserIdGroupPairs", "GroupId")}
    for g in state["groups"]:
        g["IpPermissions"], g["IpPermissionsEgress"] = [], []
        for r in state["rules"]:
            if r["GroupId"] != g["GroupId"]:
                continue
            perm = {k: r[k] for k in ("IpProtocol", "FromPort", "ToPort")}
            if r["IpProtocol"] not in ("tcp", "udp", "icmp", "icmpv6"):
                perm = {"IpProtocol": r["IpProtocol"]}
            key = next(k for k in lists if k in r)
            perm[lists[key][0]] = [{lists[key][1]: r[key]}]
            g["IpPermissions" + ("Egress" if r["IsEgress"] else "")].append(
                perm)
    print(json.dumps({"SecurityGroups": state["groups"]}))


if sys.argv[1] == "ec2":
    call(sys.argv[2:], sys.stdin)
elif sys.argv[1] == "serve":
    serve()
elif sys.argv[1] == "rules":
    show_rules()
elif sys.argv[1] == "take":
    take(sys.argv[2])
elif sys.argv[1] == "describe":
    describe()
else:
    fail("not a service: " + sys.argv[1])
