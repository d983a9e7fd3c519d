# SPDX-License-Identifier: ISC
#
# From rows of classic.awk to what must be allowed, one tuple a line, not
# merged: direction subject proto port peer.
#
#     awk -f rules.awk -v side=in
#
# A group makes a tuple where accepted records outnumber rejected ones; one
# without a known action (rejects -) makes none.  Only TCP and UDP have ports
# in a security group; for the others port is -1.

BEGIN {
	FS = OFS = "\t"
	direction = side == "out" ? "egress" : "ingress"
}

{
	if ($6 == "-" || $5 - $6 <= $6)
		next
	port = $4 == 6 || $4 == 17 ? $3 : -1
	tuple = direction OFS $1 OFS $4 OFS port OFS $2
	if (!(tuple in done))
		print tuple
	done[tuple]
}
