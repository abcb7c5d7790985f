#!/usr/bin/env bash
# manual.sh PROGRAM FOLDER  makes wharf(1) from the help of the program's commands, by the tool of swift-argument-parser
#
#   SOURCE_DATE_EPOCH  the page's date (that of the last commit, else today)
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
cd "$ROOT"

program=$(realpath -- "$1")
folder=$2
parser=.build/checkouts/swift-argument-parser
tool=.build/manual-tool
"$HERE/toolchain.sh"
[ -d "$parser" ] || swift package resolve
swift build --package-path "$parser" --scratch-path "$tool" --product generate-manual
seconds=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
mkdir -p "$folder"
"$(swift build --package-path "$parser" --scratch-path "$tool" --show-bin-path)/generate-manual" \
    --date "$(date -u -d "@$seconds" +%F)" --output-directory "$folder" "$program"
