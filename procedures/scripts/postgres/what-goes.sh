#!/bin/sh
# Prints what remove-damaged.sh would delete, a line a folder.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
[ ! -d "$damaged" ] || echo "$damaged, $(du -sk "$damaged" | cut -f 1) KB"
