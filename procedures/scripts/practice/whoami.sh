#!/bin/sh
# Prints the name of the ledger that the other scripts would touch.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_work
cat "$work/name"
