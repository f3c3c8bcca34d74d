#!/bin/sh
# Succeeds when a backup could bring the ledger back.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_work
backup=$(newest_sound_backup)
[ -n "$backup" ] || die \
    "No backup matches its checksum: the ledger cannot be brought back. See them: sh $here/list-backups.sh" \
    "Begin anew: sh $here/clean-up.sh"
echo "the newest sound one is $backup.csv, $(rows "$backup.csv") entries"
