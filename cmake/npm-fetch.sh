#!/bin/sh
# Brings every package of npm-packages.txt into CACHE/node_modules, once, and checks its sha512. Prints that folder.
# Nothing of a package is run: tarballs are unpacked, install scripts are not.
# usage: npm-fetch.sh [CACHE]      default CACHE: ${XDG_CACHE_HOME:-~/.cache}/rushhour
set -eu
here=$(cd "$(dirname "$0")" && pwd)
modules="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/rushhour}/node_modules"
mkdir -p "$modules"
grep -v '^#' "$here/npm-packages.txt" | while read -r spec wanted _; do
  name=${spec%@*}
  folder="$modules/$name"
  [ -f "$folder/.fetched-${spec##*@}" ] && continue
  work=$(mktemp -d)
  file=$(npm pack --silent --pack-destination "$work" "$spec")
  got="sha512-$(openssl dgst -sha512 -binary "$work/$file" | base64 -w0)"
  if [ "$got" != "$wanted" ]; then
    echo "npm-fetch: $spec is not the file that npm-packages.txt names: $got instead of $wanted" >&2
    exit 1
  fi
  rm -rf "$folder" && mkdir -p "$folder"
  tar -xzf "$work/$file" -C "$folder" --strip-components=1 --no-same-owner
  touch "$folder/.fetched-${spec##*@}"
  rm -rf "$work"
done
echo "$modules"
