# The front door. `make demo` and `make test` are all that a fresh Debian 12 needs; each first installs what is missing.

MAKEFLAGS += --no-print-directory
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help deps build demo test check coverage bench fresh format

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

deps: ## install the missing packages of Debian and npm, those of the tests included
	@cmake/debian-deps.sh build test
	@cmake/npm-fetch.sh >/dev/null

build: ## build the program: build/release/rushhour
	@cmake --preset release --log-level=WARNING >/dev/null
	@cmake --build --preset release --target rushhour

demo: ## a lunch rush of 50 arrivals a second, under a minute, against the target that comes along
	@cmake/debian-deps.sh build
	@$(MAKE) build
	build/release/rushhour run scenarios/lunch_rush.lua -e RATE=50

test: deps ## all tests: unit, tidy, golden, integration, browser
	@tests/run_tests.sh release

check: deps ## headers alone, the tests under sanitizers, and a minute of each fuzzer
	@cmake/debian-deps.sh check
	@cmake --preset release --log-level=WARNING >/dev/null
	@cmake --build --preset release --target headers_alone
	@tests/run_tests.sh asan
	@tests/run_tests.sh tsan
	@tests/fuzz/run_fuzzers.sh 60

coverage: deps ## which lines the unit tests reach, as a page: build/coverage/index.html
	@cmake/debian-deps.sh coverage
	@tests/coverage.sh

bench: deps ## measure against peers, in turn and pinned apart, in a quarter of an hour: a table, and build/bench.json
	@cmake/debian-deps.sh bench
	@tests/bench/run_bench.sh

fresh: ## make demo and make test in a bare Debian 12 made for it (needs root)
	@cmake/debian-deps.sh fresh
	@tests/fresh/fresh.sh

format: ## lay out the C++ files
	@cmake/debian-deps.sh format
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i
