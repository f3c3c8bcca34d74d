#!/bin/sh
# Prints the time of the newest entry that the restore brought back (RFC 3339, UTC), whatever has
# been written since; before a restore, the time of the newest entry there is.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
count=$(lines "$ledger")
if [ -f "$restored" ]; then
    read -r count _ <"$restored"
fi
[ "$count" -gt 1 ] || die "The ledger has no entry. Start its writer: sh $here/start-writer.sh"
time_of_line "$ledger" "$count"
