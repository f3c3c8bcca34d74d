#!/bin/sh
# Succeeds when no client is connected.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
! writer_runs || die "The clients still write. Stop them: sh $here/stop-clients.sh"
# A probe may look in: it does not write.
count=$(sql -d postgres -c "SELECT count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND query LIKE 'INSERT%'")
[ "$count" -eq 0 ] || die "$count clients still write. Wait, or end them: SELECT pg_terminate_backend(pid) …"
echo "no client writes"
