What make install puts where, and that make uninstall takes all of it away.

  $ . "$TESTDIR/setup.sh"
  $ unset MAKEFLAGS MAKELEVEL MFLAGS
  $ fl_make() {
  >     make -s -C "$TESTDIR/.." B="$B_DIR" DESTDIR="$PWD/root" PREFIX=/usr "$@"
  > }
  $ cd "$TESTDIR/.." && tools=$(cd cmd && ls fl-*.c | sed 's/\.c$//')
  $ pages=$(cd man && ls *.[157])
  $ cd "$OLDPWD" && mkdir root
  $ fl_make install >/dev/null
  $ cd root/usr
  $ for t in $tools; do
  >     test -x bin/$t && test -f share/man/man1/$t.1 &&
  >         test -f share/bash-completion/completions/$t &&
  >         test -f share/fish/vendor_completions.d/$t.fish || echo $t
  > done
  $ for p in $pages; do test -f share/man/man${p##*.}/$p || echo $p; done
  $ find . -type f | grep -v "/fl-[a-z]*\(\.[157fish]*\)\{0,1\}$"
  ./share/zsh/site-functions/_fl
  ./share/man/man7/fl.7
  $ bin/fl-cat --version
  fl-cat * (glob)
  $ cd ../..
  $ fl_make uninstall
  $ find root -type f
