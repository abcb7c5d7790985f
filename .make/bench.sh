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

# Read by database_start. Buffer pool and log hold ten million rows with their indexes, so that neither side waits for
# the disk but to commit; a commit is as durable as in production. The log is the same size for every round: no
# resizing. Dirty pages of the round before are written quickly.
# shellcheck disable=SC2034
database_options=(--innodb-buffer-pool-size=3G --innodb-log-file-size=2G --innodb-flush-log-at-trx-commit=1
    --innodb-io-capacity=10000 --innodb-io-capacity-max=20000 --local-infile=1)

# stack.sh starts what is not running, so the database that runs already, with its own settings, is the one it takes.
database_up() {
    BASE=$(short_base)
    make_base
    database_start || {
        post_mortem "$server"
        exit 1
    }
}

build() {
    "$HERE/toolchain.sh"
    foreground "$HERE/packages.sh" build run bench python
    foreground swift build -c release --product wharf
    foreground swift build -c release --product wharf-bench
    # shellcheck disable=SC2046 # options
    gcc -O2 -o "$STATE/constant" "$ROOT/Tests/Support/bench/responder.c" $(pkg-config --cflags --libs fcgi) -pthread
}

# Beside the service, the same nginx serves a responder in C, with all that it does for Wharf, and a constant by itself.
constant_up() {
    local folder=$STATE/nginx deadline=$((SECONDS + 30))
    constant_url=http://127.0.0.1:$(free_port)
    # A kept connection would pin one of its threads, as libfcgi has it: it gets none.
    sed -e 's|fastcgi_pass wharf\(_kept\)\?;|fastcgi_pass constant;|' -e 's|fastcgi_keep_conn on|fastcgi_keep_conn off|' \
        "$folder/snippets/wharf-server.conf" \
        >"$folder/snippets/constant-server.conf"
    cat >"$folder/constant.conf" <<CONF
upstream constant {
    server unix:$BASE/run/constant.sock;
}
server {
    listen ${constant_url#http://};
    location = /ceiling {
        default_type application/json;
        return 200 '{"status": "SUCCESS"}';
    }
    include snippets/constant-server.conf;
}
CONF
    sed -i '$s|}|    include constant.conf;\n}|' "$folder/nginx.conf"
    kill -HUP "$(alive nginx)"
    until curl -q --silent --noproxy '*' --fail --output /dev/null "$constant_url/ceiling"; do
        [ "$SECONDS" -lt "$deadline" ] || die "nginx does not serve $constant_url; see $STATE/log/nginx.log"
        sleep 0.05
    done
}

bench() {
    use_stack
    # The script's tables are emptied and filled by root, who owns this server.
    unset DB_USER DB_PASS
    foreground env STATE="$STATE" BENCH_PYTHON="$STATE/venv/bin/python" \
        BENCH_SCRIPT="$ROOT/Tests/Support/bench/rowbyrow.py" BENCH_BACKUP_SCRIPT="$ROOT/Tests/Support/bench/backup.py" \
        BENCH_RESPONDER="$STATE/constant" BENCH_RESPONDER_SOCKET="$BASE/run/constant.sock" \
        BENCH_RESPONDER_URL="$constant_url" \
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
constant_up
bench "${json[@]}" "$@"
