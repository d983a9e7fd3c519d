What is too large is said, and costs time, not memory.

  $ . "$TESTDIR/setup.sh"
  $ cat_all() { fl-cat -c src "$@" >out 2>err; status=$?; cat err out; return $status; }
  $ rec() { echo "2 1 eni-1 10.0.0.$1 10.0.0.2 1 2 6 1 40 1700000000 1700000060 ACCEPT OK"; }

With little memory, where the build needs no more for itself (sanitizers and
valgrind do):

  $ if ! grep -q __asan_init "$B_DIR/fl-cat" &&
  >     (ulimit -v 100000; fl-cat --version) >/dev/null 2>&1; then
  >   ulimit -v 100000
  > fi

A line of 1 GB, and long ones in a stream and in CSV, with -x and without:

  $ long() { head -c "${1:-200000000}" /dev/zero | tr '\000' x; echo; }
  $ { rec 1; long 1000000000; rec 2; } | cat_all -v -H
  fl-cat: stdin:2: longer than 262144 bytes
  fl-cat: 3 records = 2 kept + 0 filtered + 0 nodata + 0 skipdata + 1 malformed
  10.0.0.1
  10.0.0.2
  [1]
  $ { printf '#src\n10.0.0.1\n'; long; echo 10.0.0.2; } | cat_all -H -x /dev/null
  fl-cat: stdin:3: longer than 262144 bytes
  10.0.0.1
  10.0.0.2
  [1]
  $ { echo srcaddr,bytes; echo 10.0.0.1,7; long; echo 10.0.0.2,7; } |
  >     cat_all -H
  fl-cat: stdin:3: longer than 262144 bytes
  10.0.0.1
  10.0.0.2
  [1]
  $ { echo srcaddr,bytes; echo 10.0.0.1,7; printf '"'; long; echo 10.0.0.2,7; } |
  >     cat_all -H
  fl-cat: stdin:3: longer than 262144 bytes
  10.0.0.1
  10.0.0.2
  [1]

Bombs: a few bytes that become many, and again inside of that.

  $ { rec 1; head -c 300000000 /dev/zero | tr '\000' x; echo; rec 2; } | gzip -1 >bomb.gz
  $ cat_all -H bomb.gz
  fl-cat: bomb.gz:2: longer than 262144 bytes
  10.0.0.1
  10.0.0.2
  [1]
  $ gzip -1 <bomb.gz | gzip -1 | cat_all -H
  fl-cat: stdin:2: longer than 262144 bytes
  10.0.0.1
  10.0.0.2
  [1]
  $ { rec 1; head -c 100000000 /dev/zero | tr '\000' '\n'; rec 2; } | gzip -1 |
  >     cat_all -v -H
  fl-cat: 2 records = 2 kept + 0 filtered + 0 nodata + 0 skipdata + 0 malformed
  10.0.0.1
  10.0.0.2
  $ { echo srcaddr,bytes; head -c 100000000 /dev/zero | tr '\000' ,; echo; echo 10.0.0.2,7; } |
  >     gzip -1 | cat_all -H
  fl-cat: stdin:2: longer than 262144 bytes
  10.0.0.2
  [1]

A million columns, of text, CSV and a stream: what the limit is, is said.

  $ words() { awk -v n="$1" -v sep="$2" 'BEGIN {
  >   printf "srcaddr%sdstaddr", sep
  >   for (i = 3; i <= n; i++) printf "%sc%d", sep, i
  >   print "" }'; }
  $ words 1000000 ' ' | fl-cat -H
  fl-cat: stdin: more than 1024 words in the first line: that many columns are not read
  [2]
  $ words 1025 ' ' | fl-cat -H
  fl-cat: stdin: more than 1024 words in the first line: that many columns are not read
  [2]
  $ { words 1024 ' ' | sed 's/ c[0-9]*/ bytes/g'
  >   words 1024 ' ' | sed 's/[a-z0-9]*/1/g'; } | cat_all -H
  1
  $ words 1000000 , | fl-cat -H
  fl-cat: stdin: the first line is longer than 262144 bytes: that many columns are not read
  [2]
  $ { printf '#'; words 1025 '\t'; } | fl-cat -H
  fl-cat: stdin: a header of more than 1024 columns
  [2]
  $ { rec 1; words 1000000 ' '; words 20000 ' '; rec 2; } | cat_all -H
  fl-cat: stdin:2: longer than 262144 bytes
  fl-cat: stdin:3: 20000 fields, 14 expected
  10.0.0.1
  10.0.0.2
  [1]
