fl-conn and fl-sgrules on days full of traps.  tests/traps runs more and bigger
ones, and shows the tables behind this.

  $ . "$TESTDIR/setup.sh"

What is missed of the aims of score.awk, which names them.  A line here is a
fault of today; one less is what is wanted, one more or a bigger number never:

  $ "$TESTDIR/traps" -q -s 4 -n 20000 -V '2 5' -w 'whole one accept six' >said
  $ grep -E '^(seed|missed)' said
  seed 4, version 2, whole
  seed 4, version 2, one
  seed 4, version 2, accept
  seed 4, version 2, six
  seed 4, version 5, whole
  seed 4, version 5, one
  seed 4, version 5, accept
  seed 4, version 5, six
  $ "$TESTDIR/traps" -q -s 4 -n 60000 -V 5 -w hour | grep -E '^(seed|missed)'
  seed 4, version 5, hour
