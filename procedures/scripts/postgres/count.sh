#!/bin/sh
# Counts what came back.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
sql -c "SET lock_timeout = '10s'" -c "SELECT count(*) || ' orders' FROM orders" || die \
    "The orders cannot be read. If the DROP holds its lock, the target is as late as can be: go back a second further."
