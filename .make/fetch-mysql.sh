#!/usr/bin/env bash
# fetch-mysql.sh   fetches the MySQL that make test-mysql starts, unless it is there; one line says why it cannot be had
set -euo pipefail
unset CDPATH
HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=${HERE%/*}
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/process.sh"
# shellcheck source-path=SCRIPTDIR source=mysql.sh
. "$HERE/mysql.sh"
mysql_fetch
