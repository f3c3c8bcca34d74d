#!/bin/sh
# Prints what drop-table.sh would drop, a line a table.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
sql -F ', ' -c "SELECT schemaname || '.' || relname, n_live_tup || ' rows or so' FROM pg_stat_user_tables"
