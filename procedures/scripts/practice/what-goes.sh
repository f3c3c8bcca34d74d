#!/bin/sh
# Prints what lose.sh would destroy, a line each.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
echo "$ledger, $(rows "$ledger") entries"
if writer_runs; then
    echo "the writer, process $(cat "$pid_file")"
fi
