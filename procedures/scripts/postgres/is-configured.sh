#!/bin/sh
# Succeeds when the server would recover to the target, as it reads its own files.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
[ -f "$data/recovery.signal" ] || die "There is no recovery.signal in $data: the server would just start."
found=$(postgres -D "$data" -C recovery_target_time)
[ "$found" = "$(target)" ] ||
    die "The target is '$found', not $(target). Unpack the backup again: sh $here/unpack.sh; sh $here/configure.sh"
[ "$(postgres -D "$data" -C recovery_target_action)" = pause ] || die "The server would not pause at the target."
[ -z "$(postgres -D "$data" -C archive_command)" ] || die "The server would write to the archive."
echo "the server reads its target as $found"
