#!/bin/sh
# Adds an entry to the ledger every second: the service that the practice is about.
#
# It ends when asked to, when the ledger goes, or after two hours, so that a practice that was
# walked away from does not write for ever. start-writer.sh starts it.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
(set -C && echo "$$" >"$pid_file") 2>/dev/null ||
    die "A writer already runs. Should it not: rm $pid_file"
trap 'rm -f "$pid_file"' EXIT
trap 'exit 1' INT TERM

entry=$(rows "$ledger")
left=7200
while [ "$left" -gt 0 ] && [ ! -e "$stop" ] && [ -f "$ledger" ]; do
    entry=$((entry + 1))
    amount=$((entry * 7919 % 10000))
    printf '%s,%s,%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$entry" "$amount" >>"$ledger"
    left=$((left - 1))
    sleep 1
done
