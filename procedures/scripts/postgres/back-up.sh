#!/bin/sh
# Takes a base backup of the running server, as a DBA would, and waits until its history is archived.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
name=$(date -u +%Y%m%dT%H%M%SZ)
rm -rf "$base/incoming"
pg_basebackup --pgdata="$base/incoming" --label="$name" --format=tar --gzip --wal-method=stream --checkpoint=fast \
    --no-sync </dev/null
mv "$base/incoming" "$base/$name"
# Segments are archived when they are full, or pushed out; the history of a backup goes with the one it ended in.
sql -c "SELECT pg_switch_wal()" >/dev/null
wait_for 300 has_history "$name" ||
    die "The history of the backup $name did not arrive in $wal within half a minute. See why: tail $log"
echo "took $base/$name"
