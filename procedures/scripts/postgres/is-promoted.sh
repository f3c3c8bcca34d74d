#!/bin/sh
# Succeeds when the server takes writes, on a later timeline than the damaged cluster's.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
sql -d postgres -c "CHECKPOINT"
now=$(sql -d postgres -c "SELECT timeline_id FROM pg_control_checkpoint() WHERE NOT pg_is_in_recovery()")
[ -n "$now" ] || die "The server is still in recovery. Promote it: sh $here/promote.sh"
then=$(pg_controldata "$damaged" | sed -n "s/^Latest checkpoint's TimeLineID: *//p")
[ "$now" -gt "$then" ] || die "The timeline is $now, and the damaged cluster's was $then: this is no recovery."
echo "timeline $now, after $then"
