#!/bin/sh
# Destroys the ledger; its writer dies of that. Refuses while no backup could bring it back.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_work
if [ ! -f "$ledger" ]; then
    echo "the ledger $LEDGER_NAME is lost already"
    exit 0
fi
[ -n "$(newest_sound_backup)" ] ||
    die "No sound backup could bring the ledger back. Take one: sh $here/back-up.sh"
count=$(rows "$ledger")
rm -rf "$work/lost"
# The whole folder goes at once, so that a write in flight cannot make the file anew.
mv "$work/live" "$work/lost"
rm -rf "$work/lost" "$restored"
stop_writer
echo "lost $count entries"
