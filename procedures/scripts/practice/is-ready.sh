#!/bin/sh
# Succeeds when everything that the other scripts want is at hand.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

for program in awk cksum date find head mv nohup sed sort wc; do
    command -v "$program" >/dev/null || die "There is no \`$program\` in $PATH. Install it, or add its folder to PATH."
done
folder=$(dirname "$work")
[ -d "$folder" ] && [ -w "$folder" ] || die "$folder is not a folder to write in. Set TMPDIR to one that is."
if [ -e "$work" ] || [ -L "$work" ]; then
    check_work
fi
echo "the ledger's place is $work"
