#!/bin/sh
# Succeeds when the ledger is gone and nothing writes.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_work
[ ! -f "$ledger" ] || die "The ledger is still there. Lose it: sh $here/lose.sh"
! writer_runs || die "The writer still runs. Stop it: touch $stop"
echo "the ledger $LEDGER_NAME is lost"
