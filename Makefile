# Everything a developer or newcomer types. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build check test bench chaos images screenshots format lint deps

# debug shares its products with the tests; `make run BUILD=release` is what production runs.
BUILD ?= debug
BIN := .build/$(BUILD)/panelapp
SOURCES := Package.swift Sources Tests

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: deps build ## Install what is missing, build, load the demo data once, and serve http://localhost:8080/
	@if [ -z "$$DATABASE_URL" ] && [ ! -e "$${PANELAPP_DATA_DIR:-.panelapp}/panelapp.sqlite3" ]; then \
	    LOG_FORMAT=text $(BIN) demo; fi
	@LOG_FORMAT=$${LOG_FORMAT:-text} exec $(BIN) web

build: ## Build the program (BUILD=debug or release)
	swift build -c $(BUILD) --product panelapp

deps: ## Install what building and running needs
	@scripts/install-deps.sh --for run

lint: ## Check the layout of the sources
	swift format lint --strict --parallel --recursive $(SOURCES)

format: ## Lay the sources out
	swift format --in-place --parallel --recursive $(SOURCES)

check: lint ## The inner loop: layout, build, pure and contract tests
	swift build --build-tests
	@scripts/test-postgres.sh scripts/swift-test.sh --filter '^(DomainTests|ArchitectureTests|ContractTests)\.'

test: ## Everything, from a clean clone: layout, build, all suites, compatibility, browser
	@scripts/test.sh

bench: ## Release build under load; prints the figures of docs/benchmarks.md
	@scripts/install-deps.sh --for bench
	swift build -c release --product panelapp
	@Tests/Benchmark/run.sh

chaos: build ## Kill and spoil everything for ten minutes under users (docs/reliability.md); CHAOS="--minutes 2 --seed 5"
	@scripts/install-deps.sh --for test
	@scripts/chaos.sh $(or $(CHAOS),--minutes 10)

images: ## Build the container images without an engine, start them and measure them (docs/images.md)
	@scripts/install-deps.sh --for test
	@scripts/images.sh

screenshots: build ## Pictures of every page type into screenshots/
	@scripts/install-deps.sh --for test
	@Tests/Browser/screenshots.sh
