#!/bin/sh
# Succeeds when a client of the ledger sees entries arrive: the newest one is whole, and at most three
# seconds old. It neither waits nor writes, so that it can be asked every second.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
writer_runs || die "Nothing writes to the ledger."
newest=$(tail -n 1 "$ledger")
printf '%s,%s\n' "$newest" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" | awk -F , '
    # The second of the day is enough: no difference that counts is longer than one.
    function second(time, part) { split(substr(time, 12, 8), part, ":"); return part[1] * 3600 + part[2] * 60 + part[3] }
    NF != 4 { print "the newest entry is not whole: " $0; exit 1 }
    {
        age = (second($4) - second($1) + 86400) % 86400
        print "entry " $2 " is " age " s old"
        exit age > 3
    }
'
