# shellcheck shell=bash
# Sourced by database.sh. A cluster of three MariaDB nodes on loopback, joined by Galera. The first one is the server
# that everybody means: its process, folder and log are called galera, those of the others galera-2 and galera-3.
#
# The others begin with a copy of the first one's folder, and one that was away is sent what it has missed (IST). So no
# node ever asks for a whole copy of another one (SST), which would need more programs.

galera_nodes=(galera galera-2 galera-3)
galera_library=/usr/lib/galera/libgalera_smm.so
# A node that comes back after a kill is a new one to the others.
galera_provider=pc.recovery=false

galera_install() { mariadb_install "$@"; }

# Each node has two ports, one for the group and one for what it has missed, all counted from one number, which stays as
# long as a node lives.
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
    for ((port = $1; port < $1 + 6; port++)); do
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

# What makes a server a node. Only the first one takes TCP where the caller wants it.
galera_options() { # NUMBER
    local first addresses
    read -r first <"$STATE/run/galera.ports"
    addresses=127.0.0.1:$first,127.0.0.1:$((first + 2)),127.0.0.1:$((first + 4))
    local own=127.0.0.1:$((first + 2 * $1 - 2)) missed=127.0.0.1:$((first + 2 * $1 - 1))
    node_options=(--wsrep-on=ON --wsrep-provider="$galera_library" --wsrep-cluster-name=wharf
        --wsrep-cluster-address="gcomm://$addresses" --wsrep-node-name="node-$1" --wsrep-node-address="$own"
        --wsrep-sst-method=skip --wsrep-slave-threads=2 --binlog-format=ROW --innodb-autoinc-lock-mode=2
        --wsrep-provider-options="gmcast.listen_addr=tcp://$own;ist.recv_addr=$missed;gcache.size=256M;$galera_provider")
    if [ "$1" != 1 ]; then node_options+=(--skip-networking); fi
}

# Where a node stands it has written down when it ended in order; after a kill its tables know.
galera_position() { # NODE
    local file=$STATE/log/$1.recover arguments
    if ! grep -qs '^seqno: *-1$' "$STATE/$1/grastate.dat"; then return 0; fi
    server_folders "$1"
    server_arguments "$1" "${node_options[@]}" --wsrep-recover
    "${arguments[@]}" >"$file" 2>&1 || :
    node_options+=(--wsrep-start-position="$(sed -n 's/.*Recovered position: *//p' "$file" | tail -n 1)")
}

galera_start_node() { # NUMBER OPTION...
    local node=${galera_nodes[$1 - 1]} node_options
    galera_options "$1"
    shift
    galera_position "$node"
    server_start "$node" "${node_options[@]}" "$@"
}

# The first node makes the cluster: of all that were ended in order it was the last.
galera_begin() {
    sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' "$STATE/galera/grastate.dat" 2>/dev/null || :
    galera_start_node 1 --wsrep-new-cluster
}

# Copies of a first node that has been one and has ended.
galera_copy() {
    local node
    for node in "${galera_nodes[@]:1}"; do
        rm -rf --one-file-system "${STATE:?}/$node" "$STATE/$node.new"
        cp -a "$STATE/galera" "$STATE/$node.new"
        rm -f "$STATE/$node.new"/galera.{cache,pid,sock}
        mv "$STATE/$node.new" "$STATE/$node"
    done
}

# Returns when each node answers, 1 when one ends instead.
galera_start() {
    local number
    "$HERE/packages.sh" galera
    galera_ports
    if ! galera_lives; then
        if [ ! -d "$STATE/galera" ] || [ ! -d "$STATE/galera-2" ] || [ ! -d "$STATE/galera-3" ]; then
            galera_begin || return 1
            end galera TERM 120
            galera_copy
        fi
        galera_begin || return 1
    fi
    for number in 1 2 3; do
        if alive "${galera_nodes[number - 1]}" >/dev/null; then continue; fi
        galera_start_node "$number" || return 1
    done
}

galera_stop() {
    local node
    for node in galera-3 galera-2 galera; do server_stop "$node"; done
}
