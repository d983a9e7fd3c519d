  $ . "$TESTDIR/setup.sh"

Output, messages and exit status are the same for any number of threads: on
good logs, on a folder with everything that can be wrong with a file, and
where the run ends early.

  $ mkdir bad
  $ for i in 1 2 3 4 5 6 7 8; do
  >   (echo version account-id interface-id srcaddr dstaddr srcport dstport \
  >       protocol packets bytes start end action log-status
  >    awk -v i=$i 'BEGIN { for (n = 0; n < 3000 * i; n++)
  >       print 2, "123456789012", "eni-" i, "10.0.0." n % 250, "10.1.0." i,
  >           n % 60000, 443, 6, 1, 40, 1700000000 + n, 1700000060 + n,
  >           n % 7 ? "ACCEPT" : "REJECT", "OK" }') >bad/$i.log
  > done
  $ for i in 1 2 3 4 5 6 7 8 9; do echo too few >>bad/2.log; done
  $ echo 'srcaddr dstaddr vpc-id' | gzip >bad/3a.log.gz
  $ gzip <bad/4.log | head -c 20000 >bad/4a.log.gz
  $ : >bad/5a.log
  $ printf 'a\000b' >bad/6a.log
  $ echo '2 1 eni-9 - - - - - - - 1700000000 1700000060 - SKIPDATA' >>bad/7.log

  $ same() {
  >   for j in 1 2 3 9; do
  >     "$@" -j $j >out.$j 2>err.$j
  >     echo $? >status.$j
  >     cmp out.1 out.$j && cmp err.1 err.$j && cmp status.1 status.$j ||
  >       echo "-j $j differs: $*"
  >   done
  > }
  $ same fl-cat -v bad
  $ cat status.1
  2
  $ wc -l <err.1 | tr -d ' '
  13
  $ same fl-cat -v -c +eni,vpc bad
  $ same fl-cat -c @all bad
  $ grep -c '^#src' out.1
  1
  $ same fl-cat --strict -x rejected bad
  $ wc -l <rejected | tr -d ' '
  10
  $ same fl-where -v dport=443 action=accept bad
  $ same fl-where -c src,vpc vpc=- bad
  $ same fl-cut -n src,bytes,start bad
  $ same fl-group -v src/28,dport bad
  $ same fl-group -v -w action=reject dst,src "$LOGS"
  $ same fl-cat "$LOGS" "$LOGS5"
  $ same fl-cat -c +mine bad
  $ tail -n 1 out.1
  #!incomplete\tfl-cat: bad/1.log: no column mine (esc)
  $ same fl-where mine=x bad
  $ same fl-group mine bad
  $ same fl-cat nosuch bad missing

A filter of one tool is the filter of the other.

  $ fl-where 'port=1-1024' action=accept "$LOGS" 2>err | fl-group dst,dport >a
  $ fl-group -w 'port=1-1024 action=accept' dst,dport "$LOGS" >b 2>err
  $ cmp a b
  $ fl-group -w 'dprot=1' dst "$LOGS"
  fl-group: dprot: no such field; did you mean dport?
  [2]

Lanes beyond the first hold much before the first is done.

  $ mkfifo pipe
  $ (sleep 0.3; cat bad/8.log) >pipe &
  $ fl-cat -j 4 pipe bad/7.log bad/6.log bad/5.log >a 2>err
  $ fl-cat -j 1 bad/8.log bad/7.log bad/6.log bad/5.log >b 2>err
  $ cmp a b

What they hold has an end: then their threads wait.

  $ { printf '#src\tdst\tmine\n'
  >   yes '1.1.1.1	2.2.2.2	x' | head -n 2000000; } >long
  $ (sleep 0.3; cat bad/8.log) >pipe &
  $ fl-cat -j 2 -c src,dst pipe long bad/6.log | cksum >a
  $ fl-cat -j 1 -c src,dst bad/8.log long bad/6.log | cksum >b
  $ cmp a b

Nor do they begin one small file after the other.

  $ tail -n +2 long | tr '\t' ' ' | split -a 3 -l 12000 - piece.
  $ cp piece.aaa first
  $ (sleep 0.3; cat first) >pipe &
  $ set -- -F 'src dst mine' -c src,dst,mine
  $ fl-cat -j 2 "$@" pipe piece.??? | cksum >a
  $ fl-cat -j 1 "$@" first piece.??? | cksum >b
  $ cmp a b
  $ rm piece.???

Behind a file that ends the run no other is written, however much it holds.

  $ printf '#src\tdst\n1.1.1.1\t2.2.2.2\n' >without
  $ (sleep 0.3; cat without) >pipe &
  $ fl-where -j 2 mine=x pipe long bad/7.log | head -n 3
  fl-where: pipe: no column mine
  #!incomplete\tfl-where: pipe: no column mine (esc)

  $ fl-cat -j x "$LOGS" 2>&1 | head -n 1
  fl-cat: -j: not a number: "x"

Streams that say they are incomplete speak in their order too: the first is
long, so the second is read before it.

  $ mkdir cut
  $ { printf '#src\tdst\n'; awk 'BEGIN { for (i = 0; i < 200000; i++)
  >     print "1.1.1.1\t2.2.2.2" }'; printf '#!incomplete\tfirst\n'; } >cut/a
  $ printf '#src\tdst\nx\n#!incomplete\tsecond\n' >cut/b
  $ printf '#src\tdst\n#!incomplete\n' >cut/c
  $ same fl-cat cut
  $ cat err.1
  fl-cat: cut/a: incomplete: first
  fl-cat: cut/b:2: 1 cell, 2 expected
  fl-cat: cut/b: incomplete: second
  fl-cat: cut/c: incomplete: no reason given
  $ tail -n 1 out.1
  #!incomplete\tfirst (esc)
