The bench, tiny: that it works and that all answers agree.  Times are not
judged.

  $ . "$TESTDIR/setup.sh"
  $ [ -x "$B_DIR/tests/bench/run" ] || exit 80
  $ ROUNDS=1 RECORDS=20000 DUCKDB=0 BENCH_DIR=$PWD/kept
  $ export ROUNDS RECORDS DUCKDB BENCH_DIR
  $ "$TESTDIR/bench/bench" >table
  $ grep -E '(wrong|failed)$' table
  [1]

One answer for gzip and plain text, one for the log with IPv6, from each form
of the job and from awk:

  $ awk '/^fl.*[|]|^fl-group -w|mawk [|] sort/ { print $NF }' table |
  >     grep -v measured | sort | uniq -c | awk '{ print ($1 > 2) }'
  1
  1
  1

Only the corpus is kept, and only made once:

  $ ls kept
  1-20000-20
  $ ls kept/*
  asked
  book
  enis.json
  grouped
  kept
  labelled
  logs
  logs6
  page6
  plain
  rows
  $ awk '/^input/ { print $2, $3, $4, $5 }' table
  20000 records, 20 files,

Each hot loop has its line:

  $ sed -n '/^hot loops/,$s/ .*//p' table | awk '!seen[$0]++'
  hot
  scan,
  ip4,
  nums,
  num_parse,
  ip_parse,
  tab_find,

Medians, ratios within a round, and an answer that is not the others':

  $ table() { awk -f "$TESTDIR/bench/table.awk"; echo "status $?"; }
  $ costs() {
  >     printf 'T\tp\ttitle\nJ\ta\tp\ta\t20000\tfirst\n'
  >     printf 'J\tb\tp\ta\t20000\tsecond\nJ\tc\tp\ta\t20000\tthird\n'
  >     printf 'M\tCPU, second to first\tcpu\tb\ta\t2.5\n'
  >     printf 'R\ta\t%s\t1024\t0\n' '1	2' '2	4' '9	9'
  >     printf 'R\tb\t%s\t2048\t0\n' '3	6' '3	8' '9	27'
  > }
  $ costs | table
  
  title                                              CPU s   ratio  ns/row  wall s   ratio peak MB  answer
  first                                              4.000       -200000.0   2.000       -     1.0  -
  second                                             8.000    3.00400000.0   3.000    1.50     2.0  -
  third                                             not measured
  
  aims                                                 got at most
  CPU, second to first                                3.00     2.5  over
  status 0
  $ { costs; printf 'A\t%s\trows\t%s\n' a 7 a 7 b 7 b 8; } | table |
  >     awk '/^(first|second|status)/ { print $1, $NF }'
  first 7
  second wrong
  status 1
  $ { costs; printf 'A\t%s\town\t%s\n' a 7 b 8 b 8 b 9; } | table |
  >     awk '/^(first|second|status)/ { print $1, $NF }'
  first -
  second wrong
  status 1
  $ { costs; printf 'R\t%s\t1\t1\t1\t%d\n' a 0 b 2; } | table |
  >     awk '/^(first|second|status)/ { print $1, $NF }'
  first -
  second failed
  status 1

  $ RECORDS=many "$TESTDIR/bench/bench"
  bench: not a number: "many"
  [2]
