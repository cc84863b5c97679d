#!/usr/bin/env bash
# Stream messages in: NDJSON has one JSON object on each line, for any length of time. `-T -` sends standard input as it arrives, and the
# server publishes each line without waiting for the end.
set -eu
. "$(dirname "$0")/helpers.bash"

say "Ten readings, one every tenth of a second, in one request"
answer=$(
  for i in 1 2 3 4 5 6 7 8 9 10; do
    printf '{"data":{"reading":%d},"type":"reading"}\n' "$i"
    sleep 0.1
  done | show curl -sS --fail-with-body -X POST -H 'Content-Type: application/x-ndjson' -T - "$BASE/topics/$TOPIC/messages"
)
printf '%s\n' "$answer"
expect "$answer" '"count":10'

say "A line that is no message stops the upload; the answer says which line, and how many are published"
answer=$(printf '{"data":"good"}\nbad\n' |
  show curl -sS -X POST -H 'Content-Type: application/x-ndjson' -T - "$BASE/topics/$TOPIC/messages")
printf '%s\n' "$answer"
expect "$answer" '"line":2'
expect "$answer" '"published":1'
