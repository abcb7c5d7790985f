#!/usr/bin/env bash
# test-bucket.sh   the tests on a bucket that is mounted from an object store, by s3fs and rclone
#
#   FILTER             passed to swift test --filter (MountTests)
#   BUCKET_TEST_STATE  where stores and mounts live (.wharf-test-bucket in the checkout)
#
# The tests find that folder by WHARF_BUCKET_STATE, and make their own stores in it by object-store.sh.
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
umask 077
cd "$ROOT"

unset STATE MAKEFLAGS MAKELEVEL MFLAGS
STORES=${BUCKET_TEST_STATE:-$ROOT/.wharf-test-bucket}

# What hangs on a mount goes on when the mount's process is gone, and can end then.
clear_up() {
    local folder
    for folder in "$STORES"/store-*; do
        [ -d "$folder" ] || continue
        if STATE=$folder "$HERE/object-store.sh" stop; then rm -rf --one-file-system "$folder" || :; fi
    done
}

finish() {
    local status=$?
    trap '' INT TERM HUP
    # Tests that hang on a mount end only when it is cleared up; others may make new ones until they end.
    interrupt &
    while kill -0 "$!" 2>/dev/null; do
        clear_up
        sleep 0.2
    done
    clear_up
    exit "$status"
}

"$HERE/toolchain.sh"
"$HERE/packages.sh" build run test bucket
[ -c /dev/fuse ] || die "no /dev/fuse: this machine cannot mount a bucket"
mkdir -p "$STORES"
STORES=$(cd -- "$STORES" && pwd -P)
exec 9>"$STORES/lock"
flock -n 9 || die "other tests are running in $STORES"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
clear_up
export WHARF_BUCKET_STATE=$STORES
FILTER=${FILTER:-MountTests} foreground "$HERE/test.sh"
