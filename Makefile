# fl: cloud flow logs to least-privilege security groups.  GNU make.
#
#   make                  build the tools into $(B)
#   make demo             install what the build needs, build, show both rules
#   make check            install what the tests need, build, run the tests
#   make check-asan       units and transcripts with the sanitizers
#   make check-valgrind   transcripts with every tool under valgrind
#   make fuzz             FUZZ_TIME=60 seconds of libFuzzer for each parser
#   make bench            measure, beside other programs (tests/bench/README)
#   make generate data    write what is generated and committed anew
#   make install          into $(DESTDIR)$(PREFIX); never installs packages
#   make uninstall clean

PREFIX = /usr/local
DESTDIR =
B = build
VERSION = 0.1

CC = cc
CFLAGS = -O2 -g
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla
PKGS = libbsd-overlay zlib jansson

# ISA-L decodes gzip where libisal is installed; make ISAL=0 does without.
ISAL := $(shell pkg-config --exists libisal 2>/dev/null && echo 1 || echo 0)
ifeq ($(ISAL),1)
PKGS += libisal
STD += -DFL_ISAL
else
NOT_BUILT = common/source/gz_isal.c
endif

# snappy unpacks Parquet where libsnappy is installed; make SNAPPY=0 does without.
SNAPPY := $(shell pkg-config --exists snappy 2>/dev/null && echo 1 || echo 0)
ifeq ($(SNAPPY),1)
PKGS += snappy
STD += -DFL_SNAPPY
endif

STD += -std=c11 -D_GNU_SOURCE -DFL_VERSION='"$(VERSION)"' -Icommon
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
COMPILE = $(CC) $(STD) $(WARN) $(PKG_CFLAGS) $(CFLAGS)

# Debian's packages are named in tests/packages, and only there.
MISSING = pkg-config does not find $(PKGS): on Debian "make demo" installs \
	what the build needs, or: apt-get install $(shell tests/packages -n)

TOOLS = $(patsubst cmd/%.c,%,$(wildcard cmd/fl-*.c))
LIB_SRC = $(filter-out $(NOT_BUILT),$(wildcard common/*/*.c))
LIB_OBJ = $(LIB_SRC:%.c=$(B)/%.o)
UNITS = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*.c))
BENCHES = $(patsubst %.c,$(B)/%,$(wildcard tests/bench/*.c))
GEN_OBJ = $(patsubst %.c,$(B)/%.o,$(wildcard tests/gen/*.c))
TRAP_OBJ = $(patsubst %.c,$(B)/%.o,$(wildcard tests/trap/*.c))
FUZZERS = $(patsubst tests/fuzz/%.c,%,\
	$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
HELPERS = $(B)/vpcgen $(B)/trapgen $(B)/pqgen $(B)/fields

all: $(TOOLS:%=$(B)/%)

$(TOOLS:%=$(B)/%): $(B)/%: $(B)/cmd/%.o $(B)/libfl.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/libfl.a: $(LIB_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/%.o: %.c
	$(if $(PKG_LIBS),,$(error $(MISSING)))
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -c -o $@ $<

# A unit test is one cmocka program a module, linked with the library.
$(B)/tests/unit/%: $(B)/tests/unit/%.o $(B)/libfl.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) -lcmocka

# A fuzz target that runs on files; make fuzz links libFuzzer in its place.
$(B)/tests/fuzz/%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay.o $(B)/libfl.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/fuzz-%: $(B)/tests/fuzz/%.o $(B)/libfl.a
	$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# What stands in front of the C library in tests.
$(B)/tests/preload/%.so: tests/preload/%.c
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -shared -o $@ $<

# The parts of the bench are programs of one file.
$(B)/tests/bench/%: $(B)/tests/bench/%.o $(B)/libfl.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# The generators of test logs share no code with the tools.
$(B)/vpcgen: $(GEN_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/trapgen: $(TRAP_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# Writes logs as Parquet; shares no code with the tools either.
$(B)/pqgen: $(B)/tests/parquet/pqgen.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# The field table as text, for completions/gen and man/fields.awk.
$(B)/fields: $(B)/completions/fields.o $(B)/libfl.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

units: $(UNITS)

tests: all units $(HELPERS) $(BENCHES) $(FUZZERS:%=$(B)/tests/fuzz/%)

# ---- running --------------------------------------------------------------

# After packages were installed make has to start anew: it asks pkg-config
# when it reads this file.  Then on all cores, if nobody said how many.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

demo:
	@tests/packages build
	@echo 'building into $(B)/ ...'
	@$(MAKE) -s $(JOBS) all
	@B_DIR=$(B) tests/demo

check:
	@tests/packages test
	@echo 'building into $(B)/ ...'
	@$(MAKE) -s $(JOBS) tests
	@B_DIR=$(B) CC_LINE='$(subst ','\'',$(COMPILE))' tests/run

check-unit: units
	@B_DIR=$(B) tests/run unit

SAN = -fsanitize=address,undefined -fno-sanitize-recover=all
check-asan:
	@tests/packages test
	@$(MAKE) -s $(JOBS) B=build-asan CFLAGS='-O1 -g $(SAN)' \
	    LDFLAGS='$(SAN)' tests
	@B_DIR=build-asan tests/run unit transcript

# What they find new is kept in build-fuzz/corpus; what they fail on goes to
# tests/fuzz/corpus, once it is mended, where tests/fuzz.t replays it.
FUZZ_TIME = 60
fuzz:
	@$(MAKE) -s $(JOBS) B=build-fuzz CC=clang \
	    CFLAGS='-O1 -g $(SAN) -fsanitize=fuzzer-no-link' \
	    LDFLAGS='$(SAN)' $(FUZZERS:%=build-fuzz/fuzz-%)
	@for f in $(FUZZERS); do \
		echo "== $$f"; \
		mkdir -p build-fuzz/corpus/$$f && \
		(cd build-fuzz && nice ./fuzz-$$f \
		    -max_total_time=$(FUZZ_TIME) -rss_limit_mb=1500 \
		    -print_final_stats=1 -verbosity=0 corpus/$$f \
		    ../tests/fuzz/corpus/$$f) || exit 1; \
	done

check-valgrind:
	@tests/packages ci
	@$(MAKE) -s $(JOBS) tests $(B)/tests/preload/remap.so
	@B_DIR=$(B) tests/valgrind

# Variables: ROUNDS, RECORDS, FILES, SEED; BENCH=full has ten times the
# records too, and takes minutes more.  DuckDB is measured beside where npm has
# put it; DUCKDB=1 lets npm do that, into $(B)/node_modules; DUCKDB=0 does
# without.
DUCKDB_PACKAGE = @duckdb/node-api@1.5.6-r.1
bench: all $(BENCHES) $(B)/vpcgen
	$(if $(filter 1,$(DUCKDB)),@test -d $(B)/node_modules/@duckdb || \
	    npm install --silent --prefix $(B) $(DUCKDB_PACKAGE))
	@B_DIR=$(B) COMPILER='$(CC)' FLAGS='$(CFLAGS)' tests/bench/bench

generate: all $(B)/fields
	@B_DIR=$(B) completions/gen

# The shipped logs; tests/gen.t holds them to the generator.
DAY = 2026/03/01
data: $(B)/vpcgen
	rm -rf tests/data/logs/$(DAY) tests/data/logs5/$(DAY)
	mkdir -p tests/data/logs/$(DAY) tests/data/logs5/$(DAY)
	$(B)/vpcgen -s 1 -n 18000 -f 8 -d tests/data/logs/$(DAY)
	$(B)/vpcgen -s 5 -n 3000 -f 3 -V 5 -d tests/data/logs5/$(DAY)

# ---- installing -----------------------------------------------------------

BIN = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
PAGES = $(wildcard man/*.[157])

# bash and fish look for a file that is named like the command.
install: all
	install -d $(BIN) $(SHARE)/man/man1 $(SHARE)/man/man5 \
	    $(SHARE)/man/man7 $(SHARE)/bash-completion/completions \
	    $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	install -m 755 $(TOOLS:%=$(B)/%) $(BIN)
	for p in $(PAGES); do \
		install -m 644 $$p $(SHARE)/man/man$${p##*.} || exit 1; \
	done
	install -m 644 completions/_fl $(SHARE)/zsh/site-functions
	for t in $(TOOLS); do \
		install -m 644 completions/fl.bash \
		    $(SHARE)/bash-completion/completions/$$t && \
		install -m 644 completions/fl.fish \
		    $(SHARE)/fish/vendor_completions.d/$$t.fish || exit 1; \
	done

uninstall:
	rm -f $(TOOLS:%=$(BIN)/%) $(SHARE)/zsh/site-functions/_fl \
	    $(TOOLS:%=$(SHARE)/bash-completion/completions/%) \
	    $(TOOLS:%=$(SHARE)/fish/vendor_completions.d/%.fish) \
	    $(foreach p,$(PAGES),$(SHARE)/man/man$(subst .,,$(suffix $p))/$(notdir $p))

clean:
	rm -rf $(B)

-include $(LIB_OBJ:.o=.d) $(wildcard $(B)/cmd/*.d) \
	$(wildcard $(B)/tests/*/*.d) $(wildcard $(B)/completions/*.d)

.PHONY: all units tests demo check check-unit check-asan check-valgrind \
	fuzz bench generate data install uninstall clean
.SECONDARY:
