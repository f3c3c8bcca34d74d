#!/bin/sh
# Prints what makes the commands of the procedure mean the playground, for a shell beside the screen.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
echo "export PATH='$(dirname "$(command -v initdb)")':\$PATH"
echo "export PGHOST='$PGHOST' PGPORT='$PGPORT' PGUSER='$PGUSER' PGDATABASE='$PGDATABASE'"
echo "export PGDATA='$data' BASE='$base' WAL='$wal' LOG='$log'"
