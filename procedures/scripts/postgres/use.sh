#!/bin/sh
# Does what a user does: opens an old order, places a new one, and finds both.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
old=$(head -n 1 "$acknowledged")
found=$(sql -c "SELECT count(*) FROM orders WHERE id = ${old%%|*} AND created_at = '${old#*|}'")
[ "$found" = 1 ] || die "The first order that was ever acknowledged, $old, is not there."
new=$(sql -c "INSERT INTO orders DEFAULT VALUES RETURNING id")
[ "$(sql -c "SELECT count(*) FROM orders WHERE id = $new")" = 1 ] || die "The new order $new is not there."
echo "the old order ${old%%|*} is there, and so is the new one, $new"
