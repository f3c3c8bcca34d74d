#!/bin/sh
# Succeeds when the ledger grows.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
before=$(rows "$ledger")
sleep 2
after=$(rows "$ledger")
[ "$after" -gt "$before" ] ||
    die "The ledger stays at $after entries. Start its writer: sh $here/start-writer.sh"
echo "the ledger grows: $before entries, then $after"
