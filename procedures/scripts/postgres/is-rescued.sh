#!/bin/sh
# Succeeds when every segment of the damaged cluster is in the archive or in the new pg_wal.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
count=0
for segment in "$damaged"/pg_wal/0*; do
    file=$(basename "$segment")
    [ -f "$segment" ] || continue
    [ -s "$wal/$file" ] || [ -s "$data/pg_wal/$file" ] ||
        die "$file is neither in $wal nor in $data/pg_wal. Copy it: sh $here/rescue-wal.sh"
    count=$((count + 1))
done
echo "all $count segments of the damaged cluster can be replayed"
