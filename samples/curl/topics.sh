#!/usr/bin/env bash
# The state of a topic, and the list of topics.
set -eu
. "$(dirname "$0")/helpers.bash"

ask curl -sS --fail-with-body -d 'hello' "$BASE/topics/$TOPIC/messages" > /dev/null

say "One topic: its oldest and newest position, its number of messages, and its number of subscribers"
state=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC")
printf '%s\n' "$state"
same "$(field count "$state")" 1
same "$(field subscribers "$state")" 0
same "$(field newest "$state")" "$(field oldest "$state")"

say "The topics whose names match a pattern; without a pattern all except those of jobs, 1000 on a page, with the address of the next page in Link"
list=$(ask curl -sS --fail-with-body "$BASE/topics?match=$TOPIC*")
printf '%s\n' "$list" | cut -c 1-300
expect "$list" "\"topic\":\"$TOPIC\""
