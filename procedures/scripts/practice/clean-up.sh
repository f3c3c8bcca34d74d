#!/bin/sh
# Stops the writer and removes the ledger's folder, backups included.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

if [ ! -e "$work" ] && [ ! -L "$work" ]; then
    echo "nothing is left of the ledger $LEDGER_NAME"
    exit 0
fi
check_work
stop_writer
rm -rf "$work"
echo "removed $work"
