#!/usr/bin/env bash
# A schedule: a cron expression, here with seconds, that enqueues a job each time it is due.
set -eu
. "$(dirname "$0")/helpers.bash"

name=sample-$$
ask curl -sS --fail-with-body -X PUT "$BASE/schedules/$name" \
  -d "{\"cron\":\"* * * * * *\",\"zone\":\"Europe/Berlin\",\"type\":\"publish\",\"arguments\":{\"topic\":\"$TOPIC\",\"messages\":[{\"data\":\"tick\"}]}}"

say "The messages that the schedule publishes"
events=$(stream --max-time 3 "$BASE/topics/$TOPIC/events?after=earliest")
printf '%s\n' "$events"
expect "$events" '^data: tick$'

say "Pause the schedule, and delete it"
expect "$(ask curl -sS --fail-with-body -X POST "$BASE/schedules/$name/pause")" '"paused":true'
ask curl -sS --fail-with-body -X DELETE "$BASE/schedules/$name"
