#!/bin/sh
# The damage: somebody drops the table that all orders are in.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
if [ -z "$(sql -c "SELECT to_regclass('orders')")" ]; then
    echo "the table orders is dropped already"
    exit 0
fi
[ -n "$(backups_newest_first)" ] || die "No base backup could bring the table back. Take one: sh $here/back-up.sh"
writer_runs || die "Nobody writes, so that nothing could be lost. Let the clients write: sh $here/start-clients.sh"
# What is written from here on is in the WAL alone: the recovery has to bring it back from there.
wait_for 600 has_rows "$(($(rows) + 15))" || die "The clients do not write. See why: tail $log"
sql -c "DROP TABLE orders"
echo "dropped the table orders, after $(rows) acknowledged rows"
