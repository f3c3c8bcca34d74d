#!/bin/sh
# Succeeds when the clients' rows are in the database as fast as they are acknowledged, for two seconds on end.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
before=$(rows)
sleep 2
after=$(rows)
[ "$after" -gt "$before" ] || die "Nobody writes. Let the clients write: sh $here/start-clients.sh"
last=$(tail -n 1 "$acknowledged")
[ "$(sql -c "SELECT count(*) FROM orders WHERE id = ${last%%|*}")" = 1 ] ||
    die "The order $last was acknowledged, and is not there."
echo "$((after - before)) more orders in two seconds"
