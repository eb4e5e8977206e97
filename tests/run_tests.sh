#!/bin/bash
# Builds a preset and runs its tests; ends with what was skipped and why, and ctest's closing line. Exit code 0 if none failed.
# usage: run_tests.sh PRESET
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
build=build/$preset

if [ -z "${RUSHHOUR_DATA:-}" ] && [ -d ../shared ]; then
  RUSHHOUR_DATA=$(cd ../shared && pwd)
  export RUSHHOUR_DATA
fi
# DuckDB comes without instrumentation, so what the sanitizers think they see inside it is no finding.
export TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp ${TSAN_OPTIONS:-}"
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp print_suppressions=0 ${LSAN_OPTIONS:-}"

cmake --preset "$preset" --log-level=WARNING >/dev/null
cmake --build --preset "$preset"

selection=()
[ "$preset" = release ] || selection=(--label-exclude browser) # pages are the same bytes under every sanitizer
status=0
ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure --no-tests=error --progress --test-output-size-passed 1000000 \
  --output-junit "$PWD/$build/tests.xml" "${selection[@]}" || status=$?
node tests/summarise.cjs "$build/tests.xml" || status=1
exit "$status"
