#!/usr/bin/env bash
# The development stack: a private MariaDB, the responder, nginx in front of it.
#
#   stack.sh run                 starts what is not running and stays; Ctrl-C ends all of it
#   stack.sh start               the same in the background; returns when /healthz answers
#   stack.sh restart-responder   ends the responder alone and starts it again
#   stack.sh stop | status
#
#   STATE      where everything lives (.wharf in the checkout)
#   PORT       of nginx on 127.0.0.1 (8080)
#   SAMPLE     0: the first start leaves the tables empty; 1: samples into a database given by DB_HOST, too
#   WHARF_SERVER  mariadb; mysql, which is fetched for that; or galera, a cluster of three nodes (mariadb)
#   RESPONDERS    how many: 1, or 2 in a cluster, each with a node of its own (2 in a cluster)
#   DB_OPTIONS    more options for the server that is started, with blanks between them
#   WHARF_BIN  the program (.build/release/wharf, built first; one that is given is taken as it is)
#   DB_HOST, DB_PORT or INSTANCE_CONNECTION_NAME, with DB_NAME, DB_USER, DB_PASS and, for migrations, DB_MIGRATOR_USER
#              and DB_MIGRATOR_PASS, and REPORTING_DB where its name is not the usual one: that database is used and none
#              is started. INSTANCE_CONNECTION_NAME means the Cloud SQL Auth Proxy, which you run, on 127.0.0.1.
#   WHARF_BUCKET  the directory for backups (bucket in STATE)
#   WHARF_ANONYMOUS_SCOPES  what callers without a token may do (read report; empty: nothing)
#   WHARF_TOKEN  a token that the database knows; else the one of the last start, else a new one, named development
#
# $STATE/env says where the service and the database are, in a form that a shell reads; $STATE/log has the logs.
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
# shellcheck source-path=SCRIPTDIR source=database.sh
. "$HERE/database.sh"
# shellcheck source-path=SCRIPTDIR source=nginx.sh
. "$HERE/nginx.sh"
umask 077

PORT=${PORT:-8080}
STATE=${STATE:-$ROOT/.wharf}

# Whether the database is somebody else's.
external=
[ -z "${DB_HOST:-}${INSTANCE_CONNECTION_NAME:-}" ] || external=yes
external() { [ -n "$external" ]; }

# --- the state folder ---------------------------------------------------------------------------------------------

open_state() {
    mkdir -p -- "$STATE" 2>/dev/null || die "cannot make the folder $STATE"
    if [ ! -x "$STATE" ]; then die "cannot enter the folder $STATE"; fi
    STATE=$(cd -- "$STATE" && pwd -P)
    if ! mkdir -p "$STATE"/{run,log,spool,bucket} 2>/dev/null || [ ! -w "$STATE/run" ]; then die "cannot write in $STATE"; fi
    if [ -e "$STATE/env" ] && [ ! -r "$STATE/env" ]; then die "$STATE was last used by another user"; fi
    BASE=$(short_base)
}
find_state() { # for commands that make nothing
    [ -d "$STATE/run" ] || return 1
    STATE=$(cd -- "$STATE" && pwd -P)
    BASE=$(short_base)
}

# One setting out of $STATE/env.
setting() {
    # shellcheck source=/dev/null
    [ ! -f "$STATE/env" ] || (unset "$1"; . "$STATE/env"; printf '%s' "${!1:-}")
}

# Quoted where a shell needs it.
quoted() {
    local quote=\'\\\'\'
    case $1 in
    *[!A-Za-z0-9_.,:/@%+-]*) printf "'%s'" "${1//\'/$quote}" ;;
    *) printf '%s' "$1" ;;
    esac
}
assign() { printf '%s=%s\n' "$1" "$(quoted "$2")"; }

# The database part is one of ours only when $STATE/env names its socket.
parts() {
    [ -z "$(setting DB_SOCKET)" ] || database_parts
    responders
    echo nginx
}

# Those that are to run, and any that may. The second one works with the cluster's second node.
all_responders=(wharf wharf-2)
responders() {
    if [ "$server" = galera ] && ! external && [ "${RESPONDERS:-2}" = 2 ]; then
        printf '%s\n' "${all_responders[@]}"
    else
        echo wharf
    fi
}

# What the program gets from $STATE/env, as the user who loads or the one who migrates. Nothing of the caller's
# environment may lead it elsewhere.
drop_env() {
    unset DB_SOCKET DB_HOST DB_PORT DB_NAME DB_USER DB_PASS DB_MIGRATOR_USER DB_MIGRATOR_PASS INSTANCE_CONNECTION_NAME \
        REPORTING_DB
}
use_env() { # loader|migrator
    local given_bucket given_file
    if [ -n "${WHARF_BUCKET+set}" ]; then given_bucket=$WHARF_BUCKET; fi
    if [ -n "${WHARF_ENV_FILE+set}" ]; then given_file=$WHARF_ENV_FILE; fi
    drop_env
    set -a
    # shellcheck source=/dev/null
    . "$STATE/env"
    # One that is given, also as nothing, is used this once.
    # shellcheck disable=SC2034 # exported
    if [ -n "${given_bucket+set}" ]; then WHARF_BUCKET=$given_bucket; fi
    # shellcheck disable=SC2034 # exported
    if [ -n "${given_file+set}" ]; then WHARF_ENV_FILE=$given_file; fi
    if [ "$1" = migrator ]; then DB_USER=$DB_MIGRATOR_USER DB_PASS=$DB_MIGRATOR_PASS; fi
    set +a
    unset DB_MIGRATOR_USER DB_MIGRATOR_PASS
    # No program needs the token: the responder goes by what the database keeps of it.
    export -n WHARF_TOKEN
}

# --- before anything is started -----------------------------------------------------------------------------------

url() { printf 'http://127.0.0.1:%s\n' "$PORT"; }
# Any more arguments are curl's own. The token goes by standard input, not by the command line.
get_with_token() {
    printf '%s' "${WHARF_TOKEN:+header = \"Authorization: Bearer $WHARF_TOKEN\"}" | get --config - "$@"
}
get() { curl -q --silent --noproxy '*' "$@"; }
healthy() { [ "$(get --max-time 5 --output /dev/null --write-out '%{http_code}' "$(url)/healthz")" = 200 ]; }
port_in_use() { # the one that $STATE was started with
    local address
    address=$(setting WHARF_URL)
    printf '%s\n' "${address##*:}"
}

running() {
    local part
    [ -f "$STATE/env" ] || return 1
    for part in $(parts); do alive "$part" >/dev/null || return 1; done
}

# Connecting tells of every kind of listener, also of those that belong to other users.
check_port() {
    alive nginx >/dev/null || nginx_stop
    case $PORT in '' | *[!0-9]* | ??????*) die "PORT is no number: $PORT" ;; esac
    if alive nginx >/dev/null; then
        PORT=$(port_in_use)
    elif timeout 3 bash -c ": <>/dev/tcp/127.0.0.1/$PORT" 2>/dev/null; then
        local other=$((PORT + 1))
        [ "$other" -le 65535 ] || other=8081
        die "port $PORT is taken by another program; try: PORT=$other make run"
    fi
}

check_database() {
    external || return 0
    if [ -z "${DB_NAME:-}" ] || [ -z "${DB_USER:-}" ]; then
        die "DB_HOST or INSTANCE_CONNECTION_NAME is set: DB_NAME and DB_USER (and DB_PASS) are needed, too"
    fi
}

build() {
    if [ -n "${WHARF_BIN:-}" ]; then
        foreground "$HERE/packages.sh" run
        if [ ! -x "$WHARF_BIN" ] || [ -d "$WHARF_BIN" ]; then die "WHARF_BIN is no program: $WHARF_BIN"; fi
        WHARF_BIN=$(realpath -s -- "$WHARF_BIN")
        return 0
    fi
    "$HERE/toolchain.sh"
    foreground "$HERE/packages.sh" build run
    say "building"
    foreground swift build --package-path "$ROOT" -c release --product wharf
    WHARF_BIN=$ROOT/.build/release/wharf
}

# --- the parts ----------------------------------------------------------------------------------------------------

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

write_env() {
    local loader_pass=${DB_PASS:-} migrator_pass=${DB_MIGRATOR_PASS:-${DB_PASS:-}}
    if ! external; then
        # The passwords of a database that is there already stay: a responder may be using them.
        loader_pass='' migrator_pass=''
        if [ "$(setting DB_USER)" = wharf_loader ]; then
            loader_pass=$(setting DB_PASS) migrator_pass=$(setting DB_MIGRATOR_PASS)
        fi
        loader_pass=${loader_pass:-$(secret)} migrator_pass=${migrator_pass:-$(secret)}
    fi
    {
        echo "# Written by .make/stack.sh at every start. For a shell: set -a; . FILE; set +a"
        assign WHARF_URL "$(url)"
        if external; then
            assign DB_HOST "${DB_HOST:-127.0.0.1}"
            assign DB_PORT "${DB_PORT:-3306}"
            assign DB_NAME "$DB_NAME"
            assign DB_USER "$DB_USER"
            if [ -n "${REPORTING_DB:-}" ]; then assign REPORTING_DB "$REPORTING_DB"; fi
        else
            assign DB_SOCKET "$(database_socket)"
            assign DB_NAME wharf
            assign DB_USER wharf_loader
        fi
        assign DB_PASS "$loader_pass"
        if external; then
            assign DB_MIGRATOR_USER "${DB_MIGRATOR_USER:-$DB_USER}"
        else
            assign DB_MIGRATOR_USER wharf_migrator
        fi
        assign DB_MIGRATOR_PASS "$migrator_pass"
        # A Wharf that is installed on this machine has other settings.
        assign WHARF_ENV_FILE /dev/null
        # A directory of our own takes a mounted bucket's place.
        assign WHARF_BUCKET "$STATE/bucket"
        assign WHARF_SPOOL "$STATE/spool"
        if [ -n "$WHARF_TOKEN" ]; then assign WHARF_TOKEN "$WHARF_TOKEN"; fi
    } >"$STATE/env.new"
    mv "$STATE/env.new" "$STATE/env"
}

# The responder and the migrations have a user each, the responder's with what `wharf grant` prints and no more. The
# reporting database need not exist yet. In a grant an underscore is a wildcard unless escaped.
create_users() {
    database_sql <<SQL
CREATE DATABASE IF NOT EXISTS \`wharf\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE USER IF NOT EXISTS 'wharf_loader'@'localhost';
ALTER USER 'wharf_loader'@'localhost' IDENTIFIED BY '$(setting DB_PASS)';

CREATE USER IF NOT EXISTS 'wharf_migrator'@'localhost';
ALTER USER 'wharf_migrator'@'localhost' IDENTIFIED BY '$(setting DB_MIGRATOR_PASS)';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES, LOCK TABLES, CREATE, ALTER, DROP, INDEX, REFERENCES,
      CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EXECUTE
    ON \`wharf\`.* TO 'wharf_migrator'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES, LOCK TABLES, CREATE, ALTER, DROP, INDEX, REFERENCES,
      CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EXECUTE
    ON \`wharf\_reporting\`.* TO 'wharf_migrator'@'localhost';
SQL
    (
        use_env loader
        "$WHARF_BIN" grant loader --host localhost
    ) | grep '^GRANT ' | database_sql
}

started=() # the parts that this call started
ends=mine  # what the exit of this script ends: mine, all, nothing

start_database() {
    if ! database_runs; then
        [ -d "$STATE/$server" ] || rm -f "$STATE/sample/$server.done"
        started+=("$server")
        read -ra database_options <<<"${DB_OPTIONS:-}"
        database_start || {
            post_mortem "$server"
            exit 1
        }
    fi
    create_users
}

start_responders() {
    local name
    for name in $(responders); do
        if alive "$name" >/dev/null; then continue; fi
        started+=("$name")
        # A socket file that a killed responder left behind would make bind(2) fail.
        rm -f "$STATE/run/$name.sock"
        use_env loader
        # shellcheck disable=SC2034 # exported
        if [ "$name" != wharf ]; then DB_SOCKET=$(database_socket "$server${name#wharf}"); fi
        # The page works at once, and so does curl for all that changes nothing.
        export WHARF_ANONYMOUS_SCOPES="${WHARF_ANONYMOUS_SCOPES-read report}"
        spawn "$name" "$WHARF_BIN" serve --socket "$BASE/run/$name.sock"
        drop_env
    done
}

responders_run() {
    local name
    for name in $(responders); do alive "$name" >/dev/null || return 1; done
}

migrate() {
    use_env migrator
    foreground "$WHARF_BIN" migrate || die "the migrations failed; nothing is left running that was not before"
    drop_env
}

start_nginx() {
    started+=(nginx)
    # Those that are away are passed over.
    if [ "$server" = galera ]; then nginx_render "$PORT" "${all_responders[@]}"; else nginx_render "$PORT"; fi
    nginx_start
}

wait_healthy() {
    local part deadline=$((SECONDS + 60))
    until healthy; do
        for part in $(responders) nginx; do
            if ! alive "$part" >/dev/null; then
                post_mortem "$part"
                exit 1
            fi
        done
        if [ "$SECONDS" -ge "$deadline" ]; then
            post_mortem wharf
            die "$(url)/healthz does not answer 200 within 60 s; the logs are in $STATE/log"
        fi
        sleep 0.05
    done
}

# The first start of our own database fills the tables through the API. A database that somebody else runs gets rows
# that nobody asked for only when SAMPLE=1 asks.
first_rows() {
    local of=$server code
    if external; then of=external SAMPLE=${SAMPLE:-0}; fi
    [ ! -e "$STATE/sample/$of.done" ] || return 0
    mkdir -p "$STATE/sample"
    if [ "${SAMPLE:-1}" != 0 ]; then
        foreground "$WHARF_BIN" sample --rows 10000 --seed 1 --rejects 0.01 --out "$STATE/sample" >/dev/null
        code=$(
            cd "$STATE/sample"
            get_with_token --max-time 600 --output answer.json --write-out '%{http_code}' \
                --form departments=@departments.csv --form jobs=@jobs.csv \
                --form hired_employees=@hired_employees.csv "$(url)/upload" || :
        )
        if [ "$code" != 200 ]; then
            head -c 2000 "$STATE/sample/answer.json" >&2 || :
            echo >&2
            die "the sample data was answered $code, not 200 (SAMPLE=0 starts without it)"
        fi
        say "sample data is loaded; the answer is $STATE/sample/answer.json"
    fi
    touch "$STATE/sample/$of.done"
}

# Into $STATE/env, whose other lines stay.
keep_token() {
    {
        sed '/^WHARF_TOKEN=/d' "$STATE/env"
        assign WHARF_TOKEN "$WHARF_TOKEN"
    } >"$STATE/env.new"
    mv "$STATE/env.new" "$STATE/env"
}

# A token may be unknown to the database, because that is new or another one, and it may have been revoked.
ensure_token() { # TOKEN... that may be known
    local given
    for given in "$@"; do
        WHARF_TOKEN=$given
        [ -n "$given" ] || continue
        if [ "$(get_with_token --max-time 60 --output /dev/null --write-out '%{http_code}' \
            "$(url)/loads?limit=1" || :)" != 401 ]; then
            keep_token
            return 0
        fi
        say "the database does not take a token that it was given, or gave before"
    done
    use_env loader
    foreground "$WHARF_BIN" token create --name development --scope load,backup,restore,report,read,admin \
        --expires never >"$STATE/run/token" || die "no token could be made"
    drop_env
    read -r WHARF_TOKEN <"$STATE/run/token"
    rm -f "$STATE/run/token"
    keep_token
}

up() {
    local given=${WHARF_TOKEN:-} kept
    make_base
    kept=$(setting WHARF_TOKEN)
    WHARF_TOKEN=$kept
    export -n WHARF_TOKEN
    write_env
    external || start_database
    if ! responders_run; then
        migrate
        start_responders
    fi
    alive nginx >/dev/null || start_nginx
    wait_healthy
    ensure_token "$given" "$kept"
    first_rows
}

# --- the end ------------------------------------------------------------------------------------------------------

down() { # PART...
    local name
    case " $* " in *' nginx '*) nginx_stop ;; esac
    for name in "${all_responders[@]}"; do
        case " $* " in *" $name "*)
            # A load under way is rolled back or finished; see the responder's own bound.
            end "$name" TERM 60
            rm -f "$STATE/run/$name.sock"
            ;;
        esac
    done
    case " $* " in *" $server "*) database_stop ;; esac
    anything_runs || remove_base
}

anything_runs() {
    local part
    for part in nginx "${all_responders[@]}" $(database_parts); do
        if alive "$part" >/dev/null; then return 0; fi
    done
    return 1
}

finish() {
    local status=$?
    trap '' INT TERM HUP
    interrupt
    case $ends in
    mine) [ ${#started[@]} = 0 ] || down "${started[@]}" ;;
    all)
        say "ending nginx, the responder, the database"
        lock
        down nginx "${all_responders[@]}" "$server"
        ;;
    esac
    if [ -n "$supervising" ]; then forget supervisor; fi
    exit "$status"
}

# --- commands -----------------------------------------------------------------------------------------------------

prepare() {
    lock
    check_port
    unlock
    check_database
    build
}

banner() {
    local address header
    address=$(url)
    # shellcheck disable=SC2016 # for the reader's shell
    header='"Authorization: Bearer $WHARF_TOKEN"'
    cat <<TEXT

Wharf answers at $address/   $1

  set -a; . $(quoted "$STATE/env"); set +a      addresses, passwords and a token, for a shell
  curl -H $header $address/tables
  curl -H $header $address/loads
  curl -H $header -F departments=@departments.csv -F jobs=@jobs.csv \\
       -F hired_employees=@hired_employees.csv $address/upload

Logs: $STATE/log (access.log, nginx.log, wharf.log${2:+, $server.log})
TEXT
}

start() {
    open_state
    if running && PORT=$(port_in_use) && healthy; then
        say "already running at $(url)/"
        return 0
    fi
    prepare
    lock
    up
    unlock
    ends=nothing
    banner "('make stop' ends it)" "$(setting DB_SOCKET)"
}

supervising=
run() {
    local part other
    open_state
    lock
    if other=$(alive supervisor); then die "already running at $(setting WHARF_URL)/, kept by process $other"; fi
    remember supervisor $$
    supervising=yes
    unlock
    if running; then say "taking over what is already running at $(setting WHARF_URL)/"; fi
    prepare
    lock
    ends=all
    up
    unlock
    banner "(Ctrl-C ends it)" "$(setting DB_SOCKET)"
    trap 'exit 0' INT TERM HUP
    while :; do
        sleep 1 >/dev/null 2>&1 &
        wait $! || :
        for part in $(parts); do
            alive "$part" >/dev/null && continue
            # Under the lock: it may be a restart by another script.
            lock
            if ! alive "$part" >/dev/null; then
                post_mortem "$part"
                exit 1
            fi
            unlock
        done
    done
}

stop() {
    local other deadline=$((SECONDS + 240))
    if ! find_state; then
        say "not running"
        return 0
    fi
    if other=$(alive supervisor); then
        kill -TERM "$other"
        while alive supervisor >/dev/null; do
            [ "$SECONDS" -lt "$deadline" ] || die "process $other does not end"
            sleep 0.1
        done
    else
        lock
        if ! anything_runs; then other=none; fi
        down nginx "${all_responders[@]}" "$server"
        forget supervisor
        if [ "$other" = none ]; then
            say "not running"
            return 0
        fi
    fi
    say "ended"
}

status() {
    local part pid answer=0
    if ! find_state || [ ! -f "$STATE/env" ]; then
        say "not running"
        return 1
    fi
    for part in $(parts); do
        if pid=$(alive "$part"); then
            printf '%-8s up, process %s\n' "$part" "$pid"
        else
            printf '%-8s down\n' "$part"
            answer=1
        fi
    done
    PORT=$(port_in_use)
    if healthy; then
        printf '%-8s %s/\n' address "$(url)"
    else
        printf '%-8s %s/ does not answer\n' address "$(url)"
        answer=1
    fi
    return "$answer"
}

restart_responder() {
    local part
    if ! find_state || ! alive nginx >/dev/null; then die "not running in $STATE"; fi
    PORT=$(port_in_use)
    build
    lock
    for part in "${all_responders[@]}"; do end "$part" TERM 60; done
    start_responders
    wait_healthy
    ends=nothing
    say "the responder is process $(alive wharf)"
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
case ${1:-} in
run | start | stop | status) "$1" ;;
restart-responder) restart_responder ;;
*)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    [ "${1:-help}" = help ] || exit 2
    ;;
esac
