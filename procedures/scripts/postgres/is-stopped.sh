#!/bin/sh
# Succeeds when the server is down, cleanly, and nothing answers.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
! server_runs "$data" || die "The server still runs. Stop it: sh $here/stop-server.sh"
! pg_isready -q </dev/null || die "Something still answers at $PGHOST. Stop it first."
for folder in "$data" "$damaged"; do
    [ -d "$folder" ] || continue
    pg_controldata "$folder" | grep '^Database cluster state:'
done
