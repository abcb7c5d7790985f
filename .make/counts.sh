#!/usr/bin/env bash
# counts.sh   what a record costs, in numbers that no other program on the machine can change: instructions and
#             allocations, counted by callgrind, held to the bounds in Tests/Counts/bounds
#
#   COUNTS_STATE   where programs and callgrind's files live (.wharf-counts in the checkout)
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
# shellcheck source-path=SCRIPTDIR source=modules.sh
. "$HERE/modules.sh"
cd "$ROOT"
STATE=${COUNTS_STATE:-$ROOT/.wharf-counts}

# Prints the instructions of a run, and its calls of whatever gives memory.
count() { # SUBJECT PASSES
    local file=$STATE/$1-$2
    valgrind --tool=callgrind --callgrind-out-file="$file.out" "$STATE/build/counts" "$1" "$2" >"$file.log" 2>&1 || {
        cat "$file.log" >&2
        return 1
    }
    awk '/^summary:|^totals:/ { instructions = $2 }
        match($0, /^c?fn=\([0-9]+\)/) {
            id = substr($0, RSTART, RLENGTH); sub(/^c?fn=/, "", id)
            if (NF > 1) name[id] = $2
            called = name[id]
        }
        /^calls=/ && called ~ /^(malloc|calloc|realloc|posix_memalign|aligned_alloc)$/ { sub(/calls=/, ""); calls += $1 }
        END { printf "%.0f %d\n", instructions, calls }' "$file.out"
}

# One pass of a thousand records costs what three cost more than two.
measure() { # SUBJECT MOST_INSTRUCTIONS MOST_ALLOCATIONS
    local first second
    first=$(count "$1" 2) || return 1
    second=$(count "$1" 3) || return 1
    local instructions=$(((${second% *} - ${first% *}) / 1000)) allocations=$((${second#* } - ${first#* })) verdict=ok
    if [ "$instructions" -le 0 ]; then verdict='nothing was counted'; fi
    if [ "$instructions" -gt "$2" ]; then verdict='too many instructions'; fi
    if [ "$allocations" -gt "$3" ]; then verdict='too many allocations'; fi
    printf '%-14s %6d instructions a record (at most %d), %4d allocations in 1000 (at most %d): %s\n' \
        "$1" "$instructions" "$2" "$allocations" "$3" "$verdict"
    [ "$verdict" = ok ]
}

trap 'interrupt; exit 130' INT
trap 'interrupt; exit 143' TERM
trap 'interrupt; exit 129' HUP
"$HERE/toolchain.sh"
foreground "$HERE/packages.sh" build count
build_program "$STATE/build" counts Tests/Counts/Counts.swift CSV,JSON,Multipart,Avro avro-c,libisal,snappy,zlib
failed=0
while read -r subject instructions allocations; do
    case $subject in '' | '#'*) continue ;; esac
    measure "$subject" "$instructions" "$allocations" || failed=1
done <Tests/Counts/bounds
exit "$failed"
