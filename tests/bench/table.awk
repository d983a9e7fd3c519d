# The table of tests/bench/bench, from lines that begin with
#
#	H name text                      the head
#	T part title                     a part
#	J job part base rows label       a line of it
#	G job groups                     it holds so many groups
#	M text metric job other limit    an aim
#	K name nanoseconds thing         a hot loop alone
#	R job wall cpu peak status       it was run: seconds, seconds, KiB
#	A job kind checksum              its answer (plan has the kinds)
#
# Answers of a kind are compared in a part; own ones in a job.  What most have
# is right.  The status is 1 where an answer is wrong or a job failed.

BEGIN { FS = "\t" }

$1 == "H" { printf "%-9s %s\n", $2, $3 }
$1 == "T" { title[$2] = $3 }
$1 == "J" {
	jobs[++njobs] = $2
	part[$2] = $3
	base[$2] = $4
	rows[$2] = $5
	label[$2] = $6
}
$1 == "G" { groups[$2] = $3 }
$1 == "M" { aims[++naims] = $0 }
$1 == "K" { loops[++nloops] = sprintf("%-48s%8.2f  %s", $2, $3, $4) }
$1 == "R" {
	n = ++times[$2]
	cost[$2, "wall", n] = $3
	cost[$2, "cpu", n] = $4
	cost[$2, "peak", n] = $5
	if ($6 != 0)
		failed[$2] = 1
}
$1 == "A" {
	among = ($3 == "own" ? $2 : part[$2]) SUBSEP $3
	sums[among, $4]++
	if (sums[among, $4] > most[among]) {
		most[among] = sums[among, $4]
		right[among] = $4
	}
	answers[++nanswers] = $2 SUBSEP among SUBSEP $4
	if ($3 == "rows")
		shown[$2] = $4
}

END {
	judge()
	for (i = 1; i <= njobs; i++)
		line(jobs[i])
	if (nloops > 0)
		printf "\n%-48s%8s  %s\n", "hot loops alone", "ns", "each"
	for (i = 1; i <= nloops; i++)
		print loops[i]
	if (naims > 0)
		printf "\n%-48s%8s%8s\n", "aims", "got", "at most"
	for (i = 1; i <= naims; i++)
		aim(aims[i])
	exit bad
}

function judge(    i, a)
{
	for (i = 1; i <= nanswers; i++) {
		split(answers[i], a, SUBSEP)
		if (a[4] != right[a[2], a[3]])
			wrong[a[1]] = 1
	}
}

# The median of v[1..n], which it sorts.
function middle(v, n,    i, j, x)
{
	for (i = 2; i <= n; i++) {
		x = v[i]
		for (j = i; j > 1 && v[j - 1] > x; j--)
			v[j] = v[j - 1]
		v[j] = x
	}
	return (v[int((n + 1) / 2)] + v[int(n / 2) + 1]) / 2
}

function median(job, what,    i, v)
{
	for (i = 1; i <= times[job]; i++)
		v[i] = cost[job, what, i]
	return middle(v, times[job])
}

# The median of the ratios to another job of the same rounds; of jobs that
# were not run in turn, the ratio of the medians.
function ratio(job, other, what,    i, v)
{
	if (median(other, what) == 0)
		return 0
	if (part[job] != part[other])
		return median(job, what) / median(other, what)
	for (i = 1; i <= times[job]; i++)
		v[i] = cost[job, what, i] / cost[other, what, i]
	return middle(v, times[job])
}

function per_row(job)
{
	return median(job, "cpu") * 1e9 / rows[job]
}

# What a group takes over the 24 MiB that any run may.
function per_group(job)
{
	return (median(job, "peak") - 24 * 1024) * 1024 / groups[job]
}

function line(j)
{
	if (title[part[j]] != "") {
		printf "\n%-48s%8s%8s%8s%8s%8s%8s  %s\n", title[part[j]],
		    "CPU s", "ratio", "ns/row", "wall s", "ratio",
		    "peak MB", part[j] ~ /^g/ ? "B/group" : "answer"
		title[part[j]] = ""
	}
	printf "%-48s", label[j]
	if (!times[j]) {
		print "  not measured"
		return
	}
	printf "%8.3f%8s%8.1f", median(j, "cpu"), against(j, "cpu"), per_row(j)
	printf "%8.3f%8s", median(j, "wall"), against(j, "wall")
	printf "%8.1f  %s\n", median(j, "peak") / 1024, result(j)
}

function against(j, what)
{
	return base[j] in times && base[j] != j ? \
	    sprintf("%.2f", ratio(j, base[j], what)) : "-"
}

function result(j)
{
	if (failed[j] || wrong[j])
		bad = 1
	if (failed[j])
		return "failed"
	if (wrong[j])
		return "wrong"
	if (groups[j] >= 100000)
		return sprintf("%.1f", per_group(j))
	return j in shown ? shown[j] : "-"
}

function aim(text,    a, got)
{
	split(text, a, "\t")
	if (!times[a[4]] || a[5] != "-" && !times[a[5]])
		return
	if (a[3] == "ns")
		got = per_row(a[4])
	else if (a[3] == "bytes")
		got = per_group(a[4])
	else if (a[3] == "peak")
		got = median(a[4], "peak") / 1024
	else
		got = ratio(a[4], a[5], a[3])
	printf "%-48s%8.2f%8s%s\n", a[2], got, a[6],
	    (got > a[6] + 0) ? "  over" : ""
}
