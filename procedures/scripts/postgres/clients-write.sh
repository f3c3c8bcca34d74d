#!/bin/sh
# Succeeds when clients can write and read: one reads what another one wrote, not two seconds ago. It neither waits nor
# writes, so that it can be asked every second.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
age=$(sql -c "SELECT round(extract(epoch FROM clock_timestamp() - max(created_at)), 1) FROM orders
    WHERE NOT pg_is_in_recovery()")
[ -n "$age" ] || die "The server is still recovering, or no order was ever written."
[ "${age%.*}" -lt 2 ] || die "The newest order is $age s old: nobody writes. Let them: sh $here/start-clients.sh"
echo "the newest order is $age s old"
