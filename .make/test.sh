#!/usr/bin/env bash
# test.sh          all tests against a private MariaDB that lives as long as they do
# test.sh clean    removes what is left of it
#
#   FILTER           passed to swift test --filter
#   WHARF_SERVER     mariadb; mysql, which is fetched for that; or galera, three nodes (mariadb); exported to the stacks
#                    that tests start
#   SANITIZER        thread: what is built and run has the thread sanitizer in it, and a race fails the tests
#   TEST_STATE       where the server lives (.wharf-test in the checkout)
#
# The tests find the server by WHARF_TEST_SOCKET or WHARF_TEST_HOST and WHARF_TEST_PORT, with WHARF_TEST_USER and
# WHARF_TEST_PASSWORD, another node of its cluster by WHARF_TEST_OTHER_SOCKET, the program they start stacks with by
# WHARF_BIN (the debug build unless given), and the Python that has other readers of Avro files by WHARF_TEST_PYTHON.
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
# shellcheck source-path=SCRIPTDIR source=database.sh
. "$HERE/database.sh"
# shellcheck source-path=SCRIPTDIR source=private.sh
. "$HERE/private.sh"
umask 077
cd "$ROOT"

STATE=${TEST_STATE:-$ROOT/.wharf-test} # not exported: else it would be that of every stack that the tests start
unset PORT # a stack takes the one that its test gives it

open_state() {
    mkdir -p "$STATE"/{run,log}
    STATE=$(cd -- "$STATE" && pwd -P)
    BASE=$(short_base)
    exec 9>"$STATE/run/lock"
    flock -n 9 || die "other tests are running in $STATE"
}

# The data is thrown away, the log stays for whoever wants to know why a test failed.
server_down() {
    database_stop
    database_remove
    rm -rf --one-file-system "$STATE/tls"
    remove_base
}

# The certificate is for localhost and 127.0.0.1, signed by an authority that lives as long as the tests.
certificates() {
    local user folder=$STATE/tls
    user=$(database_user)
    rm -rf "$folder"
    mkdir -m 711 "$folder"
    (
        cd "$folder"
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=wharf-tests -keyout ca-key.pem -out ca.pem
        openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out request.pem
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >names
        openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -set_serial 2 -days 2 -extfile names -out cert.pem
        chmod 644 ca.pem cert.pem
        if [ "$(id -u)" = 0 ]; then chown "$user" key.pem; fi
    ) >"$STATE/log/openssl.log" 2>&1 || :
    # In a list like the one above no failure ends the subshell.
    [ -s "$folder/cert.pem" ] || die "no certificates could be made; see $STATE/log/openssl.log"
}

# Tests want TCP, too: on loopback, with a port that is free now. Somebody may be quicker: then the server ends at
# once, and the next port is tried. As root without a password can be reached through it by every local user,
# secure_file_priv keeps the server from reading and writing files elsewhere. Commits need not survive a power cut.
server_up() {
    local try
    make_base
    certificates
    mkdir -p "$STATE/files"
    : >"$STATE/log/$server.log"
    for try in 1 2 3 4 5; do
        WHARF_TEST_PORT=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if timeout 3 bash -c ": <>/dev/tcp/127.0.0.1/$WHARF_TEST_PORT" 2>/dev/null; then continue; fi
        database_options=(--skip-networking=0 --bind-address=127.0.0.1 --port="$WHARF_TEST_PORT"
            --ssl-ca="$BASE/tls/ca.pem" --ssl-cert="$BASE/tls/cert.pem" --ssl-key="$BASE/tls/key.pem"
            --secure-file-priv="$STATE/files" --innodb-flush-log-at-trx-commit=2 --max-connections=300)
        if database_start; then return 0; fi
        say "$server did not start (try $try)" >&2
        database_stop
    done
    post_mortem "$server"
    exit 1
}

finish() {
    local status=$?
    trap '' INT TERM HUP
    interrupt
    server_down
    exit "$status"
}

open_state
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
server_down # what a killed run left behind
case ${1:-} in
clean)
    trap - EXIT
    rm -rf --one-file-system "$STATE"
    exit 0
    ;;
'') ;;
*) die "usage: test.sh [clean]" ;;
esac

"$HERE/toolchain.sh"
foreground "$HERE/packages.sh" build run test python
make_venv "$ROOT/Tests/Support/avro/requirements.txt"
build=(--scratch-path .build${SANITIZER:+-$SANITIZER} ${SANITIZER:+--sanitize "$SANITIZER"})
foreground swift build --build-tests "${build[@]}"
server_up
export WHARF_TEST_SOCKET WHARF_TEST_PORT WHARF_TEST_HOST=127.0.0.1 WHARF_TEST_USER=root WHARF_TEST_PASSWORD=
WHARF_TEST_SOCKET=$(database_socket)
if [ "$server" = galera ]; then
    WHARF_TEST_OTHER_SOCKET=$(database_socket galera-2)
    export WHARF_TEST_OTHER_SOCKET
fi
export WHARF_SERVER=$server
export WHARF_TEST_PYTHON=$STATE/venv/bin/python
export WHARF_TEST_TLS_CA=$STATE/tls/ca.pem
export WHARF_BIN=${WHARF_BIN:-$ROOT/.build${SANITIZER:+-$SANITIZER}/debug/wharf}
rm -f "$STATE"/log/race.*
if [ -n "${SANITIZER:-}" ]; then
    export TSAN_OPTIONS="symbolize=0 log_path=$STATE/log/race exitcode=0"
fi
status=0
foreground swift test --skip-build "${build[@]}" ${FILTER:+--filter "$FILTER"} || status=$?
if compgen -G "$STATE/log/race.*" >/dev/null; then
    symbolizer=$(readlink -f "$(command -v swiftc)")
    foreground "$WHARF_TEST_PYTHON" "$ROOT/Tests/Support/threads/races.py" "${WHARF_BIN%/*}" \
        "${symbolizer%/*}/llvm-symbolizer" "$STATE"/log/race.*
fi
[ "$status" = 0 ] || exit "$status"
[ -n "${FILTER:-}${SANITIZER:-}" ] || foreground "$HERE/counts.sh"
