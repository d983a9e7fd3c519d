The seeds of the fuzz targets, and all that they once failed on.

  $ . "$TESTDIR/setup.sh"
  $ for f in "$TESTDIR"/fuzz/*.c; do
  >   t=$(basename "$f" .c)
  >   [ $t = replay ] && continue
  >   "$B_DIR/tests/fuzz/$t" "$TESTDIR/fuzz/corpus/$t"/* |
  >       sed 's/^[1-9][0-9]*/some/'
  > done | sort -u
  some inputs
