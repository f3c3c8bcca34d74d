#!/bin/sh
# Succeeds when the newest restored entry is the last one of its backup, and from before the outage.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
[ -f "$restored" ] || die "Nothing was restored. Lose the ledger, then restore it: sh $here/restore.sh"
read -r _ _ _ backup <"$restored"
newest=$(sh "$here/newest.sh")
backed_up=$(time_of_line "$backup" "$(lines "$backup")")
[ "$newest" = "$backed_up" ] || die \
    "The newest restored entry is of $newest, the last one of $backup of $backed_up." \
    "Lose the ledger and restore it again: sh $here/lose.sh; sh $here/restore.sh"
# Both times are of one form and in UTC: the one that sorts last is the later one, to the second.
outage=${FIREDRILL_OUTAGE_AT-}
case $outage in
*Z)
    outage=${outage%Z}
    outage=${outage%.*}Z
    later=$(printf '%s\n' "$newest" "$outage" | sort | tail -n 1)
    [ "$later" = "$outage" ] ||
        die "The newest restored entry, of $newest, is later than the outage, $outage: one of them is wrong."
    ;;
esac
echo "the newest restored entry is of $newest, as in $backup"
