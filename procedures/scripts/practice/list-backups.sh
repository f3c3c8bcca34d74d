#!/bin/sh
# Lists the backups, the newest first, and says which can be trusted.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_work
[ -n "$(backups_newest_first)" ] || die "There is no backup. Take one: sh $here/back-up.sh"
backups_newest_first | while read -r backup; do
    if is_sound "$backup"; then
        echo "sound    $(rows "$backup.csv") entries  $backup.csv"
    else
        echo "damaged  $backup.csv"
    fi
done
