# Flow logs of trapgen to the interfaces that wrote them, as
# aws ec2 describe-network-interfaces has them: the address that most of the
# records of an interface share is its own, and so is the IPv6 address that
# belongs to it, and what packets have in its place.  A group for each subnet,
# a name for each interface; gateways (10.0.0.30, 10.0.0.35) are in no group.
# Of two that had one address in a VPC, that which logged last is there.

function note(e, address) {
	if (++n[e, address] > most[e]) {
		most[e] = n[e, address]
		own[e] = address
	}
}

# What a packet has in place of an address of a record.
function replaced(e, address, packet) {
	if (packet != address && !((e, address, packet) in seen)) {
		seen[e, address, packet] = 1
		more[e, address] = more[e, address] " " packet
	}
}

function addresses(e,    text, i, k, p) {
	k = split(more[e, own[e]], p, " ")
	for (i = 1; i <= k; i++)
		text = text sprintf("%s{\"PrivateIpAddress\": \"%s\"}",
		    text == "" ? "" : ", ", p[i])
	return text
}

function show(e,    a, v6, gateway, group) {
	split(own[e], a, ".")
	v6 = sprintf("2001:db8:1234:1a%02x::%x", a[3], 4096 + a[3] * 256 + a[4])
	gateway = own[e] == "10.0.0.30" || own[e] == "10.0.0.35"
	group = sprintf("{\"GroupId\": \"sg-%s%s\"}", a[3],
	    substr(vpc[e], length(vpc[e])))
	printf "%s\n{\"NetworkInterfaceId\": \"%s\",", sep, e
	printf " \"VpcId\": \"%s\", \"Groups\": [%s],", vpc[e],
	    gateway ? "" : group
	printf " \"PrivateIpAddress\": \"%s\",", own[e]
	printf " \"PrivateIpAddresses\": [%s],", gateway ? "" : addresses(e)
	if ((e, v6) in n)
		printf " \"Ipv6Addresses\": [{\"Ipv6Address\": \"%s\"}],", v6
	printf " \"TagSet\": [{\"Key\": \"Name\", \"Value\": \"host %s\"}]}",
	    substr(e, length(e) - 1)
	sep = ","
}

$1 == "version" {
	for (i = 1; i <= NF; i++)
		col[$i] = i
	next
}

$col["srcaddr"] != "-" {
	e = $col["interface-id"]
	note(e, $col["srcaddr"])
	note(e, $col["dstaddr"])
	if ($col["end"] > last[e])
		last[e] = $col["end"]
	vpc[e] = "vpc-id" in col ? $col["vpc-id"] : "vpc-1"
	if ("pkt-srcaddr" in col) {
		replaced(e, $col["srcaddr"], $col["pkt-srcaddr"])
		replaced(e, $col["dstaddr"], $col["pkt-dstaddr"])
	}
}

END {
	printf "{\"NetworkInterfaces\": ["
	for (e in vpc) {
		k = vpc[e] SUBSEP own[e]
		if (!(k in there) || last[e] > last[there[k]])
			there[k] = e
	}
	for (k in there)
		show(there[k])
	print "]}"
}
