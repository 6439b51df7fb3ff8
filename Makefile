# Two commands do everything on a fresh machine: `make up` and `make test`. Both need Python 3.11 and make.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON  := $(shell python3.11 -c '' 2>/dev/null && echo python3.11 || echo python3)
# A uv that runs, else a private copy in this folder: nothing is installed into the system's Python.
UV      := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .venv-uv/bin/uv)
RUN     := $(UV) run --no-sync
# Certificates of the system, as a company's network may need.
export UV_SYSTEM_CERTS ?= 1

# What checking makes of an installation stays in this folder.
CHECK_HOME := $(CURDIR)/build/home

WORKERS ?= 2
BENCH   ?= archive calendar
CODE    := src tests scripts hatch_build.py

ifeq (room,$(firstword $(MAKECMDGOALS)))
# `make room respond`: the words after `room` are what to look for, not targets.
STEPS := $(wordlist 2,9,$(MAKECMDGOALS))
.PHONY: room $(STEPS)
room:
	@$(PYTHON) scripts/room.py $(STEPS)
$(STEPS): room
	@:
else

.PHONY: help
help:
	@echo 'make up                 run the product on this machine, with its own PostgreSQL'
	@echo 'make report             sample archive, its report in the terminal and in report/ (SOURCE=path: your own)'
	@echo 'make test               install what tests need, check, run every test'
	@echo 'make check              format, lint, types, imports, documentation'
	@echo 'make external           the tests that need a database, on the PostgreSQL of this system'
	@echo 'make fast               the tests that need no browser, no server and no patience'
	@echo 'make explore            the properties with examples that nobody tried yet'
	@echo 'make bench              measure (BENCH=archive, calendar, intake, push, due, crash, file,'
	@echo '                        mailboxes, mails, sending, forged, insights, pages)'
	@echo 'make room respond       every file and test about one step, in all layers'
	@echo 'make words              compile the translations anew'
	@echo 'make clean              remove reports and caches'

# --- the environment, pinned by uv.lock -------------------------------------------------------------------------

.venv-uv/bin/uv:
	@echo 'uv is not installed: putting a copy into .venv-uv' >&2
	@rm -rf .venv-uv
	@{ $(PYTHON) -m venv .venv-uv && .venv-uv/bin/python -m pip install --disable-pip-version-check uv; } >/dev/null 2>&1 \
	|| { rm -rf .venv-uv && $(PYTHON) -m pip install --quiet --disable-pip-version-check --target .venv-uv uv; } \
	|| { echo 'This Python has neither venv nor pip (Debian: python3-venv). Or install uv: docs.astral.sh/uv' >&2; exit 1; }
	@echo '*' >.venv-uv/.gitignore

.PHONY: for-use for-work
for-use: $(filter .venv-uv/%,$(UV))
	@$(UV) sync --frozen --no-dev --inexact
for-work: $(filter .venv-uv/%,$(UV))
	@$(UV) sync --frozen

# --- use ---------------------------------------------------------------------------------------------------------

# OPTIONS are those of `firstreply up`. Data stays in the platform's data folder, or in FIRSTREPLY_HOME.
.PHONY: up
up: for-use
	@exec $(RUN) firstreply up $(OPTIONS)

# OPTIONS are those of `firstreply analyze`. The sample's cache stays in report/, your own archive's does not.
.PHONY: report
ifeq ($(SOURCE),)
report: ARCHIVE = report/sample/inbox.mbox report/sample/sent.mbox --team report/sample/team.json
report: export FIRSTREPLY_CACHE = report/cache
else
report: ARCHIVE = '$(patsubst ~/%,$(HOME)/%,$(SOURCE))'
endif
report: for-use
	@mkdir -p report
	@$(if $(SOURCE),,rm -rf report/sample && $(RUN) firstreply demo report/sample)
	@$(RUN) firstreply analyze $(ARCHIVE) $(OPTIONS) --html report/report.html
	@$(RUN) firstreply analyze $(ARCHIVE) $(OPTIONS) --html report/report-ar.html --lang ar >report/report-ar.txt
	@$(RUN) firstreply analyze $(ARCHIVE) $(OPTIONS) --html report/report-fa.html --lang fa >report/report-fa.txt
	@echo 'Written: report/report.html  report/report-ar.html  report/report-fa.html'

.PHONY: bench
bench: for-work
	@for name in $(BENCH); do $(RUN) firstreply bench $$name || exit; done

# --- work --------------------------------------------------------------------------------------------------------

.PHONY: check
check: for-work
	$(RUN) ruff format --check $(CODE)
	$(RUN) ruff check $(CODE)
	FIRSTREPLY_HOME=$(CHECK_HOME) $(RUN) mypy
	$(RUN) lint-imports
	$(RUN) pytest tests/docs

.PHONY: fast
fast: for-work
	$(RUN) pytest -n $(WORKERS) -m 'not slow and not browser and not dovecot and not data and not postgres'

# Every property with examples that nobody tried yet. What is found becomes an @example.
.PHONY: explore
explore: for-work
	$(RUN) pytest -n $(WORKERS) -m 'hypothesis and not slow' --hypothesis-profile=explore

.PHONY: test
test: for-work
	scripts/install-test-tools
	$(MAKE) check
	$(RUN) pytest -n $(WORKERS) --dist worksteal -rs
	$(MAKE) external

# What needs a database, once more: on the system's PostgreSQL (15 or newer) instead of the embedded one.
.PHONY: external
external: for-work
	@scripts/with-postgres $(RUN) pytest -n $(WORKERS) --dist worksteal -m 'postgres and not slow' tests/store tests/journey tests/api tests/web \
	|| { code=$$?; [ $$code -eq 77 ] || exit $$code; }

.PHONY: words
words: for-work
	$(RUN) pybabel compile --directory src/firstreply/locale --domain firstreply

.PHONY: clean
clean:
	rm -rf report build dist __pycache__ .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

endif
