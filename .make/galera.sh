# shellcheck shell=bash
# Sourced by database.sh. A cluster of three MariaDB nodes on loopback, joined by Galera. The first one is the server
# that everybody means: its process, folder and log are called galera, those of the others galera-2 and galera-3.

galera_nodes=(galera galera-2 galera-3)
galera_library=/usr/lib/galera/libgalera_smm.so
GALERA_HOME=$ROOT/.wharf-galera

# The others begin with a copy of the first one.
galera_install() { # FOLDER OPTION...
    case $1 in */galera.new) mariadb_install "$@" ;; esac
}

# What copies one node's data to another: scripts of a package that would bring the system a server. They are taken out of
# it, once, and stand where the server's user can read them.
galera_scripts() {
    local script
    if [ ! -e "$GALERA_HOME/wsrep_sst_rsync" ]; then
        mkdir -p "$GALERA_HOME"
        (cd "$GALERA_HOME" && apt-get -qq -o APT::Sandbox::User=root download mariadb-server) ||
            die "the scripts of a Galera cluster cannot be fetched"
        for script in wsrep_sst_common wsrep_sst_rsync; do
            dpkg-deb --fsys-tarfile "$GALERA_HOME"/mariadb-server_*.deb | tar -xO "./usr/bin/$script" \
                >"$GALERA_HOME/$script.new"
            mv "$GALERA_HOME/$script.new" "$GALERA_HOME/$script"
        done
        rm -f "$GALERA_HOME"/mariadb-server_*.deb
    fi
    mkdir -p "$STATE/galera-scripts"
    install -m 755 "$GALERA_HOME"/wsrep_sst_* "$STATE/galera-scripts/"
    # A server that runs as root has a rsync that would write as nobody.
    # shellcheck disable=SC2016 # for the script's shell
    sed -i 's/^use chroot = no$/&\nuid = $(id -u)\ngid = $(id -g)/' "$STATE/galera-scripts/wsrep_sst_rsync"
    chmod 755 "$STATE/galera-scripts"
    PATH=$BASE/galera-scripts:$PATH
}

# Each node has three ports, for the group, for what it has missed and for a copy of all, counted from one number, which
# stays as long as a node lives.
galera_ports() {
    local port try
    if galera_lives && [ -s "$STATE/run/galera.ports" ]; then return 0; fi
    for try in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if galera_are_free "$port"; then
            printf '%s\n' "$port" >"$STATE/run/galera.ports"
            return 0
        fi
    done
    die "found no free ports for a cluster in $try tries"
}
galera_are_free() { # FIRST
    local port
    for ((port = $1; port < $1 + 9; port++)); do
        if timeout 3 bash -c ": <>/dev/tcp/127.0.0.1/$port" 2>/dev/null; then return 1; fi
    done
}

galera_lives() {
    local node
    for node in "${galera_nodes[@]}"; do
        if alive "$node" >/dev/null; then return 0; fi
    done
    return 1
}

galera_provider() { # PORT
    printf 'gmcast.listen_addr=tcp://127.0.0.1:%s;ist.recv_addr=127.0.0.1:%s;pc.recovery=false' "$1" $(($1 + 1))
}

# What makes a server a node. Only the first one takes TCP where the caller wants it. A node that comes back after a kill
# is a new one to the others.
galera_start_node() { # NUMBER OPTION...
    local number=$1 first own
    shift
    read -r first <"$STATE/run/galera.ports"
    own=$((first + 3 * number - 3))
    if [ "$number" != 1 ]; then set -- --skip-networking "$@"; fi
    server_start "${galera_nodes[number - 1]}" --wsrep-on=ON --wsrep-provider="$galera_library" \
        --wsrep-cluster-name=wharf --wsrep-node-name="node-$number" --wsrep-node-address="127.0.0.1:$own" \
        --wsrep-cluster-address="gcomm://127.0.0.1:$first,127.0.0.1:$((first + 3)),127.0.0.1:$((first + 6))" \
        --wsrep-sst-method=rsync --wsrep-sst-receive-address="127.0.0.1:$((own + 2))" --wsrep-slave-threads=2 \
        --binlog-format=ROW --innodb-autoinc-lock-mode=2 \
        --wsrep-provider-options="$(galera_provider "$own")" \
        "$@"
}

# Returns when each node answers, 1 when one ends instead. The first one makes the cluster: of all that were ended in order
# it was the last.
galera_start() {
    local number first=()
    "$HERE/packages.sh" galera
    galera_scripts
    galera_ports
    if ! galera_lives; then
        sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' "$STATE/galera/grastate.dat" 2>/dev/null || :
        first=(--wsrep-new-cluster)
    fi
    for number in 1 2 3; do
        if alive "${galera_nodes[number - 1]}" >/dev/null; then continue; fi
        galera_start_node "$number" "${first[@]}" || return 1
        first=()
    done
}

galera_stop() {
    local node
    for node in galera-3 galera-2 galera; do server_stop "$node"; done
}
