# The job of the bench as awk has it; with all=1 for any destination.
#
#     zcat logs/* | mawk -f peer.awk | sort
$7 >= 1 && $7 <= 1024 && (all || $5 ~ /^10\./) {
	k = $5 "\t" $4 "\t" $7 "\t" $8
	if (!flows[k]++) {
		first[k] = $11
		last[k] = $12
	}
	if ($13 == "REJECT")
		rejects[k]++
	packets[k] += $9
	bytes[k] += $10
	if ($11 < first[k])
		first[k] = $11
	if ($12 > last[k])
		last[k] = $12
}

END {
	for (k in flows)
		printf "%s\t%d\t%d\t%.0f\t%.0f\t%d\t%d\n", k, flows[k],
		    rejects[k], packets[k], bytes[k], first[k], last[k]
}
