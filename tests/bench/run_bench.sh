#!/bin/bash
# Builds the program and the benchmarks, and measures. Takes a quarter of an hour on an otherwise idle machine of at least two cores;
# BENCH_ROUNDS (5) and BENCH_SECONDS (3, of one turn) make it shorter, and worth less.
# usage: run_bench.sh [MEASURE...]      one or more of: histogram dispatch living generate startup get post script tls resumption memory
#                                      sleepers collector feeder lag stall target orders siege report live; default: all
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset release --log-level=WARNING >/dev/null
cmake --build --preset release --target rushhour benchmarks
NODE_PATH=$(cmake/npm-fetch.sh)  # the driver of a browser, to open reports in
export NODE_PATH
exec node tests/bench/bench.cjs "$@"
