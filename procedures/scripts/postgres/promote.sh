#!/bin/sh
# Ends the recovery: the server takes writes from here on, on a timeline of its own.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
if [ "$(sql -d postgres -c "SELECT pg_is_in_recovery()")" = f ]; then
    echo "the server is promoted already"
    exit 0
fi
[ "$(sql -d postgres -c "SELECT pg_promote()")" = t ] ||
    die "The server was not promoted within a minute. The end of its log, $log:" "$(tail -n 15 "$log")"
echo "promoted"
