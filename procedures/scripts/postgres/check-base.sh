#!/bin/sh
# Succeeds when the chosen base backup is there, and the archive holds all WAL from its start to its end.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
name=$(cat "$from_file" 2>/dev/null) || die "No base backup was chosen. Choose it: sh $here/choose-base.sh"
for file in base.tar.gz pg_wal.tar.gz; do
    gzip -t "$base/$name/$file" || die "$base/$name/$file is damaged. Choose an older backup, or take a new one."
done
history=$(history_of "$name")
[ -n "$history" ] || die "The archive does not know how the backup $name ended."
for which in START STOP; do
    segment=$(sed -n "s/^$which WAL LOCATION: .*(file \(.*\))\$/\1/p" "$history")
    [ -f "$wal/$segment" ] || die "$segment, the $which of the backup $name, is not in the archive $wal."
done
echo "$name can be begun with"
