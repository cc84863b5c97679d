#!/usr/bin/env bash
# Publish later: the response is the job that will publish the message. It can be cancelled until then.
set -eu
. "$(dirname "$0")/helpers.bash"

job=$(ask curl -sS --fail-with-body -d 'from the past' "$BASE/topics/$TOPIC/messages?delay=1s")
printf '%s\n' "$job"

say "The message is published at its time"
events=$(stream --max-time 60 "$BASE/jobs/$(field id "$job")/events")
expect "$events" '^event: succeeded$'
expect "$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC/messages")" '"data":"from the past"'
