# SPDX-License-Identifier: ISC
#
# What the oracles share: reading a line of a flow log in the default format of
# version 2, by the books and slowly.  Use: awk -f v2.awk -f classic.awk.

function is_number(s, max)
{
	return s ~ /^[0-9]+$/ && s + 0 <= max
}

# The address as a number, or -1 if it is no IPv4 address.
function ip4(s, part, n, i, v)
{
	n = split(s, part, ".")
	if (n != 4)
		return -1
	v = 0
	for (i = 1; i <= 4; i++) {
		if (part[i] !~ /^(0|[1-9][0-9]?[0-9]?)$/ || part[i] > 255)
			return -1
		v = v * 256 + part[i]
	}
	return v
}

# An IPv4 address, or something of the letters of an IPv6 address.
function is_addr(s)
{
	return ip4(s) >= 0 || s ~ /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/
}

# Is the address in 10.0.0.0/8?
function is_ten(s, v)
{
	v = ip4(s)
	return v >= 167772160 && v < 184549376
}

# Counts numbers exactly: print would write those above 2^31 in short.
function whole(v)
{
	return v == "-" ? v : sprintf("%.0f", v)
}

# "" for a header or an empty line, else "traffic", "nodata", "skipdata" or,
# by the count of fields and the status alone, "malformed".  Call with the line
# in $0.
function kind()
{
	if (NF == 0 || $1 == "version")
		return ""
	if (NF != 14)
		return "malformed"
	if ($14 == "NODATA")
		return "nodata"
	if ($14 == "SKIPDATA")
		return "skipdata"
	if ($14 == "OK")
		return "traffic"
	return "malformed"
}
