# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

# The first Python that runs and is new enough (a version manager's shim may exist and still refuse to run).
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
    if "$$p" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo "$$p"; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --custom-compile-command "make lock"
WARM := $(BIN)/python -m corridor_planner.planning.warming
PORT ?=

.DEFAULT_GOAL := help
.PHONY: run test slow lint types contracts format docs golden examples schemas vendor bench peers lock clean help chromium python

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

python:
	@if [ -z "$(PYTHON)" ]; then \
	  echo "corridor-planner needs Python 3.11 or newer with the module venv (on Debian: apt-get install python3-venv)." >&2; \
	  echo "None was found; name one with: make PYTHON=/path/to/python3" >&2; exit 1; fi

$(VENV)/.made: | python
	"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements-build.lock requirements.lock pyproject.toml
	@echo "Installing the planner into $(VENV) (once; a few minutes on a slow line)"
	$(PIP) install --quiet -r requirements-build.lock
	$(PIP) install --quiet -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@echo "Compiling the search (once)"
	$(WARM)
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "Installing the test tools (once)"
	$(PIP) install --quiet -r requirements-dev.lock
	@touch $@

run: $(VENV)/.installed ## set up, load the embedded network and serve the map on 127.0.0.1:8000 (PORT=... for another)
	@exec $(BIN)/corridor-planner serve $(if $(PORT),--port $(PORT))

chromium:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  if command -v $$name >/dev/null; then echo "Browser tests use $$(command -v $$name)"; exit 0; fi; done; \
	if [ "$$(id -u)" != 0 ]; then echo "Browser tests will skip: no Chromium found, and only root may install it"; exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "Browser tests will skip: no Chromium found, and no apt-get to install it"; exit 0; fi; \
	echo "Installing Chromium for the browser tests"; mkdir -p build; \
	if (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium) >build/chromium.log 2>&1; \
	then echo "Installed $$(command -v chromium)"; \
	else echo "Browser tests will skip: Chromium could not be installed, see build/chromium.log"; fi

test: $(VENV)/.installed-dev chromium ## run the tests (at most 6 minutes on 2 cores)
	$(WARM)
	$(BIN)/python -m pytest -n 2 --dist loadscope -q -m "not slow"

slow: $(VENV)/.installed-dev chromium ## run what is marked slow
	@$(BIN)/python -m pytest -n 2 --dist loadscope -q -m slow || { code=$$?; [ $$code = 5 ] && echo "nothing is marked slow"; }

lint: $(VENV)/.installed-dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev ## mypy --strict
	$(BIN)/mypy

contracts: $(VENV)/.installed-dev ## import-linter: imports only point down, one door each
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## rewrite sources in the one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.installed-dev ## write the generated reference pages
	$(BIN)/python tools/data_reference.py
	$(BIN)/python tools/cli_reference.py

golden: $(VENV)/.installed-dev ## show what moved in the golden answers and rewrite them
	$(BIN)/python tools/golden.py

examples: $(VENV)/.installed-dev ## run the example scripts
	@for f in examples/*.py; do [ -e "$$f" ] || continue; echo "== $$f"; $(BIN)/python "$$f" || exit 1; done

schemas: $(VENV)/.installed-dev ## write the JSON Schemas of all documents
	$(BIN)/python tools/schemas.py

vendor: $(VENV)/.installed-dev ## fetch the vendored front-end libraries again
	$(BIN)/python tools/vendor.py

# The newest Python that runs: routers that we are measured beside come as wheels for 3.12 and newer.
PEERS_PYTHON ?= $(shell for p in python3.13 python3.12 $$(ls -d $$HOME/.pyenv/versions/3.1[2-9]*/bin/python 2>/dev/null) python3; do \
    if "$$p" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then echo "$$p"; break; fi; done)
PEERS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/corridor-planner/peers

peers: ## install the routers and readers that benchmarks compare with, away from the planner
	@if [ -z "$(PEERS_PYTHON)" ]; then \
	  echo "The peers need Python 3.12 or newer; name one with: make peers PEERS_PYTHON=/path/to/python3" >&2; exit 1; fi
	"$(PEERS_PYTHON)" -m venv "$(PEERS)"
	"$(PEERS)/bin/python" -m pip --disable-pip-version-check install --quiet -r benchmarks/peers.txt

bench: $(VENV)/.installed-dev ## run the benchmarks and record them
	@for suite in routing store web build agreement matrix; do $(BIN)/python -m benchmarks $$suite --record || exit 1; done

lock: $(VENV)/.made ## resolve and pin all dependencies again
	$(PIP) install --quiet uv
	$(UV) --output-file requirements.lock pyproject.toml
	$(UV) --extra dev --extra bench --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove the environment and everything made
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
