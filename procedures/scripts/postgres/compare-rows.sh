#!/bin/sh
# Succeeds when exactly those rows came back that were committed before the target.
#
# The clients wrote down what was acknowledged, one after the other: what came back must be the beginning of that, row
# for row. And a row whose successor was begun before the target must be there, for it was committed before.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
before=$(target)
sql -c "SET lock_timeout = '10s'" -c "SELECT id, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')
    FROM orders ORDER BY id" >"$work/restored"
count=$(wc -l <"$work/restored" | tr -d ' ')
[ "$count" -gt 0 ] || die "No row came back."
head -n "$count" "$acknowledged" | cmp -s - "$work/restored" || die \
    "The rows that came back are not those that were acknowledged. See: diff $acknowledged $work/restored" \
    "Take another target, and go back to: sh $here/unpack.sh"
late=$(sed -n "$((count + 2))s/.*|//p" "$acknowledged" | tr TZ '  ')
limit="${before%+00} "
[ -z "$late" ] || [ "$(printf '%s\n' "$late" "$limit" | sort | tail -n 1)" = "$late" ] || die \
    "A row that was committed before $before did not come back: the one after $(tail -n 1 "$work/restored")."
newest=$(sed -n '$s/.*|//p' "$work/restored" | tr TZ '  ')
[ "$(printf '%s\n' "$newest" "$limit" | sort | tail -n 1)" = "$limit" ] ||
    die "A row from after $before came back: $(tail -n 1 "$work/restored")."
echo "all $count rows of before the target came back, $(($(rows) - count)) later ones did not"
