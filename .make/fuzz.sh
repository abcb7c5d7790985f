#!/usr/bin/env bash
# fuzz.sh [TARGET...]   libFuzzer with the address sanitizer over what reads foreign bytes: all targets, or those named
#
#   FUZZ_SECONDS   for each target (60)
#   FUZZ_INPUT     a file that is run once instead, such as a reproducer; with one TARGET
#   FUZZ_STATE     where programs, found inputs and reproducers live (.wharf-fuzz in the checkout)
#
# A target is a folder in Tests/Fuzz with Swift files that say in `examine` what an input must hold, inputs to begin with
# (seeds) and, if that helps, a dictionary; and a line below. Every module is built for it anew, with coverage.
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
# shellcheck source-path=SCRIPTDIR source=modules.sh
. "$HERE/modules.sh"
cd "$ROOT"

#   target     its modules in Sources, each after those that it needs (or NAME=FILE: the files that FILE lists)
#              libraries, as pkg-config calls them; and what it has in common with the tests, in Tests
targets='
    avro       Avro
               avro-c,libisal,snappy,zlib  -
    csv        CSV
               -  CSVTests/ReferenceParser,CSVTests/Transcript
    dialect    CSV
               -  CSVTests/ReferenceParser,CSVTests/Transcript
    fastcgi    Threads,FastCGI
               fcgi  FastCGITests/FastCGIRecord
    json       JSON
               -  JSONTests/FoundationRows,JSONTests/Transcript
    multipart  Multipart
               -  MultipartTests/ParserOutcome,MultipartTests/SlowReader
    params     Threads,FastCGI,Multipart,Crypto=Tests/Fuzz/params/Crypto.sources,WharfService=Tests/Fuzz/params/WharfService.sources
               fcgi  -
    values     JSON,WharfService=Tests/Fuzz/values/WharfService.sources
               -  WharfServiceTests/Values/Judgement
'

STATE=${FUZZ_STATE:-$ROOT/.wharf-fuzz}
mkdir -p "$STATE"
STATE=$(cd -- "$STATE" && pwd -P)

build() { # TARGET MODULES LIBRARIES COMMON
    local files=(Tests/Fuzz/*.swift "Tests/Fuzz/$1"/*.swift) file
    [ "$4" = - ] || for file in ${4//,/ }; do files+=("Tests/$file.swift"); done
    build_program "$STATE/$1/build" fuzz "$(printf '%s,' "${files[@]}")" "$2" "$3" \
        -g -enable-testing '-sanitize=fuzzer,address' -use-ld=lld
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
while read -r target modules; do
    [ -n "$target" ] || continue
    read -r libraries common
    [ $# = 0 ] || case " $* " in *" $target "*) ;; *) continue ;; esac
    known=$((known + 1))
    build "$target" "$modules" "$libraries" "$common"
    fuzz "$target"
done <<<"$targets"
[ "$known" -gt 0 ] || die "no such target: $*"
