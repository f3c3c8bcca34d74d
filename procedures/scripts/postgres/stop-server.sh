#!/bin/sh
# Stops the server: fast, so that it archives what it can.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
if ! server_runs "$data"; then
    echo "the server is stopped already"
    exit 0
fi
pg_ctl -D "$data" -m fast -w -t 60 stop </dev/null
