#!/usr/bin/env bash
# Cancel a job while it runs, and retry it with one request.
set -eu
. "$(dirname "$0")/helpers.bash"

answer=$(ask curl -sS --fail-with-body -d '{"type":"countdown","arguments":{"seconds":600}}' "$BASE/jobs")
id=$(field id "$answer")

say "Cancel the running job"
ask curl -sS --fail-with-body -X DELETE "$BASE/jobs/$id"
events=$(stream --max-time 60 "$BASE/jobs/$id/events")
expect "$events" '^event: cancelled$'

say "Retry the job, and cancel it again"
ask curl -sS --fail-with-body -X POST "$BASE/jobs/$id/retry"
ask curl -sS --fail-with-body -X DELETE "$BASE/jobs/$id"
