#!/bin/sh
# Stops the clients and the server, and removes the playground. Nothing else is touched.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

if [ ! -e "$work" ] && [ ! -L "$work" ]; then
    echo "nothing is left of the playground"
    exit 0
fi
check_work
# Whoever made the folder removes it, and that may be root; the server is its owner's.
if [ "$me" -eq 0 ]; then
    as_owner /bin/sh -c "$(cat "$here/playground.sh" "$0")" "$0"
    rm -rf "$work"
    echo "removed $work"
    exit 0
fi
cd "$work"
stop_writer
for folder in "$data" "$damaged"; do
    ! server_runs "$folder" || pg_ctl -D "$folder" -m fast -w -t 60 stop </dev/null >/dev/null
done
rm -rf "${work:?}"/*
cd /
# In a folder of root's the owner cannot: root does.
rm -rf "$work" 2>/dev/null || :
