#!/bin/sh
# Succeeds when the recovery paused, and the last thing it replayed is from just before the target.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
before=$(target)
found=$(sql -d postgres -c "SELECT pg_is_in_recovery() AND pg_get_wal_replay_pause_state() = 'paused'
    AND pg_last_xact_replay_timestamp() BETWEEN timestamptz '$before' - interval '1 min' AND timestamptz '$before'")
[ "$found" = t ] || die "The recovery has not paused just before $before. Where it is: sh $here/position.sh"
echo "paused just before $before"
