#!/bin/sh
# Succeeds when every file is what the backup's manifest says.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
name=$(cat "$from_file" 2>/dev/null) || die "No base backup was chosen. Choose it: sh $here/choose-base.sh"
verify_files "$name" "$data" ||
    die "$data is not what was backed up. Choose an older backup, or unpack it again: sh $here/unpack.sh"
echo "every file is as in the manifest of $name"
