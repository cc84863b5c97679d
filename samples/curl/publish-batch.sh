#!/usr/bin/env bash
# Publish several messages at once: a JSON array is published completely, or not at all.
set -eu
. "$(dirname "$0")/helpers.bash"

say "Three messages in one request; they get consecutive positions"
answer=$(ask curl -sS --fail-with-body -H 'Content-Type: application/json' \
  -d '[{"data":"one"},{"data":"two","type":"note"},{"data":{"n":3}}]' "$BASE/topics/$TOPIC/messages")
printf '%s\n' "$answer"
expect "$answer" '"count":3'
expect "$(field first "$answer")" '-1$'
expect "$(field last "$answer")" '-3$'

say "With one invalid message, none of the array is published"
status=$(show curl -sS -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' \
  -d '[{"data":"four"},{"date":"a mistake"}]' "$BASE/topics/$TOPIC/messages")
same "$status" 400
answer=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC")
same "$(field count "$answer")" 3
