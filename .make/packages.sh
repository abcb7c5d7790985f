#!/usr/bin/env bash
# packages.sh GROUP...: installs what is missing (Debian and its relatives) for build, run, galera, bench, test, count,
# faults, check, python, bucket, browser, deb, vm.
#
# What is there is asked of the system, not of dpkg: a tool installed by other means counts.
set -euo pipefail
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

#   group  what must be there             the package that brings it
needs='
    build  file:/usr/include/c++/*/vector g++
    build  file:/usr/include/stdio.h      libc6-dev
    build  command:git                    git
    build  file:/etc/ssl/certs/*.crt      ca-certificates
    build  command:pkg-config             pkg-config
    build  module:avro-c                  libavro-dev
    build  module:fcgi                    libfcgi-dev
    build  module:libisal                 libisal-dev
    build  module:libmariadb              libmariadb-dev
    build  module:snappy                  libsnappy-dev
    build  module:zlib                    zlib1g-dev
    build  module:avro-c                  libavro-dev
    build  file:/usr/include/snappy-c.h   libsnappy-dev
    run    command:mariadbd               mariadb-server-core
    run    command:mariadb                mariadb-client-core
    run    command:nginx                  nginx
    run    command:curl                   curl
    run    file:/usr/share/javascript/chart.js/chart.min.js libjs-chart.js
    galera file:/usr/lib/galera/libgalera_smm.so galera-4
    galera command:rsync                  rsync
    galera command:lsof                   lsof
    galera command:ss                     iproute2
    bench  command:mariadb-dump           mariadb-client
    bench  command:mydumper               mydumper
    bench  command:wrk                    wrk
    bench  command:gcc                    gcc
    test   command:openssl                openssl
    test   command:avrocat                avro-bin
    count  command:valgrind               valgrind
    faults file:/usr/lib/*/faketime/libfaketimeMT.so.1 libfaketime
    check  command:shellcheck             shellcheck
    check  command:nginx                  nginx
    check  command:openssl                openssl
    check  command:promtool               prometheus
    check  command:python3                python3
    python command:python3                python3
    python python:ensurepip               python3-venv
    bucket command:python3                python3
    bucket command:s3fs                   s3fs
    bucket command:rclone                 rclone
    bucket command:fusermount3            fuse3
    deb    command:dpkg-shlibdeps         dpkg-dev
    deb    command:strip                  binutils
    vm     command:mmdebstrap             mmdebstrap
    vm     command:systemd-nspawn         systemd-container
    vm     command:lintian                lintian
    vm     command:openssl                openssl
    browser command:chromium               chromium
    browser command:chromedriver           chromium-driver
    browser file:/usr/share/fonts/truetype/*/*.ttf fonts-dejavu-core
'

present() {
    case $1 in
    file:*) compgen -G "${1#*:}" >/dev/null ;;
    command:*) command -v "${1#*:}" >/dev/null ;;
    python:*) command -v python3 >/dev/null && python3 -c "import ${1#*:}" 2>/dev/null ;;
    module:*) command -v pkg-config >/dev/null && pkg-config --exists "${1#*:}" ;;
    esac
}

missing() { # GROUP...
    local group thing package
    while read -r group thing package; do
        [ -n "$group" ] || continue
        case " $* " in *" $group "*) present "$thing" || printf '%s\n' "$package" ;; esac
    done <<<"$needs" | sort -u
}

# Installing nginx or prometheus would start the system's own, which nobody asked for. invoke-rc.d asks policy-rc.d first,
# and 101 means "do not". A policy that the machine already has is left alone, and decides.
policy=/usr/sbin/policy-rc.d
hold_services_back() {
    [ ! -e "$policy" ] || return 0
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
}

install_as_root() {
    local options=(-o DPkg::Lock::Timeout=600 -qq) service
    export DEBIAN_FRONTEND=noninteractive
    # The folder's own time is that of the last update; the lists in it carry the archive's times.
    if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null ||
        [ -z "$(find /var/lib/apt/lists -maxdepth 0 -mtime -1)" ]; then
        apt-get "${options[@]}" update
    fi
    hold_services_back
    apt-get "${options[@]}" install -y --no-install-recommends "$@" >/dev/null
    [ -d /run/systemd/system ] || return 0
    for service in nginx prometheus; do
        case " $* " in *" $service "*)
            echo "wharf: the system's $service was not started, but will be at the next boot: systemctl disable $service"
            ;;
        esac
    done
}

if [ "${1:-}" = --as-root ]; then
    shift
    install_as_root "$@"
    exit
fi
mapfile -t want < <(missing "$@")
[ ${#want[@]} -gt 0 ] || exit 0
if command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then
        as_root=()
    elif sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    else
        echo "wharf: missing: ${want[*]}; run: sudo apt-get install --no-install-recommends ${want[*]}" >&2
        exit 1
    fi
    echo "wharf: installing ${want[*]}"
    "${as_root[@]}" bash "${BASH_SOURCE[0]}" --as-root "${want[@]}"
    mapfile -t want < <(missing "$@")
    [ ${#want[@]} -gt 0 ] || exit 0
fi
echo "wharf: missing, called by their Debian names: ${want[*]}" >&2
exit 1
