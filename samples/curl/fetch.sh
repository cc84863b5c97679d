#!/usr/bin/env bash
# Call several URLs at once, and receive each response as soon as it arrives.
set -eu
. "$(dirname "$0")/helpers.bash"

say "Enqueue a job that calls URLs; in Development it may call this machine"
answer=$(ask curl -sS --fail-with-body -d '{"type":"fetch","arguments":{"urls":["'"$BASE"'/health/live","'"$BASE"'/rooms"],"concurrency":2}}' "$BASE/jobs")
id=$(field id "$answer")

say "Each response is an event"
events=$(stream --max-time 60 "$BASE/jobs/$id/events")
printf '%s\n' "$events"
expect "$events" '^event: result$'
expect "$events" '^event: succeeded$'

say "The result contains all responses"
ask curl -sS --fail-with-body "$BASE/jobs/$id/result"
