# The verbs of daily work. `make setup` alone prepares everything the others need.
PY := .venv/bin/python
BIN := .venv/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help

help: ## show the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.ready web/node_modules/.ready web/.built .browser.ready ## prepare everything, without root where it can

.venv/.ready: requirements/dev.txt pyproject.toml
	python3 -m venv .venv
	$(PY) -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

web/node_modules/.ready: web/package-lock.json
	cd web && npm ci --no-fund --no-audit
	@touch $@

WEB_SOURCES := $(shell find web -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.html' -o -name '*.json' \) -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
web/.built: $(WEB_SOURCES) web/node_modules/.ready
	cd web && npm run build
	@touch $@

.browser.ready:
	bash tests/browser/install.sh
	@touch $@

demo: .venv/.ready web/.built ## the main job on this machine: database, sandbox, server, worker, seeded brand, console
	$(BIN)/siyu demo

test: setup ## unit, room, story, browser and fault tests
	$(BIN)/pytest -n 2 -m "not browser and not faults"
	$(BIN)/pytest -m "browser"
	$(BIN)/pytest -m "faults"
	cd web && npm test

test-fast: .venv/.ready ## unit and room tests only
	$(BIN)/pytest -n 2 -m "not browser and not faults and not story"

check: .venv/.ready web/node_modules/.ready ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd web && npm run check

fmt: .venv/.ready ## format the Python code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.ready ## measure; NAME=ingest for one
	$(PY) -m bench $(NAME)

api-client: .venv/.ready web/node_modules/.ready ## regenerate the console's typed client from the API
	$(BIN)/siyu openapi > web/console/openapi.json
	cd web && npm run api-client

migration: .venv/.ready ## a new migration: make migration NAME=add-folders
	$(PY) -m tools.new_migration $(NAME)

new-play: .venv/.ready ## a new play that passes all checks: make new-play NAME=welcome_gifts
	$(PY) -m tools.new_play $(or $(NAME),$(PLAY))

ifeq (new-play,$(firstword $(MAKECMDGOALS)))
PLAY := $(word 2,$(MAKECMDGOALS))
$(if $(PLAY),$(eval $(PLAY):;@:))
endif

screenshots: .venv/.ready ## the README's pictures, from a demo that is running
	$(PY) -m tools.screenshots $(URL)

lock: .venv/.ready ## re-lock Python requirements with hashes
	for set in base dev; do $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	  --no-header requirements/$$set.in -o requirements/$$set.txt; done

.PHONY: help setup demo test test-fast check fmt bench api-client migration new-play screenshots lock
