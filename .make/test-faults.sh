#!/usr/bin/env bash
# test-faults.sh   the whole fault suite, and what it has done: every part of the stack ended at every state of work,
#                  commits cut, disks full, hostile clients
#
#   FILTER   passed to swift test --filter (FaultTests)
#   SEED     of the times at random (1): the same seed takes the same
#   ROUNDS   faults at random times (30)
#
# Small disks need root; without it, and without libfaketime, the tests that need them say so and are left out.
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
cd "$ROOT"

SEED=${SEED:-1}
ROUNDS=${ROUNDS:-30}
tally=$(mktemp)
trap 'rm -f "$tally"' EXIT
trap 'interrupt; exit 130' INT
trap 'interrupt; exit 143' TERM
trap 'interrupt; exit 129' HUP

counted() { awk -v kind="$1" '$1 == kind { sum += $2 } END { print sum + 0 }' "$tally"; }

"$HERE/packages.sh" faults
[ "$(id -u)" = 0 ] || say "not root: no small disks can be mounted, so no disk will be full"
status=0
FILTER=${FILTER:-FaultTests} WHARF_FAULT_TESTS=1 WHARF_FAULT_SEED=$SEED WHARF_FAULT_ROUNDS=$ROUNDS \
    WHARF_FAULT_TALLY=$tally foreground "$HERE/test.sh" || status=$?
say "seed $SEED: $(counted faults) faults, $(counted requests) requests, $(counted rows) rows checked"
exit "$status"
