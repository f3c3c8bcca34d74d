#!/bin/sh
# Succeeds when the variables name a cluster, and the programs are of the version that made it.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
version=$(cat "$data/PG_VERSION" 2>/dev/null || cat "$damaged/PG_VERSION")
for program in postgres pg_basebackup pg_verifybackup psql; do
    "$program" --version | grep -q " $version[.a-z0-9]*" ||
        die "$program is not of version $version, as the cluster: $("$program" --version). Change PATH."
done
[ -d "$base" ] && [ -d "$wal" ] || die "Backups and archive, $base and $wal, are not there. Begin anew: sh $here/clean-up.sh"
echo "version $version, cluster $data"
