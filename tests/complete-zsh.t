What zsh offers behind a line, typed at a terminal of its own.

  $ . "$TESTDIR/setup.sh"
  $ command -v zsh >/dev/null || exit 80
  $ COMPLETIONS=$TESTDIR/../completions
  $ export COMPLETIONS
  $ cat >within <<'END'
  > fpath=($COMPLETIONS $fpath)
  > autoload -U compinit
  > compinit -u -d ./dump
  > # Writes down what is offered, in place of showing it.
  > compadd() {
  >     local -a hits
  >     if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
  >         builtin compadd "$@"
  >         return
  >     fi
  >     builtin compadd -A hits "$@"
  >     (( $#hits )) && print -rl -- "$IPREFIX"${^hits} >>offered
  >     builtin compadd "$@"
  > }
  > done-it() { print "that is all" >>offered }
  > zle -N done-it
  > bindkey '^T' done-it
  > PS1=ready
  > END
  $ cat >outside <<'END'
  > zmodload zsh/zpty
  > zpty shell zsh -f -i
  > zpty -w shell '. ./within'
  > zpty -r shell seen '*ready*'
  > : >offered
  > zpty -w -n shell "$1"$'\t\C-t'
  > for i in {1..300}; do
  >     [[ $(<offered) == *'that is all'* ]] && break
  >     zpty -r -t shell seen
  >     sleep 0.02
  > done
  > zpty -d shell
  > grep -vx "that is all" offered | sort -u
  > END
  $ offers() { zsh -f ./outside "$@" | paste -s -d ' ' -; }
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

Fields, behind the last comma and a sign:

  $ offers 'fl-cat -c ds'
  dst dstname dstpl dstplname dstsg dstsvc dsttype dstvpc
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
  dport
  $ offers 'fl-where proto=icmpv'
  proto=icmpv4 proto=icmpv6
  $ offers 'fl-where protocol!=tcp,icmpv'
  protocol!=tcp,icmpv4 protocol!=tcp,icmpv6
  $ offers 'fl-where action=A'
  action=ACCEPT
  $ offers 'fl-where dst=@even'
  dst=@evening.gz dst=@evening.log
  $ offers "fl-where 'dport=1-1024 or proto=icmpv"
  dport=1-1024 or proto=icmpv4 dport=1-1024 or proto=icmpv6
  $ offers 'fl-where dst=10.0.0.0/8 even'
  evening.gz evening.log
