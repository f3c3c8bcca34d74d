#!/bin/sh
# Makes the ledger, if there is none, and sees to it that something keeps writing to it.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

if [ ! -e "$work" ] && [ ! -L "$work" ]; then
    mkdir "$work"
fi
check_work
if [ ! -f "$ledger" ]; then
    [ -z "$(backups_newest_first)" ] || die \
        "The ledger $LEDGER_NAME is lost, and a new one would hide that." \
        "Restore it: sh $here/restore.sh   or begin anew: sh $here/clean-up.sh"
    printf '%s\n' "$LEDGER_NAME" >"$work/name"
    mkdir -p "$work/live"
    printf '%s\n' "$header" >"$ledger"
    echo "made $ledger"
fi
exec sh "$here/start-writer.sh"
