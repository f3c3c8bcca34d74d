#!/bin/sh
# Stops what stands for the clients.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
stop_writer
echo "nobody writes any more; $(rows) rows were acknowledged"
