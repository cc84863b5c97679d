#!/usr/bin/env bash
# Export topics to a file: the job's result can be downloaded in parts, so that an interrupted download can be continued.
set -eu
. "$(dirname "$0")/helpers.bash"

printf '{"data":"one"}\n{"data":"two"}\n{"data":"three"}\n' |
  ask curl -sS --fail-with-body -X POST -H 'Content-Type: application/x-ndjson' -T - "$BASE/topics/$TOPIC/messages"

say "Enqueue the export, and wait until its job ends"
answer=$(ask curl -sS --fail-with-body -d "{\"type\":\"export\",\"arguments\":{\"topics\":\"$TOPIC\",\"format\":\"csv\"}}" "$BASE/jobs")
id=$(field id "$answer")
expect "$(stream --max-time 60 "$BASE/jobs/$id/events")" '3 of 3 rows'

say "Download the first half, then continue the download"
file=$(mktemp)
trap 'rm -f "$file"' EXIT
show curl -sS --fail-with-body -r 0-20 -o "$file" "$BASE/jobs/$id/result" || fail "$(cat "$file")"
show curl -sS --fail-with-body -C - -o "$file" "$BASE/jobs/$id/result" || fail "$(cat "$file")"
cat "$file"
same "$(grep -c . "$file")" 4
