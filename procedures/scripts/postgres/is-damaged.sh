#!/bin/sh
# Succeeds when the table is gone and the clients' writes fail: looks twice, so that a probe has time to see it.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
for pause in 2 0; do
    gone=$(sql -c "SELECT to_regclass('orders') IS NULL")
    [ "$gone" = t ] || die "The table orders is still there. Drop it: sh $here/drop-table.sh"
    before=$(rows)
    sleep "$pause"
    [ "$(rows)" -eq "$before" ] || die "Rows are still acknowledged, into another table orders than the dropped one."
done
echo "the table orders is gone; the last acknowledged row was $(tail -n 1 "$acknowledged")"
