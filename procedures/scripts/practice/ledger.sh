# shellcheck shell=sh
# shellcheck disable=SC2034 # the scripts that source this file use the names
#
# What the practice scripts share: where the ledger lives, and how to tell its state.
# Sourced, not run; the script that does so has set `here` to its own folder.
#
# $work is a folder of its own for each session (FIREDRILL_SESSION), so that two drills do not meet.
#
#   $work/name              the ledger's name, so that nobody touches the wrong one
#   $work/live/ledger.csv   the ledger: time,entry,amount
#   $work/writer.pid        the process that adds an entry a second; it takes the file away as it ends
#   $work/stop              asks the writer to end
#   $work/backup/*.csv      copies, each with its checksum beside it
#   $work/restored          what the last restore brought back: lines, checksum, size, backup

: "${here:?is not set: ledger.sh is sourced by the scripts beside it}"
LC_ALL=C
export LC_ALL
umask 077

die() {
    printf '%s\n' "$@" >&2
    exit 1
}

case ${LEDGER_NAME-} in
'') die 'LEDGER_NAME is not set. Say which ledger you mean: export LEDGER_NAME=practice-test' ;;
-* | *[!A-Za-z0-9-]*) die "LEDGER_NAME may hold letters, digits and hyphens, not: $LEDGER_NAME" ;;
esac

work=${TMPDIR:-/tmp}
work=${work%/}/firedrill-$(id -u)-$LEDGER_NAME
case $work in
/*) ;;
*) work=$PWD/$work ;;
esac
case ${FIREDRILL_SESSION-} in
*[!A-Za-z0-9-]*) die "FIREDRILL_SESSION may hold letters, digits and hyphens, not: $FIREDRILL_SESSION" ;;
'')
    # In a shell that names no session, the ledger of the only session there is is meant.
    if [ ! -e "$work" ]; then
        set -- "$work".*
        [ "$#" -eq 1 ] || die "There are several ledgers $LEDGER_NAME, one a session: $*" \
            "Say which one you mean, by what follows the last dot: export FIREDRILL_SESSION=…"
        [ ! -e "$1" ] || work=$1
    fi
    ;;
*) work=$work.$FIREDRILL_SESSION ;;
esac
ledger=$work/live/ledger.csv
backups=$work/backup
pid_file=$work/writer.pid
stop=$work/stop
restored=$work/restored
header=time,entry,amount

# A folder of that name that is somebody else's, or something else's, is left alone.
check_work() {
    if [ -L "$work" ] || [ -z "$(find "$work" -prune -type d -user "$(id -u)")" ]; then
        die "$work is not a folder of yours. Set TMPDIR to a folder of your own."
    fi
}

need_work() {
    [ -e "$work" ] || [ -L "$work" ] ||
        die "There is no ledger $LEDGER_NAME. Start one: sh $here/start.sh"
    check_work
}

need_ledger() {
    need_work
    [ -f "$ledger" ] || die "The ledger $LEDGER_NAME is lost. Restore it: sh $here/restore.sh"
}

lines() {
    wc -l <"$1" | tr -d ' '
}

rows() {
    echo $(($(lines "$1") - 1))
}

time_of_line() {
    sed -n "$2s/,.*//p" "$1"
}

writer_runs() {
    [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null
}

# Asks instead of killing: a signal could hit a stranger who got the writer's number since.
stop_writer() {
    : >"$stop"
    tries=5
    while writer_runs; do
        [ "$tries" -gt 0 ] || die \
            "The writer, process $(cat "$pid_file"), does not stop. Should it be gone: rm $pid_file"
        tries=$((tries - 1))
        sleep 1
    done
    rm -f "$stop" "$pid_file"
}

# The backups without their .csv, the newest first.
backups_newest_first() {
    [ -d "$backups" ] || return 0
    find "$backups" -name '*.csv' | sed 's/\.csv$//' | sort -r
}

is_sound() {
    [ -f "$1.cksum" ] && [ "$(cksum <"$1.csv")" = "$(cat "$1.cksum")" ]
}

newest_sound_backup() {
    backups_newest_first | while read -r backup; do
        if is_sound "$backup"; then
            printf '%s\n' "$backup"
            break
        fi
    done
}
