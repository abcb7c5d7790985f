# shellcheck shell=bash
# Sourced by the steps, which run as root inside the system that test-vm.sh has booted.

say() { printf 'wharf:   %s\n' "$*"; }
die() {
    printf 'wharf:   %s\n' "$*" >&2
    exit 1
}

# Both are equal, or the step has failed.
expect() { # WHAT FOUND EXPECTED
    [ "$2" = "$3" ] || die "$1: $2, not $3"
}

eventually() { # SECONDS COMMAND...
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || die "not within the time: $*"
        sleep 0.1
    done
}

# Through nginx and TLS. The token goes by a file, not by the command line.
export state=$HOME/test # load.lua reads it, too
call() { # PATH [OPTION_OF_CURL...]
    local path=$1
    shift
    curl --silent --show-error --cacert /etc/wharf/tls/fullchain.pem --config "$state/token" --max-time 300 "$@" \
        "https://localhost$path"
}
status_of() { # PATH [OPTION_OF_CURL...]
    call "$@" --output "$state/answer" --write-out '%{http_code}'
}
ready() { [ "$(status_of /readyz 2>/dev/null)" = 200 ]; }
# A value of the last answer, by a Python expression on `a`.
answer() { python3 -c "import json; a = json.load(open('$state/answer')); print($1)"; }

sql() { mariadb --batch --skip-column-names "$@"; }
rows() { sql -e "SELECT COUNT(*) FROM wharf.$1"; }
property() { systemctl show --value --property "$2" "$1"; }

# As the units run, with their password, for commands that are run by hand.
as_service() { # COMMAND...
    systemd-run --quiet --wait --pipe --property User=wharf --property LoadCredential=db_pass:wharf.db_pass "$@"
}

# Puts a setting into the file and has it read again, by the process that runs.
reload_with() { # NAME=VALUE
    local name=${1%%=*}
    sed -i "/^$name=/d" /etc/wharf/wharf.env
    printf '%s\n' "$1" >>/etc/wharf/wharf.env
    systemctl reload wharf.service
    eventually 10 reloaded "$name"
}
reloaded() { # NAME
    journalctl --sync
    journalctl -o cat "_PID=$(property wharf.service MainPID)" | grep 'settings were read again' | grep "\"$1\"" >/dev/null
}
