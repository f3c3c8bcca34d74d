# shellcheck shell=sh
# shellcheck disable=SC2034 # the scripts that source this file use the names
#
# What the PostgreSQL scripts share: a playground, which is a folder with a cluster of its own. Nothing else is touched.
# Sourced, not run.
#
#   $work/made-by-firedrill   marks the folder as the playground's, and holds the cluster's name
#   $work/data                the cluster; its socket is in $work, and it listens nowhere else
#   $work/data.damaged        the cluster that was set aside
#   $work/base/TIME           base backups: base.tar.gz, pg_wal.tar.gz, backup_manifest
#   $work/wal                 the WAL archive
#   $work/server.log          the server's log
#   $work/acknowledged        what the server told the writer to be committed, a row a line: the truth to compare with
#   $work/writer.pid, stop    the writer, which takes the file away as it ends; asks it to
#   $work/target, from        the time to recover to, and the base backup to begin with

here=$(dirname "$0")
playground_is_read=yes
LC_ALL=C
export LC_ALL
umask 077

die() {
    printf '%s\n' "$@" >&2
    exit 1
}

[ "${PLAYGROUND-}" = yes ] || die \
    "This script works in a playground of its own, which only the environment test has." \
    "On a real server do by hand what the step's text says; the command is to be copied."

case ${CLUSTER-} in
'') die 'CLUSTER is not set. Say which cluster you mean: export CLUSTER=firedrill-playground' ;;
-* | *[!A-Za-z0-9-]*) die "CLUSTER may hold letters, digits and hyphens, not: $CLUSTER" ;;
esac
case ${FIREDRILL_SESSION-} in
*[!A-Za-z0-9-]*) die "FIREDRILL_SESSION may hold letters, digits and hyphens, not: $FIREDRILL_SESSION" ;;
esac

# PostgreSQL does not run as root: then somebody without rights owns the playground.
me=$(id -u)
owner=
if [ "$me" -eq 0 ]; then
    owner=nobody
    ! id postgres >/dev/null 2>&1 || owner=postgres
fi

work=${TMPDIR:-/tmp}
uid=$(id -u ${owner:+"$owner"})
work=${work%/}/fd-$uid-$CLUSTER
if [ -n "${FIREDRILL_SESSION-}" ]; then
    work=$work.$FIREDRILL_SESSION
elif [ ! -e "$work" ]; then
    # In a shell that names no session, the playground of the only session there is is meant.
    found=
    for folder in "$work".*; do
        [ -e "$folder" ] || continue
        [ -z "$found" ] || die "There are several playgrounds: $found, $folder" \
            "Say which one you mean, by what follows the last dot: export FIREDRILL_SESSION=…"
        found=$folder
    done
    work=${found:-$work}
fi
case $work in
/*) ;;
*) work=$PWD/$work ;;
esac
case $work in
*[!A-Za-z0-9/._+-]*) die "$work is no name for commands in a configuration file. Set TMPDIR to a plain path." ;;
esac
# A socket's path must be shorter than 104 bytes on some systems.
[ "${#work}" -le 85 ] || die "$work is too long a path for a socket in it. Set TMPDIR to a shorter one."

marker=$work/made-by-firedrill
data=$work/data
damaged=$work/data.damaged
base=$work/base
wal=$work/wal
log=$work/server.log
acknowledged=$work/acknowledged
pid_file=$work/writer.pid
stop=$work/stop
target_file=$work/target
from_file=$work/from

has_programs() {
    for program in initdb postgres pg_ctl pg_controldata pg_basebackup pg_verifybackup pg_isready psql; do
        command -v "$program" >/dev/null || return 1
    done
}

# Finds the server's programs: all on the PATH, or the newest of where packages put them.
find_programs() {
    ! has_programs || return 0
    newest=0
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
        [ -x "$folder/initdb" ] || continue
        version=$("$folder/postgres" -V | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        [ "$version" -gt "$newest" ] || continue
        newest=$version
        programs=$folder
    done
    [ "$newest" -ge 14 ] || die \
        "PostgreSQL's server programs, of version 14 or newer, are not to be found." \
        "Install them (Debian: apt-get install postgresql), or add their folder to PATH."
    PATH=$programs:$PATH
}
find_programs
# Nothing of the caller's own may name another server.
unset PGHOSTADDR PGPASSWORD PGSERVICE PGSERVICEFILE PGOPTIONS PGSSLMODE PGREQUIREAUTH PGTARGETSESSIONATTRS PGDATA
PGHOST=$work PGPORT=5432 PGUSER=firedrill PGDATABASE=shop PGCONNECT_TIMEOUT=5 PGPASSFILE=$work/none PGTZ=UTC
export PATH PGHOST PGPORT PGUSER PGDATABASE PGCONNECT_TIMEOUT PGPASSFILE PGTZ

as_owner() {
    group=$(id -g "$owner")
    if setpriv --reuid="$owner" --regid="$group" --clear-groups true 2>/dev/null; then
        set -- setpriv --reuid="$owner" --regid="$group" --clear-groups "$@"
    elif command -v runuser >/dev/null; then
        set -- runuser -u "$owner" -- "$@"
    else
        set -- su -s /bin/sh "$owner" -c 'exec "$@"' sh "$@"
    fi
    # What the owner may not enter, be it root's home, is no place to be in.
    (cd / && HOME=$work exec "$@")
}

# Begins the calling script anew as the playground's owner, who may not be allowed to read it: as text. Its output
# and its outcome are the caller's.
become_owner() {
    [ "$me" -eq 0 ] || return 0
    if as_owner test -x "$(dirname "$work")"; then
        outcome=0
        as_owner /bin/sh -c "$(cat "$here/playground.sh" "$0")" "$0" "$@" || outcome=$?
        exit "$outcome"
    fi
    die "The user $owner, who runs PostgreSQL here, may not enter $(dirname "$work")." \
        "Set TMPDIR to a folder that everybody may enter, such as /tmp."
}

# A folder of that name that is somebody else's, or something else's, is left alone.
check_work() {
    [ -e "$work" ] || [ -L "$work" ] ||
        die "There is no playground. Make it: sh $here/make-cluster.sh"
    if [ -L "$work" ] || [ -z "$(find "$work" -prune -type d -user "$uid")" ] || [ ! -f "$marker" ]; then
        die "$work is not a playground that these scripts made. Set TMPDIR to a folder of your own."
    fi
}

enter() {
    become_owner "$@"
    check_work
    cd "$work"
}

sql() {
    psql -X -q -A -t -v ON_ERROR_STOP=1 "$@" </dev/null
}

# Runs the command until it succeeds, for so many tenths of a second.
wait_for() {
    tries=$1
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

server_runs() {
    [ -d "$1" ] && pg_ctl -D "$1" status >/dev/null 2>&1
}

start_server() {
    # The server must not hold what the script writes to: its log is its own.
    pg_ctl -D "$data" -l "$log" -w -t 60 start >/dev/null 2>&1 </dev/null || die \
        "The server does not start. The end of its log, $log:" "$(tail -n 15 "$log")"
}

writer_runs() {
    [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null
}

writer_is_gone() {
    ! writer_runs
}

# Asks instead of killing: a signal could hit a stranger who got the writer's number since.
stop_writer() {
    : >"$stop"
    wait_for 100 writer_is_gone || die \
        "The writer, process $(cat "$pid_file"), does not stop. Should it be gone: rm $pid_file"
    rm -f "$stop" "$pid_file"
}

rows() {
    wc -l <"$acknowledged" | tr -d ' '
}

has_rows() {
    [ "$(rows)" -ge "$1" ]
}

# The names of the base backups, the newest first.
backups_newest_first() {
    for backup in "$base"/*/backup_manifest; do
        [ ! -f "$backup" ] || basename "$(dirname "$backup")"
    done | sort -r
}

# The history that the server archives as a base backup ends.
history_of() {
    grep -lx "LABEL: $1" "$wal"/*.backup 2>/dev/null | sed -n 1p
}

has_history() {
    [ -n "$(history_of "$1")" ]
}

# Unpacks the base backup into a new folder.
unpack_into() {
    mkdir -m 700 "$2"
    tar -xzf "$base/$1/base.tar.gz" -C "$2"
    tar -xzf "$base/$1/pg_wal.tar.gz" -C "$2/pg_wal"
}

# Compares the files with the backup's manifest; the WAL comes from the archive.
verify_files() {
    pg_verifybackup --quiet --no-parse-wal --manifest-path="$base/$1/backup_manifest" "$2" >&2
}

target() {
    [ -f "$target_file" ] || die "No time to go back to was chosen. Choose it: sh $here/choose-target.sh"
    cat "$target_file"
}

# The rows as the acknowledged ones are written: number, time.
newest_row() {
    sql -c "SELECT to_char(max(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM orders"
}
