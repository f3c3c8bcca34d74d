#!/bin/sh
# Succeeds when WAL arrives in the archive: forces a segment out and waits for it.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
arrived() {
    [ -f "$wal/$segment" ]
}

# An empty segment is not switched: something has to stand in it.
segment=$(sql -c "SELECT txid_current()" -c "SELECT pg_walfile_name(pg_switch_wal())" | tail -n 1)
wait_for 300 arrived || die \
    "$segment did not arrive in $wal within half a minute. See why: tail $log" \
    "$(sql -c "SELECT 'failed last: ' || coalesce(last_failed_wal, 'never') FROM pg_stat_archiver")"
echo "$segment arrived in $wal"
