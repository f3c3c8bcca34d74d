#!/bin/sh
# Succeeds when the ledger is gone and nothing writes; looks twice, so that a late write would be seen,
# and a probe has time to see the outage.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_work
for pause in 2 0; do
    [ ! -f "$ledger" ] || die "The ledger is still there. Lose it: sh $here/lose.sh"
    ! writer_runs || die "The writer still runs. Stop it: touch $stop"
    sleep "$pause"
done
echo "the ledger $LEDGER_NAME is lost"
