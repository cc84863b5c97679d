#!/usr/bin/env bash
# A job: enqueue it, follow its progress until the stream ends by itself, and fetch its result.
set -eu
. "$(dirname "$0")/helpers.bash"

say "Enqueue a job; it is stored when the response arrives"
job=$(ask curl -sS --fail-with-body -d '{"type":"countdown","arguments":{"seconds":1},"priority":7}' "$BASE/jobs")
printf '%s\n' "$job"
id=$(field id "$job")

say "The events of the job are a stream, which ends after the last event"
events=$(stream --max-time 60 "$BASE/jobs/$id/events")
printf '%s\n' "$events"
expect "$events" '^event: progress$'
expect "$events" '^event: succeeded$'

say "The result of the job"
same "$(ask curl -sS --fail-with-body "$BASE/jobs/$id/result")" '"Lift-off"'

say "A job with a misspelt argument is refused"
answer=$(show curl -sS -d '{"type":"countdown","arguments":{"secondz":1}}' "$BASE/jobs")
printf '%s\n' "$answer"
expect "$answer" '"status":400'
