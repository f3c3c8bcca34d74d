#!/bin/sh
# Succeeds when every entry is whole and in its place, and what was restored is what was backed up.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
awk -F , -v header="$header" '
    NR == 1 && $0 != header { print "the first line is not " header; bad = 1; exit }
    NR == 1 { next }
    NF != 3 || $1 !~ /^[0-9-]+T[0-9:]+Z$/ || $3 !~ /^[0-9]+$/ {
        print "line " NR " is not an entry: " $0; bad = 1; exit
    }
    $2 != NR - 1 { print "line " NR " should be entry " NR - 1 ", not " $2; bad = 1; exit }
    END {
        if (!bad && NR < 2) { print "there is no entry"; bad = 1 }
        exit bad
    }
' "$ledger" >&2 || die \
    "The ledger is damaged: $ledger" \
    "Lose it and restore it again: sh $here/lose.sh; sh $here/restore.sh"
if [ -f "$restored" ]; then
    read -r count sum size backup <"$restored"
    [ "$(head -n "$count" "$ledger" | cksum)" = "$sum $size" ] || die \
        "The restored entries are not those of $backup." \
        "Lose the ledger and restore it again: sh $here/lose.sh; sh $here/restore.sh"
    echo "$((count - 1)) entries are as they were backed up"
fi
echo "$(rows "$ledger") entries, none missing"
