#!/bin/sh
# Succeeds when the damaged cluster is whole in its new place, and there is room for another.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
[ ! -e "$data" ] || die "$data is still there. Set it aside: sh $here/set-aside.sh"
[ -f "$damaged/PG_VERSION" ] && [ -d "$damaged/pg_wal" ] || die "$damaged is no cluster."
need=$(du -sk "$damaged" | cut -f 1)
free=$(df -Pk "$work" | awk 'NR == 2 { print $4 }')
[ "$free" -gt "$need" ] || die "$free KB are free in $work, and $need KB are needed. Make room."
echo "$free KB are free, $need KB are needed"
