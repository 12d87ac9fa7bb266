# What a person types. Needs Python 3.11 or later and make; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH_STAMP := $(VENV)/.installed-for-bench
BROWSER_STAMP := $(VENV)/.installed-for-browser
PYTEST := $(BIN)/pytest
export UV_PYTHON_DOWNLOADS := never
# As pip does of itself. Where nobody may write bytecode later, every process would compile all it reads at each start.
export UV_COMPILE_BYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format types walls ops-check check recount faults restore-rehearsal mutants browser bench soak growth lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: $(STAMP) ## install everything into .venv, from the hash-pinned lock

# uv installs in seconds what takes pip half a minute; where it can't be had or fails, pip does the same.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) \
		|| { echo "$(PYTHON) can make no environment with pip: on Debian and Ubuntu apt install python3-venv, then again"; exit 1; }
	@echo "installing the dependencies into $(VENV)…"
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check uv \
		&& $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
		&& $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .; then :; else \
		echo "uv did not manage; with pip this takes a minute…"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .; fi
	@touch $@

demo: $(STAMP) ## a year of the city's dialogue through real Kafka and PostgreSQL, out as DPI's workbooks
	@$(BIN)/doithoai demo

# Tests wait more than they reckon: so many run at once, each process of them with a Kafka and a PostgreSQL of its own.
TESTERS ?= 2
AT_ONCE = -n $(TESTERS) --maxschedchunk=1
test: $(STAMP) ## every test that needs neither a browser nor minutes of faults
	@$(PYTEST) tests --ignore=tests/browser -m "not campaign" $(AT_ONCE)

lint: $(STAMP) ## ruff: style, banned calls, layout
	@$(BIN)/ruff check --no-cache .
	@$(BIN)/ruff format --no-cache --check .

format: $(STAMP) ## let ruff mend what it can
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .

types: $(STAMP) ## pyright: strict in shared/ and every domain/
	@$(BIN)/pyright

walls: $(STAMP) ## import-linter: who may import whom
	@$(BIN)/lint-imports --no-cache

ops-check: $(STAMP) ## compose file, Prometheus configuration and alert rules (with promtool, where it is installed)
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@if command -v promtool >/dev/null; then \
		promtool check config deploy/prometheus/prometheus.yml \
		&& promtool test rules deploy/prometheus/alerts_test.yml deploy/prometheus/alerts_by_season_test.yml; \
	else echo "promtool is not installed (Debian package prometheus): rules not checked"; fi

check: lint types walls ops-check ## everything that needs no running machinery
	@$(BIN)/python -m shared.events.generate --check
	@$(PYTEST) -q tests/architecture

YEARS ?= 100
recount: $(STAMP) ## random years against an oracle of the rules alone, once amid deaths of processes (YEARS=100 SEED=1)
	@RECOUNT_YEARS=$(YEARS) RECOUNT_SEED=$(or $(SEED),1) $(PYTEST) -q -s --ignore=tests/recount/test_mutants.py tests/recount

MINUTES ?= 30
faults: $(STAMP) ## a campaign of faults on three brokers, with its table (MINUTES=30 SEED=…)
	@$(BIN)/python -m tests.faults --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

restore-rehearsal: $(STAMP) ## PostgreSQL put back while Kafka went on; brokers' disks replaced; Kafka lost: nothing lost in silence
	@$(PYTEST) tests/journeys/test_restoring.py tests/journeys/test_kafka_lost.py tests/faults/test_brokers.py

mutants: $(STAMP) ## twenty-four platforms wrong in one place each, and the laws or the recount that notice (FASTEST=1: five)
	@$(PYTEST) tests/faults/test_mutants.py tests/recount/test_mutants.py $(AT_ONCE) $(if $(FASTEST),-m fastest)

browser: $(BROWSER_STAMP) ## the pages in a real Chromium (Debian package chromium)
	@$(PYTEST) tests/browser

$(BROWSER_STAMP): $(STAMP) tests/browser/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/browser/requirements.lock
	@touch $@

bench: $(BENCH_STAMP) ## measure beside limits and rivals, print ratios (ARGS=--quick, --full, or names)
	@$(BIN)/python -m bench $(ARGS)

soak: MINUTES = 60
soak: $(STAMP) ## an hour's steady load, and whether anything grows (MINUTES=60)
	@$(BIN)/python -m bench.soak --minutes $(MINUTES)

growth: FACTS = 10000000
growth: WORKERS = 1
growth: $(STAMP) ## reporting rebuilt from ten million facts: does one cost more as they grow? (FACTS= WORKERS=)
	@$(BIN)/python -m bench.rebuild --facts $(FACTS) --workers $(WORKERS)

# What only the rivals need, beside everything else.
$(BENCH_STAMP): $(STAMP) bench/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.lock
	@touch $@

# The image's lock is the part of the first that the services need: no embedded Kafka and PostgreSQL, no tools.
PIN = $(BIN)/uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
GROUP = $(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --group pyproject.toml
lock: $(STAMP) ## pin the locks anew, hashes and no address (UPGRADE=--upgrade: newer versions)
	@$(PIN) --all-extras --group dev $(UPGRADE) -o requirements.lock
	@$(PIN) --constraints requirements.lock -o deploy/requirements.lock
	@$(GROUP):bench $(UPGRADE) -o bench/requirements.lock
	@$(GROUP):browser $(UPGRADE) --constraints requirements.lock -o tests/browser/requirements.lock
	@! grep -n '://' requirements.lock deploy/requirements.lock bench/requirements.lock tests/browser/requirements.lock

clean: ## remove what was built, installed and measured (not var/, the platform's data)
	rm -rf $(VENV) out .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
