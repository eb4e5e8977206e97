#!/bin/bash
# Runs the README's two commands, `make demo` and `make test`, in a bare Debian 12 that has only git and make, made for this one time.
#
# 1. mmdebstrap bootstraps a root from Debian's own sources of this machine, as apt knows them.
# 2. What lets this machine reach its package servers goes along: apt's Acquire settings and logins, npm's settings, local certificate
#    authorities, proxies of the environment. Nothing else does: no compiler, no cache, no other source.
# 3. The commit checked out here is cloned in, so what was not committed is not tested.
# 4. The commands run in namespaces of their own for mounts and processes. When they end, whichever way, the kernel unmounts and kills
#    what is left, and removing the folder is safe. The network is shared.
#
# usage: fresh.sh [COMMAND...]      default: "make demo" "make test"; needs root
set -euo pipefail

top=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
[ "$(id -u)" = 0 ] || { echo "fresh: bootstrapping a root needs root; try sudo make fresh" >&2; exit 1; }
[ $# -gt 0 ] || set -- "make demo" "make test"

work=$(mktemp -d "${TMPDIR:-/var/tmp}/rushhour-fresh.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT TERM
root=$work/root
say() { printf 'fresh: %s\n' "$*"; }

sources() {
  [ -n "$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages')" ] || apt-get update -qq >&2
  apt-get indextargets --format '$(ORIGIN) $(CODENAME) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    sed -n 's/^Debian bookworm[^ ]* //p' | sort -u
}

settings() {
  apt-config dump | grep -E '^Acquire::(http|https|ftp|socks|Retries|ForceIPv|Check-|Languages|Max-)' || true
}

bootstrap() {
  sources >"$work/sources.list"
  [ -s "$work/sources.list" ] || { say "apt knows no source of Debian 12 on this machine" >&2; exit 1; }
  settings >"$work/apt.conf"
  local carry=()
  for path in /etc/apt/auth.conf /etc/apt/auth.conf.d; do
    [ -e "$path" ] && carry+=(--setup-hook="mkdir -p \"\$1/etc/apt\" && cp -a $path \"\$1/etc/apt/\"")
  done
  mmdebstrap --quiet --variant=minbase --include=git,make --aptopt="$work/apt.conf" "${carry[@]}" bookworm "$root" "$work/sources.list"
}

carry_authorities_and_npm() {
  mkdir -p "$root/usr/local/share/ca-certificates" "$root/root"
  find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$root/usr/local/share/ca-certificates/" \; 2>/dev/null || true
  command -v npm >/dev/null || return 0
  local from
  for kind in userconfig globalconfig; do
    from=$(npm config get "$kind")
    if [ -f "$from" ]; then install -m 600 "$from" "$root/root/npm-$kind"; fi
  done
}

# The environment of a login, plus what names proxies, authorities and npm settings here.
environment() {
  printf '%s\0' HOME=/root LANG=C.UTF-8 "PATH=/usr/sbin:/usr/bin:/sbin:/bin" "TERM=${TERM:-dumb}"
  printf '%s\0' NPM_CONFIG_USERCONFIG=/root/npm-userconfig NPM_CONFIG_GLOBALCONFIG=/root/npm-globalconfig
  env -0 | grep -zEi '^(https?_proxy|no_proxy|all_proxy|npm_config_[a-z_]+|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR)=' |
    grep -zEiv '^npm_config_(user|global)config=' || true
}

inside() {
  local variables=()
  mapfile -d '' variables < <(environment)
  # shellcheck disable=SC2016  # expanded by the inner shell
  unshare --mount --pid --fork --kill-child --propagation private bash -c '
    root=$1; shift
    mount -t proc proc "$root/proc" && mount --rbind /sys "$root/sys" && mount --rbind /dev "$root/dev" &&
      exec chroot "$root" env -i "$@"' fresh "$root" "${variables[@]}" bash -c "cd /root/rushhour && $1"
}

begin=$SECONDS
say "bootstrapping a bare Debian 12"
bootstrap
carry_authorities_and_npm
git clone --quiet --no-hardlinks "$top" "$root/root/rushhour"
say "bootstrapped in $((SECONDS - begin)) s"

status=0
for command in "$@"; do
  begin=$SECONDS
  say "$command"
  inside "$command" </dev/null || { status=$?; say "'$command' failed with exit code $status" >&2; break; }
  say "'$command' took $((SECONDS - begin)) s"
done
exit "$status"
