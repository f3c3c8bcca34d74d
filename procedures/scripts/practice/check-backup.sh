#!/bin/sh
# Succeeds when the newest backup is what was backed up.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_work
newest=$(backups_newest_first | sed -n 1p)
[ -n "$newest" ] || die "There is no backup yet. Take one: sh $here/back-up.sh"
is_sound "$newest" || die \
    "The newest backup does not match its checksum: $newest.csv" \
    "While the ledger lives, take another: sh $here/back-up.sh"
[ "$(rows "$newest.csv")" -gt 0 ] ||
    die "The newest backup is empty. Take another: sh $here/back-up.sh"
if [ -f "$ledger" ]; then
    count=$(lines "$newest.csv")
    [ "$(head -n "$count" "$ledger" | cksum)" = "$(cksum <"$newest.csv")" ] || die \
        "The newest backup is not what stands in the ledger: $newest.csv" \
        "Take another: sh $here/back-up.sh"
fi
echo "sound: $newest.csv, $(rows "$newest.csv") entries"
