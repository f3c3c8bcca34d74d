#!/bin/sh
# Deletes the damaged cluster; refuses while no base backup is newer.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
from=$(cat "$from_file")
newest=$(backups_newest_first | sed -n 1p)
[ "$newest" != "$from" ] || die "No base backup was taken since the recovery. Take one: sh $here/back-up.sh"
rm -rf "$damaged"
echo "removed $damaged"
