#!/bin/sh
# Installs those packages of debian-packages.txt that the groups named need and this machine lacks. Does nothing, not even an update of
# apt's lists, where none is missing.
# usage: debian-deps.sh GROUP...
set -eu
here=$(cd "$(dirname "$0")" && pwd)

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=""
while read -r package group tool; do
  case "$package" in '' | '#'*) continue ;; esac
  case " $* " in *" $group "*) ;; *) continue ;; esac
  installed "$package" && continue
  [ -n "$tool" ] && command -v "$tool" >/dev/null && continue
  missing="$missing $package"
done <"$here/debian-packages.txt"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "deps: missing, and there is no apt-get here to install them:$missing" >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
  as_root=sudo
  command -v sudo >/dev/null || { echo "deps: neither root nor sudo; install these by hand:$missing" >&2; exit 1; }
fi
echo "deps: installing$missing"
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# shellcheck disable=SC2086  # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
