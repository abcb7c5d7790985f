# shellcheck shell=bash
# Sourced, after process.sh and database.sh (short_base). nginx with a prefix of its own below $STATE.

# Fills $STATE/nginx from the checkout's nginx/. What production shares is copied as it is, but for the path that
# differs; nginx.conf is made of dev.conf.in.
nginx_render() { # PORT [RESPONDER...]
    local from=$ROOT/nginx to=$STATE/nginx user='#' port=$1 servers='' name
    shift
    for name in "${@:-wharf}"; do servers+="server unix:$BASE/run/$name.sock max_fails=0; "; done
    # Started as root, the workers would become `nobody`, who cannot enter root's folders.
    [ "$(id -u)" != 0 ] || user='user root;'
    rm -rf --one-file-system "$to/snippets"
    mkdir -p "$to/snippets" "$to/temp" "$to/www"
    sed -e "s|@PORT@|$port|" -e "s|@USER@|$user|" -e "s|@SERVERS@ *|$servers|" "$from/dev.conf.in" \
        >"$to/nginx.conf"
    cp "$from/wharf.conf" "$to/wharf.conf"
    local snippet
    for snippet in "$from"/snippets/*.conf; do
        sed -e 's|^\( *root\) /usr/share/wharf;|\1 www;|' "$snippet" >"$to/snippets/${snippet##*/}"
    done
    # A link: a change to the page shows at the next reload in the browser.
    ln -sfn "$from/dashboard" "$to/www/dashboard"
}

# The log that nginx opens before it has read its configuration is compiled in, and closed to ordinary users. Versions
# before 1.19.5 cannot be told otherwise: they complain and go on.
nginx_command() {
    local early=()
    if nginx -h 2>&1 | grep -q -- ' -e filename'; then early=(-e stderr); fi
    nginx_argv=(nginx -p "$BASE/nginx/" -c nginx.conf "${early[@]}")
}

nginx_start() {
    nginx_command
    spawn nginx "${nginx_argv[@]}"
}

# QUIT lets running requests end; worker_shutdown_timeout in dev.conf.in bounds that.
nginx_stop() {
    local master=
    { read -r master <"$STATE/run/nginx.pid"; } 2>/dev/null || :
    end nginx QUIT 15
    [ -z "$master" ] || nginx_orphans "$master"
}

# A master that was killed leaves its workers behind, and they keep the port.
nginx_orphans() { # MASTER
    local pid
    for pid in $(session "$1"); do
        if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = nginx ]; then kill -KILL "$pid" 2>/dev/null || :; fi
    done
}
