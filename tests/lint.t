Each check of lint finds what it is for, in small trees made here.

  $ . "$TESTDIR/setup.sh"
  $ lint() { B_DIR=build "$TESTDIR/lint" "$@"; }
  $ licence='/* SPDX-License-Identifier: ISC */'
  $ mkdir -p common/base common/model common/engine cmd man build/common/base

Layers: an include points down and says its layer.

  $ echo '#include "base/buf.h"' >common/model/good.c
  $ lint layers
  $ echo '#include "model/block.h"' >common/base/up.c
  $ echo '#include "stream/wr.h"' >common/engine/pipe.h
  $ echo '#include "buf.h"' >cmd/fl-x.c
  $ lint layers
  layers: cmd/fl-x.c: "buf.h" names no layer
  layers: common/base/up.c: base must not know model/block.h
  layers: common/engine/pipe.h: engine must not know stream/wr.h
  [1]
  $ rm common/base/up.c common/engine/pipe.h

Names are unique; files begin with the licence:

  $ touch common/engine/good.c
  $ lint names
  names: common/model/good.c: named like common/engine/good.c
  [1]
  $ rm common/engine/good.c
  $ lint licence
  licence: cmd/fl-x.c: does not begin with the licence line
  licence: common/model/good.c: does not begin with the licence line
  [1]

Objects: names begin with the stem of their file; state is listed.

  $ cat >state.c <<'END'
  > static const char *const words[] = {"fine"};
  > static int count, worst = 1;
  > int other_name;
  > const char *
  > diag_say(void)
  > {
  >     static int calls;
  >     calls += count++ + worst++;
  >     return words[0];
  > }
  > END
  $ cc -c -fPIE -o build/common/base/diag.o state.c
  $ lint externs
  externs: build/common/base/diag.o: other_name does not begin with diag_
  [1]
  $ lint statics | sort
  statics: build/common/base/diag.o: calls is a mutable static
  statics: build/common/base/diag.o: count is a mutable static
  statics: build/common/base/diag.o: other_name is a mutable static

A part of a module may use the module's name:

  $ mv build/common/base/diag.o build/common/base/other_x86.o
  $ lint externs
  externs: build/common/base/other_x86.o: diag_say does not begin with other_
  [1]

Headers compile alone:

  $ echo 'uint8_t x(void);' >common/base/alone.h
  $ printf '#include <stdint.h>\nuint8_t y(void);\n' >common/base/whole.h
  $ CC_LINE='cc -Icommon' lint headers | sed 1q
  headers: common/base/alone.h: does not compile alone
  $ rm common/base/alone.h common/base/whole.h

Limits: a function of 61 lines of code and a file of 601; comments and blank
lines do not count, nor what looks like a comment in a string.

  $ body() {
  >     printf 'int\n%s(void)\n{\n' "$1"
  >     awk -v n="$2" 'BEGIN {
  >         while (n-- > 0) print "\tf(\"/*\");\n\n/* a\n * b */ // c"
  >     }'
  >     printf '}\n'
  > }
  $ body fits 60 >common/base/fits.c
  $ body long 61 >common/base/long.c
  $ for i in 1 2 3 4 5 6 7 8 9; do body f 60; done >common/base/file.c
  $ body last 20 >>common/base/file.c
  $ echo 'int x;' >>common/base/file.c
  $ sed 's,//.*,,' common/base/file.c >file.c
  $ mv file.c common/base/file.c
  $ sed -i 's,//.*,,' common/base/fits.c common/base/long.c
  $ lint limits
  limits: common/base/file.c: 601 lines of code
  limits: common/base/long.c: long has 61 lines of code
  [1]
  $ rm common/base/*.c
  $ yes '' | sed 351q >>cmd/fl-x.c
  $ lint limits
  limits: cmd/fl-x.c: longer than 350 lines
  [1]

Columns, tabs being 8:

  $ printf '%s\n\t%72s\n\t%73s\n' "$licence" x x >cmd/fl-x.c
  $ lint columns
  columns: cmd/fl-x.c:3: 81 columns
  [1]

What is not finished:

  $ echo '/* FIXME */' >cmd/fl-x.c
  $ echo 'mkstemp("XXXXXX")' >>cmd/fl-x.c
  $ lint words
  words: cmd/fl-x.c:1:/* FIXME */
  [1]

A page is missing; then one that differs from its tool:

  $ lint pages
  pages: man/fl-x.1: missing
  [1]
  $ cat >build/fl-x <<'END'
  > #!/bin/sh
  > case $1 in
  > --help) printf 'usage: fl-x [-v] [-c FIELDS]\n [FILE ...]\n\nabout\n' ;;
  > *) printf '%s\t%s\t%s\tnone\t-\thelp\n' c columns FIELDS v verbose - \
  >     - rare - k novel - l remote X
  > esac
  > END
  $ chmod +x build/fl-x
  $ cat >man/fl-x.1 <<'END'
  > .Dd March 1, 2026
  > .Dt FL-X 1
  > .Os
  > .Sh NAME
  > .Nm fl-x
  > .Nd test
  > .Sh SYNOPSIS
  > .Nm
  > .Op Fl v
  > .Op Fl c Ar fields
  > .Op Fl -rare
  > .Op Ar
  > .Sh DESCRIPTION
  > .Bl -tag -width Ds
  > .It Fl c , -columns Ns = Ns Ar fields
  > Which,
  > unlike
  > .Fl -this .
  > .It Fl v , -verbose
  > More.
  > .It Fl -gone
  > Is no more.
  > .El
  > END
  $ lint usage
  $ sed -i 's/FIELDS\]/COLUMNS]/' build/fl-x
  $ lint usage
  usage: man/fl-x.1: SYNOPSIS is not the usage line:
  usage: fl-x [-v] [-c COLUMNS] [FILE ...]
  usage: fl-x [-v] [-c fields] [file ...]
  [1]
  $ lint documented
  documented: man/fl-x.1: does not have --novel
  documented: man/fl-x.1: does not have --rare
  documented: man/fl-x.1: does not have --remote
  documented: man/fl-x.1: does not have -k
  documented: man/fl-x.1: does not have -l
  documented: man/fl-x.1: has but the tool has not: --gone
  [1]

Letters:

  $ lint options
  options: fl-x: -k (--novel) is no letter of ours
  options: fl-x: -l is --remote, elsewhere --local
  [1]

Pages that mandoc warns of:

  $ sed -i '/^.El/d' man/fl-x.1
  $ lint pages
  pages: mandoc: man/fl-x.1:* (glob)
  [1]

Format:

  $ cp "$TESTDIR/../.clang-format" .
  $ printf '%s\n\nint x = 1 ;\n' "$licence" >cmd/fl-x.c
  $ lint format | grep -c 'cmd/fl-x.c: not as\|no clang-format'
  1

Generated files:

  $ mkdir completions
  $ printf '#!/bin/sh\necho new >"$1/completions/fl.bash"\n' >completions/gen
  $ chmod +x completions/gen
  $ echo old >completions/fl.bash
  $ lint generated
  generated: completions/fl.bash: not fresh; make generate
  [1]
