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
  done | ask curl -sS --fail-with-body -X POST -H 'Content-Type: application/x-ndjson' -T - "$BASE/topics/$TOPIC/messages"
)
printf '%s\n' "$answer"
expect "$answer" '"count":10'

say "An invalid line ends the upload; the response has its number, and the number of published messages"
answer=$(printf '{"data":"good"}\nbad\n' |
  show curl -sS -X POST -H 'Content-Type: application/x-ndjson' -T - "$BASE/topics/$TOPIC/messages")
printf '%s\n' "$answer"
expect "$answer" '"line":2'
expect "$answer" '"published":1'
