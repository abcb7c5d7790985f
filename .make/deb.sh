#!/usr/bin/env bash
# deb.sh  builds wharf_VERSION_ARCHITECTURE.deb of what install.sh installs; needs no root
#
#   OUT        the folder it is put into (.build)
#   VERSION    of the package (what `wharf --version` says)
#   WHARF_BIN, MANUAL, SOURCE_DATE_EPOCH  see install.sh and manual.sh
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
cd "$ROOT"
umask 022

OUT=${OUT:-.build}
"$HERE/packages.sh" deb
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
DESTDIR=$tree PREFIX=/usr "$HERE/install.sh"
VERSION=${VERSION:-$("$tree/usr/bin/wharf" --version)}
architecture=$(dpkg --print-architecture)

# Which packages bring the libraries that the program is linked to, and from which version on.
libraries() (
    cd "$work"
    mkdir debian
    printf 'Source: wharf\n\nPackage: wharf\nArchitecture: any\n' >debian/control
    dpkg-shlibdeps -O "$tree/usr/bin/wharf" | sed -n 's/^shlibs:Depends=//p'
)

documents() {
    local doc=$tree/usr/share/doc/wharf
    install -D -m 644 systemd/debian/copyright "$doc/copyright"
    sed -e "s|@VERSION@|$VERSION|" -e "s|@DATE@|$(date -u -R -d "@$SOURCE_DATE_EPOCH")|" systemd/debian/changelog.in \
        >"$doc/changelog"
    gzip -9n "$doc/changelog" "$tree"/usr/share/man/man1/*.1
    # Nobody else's process shall read them there.
    chmod 750 "$tree/etc/wharf"
}

control() {
    local script
    mkdir "$tree/DEBIAN"
    sed -e "s|@VERSION@|$VERSION|" -e "s|@ARCHITECTURE@|$architecture|" -e "s|@LIBRARIES@|$(libraries)|" \
        -e "s|@SIZE@|$(du -k -s "$tree" | cut -f1)|" systemd/debian/control.in >"$tree/DEBIAN/control"
    (cd "$tree" && find etc -type f -printf '/%p\n' | LC_ALL=C sort) >"$tree/DEBIAN/conffiles"
    (cd "$tree" && find usr lib -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
    for script in postinst prerm postrm; do install -m 755 "systemd/debian/$script" "$tree/DEBIAN/$script"; done
}

documents
control
mkdir -p "$OUT"
deb=$OUT/wharf_${VERSION}_$architecture.deb
dpkg-deb --root-owner-group --build "$tree" "$deb" >/dev/null
echo "wharf: built $deb"
