#!/usr/bin/env bash
# object-store.sh COMMAND: an object store on loopback and mounts of its bucket, for tests; see make test-bucket.
#
#   start               the store
#   mount NAME KIND     the bucket at $STATE/NAME; KIND is s3fs, rclone (no cache) or rclone-writes (write-back cache)
#   umount NAME
#   kill NAME           the mount's process, by SIGKILL: whoever waits for it gets an error; umount clears up
#   fault KEY=VALUE...  what goes wrong from now on, in place of earlier faults (Tests/Support/bucket/store.py)
#   off                 nothing goes wrong
#   stop                all mounts and the store; what was stored is gone
#
#   STATE               a folder of its own, required
#   MOUNT_PATIENCE      short: a mount gives up within seconds; else its own defaults, which are minutes
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
# shellcheck source-path=SCRIPTDIR source=private.sh
. "$HERE/private.sh"
umask 077

[ -n "${STATE:-}" ] || die "STATE is not set"
mkdir -p "$STATE"/{run,log,store}
STATE=$(cd -- "$STATE" && pwd -P)

mounted() { # NAME
    # The kernel writes blanks and other bytes of a path as octal escapes.
    local place rest
    while read -r _ place rest; do
        if [ "$(printf '%b' "$place")" = "$STATE/$1" ]; then return 0; fi
    done </proc/mounts
    return 1
}

answers() { timeout 3 bash -c ": <>/dev/tcp/127.0.0.1/$1" 2>/dev/null; }

set_faults() { # KEY=VALUE...
    local deadline=$((SECONDS + 10)) port
    printf '%s\n' "$@" >"$STATE/store/faults.new"
    mv "$STATE/store/faults.new" "$STATE/store/faults"
    port=$(cat "$STATE/run/port" 2>/dev/null) || return 0
    case " $* " in
    *' refuse='*) while answers "$port"; do
        [ "$SECONDS" -lt "$deadline" ] || die "the store does not leave its port"
        sleep 0.05
    done ;;
    *) wait_for_store "$port" ;;
    esac
}

wait_for_store() { # PORT
    local deadline=$((SECONDS + 20))
    until answers "$1"; do
        alive store >/dev/null || return 1
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.05
    done
}

# Somebody may be quicker at a port that was free: then the store ends, and another one is tried.
start() {
    local try port
    ! alive store >/dev/null || return 0
    rm -f "$STATE"/store/*
    for try in 1 2 3; do
        port=$(free_port)
        spawn store python3 "$ROOT/Tests/Support/bucket/store.py" "$port" "$STATE/store"
        if wait_for_store "$port"; then
            printf '%s\n' "$port" >"$STATE/run/port"
            return 0
        fi
        say "the store did not start (try $try)" >&2
        end store KILL 5
    done
    post_mortem store
    exit 1
}

# Nothing of the caller's environment reaches a mount: proxies, certificates and accounts of other stores.
spawn_mount() { # NAME VARIABLE=VALUE... COMMAND...
    local name=$1
    shift
    spawn "$name" env -i PATH="$PATH" HOME="$STATE" "$@"
}

spawn_s3fs() { # NAME URL
    local options="url=$2,use_path_request_style,passwd_file=$STATE/run/s3fs.password,umask=022"
    options+=",tmpdir=$STATE/cache-$1,stat_cache_expire=60,dbglevel=err"
    if [ "$(id -u)" = 0 ]; then options+=,allow_other; fi
    if [ "${MOUNT_PATIENCE:-}" = short ]; then options+=,retries=1,connect_timeout=3,readwrite_timeout=5; fi
    printf 'test:testtest\n' >"$STATE/run/s3fs.password"
    spawn_mount "$1" s3fs backups "$STATE/$1" -f -o "$options"
}

spawn_rclone() { # NAME URL CACHE
    local options=(--vfs-cache-mode "$3" --cache-dir "$STATE/cache-$1" --dir-cache-time 5s --s3-no-check-bucket)
    if [ "$(id -u)" = 0 ]; then options+=(--allow-other); fi
    if [ "${MOUNT_PATIENCE:-}" = short ]; then
        options+=(--retries 1 --low-level-retries 1 --contimeout 3s --timeout 5s)
    fi
    spawn_mount "$1" RCLONE_CONFIG_STORE_TYPE=s3 RCLONE_CONFIG_STORE_PROVIDER=Other RCLONE_CONFIG_STORE_ENV_AUTH=false \
        RCLONE_CONFIG_STORE_ACCESS_KEY_ID=test RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY=testtest \
        RCLONE_CONFIG_STORE_REGION=us-east-1 RCLONE_CONFIG_STORE_FORCE_PATH_STYLE=true \
        RCLONE_CONFIG_STORE_ENDPOINT="$2" rclone --config '' mount store:backups "$STATE/$1" "${options[@]}"
}

mount_bucket() { # NAME KIND
    local url deadline=$((SECONDS + 20))
    case $1 in run | log | store | store.* | cache-* | */* | .* | '') die "no name for a mount: '$1'" ;; esac
    alive store >/dev/null || die "no store: start comes first"
    if mounted "$1"; then die "$1 is mounted"; fi
    url=http://127.0.0.1:$(cat "$STATE/run/port")
    mkdir -p "$STATE/$1" "$STATE/cache-$1"
    : >"$STATE/run/$1.mount"
    case $2 in
    s3fs) spawn_s3fs "$1" "$url" ;;
    rclone) spawn_rclone "$1" "$url" off ;;
    rclone-writes) spawn_rclone "$1" "$url" writes ;;
    *) die "no kind of mount: '$2'" ;;
    esac
    until mounted "$1"; do
        if ! alive "$1" >/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
            post_mortem "$1"
            exit 1
        fi
        sleep 0.05
    done
}

# Whoever waits for a mount gets an error when its process is gone; a mount that is busy is detached.
unmount_bucket() { # NAME
    fusermount3 -u "$STATE/$1" 2>/dev/null || umount "$STATE/$1" 2>/dev/null || :
    if mounted "$1"; then
        end "$1" KILL 5
        fusermount3 -uz "$STATE/$1" 2>/dev/null || umount -l "$STATE/$1" 2>/dev/null || :
    fi
    end "$1" TERM 5
    if mounted "$1"; then die "$1 stays mounted"; fi
    rm -rf --one-file-system "$STATE/cache-$1"
    rm -f "$STATE/run/$1.mount"
    rmdir "$STATE/$1" 2>/dev/null || :
}

stop() {
    local file
    if alive store >/dev/null; then set_faults; fi
    for file in "$STATE"/run/*.mount; do
        [ -e "$file" ] || continue
        file=${file##*/}
        unmount_bucket "${file%.mount}"
    done
    end store KILL 5
    rm -rf --one-file-system "$STATE/store"
    rm -f "$STATE/run/port"
}

command=${1:-}
shift || :
case $command,$# in
start,0) start ;;
mount,2) mount_bucket "$@" ;;
umount,1) unmount_bucket "$1" ;;
kill,1) end "$1" KILL 5 ;;
fault,[1-9]) set_faults "$@" ;;
off,0) set_faults ;;
stop,0) stop ;;
*) die "usage: object-store.sh start|mount NAME KIND|umount NAME|kill NAME|fault KEY=VALUE...|off|stop" ;;
esac
