#!/bin/sh
# Succeeds when the playground left nothing behind.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

if [ -e "$work" ] || [ -L "$work" ]; then
    die "There is still something in $work. Clean up: sh $here/clean-up.sh"
fi
echo "nothing is left of the playground"
