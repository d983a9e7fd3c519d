The pipes between all tools, on a day of logs.

  $ . "$TESTDIR/setup.sh"
  $ cp -R "$LOGS" logs
  $ gzip -dc logs/*/*/*/*.gz >log
  $ ingress() { fl-group dst,src,dport,proto "$@"; }

The classic way, both directions: the groups are those of the slow version, each
record is accounted for, and the rules admit just what the slow version allows.

  $ for side in in out; do
  >     case $side in
  >     in) ours=dst keys=dst,src,dport,proto ;;
  >     out) ours=src keys=src,dst,dport,proto ;;
  >     esac
  >     awk -v side=$side -f "$ORACLE/v2.awk" -f "$ORACLE/classic.awk" log \
  >         2>slow.account | sort >slow
  >     fl-where -v $ours=10.0.0.0/8 dport=1-1024 logs 2>account |
  >         fl-group $keys >groups
  >     grep -v '^#' groups | sort | cmp - slow
  >     sed -n 's/.*: \(.*\) records = \(.*\) kept.*/\1 \2/p' account >a
  >     sed -n 's/records=\([0-9]*\) kept=\([0-9]*\) .*/\1 \2/p' slow.account |
  >         cmp a -
  >     fl-sgrules -f tsv groups 2>/dev/null >rules
  >     awk -v side=$side -f "$ORACLE/rules.awk" slow >tuples
  >     awk -f "$ORACLE/cover.awk" tuples rules
  > done
  missing=0 extra=0
  missing=0 extra=0

Nothing is lost on the way: the flows of all groups are the rows that were kept,
the end tells of all records, and each account adds up.

  $ fl-cat -v logs 2>account1 | fl-where -v dst=10.0.0.0/8 dport=1-1024 \
  >     2>account2 | ingress -v 2>account3 >groups
  $ awk -F '\t' '!/^#/ { n += $5 } END { print n }' groups
  5799
  $ cat account?
  fl-cat: 5 SKIPDATA records: evidence was lost in 5 files
  fl-cat: 18000 records = 17875 kept + 0 filtered + 120 nodata + 5 skipdata + 0 malformed
  fl-where: 17875 records = 5799 kept + 12076 filtered + 0 nodata + 0 skipdata + 0 malformed
  fl-group: 5799 records = 5799 kept + 0 filtered + 0 nodata + 0 skipdata + 0 malformed
  $ tail -n 1 groups
  #!end\trecords=18000\tfrom=1772323205\tto=1772409599\tnodata=120\tskipdata=5\tmalformed=0 (esc)

Plain tools between any two stages change nothing: those that keep all lines,
sort, which moves the header and the end, and tee.

  $ fl-sgrules groups >rules 2>/dev/null
  [1]
  $ chain() {
  >     fl-cat logs 2>/dev/null | $1 | fl-where dst=10.0.0.0/8 dport=1-1024 |
  >         $2 | ingress | $3 | fl-sgrules 2>/dev/null
  > }
  $ all() { grep -e '^#' -e . ; }
  $ lines() { awk '/^#/ || NF > 1'; }
  $ copy() { tee copy; }
  $ ends_first() { LC_ALL=C sort; }
  $ for tool in cat all lines copy ends_first; do
  >     chain $tool cat cat | cmp - rules
  >     chain cat $tool cat | cmp - rules
  >     chain cat cat $tool | cmp - rules
  >     chain $tool $tool $tool | cmp - rules
  > done
  $ by_port() { fl-sort dport:r bytes; }
  $ same_columns() { fl-cut @all; }
  $ chain by_port by_port by_port | cmp - rules
  $ chain same_columns same_columns same_columns | cmp - rules

What one tool writes, each tool reads, also compressed:

  $ gzip -c groups | fl-where 'flows>0' | cmp - groups
  $ fl-sort dst src dport proto groups | cmp - groups

A part of the input is no whole: head says nothing, so fl-sgrules must.  What it
read it shows, and --open says that this is known.

  $ fl-cat logs 2>/dev/null | head -n 400 | ingress | fl-sgrules -f tsv \
  >     >rules 2>err; echo $?
  2
  $ grep cut err
  fl-sgrules: input was cut: a header came without its end (a stage before was stopped; --open if that is known)
  $ ingress logs 2>/dev/null | head -n 7 | fl-sgrules -f tsv >cut.tsv 2>/dev/null
  [2]
  $ grep -c '^ingress' cut.tsv
  6
  $ ingress logs 2>/dev/null | head -n 7 | fl-sgrules --open -f tsv 2>/dev/null |
  >     cmp - cut.tsv
  $ ingress logs 2>/dev/null | head -n 7 | fl-sgrules --open >open.txt 2>/dev/null

A first stage that is killed in the middle of its work; the old file stays.

  $ mkfifo held
  $ for signal in KILL TERM PIPE; do
  >     echo old >rules.txt
  >     ( sh -c 'echo $$ >pid; exec fl-cat held' |
  >         fl-where dst=10.0.0.0/8 dport=1-1024 | ingress |
  >         fl-sgrules -o rules.txt 2>err; echo $? >status ) &
  >     exec 9>held
  >     cat log >&9
  >     kill -$signal "$(cat pid)"
  >     exec 9>&-
  >     wait
  >     cat status rules.txt
  >     grep -c 'input was cut' err
  > done 2>/dev/null
  2
  old
  1
  2
  old
  1
  2
  old
  1

One that fails says why, and those behind it pass it on:

  $ fl-cat logs missing 2>/dev/null | fl-where dport=22 | ingress |
  >     fl-sgrules -o rules.txt; echo $?; cat rules.txt
  fl-where: stdin: incomplete: fl-cat: missing: No such file or directory
  fl-group: stdin: incomplete: fl-cat: missing: No such file or directory
  fl-sgrules: stdin: incomplete: fl-cat: missing: No such file or directory
  fl-sgrules: * groups read, * (glob)
  fl-sgrules: note: * (glob)
  fl-sgrules: note: * (glob)
  fl-sgrules: input was cut: fl-cat: missing: No such file or directory
  fl-sgrules: rules.txt: left as it was
  2
  old

A stream that ends within a line, with another behind it: the end of one must
not pass for that of both.  An end or a header that can't be
read is none.

  $ fl-where dport=22 logs 2>/dev/null | ingress >whole
  $ { head -c 1500 whole; cat whole; } | fl-cut src 2>&1 | grep 'was cut' | tail -n 1
  #!incomplete\tfl-cut: stdin: a line that was cut, with the header of another stream behind it (esc)
  $ { head -n 2 whole; printf 10.0; cat whole; } | fl-sgrules -o rules.txt 2>&1 | tail -n 2
  fl-sgrules: input was cut: fl-sgrules: stdin: a line that was cut, with the header of another stream behind it
  fl-sgrules: rules.txt: left as it was
  $ { cat whole; printf '# a comment#src\tdst\n'; } | fl-cut src | tail -n 1 | cut -c 1-5
  #!end
  $ printf '#src\teni\n10.0.0.1\ta#src\n#!end\n' | fl-cat | head -n 2
  #src\teni (esc)
  10.0.0.1\ta#src (esc)
  $ printf '#src\tx\033[31m\n10.0.0.1\tx\n#!end\n' | fl-cut src
  #src
  fl-cut: stdin: a control byte in the header
  #!incomplete\tfl-cut: stdin: a control byte in the header (esc)
  [2]
  $ printf '#src\n10.0.0.1\n#!end\trecords=x\n' | fl-cat
  fl-cat: stdin: bad #!end
  #src
  10.0.0.1
  #!incomplete\tfl-cat: stdin: bad #!end (esc)
  [2]

Nothing at all is not a clean nothing either, while no match is:

  $ : | fl-where dport=22 | ingress | fl-sgrules; echo $?
  fl-where: stdin: empty
  fl-group: stdin: incomplete: fl-where: stdin: empty
  fl-sgrules: stdin: incomplete: fl-where: stdin: empty
  INCOMPLETE: fl-where: stdin: empty
  INCOMPLETE: fl-where: stdin: empty
  fl-sgrules: 0 groups read, 0 rules written for 0 subjects
  fl-sgrules: input was cut: fl-where: stdin: empty
  2
  $ fl-where dport=99 logs 2>/dev/null | ingress | fl-sgrules
  fl-sgrules: 0 groups read, 0 rules written for 0 subjects
  fl-sgrules: evidence: 18000 records from 2026-03-01T00:00:05Z to 2026-03-01T23:59:59Z, 1 d
  fl-sgrules: note: 5 of 18000 records behind the input were SKIPDATA: the rules may lack something
  fl-sgrules: note: no group was read: does the filter fit the logs?

Groups of parts are groups of all: rows dealt at random to files, grouped by
themselves and joined in any order.

  $ fl-cat logs 2>/dev/null >day
  $ ingress day >whole
  $ for seed in 1 2 3 4 5 6 7 8; do
  >     rm -f part.*
  >     awk -v seed=$seed 'BEGIN { srand(seed); n = 1 + int(rand() * 6) }
  >     /^#/ { line[++m] = $0; next }
  >     { print >("part." int(rand() * n)) }
  >     END { print n >"n"; print line[1] >"head"; print line[2] >"end" }' day
  >     for p in part.?; do
  >         cat head $p end | fl-group dst,src,dport,proto,start/1h >$p.tsv
  >     done
  >     ls part.?.tsv | awk -v seed=$seed 'BEGIN { srand(seed) }
  >         { print rand(), $0 }' | sort | cut -d ' ' -f 2 | xargs cat |
  >         ingress | grep -v '^#!' >merged
  >     grep -v '^#!' whole | cmp - merged || echo "seed $seed"
  > done

The files of the day in any order, alone and joined; parts with other columns,
records beside groups:

  $ ls logs/*/*/*/* >files
  $ for seed in 1 2 3; do
  >     awk -v seed=$seed 'BEGIN { srand(seed) } { print rand(), $0 }' files |
  >         sort | cut -d ' ' -f 2 >order
  >     xargs fl-group dst,src,dport,proto <order 2>/dev/null | cmp - whole
  >     xargs -n 1 fl-group dst,src,dport,proto <order 2>/dev/null |
  >         ingress | cmp - whole
  >     xargs -n 3 fl-cat <order 2>/dev/null | ingress | cmp - whole
  > done
  $ { fl-cat $(sed 1,4d files); fl-group src,dst,proto,dport,sport $(sed 4q files)
  > } 2>/dev/null | ingress | cmp - whole

An end that lost its last bytes proves nothing.

  $ fl-cat logs 2>/dev/null | head -c -1 | fl-group dst 2>&1 >/dev/null
  fl-group: stdin: cut within its last line
  [2]
  $ fl-cat logs 2>/dev/null | head -c -20 | fl-group dst 2>/dev/null | tail -n 1
  #!incomplete\tfl-group: stdin: cut within its last line (esc)
