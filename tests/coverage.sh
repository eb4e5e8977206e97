#!/bin/bash
# Builds the unit tests with counters, runs them, and writes which lines they reached as a page; prints the shares by floor. What the tests
# of the whole binary reach is not counted.
# usage: coverage.sh [CATCH_TEST_SPEC]
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/coverage

if [ -z "${RUSHHOUR_DATA:-}" ] && [ -d ../shared ]; then
  RUSHHOUR_DATA=$(cd ../shared && pwd)
  export RUSHHOUR_DATA
fi
cmake --preset coverage --log-level=WARNING >/dev/null
cmake --build --preset coverage
find "$build" -name '*.gcda' -delete # counts of an earlier run would be added to
"$build/unit_tests" "${1:-}" >/dev/null
for floor in reports target sim; do
  gcovr --root . --filter "$floor/" --object-directory "$build" "$build" --json "$build/$floor.json" >/dev/null
  gcovr --root . --add-tracefile "$build/$floor.json" --json-summary |
    node -e 'const s = JSON.parse(require("fs").readFileSync(0)); console.log(`${process.argv[1].padEnd(8)} ${s.line_percent} % of ${s.line_total} lines`)' "$floor"
done
gcovr --root . --add-tracefile "$build/reports.json" --add-tracefile "$build/target.json" --add-tracefile "$build/sim.json" \
  --html-details "$build/index.html" --html-title "rushhour: lines that the unit tests reach"
echo "written to $build/index.html"
