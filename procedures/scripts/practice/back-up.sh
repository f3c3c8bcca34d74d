#!/bin/sh
# Copies the ledger, while it is being written, and puts a checksum beside the copy.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=ledger.sh
. "$here/ledger.sh"

need_ledger
mkdir -p "$backups"
backup=$backups/$(date -u +%Y%m%dT%H%M%SZ)
head -n "$(lines "$ledger")" "$ledger" >"$backup.part"
cksum <"$backup.part" >"$backup.cksum"
mv -f "$backup.part" "$backup.csv"
echo "backed up $(rows "$backup.csv") entries to $backup.csv"
