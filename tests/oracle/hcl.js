/* SPDX-License-Identifier: ISC */

/*
 * Holds a file that fl-sgrules writes to HashiCorp's parser and to what the
 * provider documents, and prints its rules: direction, group, protocol,
 * ports, peer; blanks in names as "~".
 *
 *   node hcl.js FILE.tf
 */
"use strict";
const fs = require("fs");
const net = require("net");
const { parse } = require("@cdktf/hcl2json");

const LEGAL = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=;{}!$*]{1,255}$/;
const LABEL = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const PEERS = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id",
	"referenced_security_group_id"];
const ALWAYS = ["security_group_id", "ip_protocol", "description",
	"from_port", "to_port"];

function fail(text)
{
	console.error("hcl: " + text);
	process.exit(1);
}

/* What a string is: the parser leaves "${" as it was escaped. */
function text(s)
{
	return s.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{");
}

function check(s)
{
	if (typeof s !== "string" || !LEGAL.test(text(s)))
		fail("illegal: " + JSON.stringify(s));
}

/* All of a type: name and arguments. */
function all(top, type)
{
	return Object.entries((top.resource || {})[type] || {}).map(
		([name, list]) => {
			if (list.length !== 1 || !LABEL.test(name))
				fail("twice, or no label: " + name);
			return [name, list[0]];
		});
}

function groups(top)
{
	const found = new Map();
	for (const [name, g] of all(top, "aws_security_group")) {
		if (Object.keys(g).sort().join() !== "description,name,vpc_id")
			fail(name + ": " + Object.keys(g));
		check(g.name);
		check(g.description);
		if (/^sg-/i.test(g.name) || (g.vpc_id === "${var.vpc_id}" &&
		    !("vpc_id" in top.variable)))
			fail(name + ": " + JSON.stringify(g));
		found.set("${aws_security_group." + name + ".id}", text(g.name));
	}
	const names = [...found.values()].map((s) => s.toLowerCase());
	if (new Set(names).size !== names.length)
		fail("a name twice");
	return found;
}

function known(found, id)
{
	if (!found.has(id))
		fail("does not resolve: " + id);
	return found.get(id);
}

function rule(found, way, r)
{
	const peer = PEERS.filter((k) => k in r);
	const keys = ALWAYS.concat(peer);
	if (peer.length !== 1 || Object.keys(r).sort().join() !==
	    keys.sort().join())
		fail(JSON.stringify(r));
	check(r.description);
	const v = r[peer[0]];
	if ((peer[0] === "cidr_ipv4" && !net.isIPv4(v.split("/")[0])) ||
	    (peer[0] === "cidr_ipv6" && !net.isIPv6(v.split("/")[0])))
		fail("peer: " + v);
	return [way, known(found, r.security_group_id), r.ip_protocol,
		r.from_port, r.to_port, peer[0] === PEERS[3] ?
		known(found, v) : v].map((w) => String(w).replace(/ /g, "~"))
		.join(" ");
}

parse(process.argv[2], fs.readFileSync(process.argv[2], "utf8")).then((top) => {
	const found = groups(top);
	const lines = [];
	for (const way of ["ingress", "egress"])
		for (const [, r] of all(top,
		    "aws_vpc_security_group_" + way + "_rule"))
			lines.push(rule(found, way, r));
	lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
	console.log(lines.join("\n"));
}).catch((e) => fail(e.message || String(e)));
