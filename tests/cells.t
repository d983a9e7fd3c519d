An independent reader of logs with a header; needs Python.

  $ . "$TESTDIR/setup.sh"
  $ command -v python3 >/dev/null || exit 80
  $ cells() { python3 "$ORACLE/cells.py" "$@"; }

By name, whatever the order and the spelling; a new header in mid-stream; no
records without traffic, no lines of another width; "-" where there is no such
field:

  $ cat >log <<'END'
  > dstaddr srcaddr tcp-flags log-status
  > 10.0.0.2 10.0.0.1 2 OK
  > - - - NODATA
  > 10.0.0.2 10.0.0.1 2
  > version srcaddr dstaddr srcport tcp_flags
  > 5  10.0.0.3   10.0.0.4 80 19
  > END
  $ cells srcaddr dst_addr dstaddr tcp_flags srcport <log
  10.0.0.1\t-\t10.0.0.2\t2\t- (esc)
  10.0.0.3\t-\t10.0.0.4\t19\t80 (esc)
  cells.py: malformed=1
  $ echo 1 2 3 | cells srcaddr
  cells.py: no header
  [1]

The shipped sets have the records that were asked for, less those without
traffic:

  $ gzip -dc "$LOGS5"/2026/03/01/*.gz >day5
  $ cells version <day5 | sort -u
  5
  $ test "$(cells version <day5 | wc -l)" -eq "$(grep -c ' OK$' day5)"

Version 5 tells NAT apart: addresses and packet addresses differ at its
interface alone.

  $ cells interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr <day5 |
  >     awk '$2 != $4 || $3 != $5' >nat
  $ cut -f 1 nat | sort -u | wc -l | tr -d ' '
  1
  $ awk '$2 != "10.0.0.30" && $3 != "10.0.0.30"' nat
