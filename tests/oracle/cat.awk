# SPDX-License-Identifier: ISC
#
# The default columns of a stream, without header and end, from flow logs in
# the default format: what fl-cat -H writes.
#
#     awk -f v2.awk -f cat.awk

BEGIN {
	OFS = "\t"
}

kind() == "traffic" {
	print $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "-"
}
