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

build() {
    "$HERE/packages.sh" run python browser
    [ -z "$given" ] || return 0
    "$HERE/toolchain.sh"
    "$HERE/packages.sh" build
    foreground swift build --product wharf
}

given=${WHARF_BIN:-}
WHARF_BIN=${given:-$ROOT/.build/debug/wharf}
stack_settings=(WHARF_BIN="$WHARF_BIN")
stack_litter=(chromium downloads files)
open_private "${BROWSER_TEST_STATE:-$ROOT/.wharf-test-browser}"
build
# The list is complete, and --no-deps keeps Playwright out, of which only the axe-core that somebody packed is wanted.
make_venv "$ROOT/Tests/Support/browser/requirements.txt" --no-deps
rm -rf --one-file-system "$STATE/screenshots"
stack_up
use_stack
export STATE WHARF_BIN
foreground "$STATE/venv/bin/python" -B -m pytest "$ROOT/Tests/Browser" ${FILTER:+-k "$FILTER"}
