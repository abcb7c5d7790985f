#!/usr/bin/env bash
# soak.sh          a mix of everything at once, for as long as told, on a private stack that ends with it
#
#   MINUTES        how long (60)
#   SEED           of what clients do (1)
#   CLIENTS        how many at once (12)
#   RESTARTS       of the responder: the last one near the end, the others at the beginning (3)
#   SOAK_STATE     where the stack and the Python packages live (.wharf-soak in the checkout)
#   PORT           of nginx on 127.0.0.1 (one that is free)
#   WHARF_SERVER   mariadb, or mysql, which is fetched for that (mariadb)
#   WHARF_BIN      the program (.build/release/wharf, built first; one that is given is taken as it is)
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

open_private "${SOAK_STATE:-$ROOT/.wharf-soak}"
# What a reload reads. Without a token nothing is open that says it needs one.
printf 'WHARF_SPOOL_LIMIT=4G\nWHARF_RETENTION=*:last=20\n' >"$STATE/settings"
stack_settings=(WHARF_BIN="${WHARF_BIN:-}" WHARF_ENV_FILE="$STATE/settings" WHARF_ANONYMOUS_SCOPES='')
stack_litter=(settings)
"$HERE/packages.sh" run python
make_venv "$ROOT/Tests/Support/soak/requirements.txt"
stack_up
use_stack
# For what restarts the responder and thins out the backups.
export STATE WHARF_BUCKET="$STATE/bucket" "${stack_settings[@]}" WHARF_BIN="${WHARF_BIN:-$ROOT/.build/release/wharf}"
foreground "$STATE/venv/bin/python" -B "$ROOT/Tests/Support/soak/soak.py" \
    "${MINUTES:-60}" "${SEED:-1}" "${CLIENTS:-12}" "${RESTARTS:-3}"
