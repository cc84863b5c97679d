#!/usr/bin/env bash
# Call several URLs at once, and receive each response as soon as it arrives.
set -eu
. "$(dirname "$0")/helpers.bash"

say "A job that calls; in Development, this machine may be called"
id=$(field id "$(show curl -sS --fail-with-body -d '{"type":"fetch","arguments":{"urls":["'"$BASE"'/health/live","'"$BASE"'/rooms"],"concurrency":2}}' "$BASE/jobs")")

say "Each answer is an event"
events=$(stream --max-time 60 "$BASE/jobs/$id/events")
printf '%s\n' "$events"
expect "$events" '^event: result$'
expect "$events" '^event: succeeded$'

say "And all of them are the result"
show curl -sS --fail-with-body "$BASE/jobs/$id/result"
