#!/bin/sh
# Makes a cluster that archives its WAL, in a folder that belongs to nobody else, and starts it.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

if [ ! -e "$work" ] && [ ! -L "$work" ]; then
    mkdir -m 700 "$work"
    printf '%s\n' "$CLUSTER" >"$marker"
    [ -z "$owner" ] || chown -R "$owner" "$work"
fi
enter
if [ -e "$damaged" ]; then
    die "A damaged cluster is set aside, and a new one would hide that." \
        "Go on with the recovery, or begin anew: sh $here/clean-up.sh"
fi
if [ ! -f "$data/PG_VERSION" ]; then
    rm -rf "$data"
    mkdir -p "$base" "$wal"
    # Whoever may enter the folder is trusted: that is its owner alone.
    initdb --pgdata="$data" --username=firedrill --encoding=UTF8 --no-locale --auth-local=trust --auth-host=reject \
        --no-sync >/dev/null
    # `fsync` is off because nothing here has to outlive a power cut; on a real server it is never off.
    cat >>"$data/postgresql.conf" <<EOF
cluster_name = '$CLUSTER'
listen_addresses = ''
unix_socket_directories = '$work'
port = $PGPORT
max_connections = 20
shared_buffers = 16MB
fsync = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_statement = 'ddl'
wal_level = replica
archive_mode = on
archive_command = 'test ! -f "$wal/%f" && cp "%p" "$wal/%f.part" && mv "$wal/%f.part" "$wal/%f"'
EOF
    echo "made $data, PostgreSQL $(cat "$data/PG_VERSION")"
fi
server_runs "$data" || start_server
[ -n "$(sql -d postgres -c "SELECT 1 FROM pg_database WHERE datname = '$PGDATABASE'")" ] ||
    sql -d postgres -c "CREATE DATABASE $PGDATABASE"
sql -c 'SET client_min_messages = warning' -c 'CREATE TABLE IF NOT EXISTS orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT clock_timestamp())'
echo "the server runs; its socket is in $work"
