#!/usr/bin/env bash
# test-browser.sh  the dashboard in a real Chromium, on a private stack that ends with it
#
#   FILTER              passed to pytest -k
#   BROWSER_TEST_STATE  where the stack, the browser's profile, the Python packages and the screenshots live
#                       (.wharf-test-browser in the checkout)
#   PORT                of nginx on 127.0.0.1 (one that is free)
#   WHARF_BIN           the program (.build/debug/wharf, built first; one that is given is taken as it is)
#   WHARF_CHALLENGE     the folder of the public challenge files (../shared/challenge)
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
# shellcheck source-path=SCRIPTDIR source=private.sh
. "$HERE/private.sh"
umask 077
cd "$ROOT"

# A shell that works with a stack of its own must not lead the tests there.
unset STATE SAMPLE DB_SOCKET DB_HOST DB_PORT DB_NAME DB_USER DB_PASS DB_MIGRATOR_USER DB_MIGRATOR_PASS \
    INSTANCE_CONNECTION_NAME WHARF_URL WHARF_TOKEN WHARF_SPOOL WHARF_BUCKET WHARF_WORKERS WHARF_ANONYMOUS_SCOPES \
    MAKEFLAGS MAKELEVEL MFLAGS
STATE=${BROWSER_TEST_STATE:-$ROOT/.wharf-test-browser}

stack() { # COMMAND
    foreground env STATE="$STATE" PORT="${PORT:-}" SAMPLE=0 WHARF_BIN="$WHARF_BIN" \
        "$HERE/stack.sh" "$1" >>"$STATE/log/stack.log" 2>&1
}

# The data is thrown away, logs, screenshots and Python packages stay.
stack_down() {
    stack stop || :
    rm -rf --one-file-system "$STATE"/{mariadb,mariadb.new,sample,env,bucket,spool,chromium,downloads,files}
}

finish() {
    local status=$?
    trap '' INT TERM HUP
    interrupt
    stack_down
    exit "$status"
}

build() {
    "$HERE/packages.sh" run python browser
    [ -z "$given" ] || return 0
    "$HERE/toolchain.sh"
    "$HERE/packages.sh" build
    foreground swift build --product wharf
}

given=${WHARF_BIN:-}
WHARF_BIN=${given:-$ROOT/.build/debug/wharf}
mkdir -p "$STATE"/{run,log}
STATE=$(cd -- "$STATE" && pwd -P)
# Not stack.sh's lock, which it takes itself.
exec 8>"$STATE/run/test-browser.lock"
flock -n 8 || die "another run is in $STATE"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
stack_down # what a killed run left behind
build
# The list is complete, and --no-deps keeps Playwright out, of which only the axe-core that somebody packed is wanted.
make_venv "$ROOT/Tests/Support/browser/requirements.txt" --no-deps
rm -rf --one-file-system "$STATE"/log/*.log "$STATE/screenshots"
PORT=${PORT:-$(free_port)}
stack start || {
    tail -n 15 "$STATE/log/stack.log" >&2
    die "the stack does not start; its logs are in $STATE/log"
}
set -a
# shellcheck source=/dev/null
. "$STATE/env"
set +a
unset DB_MIGRATOR_USER DB_MIGRATOR_PASS WHARF_BUCKET
export STATE WHARF_BIN
foreground "$STATE/venv/bin/python" -B -m pytest "$ROOT/Tests/Browser" ${FILTER:+-k "$FILTER"}
