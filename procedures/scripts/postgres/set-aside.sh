#!/bin/sh
# Renames the damaged cluster; nothing of it is deleted.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
if [ -e "$damaged" ]; then
    echo "the damaged cluster is set aside already: $damaged"
    exit 0
fi
! server_runs "$data" || die "The server still runs. Stop it: sh $here/stop-server.sh"
mv "$data" "$damaged"
echo "set aside: $damaged"
