#!/bin/sh
# Lists the base backups with their ends, and chooses the newest one that ended before the target.
set -eu
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=playground.sh
[ -n "${playground_is_read-}" ] || . "$here/playground.sh"

enter
before=$(target)
rm -f "$from_file"
for name in $(backups_newest_first); do
    history=$(history_of "$name")
    ended=$(sed -n 's/^STOP TIME: \(.*\) UTC$/\1/p' "${history:-/dev/null}")
    echo "$base/$name ended ${ended:-at an unknown time}"
    [ -n "$ended" ] && [ ! -e "$from_file" ] || continue
    # The history tells whole seconds; a backup that ended in the target's own second may be too late.
    second=${before%.*}
    if [ "$ended" != "$second" ] && [ "$(printf '%s\n' "$ended" "$second" | sort | sed -n 1p)" = "$ended" ]; then
        echo "$name" >"$from_file"
    fi
done
[ -e "$from_file" ] || die "No base backup ended before $before: there is nothing to begin with."
echo "FROM='$base/$(cat "$from_file")'"
