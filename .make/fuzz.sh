#!/usr/bin/env bash
# fuzz.sh [TARGET...]   libFuzzer with the address sanitizer over what reads foreign bytes: all targets, or those named
#
#   FUZZ_SECONDS   for each target (60)
#   FUZZ_INPUT     a file that is run once instead, such as a reproducer; with one TARGET
#   FUZZ_STATE     where programs, found inputs and reproducers live (.wharf-fuzz in the checkout)
#
# A target is a folder in Tests/Fuzz with a Swift file that has LLVMFuzzerTestOneInput, inputs to begin with (seeds) and,
# if that helps, a dictionary; and a line below. It is no part of the package: every module is built here, with coverage.
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
cd "$ROOT"

#   target  its modules in Sources, each after those that it needs   libraries, as pkg-config calls them
targets='
    avro    Avro                                                     avro-c,libisal,snappy,zlib
'

STATE=${FUZZ_STATE:-$ROOT/.wharf-fuzz}
mkdir -p "$STATE"
STATE=$(cd -- "$STATE" && pwd -P)
flags=(-O -g -enable-testing -parse-as-library -swift-version 6 -warnings-as-errors '-sanitize=fuzzer,address' -use-ld=lld
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility)
for map in Sources/*/module.modulemap; do flags+=(-I "${map%/*}"); done

# Everything is built anew: it takes seconds, and no stale object is ever fuzzed.
build() { # TARGET MODULES LIBRARIES
    local target=$1 modules=${2//,/ } libraries=${3//,/ } module folder=$STATE/$1/build objects=() link=()
    rm -rf --one-file-system "$folder"
    mkdir -p "$folder"
    for module in $modules; do
        foreground swiftc "${flags[@]}" -I "$folder" -wmo -module-name "$module" -emit-object -o "$folder/$module.o" \
            -emit-module -emit-module-path "$folder/$module.swiftmodule" "Sources/$module"/*.swift
        objects+=("$folder/$module.o")
    done
    # shellcheck disable=SC2086
    [ "$libraries" = - ] || read -ra link < <(pkg-config --libs $libraries)
    foreground swiftc "${flags[@]}" -I "$folder" -module-name fuzz -o "$folder/fuzz" \
        "Tests/Fuzz/$target"/*.swift "${objects[@]}" "${link[@]}"
}

# libFuzzer writes what it finds to the first folder of inputs, and a reproducer before it ends with an error. An input of
# a few thousand bytes that takes ten seconds, or a GiB, is as wrong as a crash.
fuzz() { # TARGET
    local target=$1 folder=$STATE/$1 options=(-print_final_stats=1 -timeout=10 -rss_limit_mb=1024)
    mkdir -p "$folder"/{found,reproducers}
    if [ -n "${FUZZ_INPUT:-}" ]; then
        foreground "$folder/build/fuzz" "${options[@]}" "$FUZZ_INPUT"
        return
    fi
    [ ! -e "Tests/Fuzz/$target/dictionary" ] || options+=("-dict=Tests/Fuzz/$target/dictionary")
    foreground "$folder/build/fuzz" "${options[@]}" "-max_total_time=${FUZZ_SECONDS:-60}" \
        "-artifact_prefix=$folder/reproducers/" "$folder/found" "Tests/Fuzz/$target/seeds" >"$folder/log" 2>&1 || {
        tail -n 60 "$folder/log" >&2
        say "$target: try again with FUZZ_INPUT=$(newest "$folder/reproducers") make fuzz TARGET=$target" >&2
        return 1
    }
    report "$target" "$folder/log"
}

newest() { find "$1" -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-; }

report() { # TARGET LOG
    local runs each cover
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$2")
    each=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$2")
    cover=$(sed -n 's/.*DONE *cov: \([0-9]*\).*/\1/p' "$2")
    say "$1: nothing found in $runs runs, $each a second; $cover of $(edges "$2") edges were taken"
}

edges() { sed -n 's/.*Loaded .* PC tables (\([0-9]*\) PCs).*/\1/p' "$1"; }

# A trap of Swift's is libFuzzer's to report, with the input.
export SWIFT_BACKTRACE=enable=no
trap 'interrupt; exit 130' INT
trap 'interrupt; exit 143' TERM
trap 'interrupt; exit 129' HUP
"$HERE/toolchain.sh"
"$HERE/packages.sh" build
known=0
while read -r target modules libraries; do
    [ -n "$target" ] || continue
    [ $# = 0 ] || case " $* " in *" $target "*) ;; *) continue ;; esac
    known=$((known + 1))
    build "$target" "$modules" "$libraries"
    fuzz "$target"
done <<<"$targets"
[ "$known" -gt 0 ] || die "no such target: $*"
