The seeds of the fuzz targets, and all that they once failed on.

  $ . "$TESTDIR/setup.sh"
  $ for d in "$TESTDIR"/fuzz/corpus/*; do
  >   "$B_DIR/tests/fuzz/${d##*/}" "$d"/* | sed 's/^[1-9][0-9]*/some/'
  > done | sort | uniq -c
        2 some inputs
