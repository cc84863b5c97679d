#!/usr/bin/env bash
# Resume a stream: send the id of the last received event as Last-Event-ID, as a browser does when it reconnects. First the missed messages
# arrive, then live messages, without a gap or a duplicate.
set -eu
. "$(dirname "$0")/helpers.bash"

say "Four messages"
for text in one two three four; do
  ask curl -sS --fail-with-body -d "$text" "$BASE/topics/$TOPIC/messages" > /dev/null
done

say "From the oldest stored message on"
events=$(stream --max-time 3 "$BASE/topics/$TOPIC/events?after=earliest")
printf '%s\n' "$events"
same "$(messages "$events" | wc -l | tr -d ' ')" 4
# This event ends the replay; later messages are live.
expect "$events" '^event: caught-up$'

# Assume that the connection broke after the second message.
last=$(printf '%s\n' "$events" | grep '^id:' | grep -- '-2$' | cut -d ' ' -f 2)

say "After $last: only the third and the fourth message"
events=$(stream --max-time 3 -H "Last-Event-ID: $last" "$BASE/topics/$TOPIC/events")
printf '%s\n' "$events"
same "$(messages "$events" | tr '\n' ' ')" 'data: three data: four '
