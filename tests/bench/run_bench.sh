#!/bin/bash
# Builds the program and the benchmarks, and measures. Takes about three minutes on an otherwise idle machine of at least two cores.
# usage: run_bench.sh [MEASURE...]      one or more of: histogram startup get stall; default: all
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset release --log-level=WARNING >/dev/null
cmake --build --preset release --target rushhour benchmarks
exec node tests/bench/bench.cjs "$@"
