What fish offers behind a line.

  $ . "$TESTDIR/setup.sh"
  $ command -v fish >/dev/null || exit 80
  $ HOME=$PWD
  $ COMPLETIONS=$TESTDIR/../completions
  $ export HOME COMPLETIONS
  $ offers() {
  >     fish -N -c 'source $COMPLETIONS/fl.fish; complete -C $argv[1]' "$1" |
  >         cut -f 1 | paste -s -d ' ' -
  > }
  $ touch evening.log evening.gz

Options, and words behind them:

  $ offers 'fl-cat --str'
  --strict
  $ offers 'fl-cat -T st'
  stream
  $ offers 'fl-cat --type=st'
  --type=stream
  $ offers 'fl-cat -Hv -o even'
  evening.gz evening.log
  $ offers 'fl-sgrules -l @even'
  @evening.gz @evening.log

A format is not what the option is:

  $ fish -N -c 'source $COMPLETIONS/fl.fish; complete -C "fl-sgrules -f js"' |
  >     tr '\t' '|'
  json

Fields, behind the last comma and a sign, each with what it is:

  $ fish -N -c 'source $COMPLETIONS/fl.fish; complete -C "fl-cat -c dpo"'
  dport	destination port; 0 for ICMP
  $ offers 'fl-cat -c src,ds'
  src,dst src,dstname src,dstpl src,dstplname src,dstsg src,dstsvc src,dsttype src,dstvpc
  $ offers 'fl-cat -c +eni,-flag'
  +eni,-flags
  $ offers 'fl-cat --columns=src,dp'
  --columns=src,dport
  $ offers 'fl-cat -c @co'
  @conn

None that the list has already:

  $ offers 'fl-cat -c dst,dst'
  dst,dstname dst,dstpl dst,dstplname dst,dstsg dst,dstsvc dst,dsttype dst,dstvpc
  $ offers 'fl-group dst,dst'
  dst,dstname dst,dstpl dst,dstplname dst,dstsg dst,dstsvc dst,dsttype dst,dstvpc
  $ offers 'fl-cut -c +dst,-dst'
  +dst,-dstname +dst,-dstpl +dst,-dstplname +dst,-dstsg +dst,-dstsvc +dst,-dsttype +dst,-dstvpc

The first operand of fl-group, and those behind it:

  $ offers 'fl-group dst,dp'
  dst,dport
  $ offers 'fl-group -o out dst,dp'
  dst,dport
  $ offers 'fl-group dst even'
  evening.gz evening.log

Every operand of fl-sort may be a field or a file:

  $ offers 'fl-sort bytes:r ev'
  evening.gz evening.log
  $ offers 'fl-sort bytes:r encr'
  encryption

Tests of fl-where:

  $ offers 'fl-where dpo'
  dport=
  $ offers 'fl-where proto=icmpv'
  proto=icmpv4 proto=icmpv6
  $ offers 'fl-where protocol!=tcp,icmpv'
  protocol!=tcp,icmpv4 protocol!=tcp,icmpv6
  $ offers 'fl-where action=A'
  action=ACCEPT
  $ offers 'fl-where dst=10.0.0.1,@even'
  dst=10.0.0.1,@evening.gz dst=10.0.0.1,@evening.log
  $ offers "fl-where 'dport=1-1024 or proto=icmpv"
  dport=1-1024 or proto=icmpv4 dport=1-1024 or proto=icmpv6
  $ offers 'fl-where dst=10.0.0.0/8 even'
  evening.gz evening.log
