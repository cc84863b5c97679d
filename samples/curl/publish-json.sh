#!/usr/bin/env bash
# Publish JSON: data may be any JSON value, and subscribers receive the same value.
set -eu
. "$(dirname "$0")/helpers.bash"

say "An object as data, with type and sender"
answer=$(ask curl -sS --fail-with-body -H 'Content-Type: application/json' \
  -d '{"data":{"celsius":21.5,"room":"kitchen"},"type":"reading","sender":"sensor-7"}' "$BASE/topics/$TOPIC/messages")
printf '%s\n' "$answer"
expect "$answer" '"count":1'

say "The data is returned as JSON, not as a string"
history=$(ask curl -sS --fail-with-body "$BASE/topics/$TOPIC/messages")
printf '%s\n' "$history"
expect "$history" '"data":\{"celsius":21.5,"room":"kitchen"\}'
