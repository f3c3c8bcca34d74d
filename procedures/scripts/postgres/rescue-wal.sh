#!/bin/sh
# Copies segments that only the damaged cluster has: they were never archived.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
count=0
for segment in "$damaged"/pg_wal/0*; do
    file=$(basename "$segment")
    [ -f "$segment" ] && [ ! -e "$wal/$file" ] && [ ! -e "$data/pg_wal/$file" ] || continue
    cp "$segment" "$data/pg_wal/$file.part"
    mv "$data/pg_wal/$file.part" "$data/pg_wal/$file"
    count=$((count + 1))
done
echo "copied $count segments that were not archived"
