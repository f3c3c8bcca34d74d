#!/bin/sh
# Starts the recovery, and waits until it has paused at the target.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
is_paused() {
    [ "$(sql -d postgres -c "SELECT pg_is_in_recovery() AND pg_get_wal_replay_pause_state() = 'paused'")" = t ]
}

[ -f "$data/recovery.signal" ] || die "No recovery is configured. Do that first: sh $here/configure.sh"
server_runs "$data" || start_server
wait_for 1200 is_paused || die \
    "The recovery has not paused at its target. The end of the log, $log:" "$(tail -n 15 "$log")"
tail -n 4 "$log"
