What bash offers behind a line, with the function that it would call.

  $ . "$TESTDIR/setup.sh"
  $ command -v bash >/dev/null || exit 80
  $ COMPLETIONS=$TESTDIR/../completions
  $ export COMPLETIONS
  $ cat >offers <<'END'
  > . "$COMPLETIONS/fl.bash"
  > COMP_LINE=$1
  > COMP_POINT=${#1}
  > tool=${1%% *}
  > # The word as readline cuts it, for the function does not look at it.
  > complete -p "$tool" >/dev/null || exit 1
  > _fl "$tool" '' ''
  > printf '%s\n' "${COMPREPLY[@]}" | sort
  > END
  $ offers() { bash --norc --noprofile ./offers "$@" | paste -s -d ' ' -; }
  $ touch evening.log evening.gz

Options, and words behind them:

  $ offers 'fl-cat --str'
  --strict
  $ offers 'fl-cat -T st'
  stream
  $ offers 'fl-cat --type=st'
  stream
  $ offers 'fl-cat -Hv -o even'
  evening.gz evening.log
  $ offers 'fl-sgrules -l @even'
  @evening.gz @evening.log
  $ offers 'fl-cat -ve'
  

Fields, behind the last comma and a sign:

  $ offers 'fl-cat -c ds'
  dst dstname dstpl dstplname dstsg dstsvc dsttype dstvpc
  $ offers 'fl-cat -c src,ds'
  src,dst src,dstname src,dstpl src,dstplname src,dstsg src,dstsvc src,dsttype src,dstvpc
  $ offers 'fl-cat -c +eni,-flag'
  +eni,-flags
  $ offers 'fl-cat --columns=src,dp'
  src,dport
  $ offers 'fl-cat -c @co'
  @conn

None that the list has already:

  $ offers 'fl-cat -c dst,dst'
  dst,dstname dst,dstpl dst,dstplname dst,dstsg dst,dstsvc dst,dsttype dst,dstvpc
  $ offers 'fl-group dst,dst'
  dst,dstname dst,dstpl dst,dstplname dst,dstsg dst,dstsvc dst,dsttype dst,dstvpc
  $ offers 'fl-cut -c +dst,-dst'
  +dst,-dstname +dst,-dstpl +dst,-dstplname +dst,-dstsg +dst,-dstsvc +dst,-dsttype +dst,-dstvpc

The first operand of fl-group, and those behind it; the word that belongs to
an option is none of them:

  $ offers 'fl-group dst,dp'
  dst,dport
  $ offers 'fl-group -o out dst,dp'
  dst,dport
  $ offers 'fl-group -Ho out dst,dp'
  dst,dport
  $ offers 'fl-group dst even'
  evening.gz evening.log

Every operand of fl-sort may be a field or a file:

  $ offers 'fl-sort bytes:r ev'
  evening.gz evening.log
  $ offers 'fl-sort bytes:r encr'
  encryption

Tests of fl-where: a field with an operator, then words and files of values.
What stands before the last break of a word is not offered again.

  $ offers 'fl-where dpo'
  dport=
  $ offers 'fl-where proto=icmpv'
  icmpv4 icmpv6
  $ offers 'fl-where protocol!=tcp,icmpv'
  tcp,icmpv4 tcp,icmpv6
  $ offers 'fl-where action=A'
  ACCEPT
  $ offers "fl-where 'dport=1-1024 or proto=icmpv"
  dport=1-1024 or proto=icmpv4 dport=1-1024 or proto=icmpv6
  $ offers 'fl-where dst=@even'
  @evening.gz @evening.log
  $ offers 'fl-where dst=10.0.0.0/8 even'
  evening.gz evening.log
  $ offers 'fl-where src='
  
