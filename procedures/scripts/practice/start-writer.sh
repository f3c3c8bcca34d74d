#!/bin/sh
# Starts the process that adds an entry to the ledger every second.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
if writer_runs; then
    echo "the writer already runs, process $(cat "$pid_file")"
    exit 0
fi
rm -f "$pid_file" "$stop"
before=$(rows "$ledger")
nohup sh "$here/writer.sh" </dev/null >/dev/null 2>&1 &
tries=10
until writer_runs && [ "$(rows "$ledger")" -gt "$before" ]; do
    [ "$tries" -gt 0 ] || die \
        "The writer did not start. See why: sh $here/writer.sh   (Ctrl-C ends it)"
    tries=$((tries - 1))
    sleep 1
done
echo "the writer runs, process $(cat "$pid_file")"
