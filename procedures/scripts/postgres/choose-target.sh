#!/bin/sh
# Finds the moment of the damage in the server's log, and chooses a time half a second before it.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
damage=$(grep ' LOG:  statement: DROP TABLE orders' "$log" | tail -n 1 | cut -c 1-23)
case $damage in
????-??-??' '??:??:??.???) ;;
*) die "There is no DROP TABLE in $log: nothing to go back from. Drop the table: sh $here/drop-table.sh" ;;
esac
sql -d postgres -c "SELECT to_char(timestamp '$damage' - interval '500 ms', 'YYYY-MM-DD HH24:MI:SS.MS') || '+00'" >"$target_file.new"
mv "$target_file.new" "$target_file"
echo "dropped at $damage UTC"
echo "TARGET='$(target)'"
