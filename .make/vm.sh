# shellcheck shell=bash
# Sourced, after process.sh. A Debian system of its own, booted by systemd in a container (systemd-nspawn), with a
# loopback of its own and no other network. Needs root. MemoryMax= and the like hold only where there is cgroup v2.
#
# $STATE is the state folder: base/ is the system as it was made, root/ the copy that runs, share/ is /share inside.

# What the tests use, beside what the package brings itself.
vm_packages=(systemd systemd-sysv dbus procps iproute2 mariadb-server curl wrk s3fs fuse3 python3 openssl)

# Made anew when the lists change. What the package depends on is downloaded, not installed: apt finds it there when it
# installs the package, without a network.
vm_build() { # PACKAGE... the package depends on
    local key base
    base=$STATE/base
    key="$(IFS=,; echo "${vm_packages[*]}") $*"
    if [ "$(cat "$base.key" 2>/dev/null)" = "$key" ]; then return 0; fi
    say "making the Debian system"
    rm -rf --one-file-system "$base" "$base.key"
    # shellcheck disable=SC2016 # for mmdebstrap's shell
    foreground mmdebstrap --variant=minbase --include="${key%% *}" --skip=cleanup/apt \
        --customize-hook='APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -y --no-install-recommends --download-only install '"$*" \
        bookworm "$base" >"$STATE/log/build.log" 2>&1 || {
        tail -n 15 "$STATE/log/build.log" >&2
        die "the system cannot be made"
    }
    # Nothing for these to do without a network.
    ln -sf /dev/null "$base/etc/systemd/system/apt-daily.timer"
    ln -sf /dev/null "$base/etc/systemd/system/apt-daily-upgrade.timer"
    echo vm >"$base/etc/hostname"
    printf '127.0.0.1 localhost vm\n::1 localhost\n' >"$base/etc/hosts"
    printf '%s\n' "$key" >"$base.key"
}

# The system's first process, seen from here: the child of nspawn that is 1 inside.
vm_init() {
    local pid child children
    pid=$(alive vm) || return 1
    read -ra children <"/proc/$pid/task/$pid/children" || :
    for child in "${children[@]}"; do
        if grep -qs '^NSpid:.*\s1$' "/proc/$child/status"; then
            printf '%s\n' "$child"
            return 0
        fi
    done
    return 1
}

inside() { # COMMAND...
    local init
    init=$(vm_init) || die "the system is not up"
    nsenter -t "$init" -m -u -i -n -p -C -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive TERM=dumb "$@"
}

# A copy of the base, or what the last boot left.
vm_boot() { # fresh|again
    local now deadline=$((SECONDS + 120)) devices=()
    if [ "$1" = fresh ]; then
        rm -rf --one-file-system "$STATE/root"
        cp -a --reflink=auto "$STATE/base" "$STATE/root"
    fi
    mkdir -p "$STATE/share"
    if [ -c /dev/fuse ]; then devices+=(--bind=/dev/fuse); fi
    # nspawn wants a tmpfs at /run, which not every machine has: it gets one of its own.
    # shellcheck disable=SC2016 # for that shell
    spawn vm unshare -m --propagation private sh -c 'mount -t tmpfs -o mode=755 tmpfs /run && exec "$@"' sh \
        systemd-nspawn -q -D "$STATE/root" -M "wharf-test-$$" --hostname=vm --console=read-only --keep-unit --register=no \
        --kill-signal=SIGRTMIN+3 --link-journal=no --private-network --bind="$STATE/share:/share" "${devices[@]}" \
        -b systemd.show_status=0
    while :; do
        alive vm >/dev/null || {
            post_mortem vm
            exit 1
        }
        now=
        if vm_init >/dev/null; then now=$(inside systemctl is-system-running 2>/dev/null || :); fi
        case $now in
        running) return 0 ;;
        degraded)
            inside systemctl --failed --no-legend --plain
            return 0
            ;;
        esac
        [ "$SECONDS" -lt "$deadline" ] || die "the system does not come up: ${now:-no systemd}"
        sleep 0.1
    done
}

# TERM makes nspawn shut the system down in order.
vm_stop() {
    local init
    init=$(vm_init) || :
    end vm TERM 120
    # A nspawn that had to be killed leaves its system behind.
    if [ -n "$init" ] && born "$init" >/dev/null; then kill -KILL "$init" 2>/dev/null || :; fi
}
