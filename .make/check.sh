#!/usr/bin/env bash
# Everything that can be said about the sources without running them. All steps run; any that fails fails the whole.
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
cd "$ROOT"

failed=()
step() { # NAME COMMAND...
    local name=$1
    shift
    say "$name"
    "$@" || failed+=("$name")
}

# -t opens the logs and looks for what is included, so the configuration is rendered as it is for a start.
nginx_accepts() (
    set -e
    STATE=$(mktemp -d)
    trap 'rm -rf "$STATE"' EXIT
    BASE=$STATE
    mkdir "$STATE/log"
    nginx_render 8080
    nginx_command
    "${nginx_argv[@]}" -q -t
)

"$HERE/toolchain.sh"
"$HERE/packages.sh" build check
step "swift format" swift format lint --strict --recursive Package.swift Sources Tests
step "shellcheck" shellcheck --external-sources .make/*.sh .ci/run
step "nginx -t" nginx_accepts
step "swift build, where a warning is an error" swift build
[ ${#failed[@]} = 0 ] || die "failed: $(printf '%s; ' "${failed[@]}")"
say "all checks passed"
