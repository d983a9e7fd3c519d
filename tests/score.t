The scorer of connections and rules, on a truth that can be read: a web
connection, one over IPv6, syslog, a pair that nothing tells the opener of, a
ping, a client whose port looks like a service's; a scanner that took a banner,
a host that is gone, a late answer.

  $ . "$TESTDIR/setup.sh"
  $ tabs() { sed 's/  */	/g'; }
  $ tabs >truth <<'END'
  > #direction instance peer sport proto port legit answered decidable cover trap packets bytes rpackets rbytes why
  > egress 10.0.0.1 10.0.0.2 40000 6 443 yes yes yes must web 10 1000 9 9000 -
  > ingress 10.0.0.2 10.0.0.1 40000 6 443 yes yes yes must web 10 1000 9 9000 -
  > ingress 10.0.0.2 10.0.0.8 40000 6 443 yes yes yes must web 1 60 1 90 -
  > ingress 10.0.0.2 10.0.0.9 40000 6 443 yes yes yes must web 1 60 1 90 -
  > ingress 2001:db8::1 2001:db8:f::2 40000 6 443 yes yes yes must web6 5 500 4 900 -
  > egress 10.0.0.1 10.0.0.4 5000 17 514 yes oneway yes must syslog 3 300 0 0 -
  > egress 10.0.0.1 10.0.0.3 123 17 123 yes yes no must ntp_pair 2 152 2 152 -
  > ingress 10.0.0.3 10.0.0.1 123 17 123 yes yes no must ntp_pair 2 152 2 152 -
  > egress 10.0.0.1 10.0.0.2 0 1 0 yes yes no must ping 7 588 7 588 -
  > egress 10.0.0.3 192.0.2.1 8080 6 7777 yes yes - must misfit 5 500 4 900 -
  > egress 10.0.0.5 192.0.2.1 50100 6 7777 yes yes yes may hop 5 500 4 900 -
  > ingress 10.0.0.2 198.18.0.1 5000 6 443 no yes yes not scan_full 6 400 5 900 -
  > egress 10.0.0.1 10.0.0.6 40001 6 22 no no yes not dead_host - - - - -
  > END
  $ tabs >scanners <<'END'
  > #address class failed
  > 198.18.0.1 scan_full 25
  > 198.18.0.2 noise 3
  > END

What a tool would say that gets all of it right, and that leaves out the hop:

  $ tabs >rows <<'END'
  > #src sport dst dport proto scans packets bytes rpackets rbytes how
  > 10.0.0.1 40000 10.0.0.2 443 6 0 6 600 5 5000 syn
  > 10.0.0.1 40000 10.0.0.2 443 6 0 4 400 4 4000 syn
  > 10.0.0.8 40000 10.0.0.2 443 6 0 1 60 1 90 syn
  > 10.0.0.9 40000 10.0.0.2 443 6 0 1 60 1 90 syn
  > 2001:db8:f::2 40000 2001:db8::1 443 6 0 5 500 4 900 fanin
  > 10.0.0.1 5000 10.0.0.4 514 17 0 3 300 0 0 alone
  > 10.0.0.1 123 10.0.0.3 123 17 0 2 152 2 152 none
  > 10.0.0.1 0 10.0.0.2 0 1 0 7 588 7 588 none
  > 10.0.0.3 8080 192.0.2.1 7777 6 0 5 500 4 900 order
  > 198.18.0.1 5000 10.0.0.2 443 6 1 6 400 5 900 syn
  > 10.0.0.1 40001 10.0.0.6 22 6 0 3 180 0 0 alone
  > #!end records=30
  > END
  $ tabs >rules <<'END'
  > #direction subject proto fromport toport peer note
  > egress 10.0.0.1/32 tcp 443 443 10.0.0.2/32 -
  > ingress 10.0.0.2/32 tcp 443 443 10.0.0.1/32 -
  > ingress 10.0.0.2/32 tcp 443 443 10.0.0.8/31 -
  > ingress 2001:db8::1/128 tcp 443 443 2001:db8:f::2/128 -
  > egress 10.0.0.1 udp 514 514 10.0.0.4/32 one-way
  > egress 10.0.0.1 udp 123 123 10.0.0.3 undecided
  > ingress 10.0.0.1 udp 123 123 10.0.0.3 undecided
  > ingress 10.0.0.3 udp 123 123 10.0.0.1 undecided
  > egress 10.0.0.3 udp 123 123 10.0.0.1 undecided
  > egress 10.0.0.1 icmp - - 10.0.0.2/32 undecided
  > ingress 10.0.0.1 icmp -1 -1 10.0.0.2/32 undecided
  > egress 10.0.0.3 tcp 7777 7777 192.0.2.1/32 -
  > #!end records=30
  > END
  $ score() { awk -v format="${format:-2}" -f "$ORACLE/score.awk" "$@"; }
  $ score truth scanners rows rules
  trap             conns covered   pairs  right wrong  none absent  untold  said false misled  counts
  dead_host            0       0       1      1     0     0      0       0     0     0      0       0
  hop                  0       0       1      0     0     0      1       0     0     0      0       0
  misfit               1       1       0      0     0     0      0       0     0     0      0       0
  ntp_pair             1       1       0      0     0     0      0       1     0     0      0       0
  ping                 1       1       0      0     0     0      0       1     0     0      0       0
  scan_full            0       0       1      1     0     0      0       0     0     0      0       0
  syslog               1       1       1      1     0     0      0       0     0     0      0       0
  web                  3       3       3      3     0     0      0       0     0     0      0       0
  web6                 1       1       1      1     0     0      0       0     0     0      0       0
  all                  8       8       8      7     0     0      1       2     0     0      0       0
  
  11 rows, 12 rules; admitted beyond the truth: 0 invented, 0 replies, 0 falsely decided, 0 scans, 0 in vain; excused: 3 undecided, 0 misled (0 lost)
  1 of 1 scanners marked, 0 of 6 legitimate sources

Each of these breaks one thing.  In order: a rule lost; one side of it; half of
a merged one; one for another port; a peer that was never seen.

  $ row() { sed "$1" rows | score truth scanners - rules | grep '^missed'; }
  $ rule() { sed "$1" rules | score truth scanners rows - | grep '^missed'; }
  $ rule /514/d
  missed: coverage: 1 of 8 connections lost
  $ rule '2s/egress/ingress/'
  missed: coverage: 1 of 8 connections lost
  missed: beyond: 1 rules invented, 0 for a wrong originator
  $ rule 's,10.0.0.8/31,10.0.0.8/32,'
  missed: coverage: 1 of 8 connections lost
  $ rule 's,10.0.0.8/31,10.0.0.8/30,'
  missed: beyond: 2 rules invented, 0 for a wrong originator
  $ rule 's/443	443	10.0.0.2/443	444	10.0.0.2/'
  missed: beyond: 1 rules invented, 0 for a wrong originator
  $ rule 's,f::2/128,f::2/127,'
  missed: beyond: 1 rules invented, 0 for a wrong originator
  $ rule 's/icmp/tcp/; s/	-1*	-1*	/	0	0	/'
  missed: coverage: 1 of 8 connections lost
  missed: beyond: 2 rules invented, 0 for a wrong originator

A rule for the scanner's banner, one for the host that is gone, one for a reply:

  $ add() { sed "/^#!end/i $1" rules | tabs | score truth scanners rows - | grep '^missed'; }
  $ add 'ingress 10.0.0.2 tcp 443 443 198.18.0.1/32 thin'
  missed: scans: 1 rules owed to scans
  $ add 'egress 10.0.0.1 tcp 22 22 10.0.0.6/32 -'
  missed: vain: 1 rules owed to what was rejected or unanswered
  $ add 'egress 10.0.0.2 tcp 40000 40000 10.0.0.1/32 -'
  missed: replies: 1 rules owed to replies
  $ add 'egress 10.0.0.5 tcp 7777 7777 192.0.2.1/32 -'
  [1]

Marks: of one-way traffic, of what nobody could decide, and of a visit by what may
be a scanner:

  $ rule 's/one-way/-/'
  missed: marks: 1 rules do not say one-way
  $ rule '8s/undecided/-/'
  missed: marks: 1 rules do not say undecided
  $ sed '/198.18.0.1/s/not/may/' truth >visited
  $ visit() { sed "/^#!end/i ingress 10.0.0.2 tcp 443 443 198.18.0.1/32 $1" rules | tabs |
  >     score visited scanners rows - | grep '^missed'; }
  $ visit -
  missed: marks: 1 rules do not say thin
  $ visit thin
  [1]

The originator: turned round; not said; said where nothing tells, right and
wrong, and then a rule for it is none of an undecided one; misled.

  $ row '8s/.*/&/; 2,3s/10.0.0.1	40000	10.0.0.2	443/10.0.0.2	443	10.0.0.1	40000/'
  missed: originator: 1 of 8 wrong
  $ row '2,3s/10.0.0.1	40000	10.0.0.2	443/10.0.0.2	443	10.0.0.1	40000/; 2,3s/syn/none/'
  missed: undecided: 1 of 8
  $ row '8s/none/hub/'
  missed: beyond: 0 rules invented, 2 for a wrong originator
  $ row '8s/none/hub/; 8s/10.0.0.1	123	10.0.0.3/10.0.0.3	123	10.0.0.1/' | tr -s ' '
  missed: beyond: 0 rules invented, 2 for a wrong originator
  missed: none: 1 said wrong that nothing tells
  $ row '10s/10.0.0.3	8080	192.0.2.1	7777/192.0.2.1	7777	10.0.0.3	8080/'
  [1]

A row of no connection; wrong sums; a scanner that was not marked; a source that
was, though it is none; no end; nothing at all.

  $ row 's/40001/40002/'
  missed: strange: 1 rows of no connection
  $ row '5s/60/61/'
  missed: counts: 1 connections with other packets or bytes
  $ row 2d
  missed: counts: 1 connections with other packets or bytes
  $ row '11s/6	1	6/6	0	6/'
  missed: unmarked: 1 of 1 scanners not marked
  $ row '5s/6	0	1/6	1	1/'
  missed: blamed: 1 of 6 legitimate sources marked
  $ row /end/d
  missed: input: rows or rules have no end
  $ row '/^[0-9]/d'
  missed: input: no connection to judge
  missed: beyond: 0 rules invented, 3 for a wrong originator
  missed: unmarked: 1 of 1 scanners not marked

Version 2 may be wrong once in a thousand pairs, with flags never:

  $ awk 'BEGIN { OFS = "\t" } { print } NR == 2 { for (i = 0; i < 1000; i++) {
  >     $4 = i; $6 = 1000 + i; $10 = "not"; print } }' truth >many
  $ turned='2,3s/10.0.0.1	40000	10.0.0.2	443/10.0.0.2	443	10.0.0.1	40000/'
  $ sed "$turned" rows | score many scanners - rules | grep '^missed'
  [1]
  $ sed "$turned" rows | format=5 score many scanners - rules | grep '^missed'
  missed: originator: 1 of 1008 wrong

Faults are listed if asked for:

  $ sed 's/40001/40002/' rows | awk -v format=2 -v list=1 -f "$ORACLE/score.awk" truth scanners - rules | head -1
  strange: 10.0.0.1 40002 10.0.0.6 22 6

What can't be judged is no answer:

  $ score truth scanners rows
  score.awk: four files are needed
  [2]
  $ sed 's/how/why/' rows | score truth scanners - rules
  score.awk: -: no column how
  [2]
  $ sed 's,10.0.0.8/31,10.0.0.0/8,' rules | score truth scanners rows -
  score.awk: too wide to expand: 10.0.0.0/8
  [2]
