#!/bin/bash
# Builds every fuzzer and runs each for SECONDS on its seeds (tests/fuzz/seeds/NAME) and on what earlier runs found
# (build/fuzz/corpus/NAME). A finding stays as a file in build/fuzz/findings. Exit code 0 if there is none.
# usage: run_fuzzers.sh SECONDS
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=$1

shopt -s nullglob
sources=(tests/fuzz/*.cpp)
[ ${#sources[@]} -gt 0 ] || { echo "fuzz: there is no fuzzer in tests/fuzz" >&2; exit 1; }
cmake --preset fuzz --log-level=WARNING >/dev/null
cmake --build --preset fuzz
mkdir -p build/fuzz/findings
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp print_suppressions=0"

status=0
for source in "${sources[@]}"; do
  name=$(basename "$source" .cpp)
  corpus=build/fuzz/corpus/$name
  mkdir -p "$corpus"
  folders=("$corpus")
  [ ! -d "tests/fuzz/seeds/$name" ] || folders+=("tests/fuzz/seeds/$name")
  echo "fuzz: $name for $seconds s"
  if ! "build/fuzz/tests/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/findings/$name-" "${folders[@]}" >"build/fuzz/$name.log" 2>&1; then
    status=1
    tail -n 40 "build/fuzz/$name.log"
    echo "fuzz: $name found something; see build/fuzz/findings and build/fuzz/$name.log" >&2
  else
    sed -n 's/^stat::number_of_executed_units: */fuzz:   inputs tried: /p' "build/fuzz/$name.log"
  fi
done
exit "$status"
