#!/bin/sh
# Succeeds when the time to go back to lies before the damage, and something was written by then.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
before=$(target)
damage=$(grep ' LOG:  statement: DROP TABLE orders' "$log" | tail -n 1 | cut -c 1-23)
first=$(head -n 1 "$acknowledged" | cut -d '|' -f 2 | tr TZ '  ')
# All are in UTC, and of one form: they sort as they happened.
order=$(printf '%s\n' "$first" "$before" "$damage")
[ "$(printf '%s\n' "$order" | sort)" = "$order" ] || die \
    "The target $before does not lie between the first row, $first, and the damage, $damage." \
    "Choose it anew: sh $here/choose-target.sh"
echo "$before is before the damage, $damage"
