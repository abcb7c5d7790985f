#!/usr/bin/env bash
# install.sh  puts every file where Debian expects it; needs no root for a DESTDIR of one's own
#
#   DESTDIR    comes before every path (empty: this system)
#   PREFIX     of the program and its data (/usr); /etc and the units' folder do not move
#   WHARF_BIN  the program (.build/static/release/wharf, built first; one that is given is taken as it is)
#   MANUAL     the folder of the manual pages (.build/manual, made first; one that is given is taken as it is)
#
# Nothing is started or enabled, and no user is made: systemd-sysusers does that, at boot or when called.
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
cd "$ROOT"
umask 022

DESTDIR=${DESTDIR:-}
PREFIX=${PREFIX:-/usr}
UNITS=/lib/systemd/system
[ "${PREFIX:0:1}" = / ] || {
    echo "wharf: PREFIX is no absolute path: $PREFIX" >&2
    exit 1
}

put() { # MODE FILE TO
    install -D -m "$1" "$2" "$DESTDIR$3"
}

# A unit and a snippet say /usr; elsewhere they say where things are.
put_text() { # MODE FILE TO
    put "$1" "$2" "$3"
    [ "$PREFIX" = /usr ] || sed -i -e "s|/usr/bin/wharf|$PREFIX/bin/wharf|g" -e "s|/usr/share/wharf|$PREFIX/share/wharf|g" "$DESTDIR$3"
}

build() {
    if [ -z "${WHARF_BIN:-}" ]; then
        .make/toolchain.sh
        .make/packages.sh build
        # The Swift runtime is linked in: a machine that runs Wharf needs no Swift.
        # Apart from the other builds: each would undo the other's work.
        swift build -c release --static-swift-stdlib --scratch-path .build/static --product wharf
        WHARF_BIN=.build/static/release/wharf
    fi
    if [ -z "${MANUAL:-}" ]; then
        MANUAL=.build/manual
        .make/manual.sh "$WHARF_BIN" "$MANUAL"
    fi
}

install_program() {
    local page shell
    # Debug builds stop where tests want them to.
    if grep -q FAULT_POINTS "$WHARF_BIN"; then
        echo "wharf: $WHARF_BIN is a debug build" >&2
        exit 1
    fi
    install -D -s -m 755 "$WHARF_BIN" "$DESTDIR$PREFIX/bin/wharf"
    for page in "$MANUAL"/*.1; do put 644 "$page" "$PREFIX/share/man/man1/${page##*/}"; done
    for shell in bash-completion/completions/wharf:bash zsh/vendor-completions/_wharf:zsh fish/vendor_completions.d/wharf.fish:fish; do
        "$WHARF_BIN" --generate-completion-script "${shell##*:}" | put 644 /dev/stdin "$PREFIX/share/${shell%:*}"
    done
}

install_units() {
    local unit
    for unit in systemd/*.service systemd/*.socket systemd/*.timer; do put_text 644 "$unit" "$UNITS/${unit##*/}"; done
    put 644 systemd/wharf-.service.d/sandbox.conf "$UNITS/wharf-.service.d/sandbox.conf"
    install -d "$DESTDIR$UNITS/wharf.service.d"
    ln -sfn ../wharf-.service.d/sandbox.conf "$DESTDIR$UNITS/wharf.service.d/sandbox.conf"
    put 644 systemd/wharf.sysusers /usr/lib/sysusers.d/wharf.conf
    put 644 systemd/wharf.tmpfiles /usr/lib/tmpfiles.d/wharf.conf
    for unit in systemd/examples/*; do put 644 "$unit" "$PREFIX/share/doc/wharf/examples/${unit##*/}"; done
}

install_nginx() {
    local file
    put_text 644 nginx/wharf.conf /etc/nginx/snippets/wharf.conf
    for file in nginx/snippets/*.conf; do put_text 644 "$file" "/etc/nginx/snippets/${file##*/}"; done
    put_text 644 nginx/wharf-site.conf /etc/nginx/sites-available/wharf
    for file in nginx/dashboard/*; do put 644 "$file" "$PREFIX/share/wharf/dashboard/${file##*/}"; done
}

build
install_program
install_units
install_nginx
# One that is there has passwords and choices in it.
[ -e "$DESTDIR/etc/wharf/wharf.env" ] || put 640 systemd/wharf.env /etc/wharf/wharf.env
