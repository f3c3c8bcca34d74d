#!/bin/sh
# Succeeds when the damaged cluster is gone, and the recovered one still takes writes.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
[ ! -e "$damaged" ] || die "$damaged is still there. Remove it: sh $here/remove-damaged.sh"
server_runs "$data" || die "The server does not run. See why: tail $log"
echo "only the recovered cluster is left"
