#!/bin/sh
# Configures the recovery: up to the target, and no further.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
[ -f "$data/PG_VERSION" ] || die "There is no cluster to recover. Unpack one: sh $here/unpack.sh"
! server_runs "$data" || die "The server runs already. Stop it: sh $here/stop-server.sh"
if [ ! -f "$data/recovery.signal" ]; then
    cat >>"$data/postgresql.auto.conf" <<EOF
restore_command = 'cp "$wal/%f" "%p"'
recovery_target_time = '$(target)'
recovery_target_action = 'pause'
archive_command = ''
EOF
    : >"$data/recovery.signal"
fi
echo "recovers to $(target)"
