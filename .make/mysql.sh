# shellcheck shell=bash
# Sourced by database.sh. Oracle's server, the stand-in for Cloud SQL's: Debian 12 has none, so the packages of Debian's
# unstable branch are unpacked into a folder of the checkout. Nothing is installed: the server runs by the loader and the
# libraries that come with it.

MYSQL_HOME=$ROOT/.wharf-mysql
mysql_root=$MYSQL_HOME/root

# Where this machine gets Debian's own packages from.
mysql_mirror() {
    # shellcheck disable=SC2016 # apt's variables
    apt-get indextargets --format '$(REPO_URI) $(CREATED_BY)' 2>/dev/null |
        sed -n 's/ Packages$//p' | grep -m1 '/debian/$'
}

# Once. apt gets folders of its own, so that the system's lists and packages stay what they are.
mysql_fetch() {
    local mirror apt=$MYSQL_HOME/apt key=/usr/share/keyrings/debian-archive-keyring.gpg package options
    [ ! -e "$mysql_root/complete" ] || return 0
    mirror=$(mysql_mirror) || die "MySQL cannot be fetched: this machine gets its packages from no Debian mirror"
    say "fetching MySQL"
    rm -rf --one-file-system "$MYSQL_HOME"
    mkdir -p "$apt"/{lists/partial,archives/partial,etc} "$mysql_root"
    : >"$apt/status"
    printf 'deb [signed-by=%s] %s sid main\n' "$key" "$mirror" >"$apt/etc/sources.list"
    options=(-o "Dir::State=$apt" -o "Dir::State::status=$apt/status" -o "Dir::State::lists=$apt/lists"
        -o "Dir::Cache=$apt" -o "Dir::Cache::archives=$apt/archives" -o "Dir::Etc::sourcelist=$apt/etc/sources.list"
        -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
        -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::PDiffs=false -qq)
    {
        foreground apt-get "${options[@]}" update &&
            foreground apt-get "${options[@]}" -y --no-install-recommends --download-only install mysql-server-core
    } >"$MYSQL_HOME/log" 2>&1 || die "MySQL cannot be fetched; see $MYSQL_HOME/log"
    for package in "$apt"/archives/*.deb; do
        case ${package##*/} in
        perl* | libperl* | debconf* | dpkg* | bash* | coreutils*) ;; # not what a server runs by
        *) dpkg -x "$package" "$mysql_root" ;;
        esac
    done
    rm -rf --one-file-system "$apt"
    : >"$mysql_root/complete"
}

# Before its options.
mysql_command=("$mysql_root/usr/lib64/ld-linux-x86-64.so.2"
    --library-path "$mysql_root/usr/lib/x86_64-linux-gnu:$mysql_root/usr/lib/mysql/private"
    --argv0 "$mysql_root/usr/sbin/mysqld" "$mysql_root/usr/sbin/mysqld" --no-defaults --basedir="$mysql_root/usr"
    --lc-messages-dir="$mysql_root/usr/share/mysql" --character-sets-dir="$mysql_root/usr/share/mysql/charsets"
    --plugin-dir="$mysql_root/usr/lib/mysql/plugin")

mysql_install() { # FOLDER OPTION...
    local folder=$1
    shift
    mysql_fetch
    "${mysql_command[@]}" "$@" --datadir="$folder" --initialize-insecure --innodb-redo-log-capacity=64M
}
