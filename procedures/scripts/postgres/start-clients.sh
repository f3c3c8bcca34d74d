#!/bin/sh
# Lets the clients write: starts what stands for them. It writes orders all the time, each over a connection of its
# own, notes what the server acknowledged, and tries again what failed, as clients do.
#
# It ends when asked to, when the playground goes, or after two hours or so.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
write_orders() {
    trap '' HUP
    trap 'rm -f "$pid_file"' EXIT
    left=50000
    while [ "$left" -gt 0 ] && [ ! -e "$stop" ] && [ -f "$marker" ]; do
        if row=$(sql -c "INSERT INTO orders DEFAULT VALUES RETURNING id,
            to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"); then
            printf '%s\n' "$row" >>"$acknowledged"
        fi
        left=$((left - 1))
        sleep 0.1
    done
}

if writer_runs; then
    echo "the clients write already, process $(cat "$pid_file")"
    exit 0
fi
rm -f "$pid_file" "$stop"
: >>"$acknowledged"
before=$(rows)
# `exec`, because some shells keep what they redirect for a function open beside it, and a reader would wait for ever.
(
    exec </dev/null >/dev/null 2>&1
    write_orders
) &
echo "$!" >"$pid_file"
wait_for 200 has_rows "$((before + 1))" ||
    die "No row was acknowledged within twenty seconds. See why: tail $log"
echo "the clients write, process $(cat "$pid_file")"
