#!/usr/bin/env bash
# Cancel a job while it runs, and retry it with one request.
set -eu
. "$(dirname "$0")/helpers.bash"

id=$(field id "$(show curl -sS --fail-with-body -d '{"type":"countdown","arguments":{"seconds":600}}' "$BASE/jobs")")

say "Cancel the running job"
show curl -sS --fail-with-body -X DELETE "$BASE/jobs/$id"
events=$(stream --max-time 60 "$BASE/jobs/$id/events")
expect "$events" '^event: cancelled$'

say "Retry the job, and cancel it again"
show curl -sS --fail-with-body -X POST "$BASE/jobs/$id/retry"
show curl -sS --fail-with-body -X DELETE "$BASE/jobs/$id"
