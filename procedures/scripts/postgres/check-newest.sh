#!/bin/sh
# Succeeds when the newest order is the last one that was acknowledged before the target.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
newest=$(newest_row)
[ -n "$newest" ] || die "There is no order."
grep -q "|$newest\$" "$acknowledged" || die "The newest order, of $newest, is none that was acknowledged."
echo "the newest order, of $newest, was acknowledged; the target was $(target)"
