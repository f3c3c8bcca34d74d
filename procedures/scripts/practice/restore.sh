#!/bin/sh
# Brings the ledger back from the newest backup that matches its checksum.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_work
if [ -f "$ledger" ]; then
    [ -f "$restored" ] ||
        die "The ledger is not lost, and a restore would destroy what is newer in it." \
            "To practise, lose it first: sh $here/lose.sh"
    echo "the ledger $LEDGER_NAME is restored already"
    exit 0
fi
backup=$(newest_sound_backup)
[ -n "$backup" ] || die \
    "No backup matches its checksum. See them: sh $here/list-backups.sh" \
    "Begin anew: sh $here/clean-up.sh"
newest=$(backups_newest_first | sed -n 1p)
[ "$backup" = "$newest" ] ||
    echo "passed over damaged backups, $newest.csv the newest of them" >&2
rm -rf "$work/incoming"
mkdir "$work/incoming"
cp "$backup.csv" "$work/incoming/ledger.csv"
echo "$(lines "$backup.csv") $(cat "$backup.cksum") $backup.csv" >"$restored"
mv "$work/incoming" "$work/live"
echo "restored $(rows "$ledger") entries from $backup.csv"
