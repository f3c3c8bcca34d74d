#!/bin/sh
# Forgets the recovery's settings, so that WAL is archived again.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
for setting in restore_command recovery_target_time recovery_target_action archive_command; do
    sql -d postgres -c "ALTER SYSTEM RESET $setting"
done
sql -d postgres -c "SELECT pg_reload_conf()" >/dev/null
reloaded() {
    [ -n "$(sql -d postgres -c "SHOW archive_command")" ]
}
wait_for 100 reloaded || die "archive_command is still empty. Look for it in $data/*.conf"
echo "archives with: $(sql -d postgres -c "SHOW archive_command")"
