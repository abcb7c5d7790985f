# shellcheck shell=bash
# Sourced by scripts that have a stack of their own, after process.sh.

# One of nginx on 127.0.0.1. Somebody may be quicker: then the start says so.
free_port() {
    local port try
    for try in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if ! timeout 3 bash -c ": <>/dev/tcp/127.0.0.1/$port" 2>/dev/null; then
            printf '%s\n' "$port"
            return
        fi
    done
    die "found no free port in $try tries; give one by PORT"
}

# Python packages in $STATE/venv; installed anew when the list changes.
make_venv() { # LIST [OPTION_OF_PIP...]
    local venv=$STATE/venv list=$1
    shift
    if cmp -s "$list" "$venv/requirements.txt"; then return 0; fi
    say "installing the Python packages of ${list#"$ROOT"/}"
    rm -rf --one-file-system "$venv"
    foreground python3 -m venv "$venv"
    foreground "$venv/bin/pip" install --quiet --disable-pip-version-check "$@" --requirement "$list"
    cp "$list" "$venv/requirements.txt"
}
