#!/bin/sh
# Succeeds when the practice left nothing behind.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

if [ -e "$work" ] || [ -L "$work" ]; then
    die "There is still something in $work. Clean up: sh $here/clean-up.sh"
fi
echo "nothing is left of the ledger $LEDGER_NAME"
