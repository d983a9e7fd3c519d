# fl: cloud flow logs to least-privilege security groups.  GNU make.
#
#   make            build the tools into $(B)
#   make check      install what the tests need, build, run all of them
#   make demo       install what the build needs, build, run both pipelines
#   make install    into $(DESTDIR)$(PREFIX); never installs packages

PREFIX = /usr/local
DESTDIR =
B = build
VERSION = 0.1

CC = cc
CFLAGS = -O2 -g
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla
PKGS = libbsd-overlay zlib jansson

STD = -std=c11 -D_GNU_SOURCE -DFL_VERSION='"$(VERSION)"' -Icommon
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)

TOOLS = $(patsubst cmd/%.c,%,$(wildcard cmd/fl-*.c))
LIB_OBJ = $(patsubst %.c,$(B)/%.o,$(wildcard common/*/*.c))
GEN_OBJ = $(patsubst %.c,$(B)/%.o,$(wildcard tests/gen/*.c))
UNITS = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*.c))

all: $(TOOLS:%=$(B)/%)

$(TOOLS:%=$(B)/%): $(B)/%: $(B)/cmd/%.o $(B)/libfl.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/libfl.a: $(LIB_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# A unit test is one cmocka program a module, linked with the library.
units: $(UNITS)

$(B)/tests/unit/%: $(B)/tests/unit/%.o $(B)/libfl.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) -lcmocka

check-unit: units
	@set -e; for t in $(UNITS); do echo "== $${t##*/}"; $$t; done

# The test-data generator shares no code with what it tests.
$(B)/vpcgen: $(GEN_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lz

# Writes the shipped logs again; tests/gen.t holds them to the same arguments.
data: $(B)/vpcgen
	rm -rf tests/data/logs tests/data/logs5
	$(B)/vpcgen -s 1 -n 18000 -f 8 -d tests/data/logs/2026/03/01
	$(B)/vpcgen -s 5 -n 3000 -f 3 -V 5 -d tests/data/logs5/2026/03/01

clean:
	rm -rf $(B)

-include $(LIB_OBJ:.o=.d) $(wildcard $(B)/cmd/*.d $(B)/tests/*/*.d)

.PHONY: all units check-unit data clean
.SECONDARY:
