#!/usr/bin/env bash
# test-vm.sh  the package in a Debian system of its own, booted by systemd: everything from the .deb alone
#
#   VM_TEST_STATE    where the system lives (.wharf-test-vm in the checkout); its base, made once, is 1 GB
#   DEB, NEXT_DEB    the package, and the one that takes its place (built first)
#   WHARF_CHALLENGE  the folder of the public challenge files (../shared/challenge)
#   RESTARTS         under load (10)
#   KEEP             1: the system stays up; the last line says how to get in
#
# Needs root. The steps that run inside are Tests/Support/vm/*.sh, in the order of their names.
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
# shellcheck source-path=SCRIPTDIR source=vm.sh
. "$HERE/vm.sh"
umask 022
cd "$ROOT"

unset STATE MAKEFLAGS MAKELEVEL MFLAGS
STATE=${VM_TEST_STATE:-$ROOT/.wharf-test-vm}
WHARF_CHALLENGE=${WHARF_CHALLENGE:-$ROOT/../shared/challenge}

finish() {
    local status=$?
    trap '' INT TERM HUP
    interrupt
    if [ "${KEEP:-}" = 1 ] && vm_init >/dev/null; then
        say "the system is up: nsenter -t $(vm_init) -a; end it by: kill $(alive vm)"
    else
        vm_stop
        rm -rf --one-file-system "$STATE/root" "$STATE/share"
    fi
    exit "$status"
}

# The second package has the same program: what an upgrade does is the packaging's part.
packages() {
    local version
    if [ -z "${DEB:-}" ]; then
        say "building the package"
        OUT=$STATE/deb foreground "$HERE/deb.sh"
        DEB=$(newest)
    fi
    if [ -z "${NEXT_DEB:-}" ]; then
        version=$(dpkg-deb -f "$DEB" Version)+next
        dpkg-deb -R "$DEB" "$STATE/next"
        sed -i "s/^Version: .*/Version: $version/" "$STATE/next/DEBIAN/control"
        NEXT_DEB=$STATE/deb/wharf_${version}_$(dpkg-deb -f "$DEB" Architecture).deb
        dpkg-deb --root-owner-group --build "$STATE/next" "$NEXT_DEB" >/dev/null
        rm -rf --one-file-system "$STATE/next"
    fi
}
newest() {
    local file found=
    for file in "$STATE"/deb/wharf_*.deb; do
        if [ -z "$found" ] || [ "$file" -nt "$found" ]; then found=$file; fi
    done
    printf '%s\n' "$found"
}

# What can be said of the package without installing it.
inspect() {
    local bytes
    say "lintian"
    # With an error in it lintian ends with 2. It wants no root, and the package needs none.
    lintian --allow-root --no-tag-display-limit --fail-on error "$DEB"
    dpkg-deb --fsys-tarfile "$DEB" | tar -x -C "$STATE/share" ./usr/bin/wharf
    bytes=$(stat -c %s "$STATE/share/usr/bin/wharf")
    rm -rf "$STATE/share/usr"
    [ "$bytes" -lt 24000000 ] || die "the program has $bytes bytes: 24 MB are the limit"
    say "the program has $((bytes / 1000)) kB"
}

share() {
    rm -rf --one-file-system "$STATE/share"
    mkdir -p "$STATE/share/challenge"
    cp "$DEB" "$STATE/share/wharf.deb"
    cp "$NEXT_DEB" "$STATE/share/next.deb"
    cp "$WHARF_CHALLENGE"/*.csv "$STATE/share/challenge/"
    cp "$ROOT"/Tests/Support/vm/* "$ROOT/Tests/Support/bucket/store.py" "$STATE/share/"
}

steps() {
    local script
    for script in "$ROOT"/Tests/Support/vm/[0-9]*.sh; do
        script=${script##*/}
        say "$script"
        if [ "$script" = 70-after-reboot.sh ]; then
            vm_stop
            vm_boot again
        fi
        inside env RESTARTS="${RESTARTS:-10}" bash -euo pipefail "/share/$script" || {
            inside journalctl -b -n 40 --no-pager -u 'wharf*' -u nginx -g '^(?!.*"message":"request")' >&2 || :
            die "failed: $script"
        }
    done
}

[ "$(id -u)" = 0 ] || die "make test-vm boots a system: it needs root"
mkdir -p "$STATE"/{run,log,deb,share}
STATE=$(cd -- "$STATE" && pwd -P)
exec 8>"$STATE/run/test-vm.lock"
flock -n 8 || die "another run is in $STATE"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
vm_stop # what a killed run left behind
"$HERE/packages.sh" vm deb
packages
share
inspect
# The names alone: which versions there are is apt's business, when it installs the package.
# shellcheck disable=SC2046 # one word each
vm_build $(dpkg-deb -f "$DEB" Depends | sed -e 's/ *[,|] */\n/g' | sed -e 's/ .*//' | sort -u)
vm_boot fresh
steps
say "all steps passed"
