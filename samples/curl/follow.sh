#!/usr/bin/env bash
# Follow a topic live with server-sent events: one block of lines for each message. -N switches off curl's buffer.
set -eu
. "$(dirname "$0")/helpers.bash"
events=$(mktemp)
trap 'rm -f "$events"' EXIT

say "Subscribe in the background: curl -N $BASE/topics/$TOPIC/events"
curl -sN --max-time 60 "$BASE/topics/$TOPIC/events" > "$events" &
reader=$!
# The first lines arrive before any message: they show that the subscriber is connected.
until_has "$events" '^retry:'

say "Publish; the response has the number of subscribers"
answer=$(ask curl -sS --fail-with-body -d 'hello' "$BASE/topics/$TOPIC/messages")
printf '%s\n' "$answer"
expect "$answer" '"subscribers":1'
ask curl -sS --fail-with-body --data-binary $'two\nlines' "$BASE/topics/$TOPIC/messages?type=note" > /dev/null

say "The subscriber's events: an id to resume from, the type unless it is 'message', and a data line for each line of data"
until_has "$events" '^data: lines$'
kill "$reader"
cat "$events"
expect "$(cat "$events")" '^data: hello$'
expect "$(cat "$events")" '^event: note$'
expect "$(cat "$events")" '^data: lines$'
