#!/usr/bin/env bash
# Resume a stream: give the id of the last event you have as Last-Event-ID, as a browser does by itself when it reconnects.
# What was published meanwhile comes first, then live messages, with no gap and no duplicate between.
set -eu
. "$(dirname "$0")/helpers.bash"

say "Four messages"
for text in one two three four; do
  curl -sS --fail-with-body -o /dev/null -d "$text" "$BASE/topics/$TOPIC/messages"
done

say "From the oldest that is kept"
events=$(stream --max-time 3 "$BASE/topics/$TOPIC/events?after=earliest")
printf '%s\n' "$events"
same "$(messages "$events" | wc -l | tr -d ' ')" 4
# The replay is over with this event; what follows is live.
expect "$events" '^event: caught-up$'

# Say the connection broke after the second message.
last=$(printf '%s\n' "$events" | grep '^id:' | grep -- '-2$' | cut -d ' ' -f 2)

say "After $last: the third and the fourth only"
events=$(stream --max-time 3 -H "Last-Event-ID: $last" "$BASE/topics/$TOPIC/events")
printf '%s\n' "$events"
same "$(messages "$events" | tr '\n' ' ')" 'data: three data: four '
