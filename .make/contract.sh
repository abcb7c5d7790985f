#!/usr/bin/env bash
# contract.sh      the service against its own /openapi.json, by schemathesis, on a private stack that ends with it
#
#   SEED            of what is sent (1): the same seed sends the same
#   REQUESTS        at least so many (10000)
#   CONTRACT_STATE  where the stack, the Python packages and the reports live (.wharf-contract in the checkout)
#   PORT            of nginx on 127.0.0.1 (one that is free)
#   WHARF_BIN       the program (.build/release/wharf, built first; one that is given is taken as it is)
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

# A shell that works with a stack of its own must not lead the test there.
unset STATE SAMPLE DB_SOCKET DB_HOST DB_PORT DB_NAME DB_USER DB_PASS DB_MIGRATOR_USER DB_MIGRATOR_PASS \
    INSTANCE_CONNECTION_NAME WHARF_URL WHARF_TOKEN WHARF_SPOOL WHARF_BUCKET WHARF_WORKERS MAKEFLAGS MAKELEVEL MFLAGS
STATE=${CONTRACT_STATE:-$ROOT/.wharf-contract}

# Without a token nothing is open that says it needs one.
stack() { # COMMAND
    foreground env STATE="$STATE" PORT="${PORT:-}" SAMPLE=0 WHARF_ANONYMOUS_SCOPES='' WHARF_BIN="${WHARF_BIN:-}" \
        "$HERE/stack.sh" "$1" >>"$STATE/log/stack.log" 2>&1
}

# The data is thrown away, logs and Python packages stay.
stack_down() {
    stack stop || :
    rm -rf --one-file-system "$STATE/mariadb" "$STATE/mariadb.new" "$STATE/sample" "$STATE/env"
}

finish() {
    local status=$?
    trap '' INT TERM HUP
    interrupt
    stack_down
    exit "$status"
}

mkdir -p "$STATE"/{run,log}
STATE=$(cd -- "$STATE" && pwd -P)
# Not stack.sh's lock, which it takes itself.
exec 8>"$STATE/run/contract.lock"
flock -n 8 || die "another run is in $STATE"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
stack_down # what a killed run left behind
"$HERE/packages.sh" run python
make_venv "$ROOT/Tests/Support/contract/requirements.txt"
rm -f "$STATE"/log/*.log
PORT=${PORT:-$(free_port)}
stack start || {
    tail -n 15 "$STATE/log/stack.log" >&2
    die "the stack does not start; its logs are in $STATE/log"
}
set -a
# shellcheck source=/dev/null
. "$STATE/env"
set +a
unset DB_USER DB_PASS DB_MIGRATOR_USER DB_MIGRATOR_PASS
foreground "$STATE/venv/bin/python" "$ROOT/Tests/Support/contract/contract.py" \
    "$STATE/report" "$STATE/log/access.log" "${REQUESTS:-10000}" "${SEED:-1}"
say "the service keeps its contract"
