# rapporteur - one flat Makefile. `make help` lists what it can do; sources are listed by hand, and
# `make lint` finds those that no list names. When you add a file, add it to the lists.mk of its
# folder (proto/, store/, broker/, client/ or tests/).
#
# CC and SAN choose a variant, each with its own objects, so that none is linked with another's:
#   make check CC=clang                     make check SAN=address,undefined
# The programs of the default variant (gcc, no sanitizer) are build/rapporteurd and build/rapporteur;
# those of another lie in build/VARIANT/. BUILD=DIR puts all of it elsewhere.

ifeq ($(origin CC),default)
CC = gcc
endif
SAN =
BUILD = build
PREFIX = /usr/local
VERSION = 0.1.0
DESTDIR =
FUZZ_SECONDS = 60

# ---- sources, by part ------------------------------------------------------------------------------

include proto/lists.mk store/lists.mk broker/lists.mk client/lists.mk

MAN = client/terminal/rapporteur.1 broker/rapporteurd.8 client/web/rapporteur-web.8

# The lists of tests.
include tests/lists.mk
SEED = 1
EVENTS = 10000000
KILLS = 1000
CLIENTS = 1000
CUTS = 10000
FLIPS = 50000
SECONDS = 60

# Programs of tests/quality/, linked with the broker's part.
QUALITY = cost names quality
# The reader of programmes is the client's; the rest of the client they do not need.
QUALITY_PLAN = client/terminal/local_time.c client/terminal/session/programme_report_yaml.c \
	client/terminal/session/programme_yaml.c client/terminal/session/zone.c client/terminal/session/zone_rule.c

# ---- variants --------------------------------------------------------------------------------------

comma := ,
VARIANT := $(notdir $(lastword $(CC)))$(if $(SAN),-$(subst $(comma),-,$(SAN)))
OBJ := $(BUILD)/obj/$(VARIANT)
BIN := $(if $(filter gcc,$(VARIANT)),$(BUILD),$(BUILD)/$(VARIANT))

# ---- flags -----------------------------------------------------------------------------------------

PACKAGES = libzmq lmdb libsodium libutf8proc msgpack yaml-0.1 jansson zlib libseccomp libqrencode pangocairo pangoft2 cairo-pdf fontconfig expat libmicrohttpd ncursesw
# Asked for at the first compilation, not when this file is read: on a bare system pkg-config is
# installed in between. Other people's headers are system headers: our warnings are not for them.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(patsubst -I%,-isystem %,$$(shell pkg-config --cflags $(PACKAGES))))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PACKAGES)) -lstemmer)$(PKG_LIBS)

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wpointer-arith -Werror
LANGUAGE = -std=c11 -D_GNU_SOURCE -I.
# asserts stay on in releases: never NDEBUG.
ifeq ($(SAN),)
CFLAGS = -O2 -g
HARDENING = -fstack-protector-strong -D_FORTIFY_SOURCE=2
else
CFLAGS = -O1 -g
HARDENING = -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
LDFLAGS = -Wl,-z,relro,-z,now -Wl,--as-needed
ALL_CFLAGS = $(LANGUAGE) $(WARNINGS) $(CFLAGS) $(HARDENING) $(PKG_CFLAGS)
LINK = $(CC) $(CFLAGS) $(HARDENING) $(LDFLAGS) -o $@

# What is made, a line each; V=1 shows the commands.
SAY = $(if $(V),,@echo '  $@';)

MAKEFLAGS += --no-builtin-rules
ifeq ($(filter -j% --jobs%,$(MAKEFLAGS)),)
MAKEFLAGS += --jobs=2
endif
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# ---- programs --------------------------------------------------------------------------------------

objects_of = $(patsubst %.c,$(OBJ)/%.o,$(1))
PROTO_A = $(OBJ)/proto.a
STORE_A = $(OBJ)/store.a
BROKER_A = $(OBJ)/broker.a
CLIENT_A = $(OBJ)/client.a
WEB_A = $(OBJ)/web.a
LIBRARY = $(BIN)/librapporteur.a
EXAMPLE = $(BIN)/rapporteur-example
PROGRAMS = $(BIN)/rapporteurd $(BIN)/rapporteur $(BIN)/rapporteur-web $(BIN)/vectors.bin

UNIT_OF = $(1:%=$(OBJ)/tests/unit/%_test)
UNITS = $(call UNIT_OF,$(UNIT_PROTO) $(UNIT_STORE) $(UNIT_BROKER) $(UNIT_CLIENT) $(UNIT_WEB) $(UNIT_ALL))
FAULT_SHIM = tests/fault/shim.c
FAULT_LIBRARY = $(OBJ)/tests/fault/shim.so
FAULTS = $(FAULT:%=$(OBJ)/tests/fault/%_test)
FUZZERS = $(FUZZ:%=$(OBJ)/tests/fuzz/%_fuzz)
BENCHES = $(BENCH:%=$(OBJ)/tests/bench/%)
SIM = $(OBJ)/tests/soak/sim
QUALITIES = $(QUALITY:%=$(OBJ)/tests/quality/%)
RECONNECT = $(OBJ)/tests/soak/reconnect
WATCHING = $(OBJ)/tests/soak/watchers
CROWD = $(OBJ)/tests/bench/crowd

SRC = $(PROTO_SRC) $(YAML_SRC) $(STORE_SRC) $(BROKER_SRC) $(BROKER_MAIN) $(CLIENT_LIB_SRC) \
	$(TERMINAL_SRC) $(TERMINAL_MAIN) $(WEB_SRC) $(WEB_MAIN) $(EXAMPLE_MAIN)
TEST_SRC = $(UNITS:$(OBJ)/%=%.c) $(FAULTS:$(OBJ)/%=%.c) $(FAULT_SHIM) $(FUZZERS:$(OBJ)/%=%.c) \
	$(BENCHES:$(OBJ)/%=%.c) $(BENCH_RIG) $(SIM_SRC) $(RECONNECT:$(OBJ)/%=%.c) $(WATCHING:$(OBJ)/%=%.c) \
	$(QUALITIES:$(OBJ)/%=%.c)

.PHONY: all
all: $(PROGRAMS) $(LIBRARY) ## builds build/rapporteurd, build/rapporteur, build/rapporteur-web, build/librapporteur.a

.PHONY: objects
objects: $(call objects_of,$(SRC)) ## compiles all sources, links nothing

.PHONY: deps deps-check
deps: ## installs the packages that a build needs, when one is missing
	@docker/install-deps --check build || docker/install-deps build
deps-check: deps
	@docker/install-deps --check check || docker/install-deps check

$(OBJ)/%.o: %.c | deps
	@mkdir -p $(@D)
	$(SAY)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# An archive is made anew each time: ar would keep members whose source is gone.
$(PROTO_A): $(call objects_of,$(PROTO_SRC) $(YAML_SRC))
$(STORE_A): $(call objects_of,$(STORE_SRC))
$(BROKER_A): $(call objects_of,$(BROKER_SRC))
$(CLIENT_A): $(call objects_of,$(CLIENT_LIB_SRC) $(TERMINAL_SRC))
$(WEB_A): $(call objects_of,$(WEB_SRC))
$(LIBRARY): $(call objects_of,$(CLIENT_LIB_SRC) $(PROTO_SRC))
$(PROTO_A) $(STORE_A) $(BROKER_A) $(CLIENT_A) $(WEB_A) $(LIBRARY):
	@mkdir -p $(@D)
	@rm -f $@
	$(SAY)ar rcs $@ $^

# The broker finds its table of word vectors beside itself.
$(BIN)/vectors.bin: broker/synthesis/vectors/vectors.bin
	@mkdir -p $(@D)
	$(SAY)cp $< $@
$(BIN)/rapporteurd: $(call objects_of,$(BROKER_MAIN)) $(BROKER_A) $(STORE_A) $(PROTO_A)
	@mkdir -p $(@D)
	$(SAY)$(LINK) $^ $(PKG_LIBS)
$(BIN)/rapporteur: $(call objects_of,$(TERMINAL_MAIN)) $(CLIENT_A) $(PROTO_A)
	@mkdir -p $(@D)
	$(SAY)$(LINK) $^ $(PKG_LIBS)
$(BIN)/rapporteur-web: $(call objects_of,$(WEB_MAIN)) $(WEB_A) $(CLIENT_A) $(PROTO_A)
	@mkdir -p $(@D)
	$(SAY)$(LINK) $^ $(PKG_LIBS)

# With the library alone, so that it is seen to be whole.
$(EXAMPLE): $(call objects_of,$(EXAMPLE_MAIN)) $(LIBRARY)
	@mkdir -p $(@D)
	$(SAY)$(LINK) $^ $(PKG_LIBS)

# ---- tests -----------------------------------------------------------------------------------------

$(call UNIT_OF,$(UNIT_PROTO)): $(PROTO_A)
$(call UNIT_OF,$(UNIT_STORE)): $(STORE_A) $(PROTO_A)
$(call UNIT_OF,$(UNIT_BROKER)): $(BROKER_A) $(STORE_A) $(PROTO_A)
$(call UNIT_OF,$(UNIT_CLIENT)): $(CLIENT_A) $(PROTO_A)
$(call UNIT_OF,$(UNIT_WEB)): $(WEB_A) $(CLIENT_A) $(PROTO_A)
$(call UNIT_OF,$(UNIT_ALL)): $(BROKER_A) $(CLIENT_A) $(STORE_A) $(PROTO_A)
$(UNITS): %: %.o | deps-check
	$(SAY)$(LINK) $^ $(PKG_LIBS) -lcmocka

$(FAULTS): %: %.o $(call objects_of,$(FAULT_SHIM)) $(STORE_A) $(PROTO_A) | deps-check
	$(SAY)$(LINK) $^ $(PKG_LIBS) -lcmocka
# For LD_PRELOAD: never with a sanitizer, which wants to be first.
$(FAULT_LIBRARY): $(FAULT_SHIM) tests/fault/shim.h
	@mkdir -p $(@D)
	$(SAY)$(CC) $(LANGUAGE) $(WARNINGS) -O2 -g -fPIC -shared -o $@ $(FAULT_SHIM)

$(FUZZERS): %: %.o $(BROKER_A) $(CLIENT_A) $(STORE_A) $(PROTO_A)
	$(SAY)$(LINK) -fsanitize=fuzzer $^ $(PKG_LIBS)
$(BENCHES): %: %.o $(call objects_of,$(BENCH_RIG)) $(BROKER_A) $(CLIENT_A) $(STORE_A) $(PROTO_A)
	$(SAY)$(LINK) $^ $(PKG_LIBS) -lm

$(RECONNECT) $(WATCHING): %: %.o $(CLIENT_A) $(PROTO_A)
	$(SAY)$(LINK) $^ $(PKG_LIBS)
# libzmq stays out of it: the sources stand in for it, and --as-needed drops what nobody needs.
$(SIM): $(call objects_of,$(SIM_SRC)) $(BROKER_A) $(CLIENT_A) $(STORE_A) $(PROTO_A)
	$(SAY)$(LINK) $^ $(PKG_LIBS) -ldl
$(QUALITIES): %: %.o $(call objects_of,$(QUALITY_PLAN)) $(BROKER_A) $(STORE_A) $(PROTO_A)
	$(SAY)$(LINK) $^ $(PKG_LIBS)

ASKED = $(foreach unit,$(UNITS),$(if $(findstring $(ONLY),$(notdir $(unit))),$(unit)))

.PHONY: build-tests build-units list-tests
build-units: $(if $(ONLY),$(ASKED),$(UNITS))
# The fuzz targets at least compile: linking them takes clang's own runtime.
build-tests: all $(EXAMPLE) $(UNITS) $(FAULTS) $(FAULT_LIBRARY) $(QUALITIES) $(BENCHES) $(SIM) $(RECONNECT) $(WATCHING) $(FUZZERS:%=%.o)
# One line a test for tests/run.sh: its name, then its command.
list-tests:
	@$(foreach unit,$(UNITS),echo 'unit-$(notdir $(unit))' '$(unit)';) \
	$(foreach fault,$(FAULTS),echo 'fault-$(notdir $(fault))' '$(fault)';) \
	$(foreach story,$(STORIES),echo '$(subst /,-,$(story))' \
		'env RAPPORTEUR_BIN=$(BIN) FAULT_LIBRARY=$(FAULT_LIBRARY) BUILD=$(BUILD)' \
		'bash tests/$(story).sh';) \
	echo 'soak-simulation' '$(SIM) --tap --twice --seed 1 --events 100000'; \
	echo 'soak-reconnect' '$(SOAK_STORY) CLIENTS=100 bash tests/soak/reconnect.sh'; \
	echo 'soak-load' '$(SOAK_STORY) WRITERS=100 WATCHERS=20 NOTES=2000 bash tests/soak/load.sh'; \
	echo 'quality' \
		'env QUALITY_BIN=$(OBJ)/tests/quality/quality NAMES_BIN=$(OBJ)/tests/quality/names BUILD=$(BUILD) tests/quality/run.sh --short'; \
	echo 'quality-broker' \
		'env RAPPORTEUR_BIN=$(BIN) BUILD=$(BUILD) QUALITY_BIN=$(OBJ)/tests/quality/quality bash tests/quality/broker.sh'; \
	$(if $(filter gcc,$(VARIANT)),echo 'same' 'env BUILD=$(BUILD) tests/quality/same.sh';) :

# With CC or SAN on the command line, only that variant; else all that must hold.
ifeq ($(VARIANT),gcc)
CHECK_STEPS = lint tests:gcc: tests:gcc:address,undefined build:clang:
else
CHECK_STEPS = tests:$(CC):$(SAN)
endif

.PHONY: check test unit lint format
check: deps-check ## all checks: lint, unit tests, stories; again with sanitizers; a clang build
	@BUILD='$(BUILD)' tests/run.sh $(CHECK_STEPS)
test: deps-check ## unit tests and stories of one variant; ONLY=WORD: those with WORD in their name
	@BUILD='$(BUILD)' ONLY='$(ONLY)' \
		CHECK_DIR='$(BUILD)/check$(if $(ONLY),-$(ONLY))' tests/run.sh 'tests:$(CC):$(SAN)'
unit: deps-check ## the unit tests alone, without the programs; ONLY=WORD
	@BUILD='$(BUILD)' ONLY='$(ONLY)' CHECK_DIR='$(BUILD)/check-unit$(if $(ONLY),-$(ONLY))' \
		tests/run.sh 'unit:$(CC):$(SAN)'
lint: objects | deps-check ## layout, static analysis, rules of the tree; ONLY=WORD: those with WORD
	@SRC='$(SRC)' TEST_SRC='$(TEST_SRC)' MAN='$(MAN)' STORIES='$(STORIES:%=tests/%.sh)' \
		OBJECTS='$(call objects_of,$(SRC))' FLAGS='$(LANGUAGE) $(PKG_CFLAGS)' ONLY='$(ONLY)' tests/lint.sh
format: deps-check ## lays out all C sources as .clang-format says
	clang-format -i $$(git ls-files --cached --others --exclude-standard '*.c' '*.h')

.PHONY: fuzz fuzz-run
fuzz: ## libFuzzer, FUZZ_SECONDS (60) for each target
	@docker/install-deps --check build fuzz || docker/install-deps build fuzz
	$(MAKE) CC=clang SAN=fuzzer-no-link,address,undefined fuzz-run
fuzz-run: $(FUZZERS)
	@set -e; for name in $(FUZZ); do \
		mkdir -p $(BUILD)/fuzz/$$name; \
		seeds=$$(find tests/fuzz -type d -name "$$name"); \
		$(OBJ)/tests/fuzz/$${name}_fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=5 \
			-artifact_prefix=$(BUILD)/fuzz/$$name- $(BUILD)/fuzz/$$name $$seeds; \
	done

SOAK_STORY = env RAPPORTEUR_BIN=$(BIN) BUILD=$(BUILD) RECONNECT=$(abspath $(RECONNECT)) \
	CROWD=$(abspath $(CROWD)) WATCHING=$(abspath $(WATCHING))
.PHONY: soak soak-sim soak-kills soak-reconnect soak-load soak-faults
soak: soak-sim soak-kills soak-reconnect soak-load soak-faults ## the promises under faults, for hours; SEED=N and EVENTS=N for the simulation
soak-sim: $(SIM) ## the simulation alone: EVENTS (10,000,000) events from SEED (1) on
	$(SIM) --seed $(SEED) --events $(EVENTS)
soak-kills: all ## real kills alone: KILLS (1,000) of desk, press and client, a million acknowledgements
	$(SOAK_STORY) KILLS=$(KILLS) ANSWERS=1400 WINDOW=256 bash tests/fault/fifty_kills.sh
soak-reconnect: all $(RECONNECT) ## CLIENTS (1,000) clients that lose their broker at once
	$(SOAK_STORY) CLIENTS=$(CLIENTS) bash tests/soak/reconnect.sh
soak-load: all $(CROWD) $(WATCHING) ## 1,000 writers and 200 watchers at once, SECONDS (60) long
	$(SOAK_STORY) WRITERS=1000 WATCHERS=200 NOTES=$$((1000 * $(SECONDS))) bash tests/soak/load.sh
soak-faults: $(FAULTS) $(FAULT_LIBRARY) all ## faults of the disk alone: CUTS (10,000), FLIPS (50,000) from SEED
	RAPPORTEUR_SEED=$(SEED) RAPPORTEUR_CUTS=$(CUTS) RAPPORTEUR_FLIPS=$(FLIPS) \
		sh -ec 'for fault; do $$fault; done' - $(FAULTS)
	RAPPORTEUR_LONG=1 RAPPORTEUR_BIN=$(BIN) FAULT_LIBRARY=$(FAULT_LIBRARY) BUILD=$(BUILD) \
		bash tests/fault/failing_disk.sh

.PHONY: quality vectors vectors-check
quality: $(QUALITIES) | deps-check ## how good the grouping is, against notes whose points people have set
	NAMES_BIN=$(OBJ)/tests/quality/names QUALITY_BIN=$(OBJ)/tests/quality/quality BUILD=$(BUILD) tests/quality/run.sh
vectors: ## makes the table of word vectors anew, from npm (needs npm and numpy)
	broker/synthesis/vectors/make_vectors.py $(BUILD)/vectors broker/synthesis/vectors/vectors.bin
vectors-check: ## makes it anew in build/ and compares it with the one that is here
	broker/synthesis/vectors/make_vectors.py $(BUILD)/vectors $(BUILD)/vectors/vectors.bin
	cmp $(BUILD)/vectors/vectors.bin broker/synthesis/vectors/vectors.bin

.PHONY: bench
bench: all $(BENCHES) ## measures against the reference, writes build/bench.json
	BENCH_DIR=$(OBJ)/tests/bench BUILD=$(BUILD) RAPPORTEUR_BIN=$(BIN) tests/bench/run.sh

.PHONY: image check-image
image: ## builds the container image with buildah, on a base that debootstrap makes (root only)
	@docker/install-deps --check image || docker/install-deps image
	BUILD=$(BUILD) docker/image
check-image: image ## starts what `make image` has built, in a root of its own (root only)
	BUILD=$(BUILD) tests/image.sh

.PHONY: check-bare
check-bare: ## proves `make run` and `make check` on a bare Debian 12, in a folder (root only)
	@docker/install-deps --check bare || docker/install-deps bare
	tests/bare.sh

# ---- use -------------------------------------------------------------------------------------------

.PHONY: run install clean help
run: all ## plays the example consultation: broker, fifteen rapporteurs, report in build/
	@RAPPORTEUR_BIN=$(BIN) BUILD=$(BUILD) tests/example/play.sh

install: all ## programs, library, headers, man pages, completion, service; DESTDIR, PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/lib \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/rapporteur/proto
	install -m 755 $(BIN)/rapporteur $(BIN)/rapporteur-web $(DESTDIR)$(PREFIX)/bin
	cd client/web/pages && find . -type f -exec install -D -m 644 {} $(abspath $(DESTDIR)$(PREFIX))/share/rapporteur/web/{} \;
	install -m 755 $(BIN)/rapporteurd $(DESTDIR)$(PREFIX)/sbin
	install -m 644 $(LIBRARY) $(DESTDIR)$(PREFIX)/lib
	install -d $(DESTDIR)$(PREFIX)/share/rapporteur
	install -m 644 $(BIN)/vectors.bin $(DESTDIR)$(PREFIX)/share/rapporteur
	install -m 644 $(CLIENT_HEADERS) $(DESTDIR)$(PREFIX)/include/rapporteur
	@set -e; for header in $(PROTO_HEADERS); do \
		install -D -m 644 $$header $(DESTDIR)$(PREFIX)/include/rapporteur/$$header; \
	done
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' client/lib/rapporteur.pc.in >$(OBJ)/rapporteur.pc
	install -m 644 $(OBJ)/rapporteur.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -D -m 644 client/terminal/completion.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/rapporteur
	ln -sf rapporteur $(DESTDIR)$(PREFIX)/share/bash-completion/completions/rapporteur-web
	@set -e; for unit in docker/rapporteur*.service docker/rapporteurd*.timer; do \
		sed 's|/usr/sbin/|$(PREFIX)/sbin/|; s|/usr/bin/|$(PREFIX)/bin/|' $$unit >$(OBJ)/$${unit##*/}; \
		install -D -m 644 $(OBJ)/$${unit##*/} -t $(DESTDIR)$(PREFIX)/lib/systemd/system; \
	done
	install -D -m 644 docker/rapporteurd.yaml client/web/API.md client/web/openapi.json docker/proxy/nginx.conf \
		docker/proxy/Caddyfile -t $(DESTDIR)$(PREFIX)/share/doc/rapporteur
	@set -e; for page in $(MAN); do \
		section=$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}; \
		install -d $$section; install -m 644 $$page $$section; \
	done

clean: ## removes build/
	rm -rf $(BUILD)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

-include $(patsubst %.c,$(OBJ)/%.d,$(SRC) $(TEST_SRC))
