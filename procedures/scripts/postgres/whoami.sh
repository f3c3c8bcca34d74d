#!/bin/sh
# Prints the name of the cluster, as its running server tells it.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
sql -d postgres -c "SHOW cluster_name"
