#!/bin/sh
# Prints where the recovery stopped.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
sql -d postgres -F ', ' -c "SELECT 'in recovery: ' || pg_is_in_recovery(), pg_get_wal_replay_pause_state(),
    'last transaction ' || to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00')"
sql -d postgres -F ', ' -c "SELECT 'timeline ' || timeline_id, 'redo from ' || redo_lsn FROM pg_control_checkpoint()"
