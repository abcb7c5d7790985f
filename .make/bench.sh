#!/usr/bin/env bash
# bench.sh [ARGUMENT...]   the benchmarks, against a private stack that lives as long as they do
#
#   ARGUMENT...   passed to wharf-bench; --help lists them. Without --json the figures go to STATE/bench.json.
#   BENCH_STATE   where the stack, the Python packages and the samples live (.wharf-bench in the checkout)
#   PORT          of nginx on 127.0.0.1 (one that is free)
#
# The server's settings are the ones below; wharf-bench prints those that matter.
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

# A shell that works with a stack of its own must not lead the bench there.
unset STATE SAMPLE DB_SOCKET DB_HOST DB_PORT DB_NAME DB_USER DB_PASS DB_MIGRATOR_USER DB_MIGRATOR_PASS \
    INSTANCE_CONNECTION_NAME WHARF_URL WHARF_TOKEN WHARF_SPOOL WHARF_BUCKET WHARF_WORKERS MAKEFLAGS MAKELEVEL MFLAGS
STATE=${BENCH_STATE:-$ROOT/.wharf-bench}

# Read by database_start. Buffer pool and log hold a million rows with their indexes, so that neither side waits for the
# disk but to commit; a commit is as durable as in production. The log is the same size for every round: no resizing.
# Dirty pages of the round before are written quickly.
# shellcheck disable=SC2034
database_options=(--innodb-buffer-pool-size=512M --innodb-log-file-size=512M --innodb-flush-log-at-trx-commit=1
    --innodb-io-capacity=2000 --innodb-io-capacity-max=4000 --local-infile=1)

open_state() {
    mkdir -p "$STATE"/{run,log}
    STATE=$(cd -- "$STATE" && pwd -P)
    BASE=$(short_base)
    # Not stack.sh's lock, which it takes itself.
    exec 8>"$STATE/run/bench.lock"
    flock -n 8 || die "another bench is running in $STATE"
}

stack() { # COMMAND
    foreground env STATE="$STATE" PORT="${PORT:-}" SAMPLE=0 WHARF_BIN="$ROOT/.build/release/wharf" \
        "$HERE/stack.sh" "$1" >>"$STATE/log/stack.log"
}

# The data and the samples are thrown away, logs and Python packages stay.
stack_down() {
    stack stop || :
    rm -rf --one-file-system "$STATE/mariadb" "$STATE/mariadb.new" "$STATE"/sample-* "$STATE/sample" "$STATE/bucket"
}

finish() {
    local status=$?
    trap '' INT TERM HUP
    interrupt
    stack_down
    exit "$status"
}

# stack.sh starts what is not running, so the database that runs already, with its own settings, is the one it takes.
stack_up() {
    PORT=${PORT:-$(free_port)}
    make_base
    : >"$STATE/log/stack.log"
    : >"$STATE/log/mariadb.log"
    database_start || {
        post_mortem mariadb
        exit 1
    }
    stack start || {
        tail -n 15 "$STATE/log/stack.log" >&2
        die "the stack does not start; its logs are in $STATE/log"
    }
}

build() {
    "$HERE/toolchain.sh"
    foreground "$HERE/packages.sh" build run bench python
    foreground swift build -c release --product wharf
    foreground swift build -c release --product wharf-bench
}

bench() {
    set -a
    # shellcheck source=/dev/null
    . "$STATE/env"
    set +a
    # The script's tables are emptied and filled by root, who owns this server.
    unset DB_USER DB_PASS DB_MIGRATOR_USER DB_MIGRATOR_PASS
    foreground env STATE="$STATE" BENCH_PYTHON="$STATE/venv/bin/python" \
        BENCH_SCRIPT="$ROOT/Tests/Support/bench/rowbyrow.py" BENCH_BACKUP_SCRIPT="$ROOT/Tests/Support/bench/backup.py" \
        "$ROOT/.build/release/wharf-bench" "$@"
}

case " $* " in *' --help '* | *' -h '*)
    "$HERE/toolchain.sh"
    "$HERE/packages.sh" build
    exec swift run -c release wharf-bench --help
    ;;
esac
json=()
case " $* " in *' --json'*) ;; *) json=(--json "$STATE/bench.json") ;; esac

open_state
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
stack_down # what a killed run left behind
build
make_venv "$ROOT/Tests/Support/bench/requirements.txt"
stack_up
bench "${json[@]}" "$@"
