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
    # In a list with || no failure inside would end it, whatever `set -e` says there.
    set +e
    (
        set -e
        "$@"
    )
    local status=$?
    set -e
    [ "$status" = 0 ] || failed+=("$name")
}

# -t opens the logs and looks for what is included, so the configuration is rendered as it is for a start.
nginx_accepts() (
    STATE=$(mktemp -d)
    trap 'rm -rf "$STATE"' EXIT
    BASE=$STATE
    mkdir "$STATE/log"
    nginx_render 8080
    nginx_command
    "${nginx_argv[@]}" -q -t
)

# Production's site in place of the development stack's server, on ports that an ordinary user may open.
nginx_accepts_site() (
    local folder
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mkdir "$folder/snippets" "$folder/temp"
    cp nginx/snippets/*.conf nginx/wharf.conf "$folder/snippets/"
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=wharf -keyout "$folder/key.pem" \
        -out "$folder/cert.pem" 2>/dev/null
    sed -e "s|/etc/wharf/tls/fullchain.pem|$folder/cert.pem|" -e "s|/etc/wharf/tls/privkey.pem|$folder/key.pem|" \
        -e "s|/var/log/nginx/|$folder/|" -e 's|\(listen .*\)80;|\18080;|' -e 's|\(listen .*\)443 |\18443 |' \
        nginx/wharf-site.conf >"$folder/site.conf"
    {
        echo 'pid nginx.pid; error_log stderr; events {} http {'
        printf '%s_temp_path temp;\n' client_body proxy fastcgi uwsgi scgi
        echo 'include site.conf; }'
    } >"$folder/nginx.conf"
    nginx -p "$folder/" -c nginx.conf -e stderr -q -t
)

# As if it were installed: what a unit starts must be there, for verify.
systemd_accepts() (
    local folder unit
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cp -R systemd/*.service systemd/*.socket systemd/*.timer systemd/*.d "$folder/"
    cp systemd/examples/*.mount "$folder/"
    sed -i 's|/usr/bin/wharf|/bin/true|' "$folder"/*.service
    systemd-analyze verify --man=no "$folder"/*.service "$folder"/*.socket "$folder"/*.timer "$folder"/*.mount
    for unit in "$folder"/*.service; do
        systemd-analyze security --offline=true --threshold=20 --no-pager "$unit" | tail -n 1
    done
)

# Its articles refer to each other by names that docc looks up.
guide_converts() (
    local folder
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    docc convert Sources/WharfService/WharfService.docc --output-path "$folder/guide" --warnings-as-errors \
        --fallback-display-name Wharf --fallback-bundle-identifier wharf
)

# Its commands, settings, problem types, alerts and tests are those that there are; after the build.
guide_is_true() (
    local folder
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    "$(swift build --show-bin-path)/wharf" --experimental-dump-help >"$folder/help.json"
    python3 Tests/Support/guide/guide.py Sources/WharfService/WharfService.docc README.md \
        systemd/examples/prometheus-rules.yaml "$folder/help.json" Tests
)

# The rules are read, fire when they should, and ask for metrics that there are; so does the board.
alerts_hold() (
    local folder
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    promtool check rules systemd/examples/prometheus-rules.yaml
    promtool test rules Tests/Support/prometheus/*-test.yaml
    python3 Tests/Support/prometheus/names.py README.md systemd/examples/prometheus-rules.yaml \
        systemd/examples/grafana-dashboard.json "$folder/board.json"
    promtool check rules "$folder/board.json"
)

"$HERE/toolchain.sh"
"$HERE/packages.sh" build check
step "swift format" swift format lint --strict --recursive Package.swift Sources Tests
step "shellcheck" shellcheck --external-sources .make/*.sh .ci/run systemd/debian/p* Tests/Support/vm/*.sh
step "nginx -t" nginx_accepts
step "nginx -t, production's site" nginx_accepts_site
if command -v systemd-analyze >/dev/null; then
    step "systemd-analyze" systemd_accepts
fi
step "docc convert" guide_converts
step "promtool, names of metrics" alerts_hold
step "swift build, where a warning is an error" swift build
step "commands and names in the guide" guide_is_true
[ ${#failed[@]} = 0 ] || die "failed: $(printf '%s; ' "${failed[@]}")"
say "all checks passed"
