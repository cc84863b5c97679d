#!/usr/bin/env bash
# Several topics on one connection (a browser opens only six). The id of each event is a composite position of all topics, so that one id
# resumes all of them.
set -eu
. "$(dirname "$0")/helpers.bash"

say "Messages in two topics"
for i in 1 2 3; do
  ask curl -sS --fail-with-body -d "news $i" "$BASE/topics/$TOPIC.news/messages" > /dev/null
  ask curl -sS --fail-with-body -d "prices $i" "$BASE/topics/$TOPIC.prices/messages" > /dev/null
done

say "Both topics, from the oldest message on"
events=$(stream --max-time 3 "$BASE/events?topic=$TOPIC.news&topic=$TOPIC.prices&after=earliest")
printf '%s\n' "$events"
same "$(messages "$events" | wc -l | tr -d ' ')" 6

cursor=$(printf '%s\n' "$events" | grep '^id:' | tail -n 1 | cut -d ' ' -f 2)
ask curl -sS --fail-with-body -d 'prices 4' "$BASE/topics/$TOPIC.prices/messages" > /dev/null

say "After the last composite position, only new messages arrive"
events=$(stream --max-time 3 -H "Last-Event-ID: $cursor" "$BASE/events?topic=$TOPIC.news&topic=$TOPIC.prices")
printf '%s\n' "$events"
same "$(messages "$events")" 'data: prices 4'
