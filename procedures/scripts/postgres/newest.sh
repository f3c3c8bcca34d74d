#!/bin/sh
# Prints the time of the newest order, as the database tells it: the recovery point, when nobody writes yet.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
newest_row
