#!/bin/sh
# Unpacks the chosen base backup where the cluster was.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
name=$(cat "$from_file" 2>/dev/null) || die "No base backup was chosen. Choose it: sh $here/choose-base.sh"
[ -d "$damaged" ] || die "The damaged cluster is not set aside. Do that first: sh $here/set-aside.sh"
! server_runs "$data" || die "The server runs on what was unpacked. Stop it: sh $here/stop-server.sh"
# What an earlier attempt unpacked goes: recovery never goes back.
rm -rf "$data"
unpack_into "$name" "$data"
echo "unpacked $base/$name"
