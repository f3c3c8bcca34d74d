#!/bin/sh
# Prints what makes a shell beside the screen mean the same ledger as the screen does.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

echo "cd '$PWD'"
echo "export LEDGER_NAME='$LEDGER_NAME'"
[ -z "${TMPDIR-}" ] || echo "export TMPDIR='$TMPDIR'"
[ -z "${FIREDRILL_SESSION-}" ] || echo "export FIREDRILL_SESSION='$FIREDRILL_SESSION'"
