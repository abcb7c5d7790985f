# shellcheck shell=bash
# Sourced by scripts that have a stack of their own, after process.sh.

# A shell that works with a stack of its own must not lead such a script there, and what make passes on is for make.
unset STATE SAMPLE DB_SOCKET DB_HOST DB_PORT DB_NAME DB_USER DB_PASS DB_MIGRATOR_USER DB_MIGRATOR_PASS REPORTING_DB \
    INSTANCE_CONNECTION_NAME WHARF_URL WHARF_TOKEN WHARF_SPOOL WHARF_BUCKET WHARF_WORKERS WHARF_ANONYMOUS_SCOPES \
    WHARF_ENV_FILE WHARF_LOG WHARF_LOG_LEVEL DB_PASS_FILE DB_OPTIONS RESPONDERS MAKEFLAGS MAKELEVEL MFLAGS

# One of nginx on 127.0.0.1. Somebody may be quicker: then the start says so.
free_port() {
    local port try
    for try in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if ! timeout 3 bash -c ": <>/dev/tcp/127.0.0.1/$port" 2>/dev/null; then
            printf '%s\n' "$port"
            return
        fi
    done
    die "found no free port in $try tries; give one by PORT"
}

# Python packages in $STATE/venv; installed anew when the list changes.
make_venv() { # LIST [OPTION OF pip...]
    local venv=$STATE/venv list=$1
    shift
    if cmp -s "$list" "$venv/requirements.txt"; then return 0; fi
    say "installing the Python packages of ${list#"$ROOT"/}"
    rm -rf --one-file-system "$venv"
    foreground python3 -m venv "$venv"
    foreground "$venv/bin/pip" install --quiet --disable-pip-version-check "$@" --requirement "$list"
    cp "$list" "$venv/requirements.txt"
}

# --- a stack that ends with the script ----------------------------------------------------------------------------

stack_settings=() # NAME=VALUE... for stack.sh
stack_litter=()   # names or patterns in $STATE, but for the data, that go with it

stack() { # COMMAND
    foreground env STATE="$STATE" PORT="${PORT:-}" SAMPLE=0 "${stack_settings[@]}" \
        "$HERE/stack.sh" "$1" >>"$STATE/log/stack.log" 2>&1
}

# Data is thrown away; logs, Python packages and what is no litter stay.
stack_down() {
    stack stop || :
    # shellcheck disable=SC2068 # patterns
    (cd "$STATE" && rm -rf --one-file-system {mariadb,mysql,galera{,-2,-3}}{,.new} sample env bucket spool ${stack_litter[@]})
}

finish() {
    local status=$?
    trap '' INT TERM HUP
    interrupt
    stack_down
    exit "$status"
}

# The lock is not the one of stack.sh, which takes its own.
open_private() { # FOLDER
    mkdir -p "$1"/{run,log}
    STATE=$(cd -- "$1" && pwd -P)
    exec 8>"$STATE/run/private.lock"
    flock -n 8 || die "another run is in $STATE"
    trap finish EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    stack_down # what a killed run left behind
    rm -f "$STATE"/log/*.log
}

stack_up() {
    PORT=${PORT:-$(free_port)}
    stack start || {
        tail -n 15 "$STATE/log/stack.log" >&2
        die "the stack does not start; its logs are in $STATE/log"
    }
}

# Addresses and the token, for programs that are called; nobody there needs the migrator, or the service's bucket.
use_stack() {
    set -a
    # shellcheck source=/dev/null
    . "$STATE/env"
    set +a
    unset DB_MIGRATOR_USER DB_MIGRATOR_PASS WHARF_BUCKET
}
