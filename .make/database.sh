# shellcheck shell=bash
# Sourced, after process.sh. A private server: its own data folder and socket, none of the system's settings.
#
# $STATE is the state folder, $BASE the same folder under a name that fits into a socket's address (see short_base).
# WHARF_SERVER says which one: mariadb, mysql, or galera, which is three of them. Its process, folder and log have that
# name.

server=${WHARF_SERVER:-mariadb}
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "$HERE/mysql.sh"
# shellcheck source-path=SCRIPTDIR source=galera.sh
. "$HERE/galera.sh"
# The log, which each calls by another name: a million rows at a time. To MySQL 127.0.0.1 is localhost by name alone.
case $server in
mariadb | galera)
    server_command=(mariadbd --no-defaults)
    server_options=(--innodb-log-file-size=128M --skip-name-resolve)
    ;;
mysql)
    server_command=("${mysql_command[@]}")
    server_options=(--innodb-redo-log-capacity=128M --mysqlx=OFF --performance-schema=OFF --secure-file-priv=NULL)
    ;;
*) die "WHARF_SERVER is mariadb, mysql or galera, not $server" ;;
esac

# Settings of the caller's own client would lead to another server.
unset MYSQL_PWD MYSQL_HOST MYSQL_TCP_PORT MYSQL_UNIX_PORT

# Whom the server runs as. It refuses to run as root unless told to. As root: `mysql` where there is such a user and it
# can get to the folder, else root itself; a data folder that exists keeps its owner.
database_user() {
    local user
    if [ "$(id -u)" != 0 ]; then
        id -un 2>/dev/null || id -u
    elif [ -d "$STATE/$server" ]; then
        stat -c %U "$STATE/$server"
    elif user=mysql && id "$user" >/dev/null 2>&1 && chmod 711 "$STATE" &&
        setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups test -x "$STATE/."; then
        echo "$user"
    else
        echo root
    fi
}

# A socket's address holds 107 bytes (unix(7)), and a path with blanks or quotes needs care in every configuration.
# Where $STATE is too long or has such a character, everything goes through a symbolic link with a short name.
short_base() {
    local runtime=${XDG_RUNTIME_DIR:-/tmp}
    case $STATE in
    *[!A-Za-z0-9._/+@-]*) ;;
    *) if [ ${#STATE} -le 80 ]; then
        printf '%s\n' "$STATE"
        return
    fi ;;
    esac
    # As root the server may run as another user, who cannot enter root's runtime folder.
    if [ "$(id -u)" = 0 ] || [ ! -w "$runtime" ] || [ ${#runtime} -gt 60 ]; then runtime=/tmp; fi
    printf '%s/wharf-%s-%s\n' "$runtime" "$(id -u)" "$(printf %s "$STATE" | cksum | tr ' ' -)"
}
make_base() {
    [ "$BASE" != "$STATE" ] || return 0
    if [ -L "$BASE" ] && [ "$(stat -c %u "$BASE")" = "$(id -u)" ]; then
        [ "$(readlink "$BASE")" != "$STATE" ] || return 0
        rm -f "$BASE"
    fi
    ln -s "$STATE" "$BASE" 2>/dev/null || die "$BASE belongs to somebody else"
}
remove_base() {
    if [ "$BASE" != "$STATE" ] && [ "$(readlink "$BASE")" = "$STATE" ]; then rm -f "$BASE"; fi
}

# Of the server, or of a node of it by its name.
database_socket() { # [NAME]
    local name=${1:-$server}
    printf '%s/%s/%s.sock\n' "$BASE" "$name" "$name"
}

# SQL on standard input, never on a command line, which every user of the machine can read.
database_sql() { # [NAME]
    mariadb --no-defaults --socket="$(database_socket "$@")" --user=root --connect-timeout=5 --batch
}

# The folder appears under its name when it is complete. root has no password; only the owner of the folder, which is
# closed to others, can reach the socket.
database_install() { # NAME USER
    local name=$1 new=$BASE/$1.new as=() option
    [ ! -d "$STATE/$name" ] || return 0
    [ "$(id -u)" != 0 ] || as=(--user="$2")
    rm -rf --one-file-system "$new"
    mkdir -m 700 "$new"
    [ "$(id -u)" != 0 ] || chown "$2" "$new"
    for option in "${database_options[@]}"; do
        # MySQL wants it from the beginning.
        case $option in --lower-case-table-names=*) as+=("$option") ;; esac
    done
    TMPDIR=$BASE/$name.tmp "${server}_install" "$new" "${as[@]}" >>"$STATE/log/$name.log" 2>&1 || {
        post_mortem "$name"
        return 1
    }
    chmod 700 "$new"
    mv "$new" "$STATE/$name"
}

mariadb_install() { # FOLDER OPTION...
    local folder=$1
    shift
    mariadb-install-db --no-defaults "$@" --datadir="$folder" --auth-root-authentication-method=normal --skip-test-db \
        --skip-name-resolve
}

# The whole command line of a server, in `arguments`.
#
# More options come after the usual ones and win: those of whoever starts it, then its own. The buffer pool is that of a
# machine that does other work, too. Each commit stays on disk, as in production.
database_options=()
server_arguments() { # NAME OPTION...
    local name=$1 as=()
    shift
    [ "$(id -u)" != 0 ] || as=(--user="$(database_user)")
    arguments=("${server_command[@]}" "${as[@]}" --datadir="$BASE/$name" --tmpdir="$BASE/$name.tmp"
        --socket="$(database_socket "$name")" --pid-file="$BASE/$name/$name.pid" --skip-networking --skip-log-bin
        --character-set-server=utf8mb4 --innodb-buffer-pool-size=256M --innodb-flush-log-at-trx-commit=1
        "${server_options[@]}" "${database_options[@]}" "$@")
}

# Its data, and a folder of its own for temporary tables: a server that starts removes all that it finds there, also those
# that another one is reading.
server_folders() { # NAME
    local user
    user=$(database_user)
    rm -rf --one-file-system "$STATE/$1.tmp"
    mkdir -m 700 "$STATE/$1.tmp"
    [ "$(id -u)" != 0 ] || chown "$user" "$STATE/$1.tmp"
    database_install "$1" "$user"
}

# Returns when it answers, 1 when it ends instead. A table is read: a node without its cluster answers SELECT 1.
server_start() { # NAME OPTION...
    local name=$1 arguments deadline=$((SECONDS + 300))
    server_folders "$name" || return 1
    # MySQL's lock is only a process id, which the kernel gives to somebody else after a kill.
    rm -f "$(database_socket "$name")" "$(database_socket "$name").lock"
    server_arguments "$@"
    spawn "$name" "${arguments[@]}"
    until database_sql "$name" <<<'SELECT 1 FROM mysql.user LIMIT 1' >/dev/null 2>&1; do
        alive "$name" >/dev/null || return 1
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

# SIGTERM is an orderly shutdown. Long enough for a big buffer pool on a slow disk.
server_stop() { # NAME
    end "$1" TERM 120
    rm -rf --one-file-system "$STATE/$1.tmp"
}

database_start() { if [ "$server" = galera ]; then galera_start; else server_start "$server"; fi; }
database_stop() { if [ "$server" = galera ]; then galera_stop; else server_stop "$server"; fi; }

# The processes of the server.
database_parts() { if [ "$server" = galera ]; then printf '%s\n' "${galera_nodes[@]}"; else echo "$server"; fi; }

database_runs() {
    local part
    for part in $(database_parts); do alive "$part" >/dev/null || return 1; done
}

# The data, which must not be in use.
database_remove() {
    local part
    for part in $(database_parts); do rm -rf --one-file-system "${STATE:?}/$part" "$STATE/$part.new"; done
}
