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

# Read by database_start. Buffer pool and log hold a million rows with their indexes, so that neither side waits for the
# disk but to commit; a commit is as durable as in production. The log is the same size for every round: no resizing.
# Dirty pages of the round before are written quickly.
# shellcheck disable=SC2034
database_options=(--innodb-buffer-pool-size=512M --innodb-log-file-size=512M --innodb-flush-log-at-trx-commit=1
    --innodb-io-capacity=2000 --innodb-io-capacity-max=4000 --local-infile=1)

# stack.sh starts what is not running, so the database that runs already, with its own settings, is the one it takes.
database_up() {
    BASE=$(short_base)
    make_base
    database_start || {
        post_mortem mariadb
        exit 1
    }
}

build() {
    "$HERE/toolchain.sh"
    foreground "$HERE/packages.sh" build run bench python
    foreground swift build -c release --product wharf
    foreground swift build -c release --product wharf-bench
}

bench() {
    use_stack
    # The script's tables are emptied and filled by root, who owns this server.
    unset DB_USER DB_PASS
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
stack_settings=(WHARF_BIN="$ROOT/.build/release/wharf")
stack_litter=('sample-*')
open_private "${BENCH_STATE:-$ROOT/.wharf-bench}"
json=()
case " $* " in *' --json'*) ;; *) json=(--json "$STATE/bench.json") ;; esac
build
make_venv "$ROOT/Tests/Support/bench/requirements.txt"
database_up
stack_up
bench "${json[@]}" "$@"
