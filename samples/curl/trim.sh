#!/usr/bin/env bash
# Trim a topic: delete the messages before a position. Offsets continue to rise; a subscriber that resumes before that position receives a
# gap.
set -eu
. "$(dirname "$0")/helpers.bash"

answer=$(ask curl -sS --fail-with-body -H 'Content-Type: application/json' \
  -d '[{"data":"one"},{"data":"two"},{"data":"three"},{"data":"four"}]' "$BASE/topics/$TOPIC/messages")
first=$(field first "$answer")
epoch=${first%-*}

say "Delete all messages before the third one"
state=$(ask curl -sS --fail-with-body -X DELETE "$BASE/topics/$TOPIC/messages?before=$epoch-3")
printf '%s\n' "$state"
same "$(field oldest "$state")" "$epoch-3"
same "$(field count "$state")" 2

say "A subscriber that resumes after the first message receives a gap of one message, and then the others"
events=$(stream --max-time 3 -H "Last-Event-ID: $first" "$BASE/topics/$TOPIC/events")
printf '%s\n' "$events"
expect "$events" '^event: gap$'
expect "$events" '"lost":1'
expect "$events" '^data: four$'
