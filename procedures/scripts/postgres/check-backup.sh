#!/bin/sh
# Succeeds when the newest base backup can be unpacked, and is what its manifest says. A backup that was never unpacked
# is a hope.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
name=$(backups_newest_first | sed -n 1p)
[ -n "$name" ] || die "There is no base backup. Take one: sh $here/back-up.sh"
has_history "$name" || die "The archive does not know how the backup $name ended. Take another: sh $here/back-up.sh"
trial=$work/trial
rm -rf "$trial"
trap 'rm -rf "$trial"' EXIT
unpack_into "$name" "$trial" && verify_files "$name" "$trial" ||
    die "The base backup $base/$name is damaged. Take another: sh $here/back-up.sh"
echo "sound: $base/$name"
