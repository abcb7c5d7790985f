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

# Without a token nothing is open that says it needs one.
stack_settings=(WHARF_ANONYMOUS_SCOPES='' WHARF_BIN="${WHARF_BIN:-}")

open_private "${CONTRACT_STATE:-$ROOT/.wharf-contract}"
"$HERE/packages.sh" run python
make_venv "$ROOT/Tests/Support/contract/requirements.txt"
stack_up
use_stack
unset DB_USER DB_PASS
foreground "$STATE/venv/bin/python" "$ROOT/Tests/Support/contract/contract.py" \
    "$STATE/report" "$STATE/log/access.log" "${REQUESTS:-10000}" "${SEED:-1}"
say "the service keeps its contract"
